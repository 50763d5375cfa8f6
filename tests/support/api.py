"""The HTTP API as a program uses it: a requests session that knows where the server is and who is calling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests


class Api(requests.Session):
    """Takes paths instead of URLs, puts a timeout on everything, and returns 4xx and 5xx for tests to inspect."""

    def __init__(self, url: str, *, verify: str | bool = True) -> None:
        super().__init__()
        self.url = url
        self.verify = verify
        self.trust_env = False  # no proxies, no .netrc
        self.user_id = ""

    def request(self, method: str | bytes, path: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        kwargs.setdefault("timeout", 30)
        return super().request(method, f"{self.url}{path!s}", *args, **kwargs)

    def login(self, username: str, password: str) -> Api:
        answer = self.post("/api/v1/auth/login", json={"username": username, "password": password})
        assert answer.status_code == 200, answer.text
        self.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        self.user_id = answer.json()["user_id"]
        return self

    @property
    def bearer(self) -> dict[str, str]:
        """Return the header alone, for other clients."""
        return {"Authorization": str(self.headers["Authorization"])}

    def stream_token(self, *channels: str) -> str:
        answer = self.post("/api/v1/auth/stream-token", json={"channels": channels})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["token"])

    def publish(self, channel: str, data: Mapping[str, Any] | None = None, *, type: str = "note") -> int:
        """Publish one event and return its id."""
        return self.publish_all([{"channel": channel, "type": type, "data": dict(data or {})}])[0]

    def publish_all(self, events: list[dict[str, Any]]) -> list[int]:
        answer = self.post("/api/v1/publish", json=events)
        assert answer.status_code == 201, answer.text
        return list(answer.json()["ids"])

    def close_channel(self, channel: str) -> int:
        answer = self.post(f"/api/v1/channels/{channel}/close")
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])
