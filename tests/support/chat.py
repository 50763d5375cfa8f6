"""Questions to a server, and watchers that lose their connection and come back, as browsers do."""

from __future__ import annotations

import http.client
import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.server import Server

SCRIPTED = {
    "TAILRACE_AGENTS": "tests.support.scripted_agent:AGENT",
    "TAILRACE_USER_ANSWERS": "100",
    "TAILRACE_QUESTION_RATE": "10000",
}
"""Settings of a server that has an agent which says exactly what its question tells it to."""

LAST = ("completed", "failed", "input_required")


def words(count: int) -> str:
    """What the scripted agent says to ``say <count>``."""
    return "".join(f"w{number} " for number in range(1, count + 1))


def ask(api: Api, message: str, **fields: Any) -> dict[str, Any]:
    answer = api.post("/api/v1/chat", json={"message": message, "agent_id": "scripted", **fields})
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


def read_answer(api: Api, run_id: str) -> dict[str, Any]:
    answer = api.get(f"/api/v1/chat/{run_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def ended(api: Api, run_id: str, within_s: float = 30.0) -> dict[str, Any]:
    """The answer, once it has ended."""

    def look() -> dict[str, Any] | None:
        found = read_answer(api, run_id)
        return None if found["state"] == "live" else found

    return wait_until(look, "the answer has ended", within_s=within_s)  # type: ignore[return-value]


def row_of(server: Server, run_id: str) -> dict[str, Any]:
    """The run's row, as the database has it."""
    with sqlite3.connect(server.data / "tailrace.db", timeout=10) as connection:
        connection.row_factory = sqlite3.Row
        return dict(connection.execute("SELECT * FROM chat_runs WHERE id = ?", (run_id,)).fetchone())


@dataclass(frozen=True)
class Frame:
    """One event of a stream. ``name`` is that of a control event."""

    id: int | None
    name: str
    data: dict[str, Any]

    @property
    def type(self) -> str:
        return str(self.data.get("type", ""))

    @property
    def text(self) -> str:
        """The part of the answer that it brings."""
        if self.type != "response_chunk" or "artifact_id" in self.data:
            return ""
        return str(self.data["response_data"]["raw_response"]["parts"][0]["text"])


class Connection:
    """One stream of a run, read frame by frame."""

    def __init__(self, url: str, api: Api, run_id: str, after: int | None = None, timeout_s: float = 15.0) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout_s)
        position = {} if after is None else {"Last-Event-ID": str(after)}
        self._connection.request("GET", f"/api/v1/chat/stream/{run_id}", headers={**api.bearer, **position})
        self._response = self._connection.getresponse()
        self.status = self._response.status

    def frames(self) -> Iterator[Frame]:
        """Until the server ends the stream. Raises: OSError, HTTPException, it was cut."""
        id, name, data = None, "", ""
        while (line := self._response.readline()).endswith(b"\n"):  # else it was cut in the middle
            field, _, value = line.decode().rstrip("\n").partition(": ")
            if field == "id":
                id = int(value)
            elif field == "event":
                name = value
            elif field == "data":
                data = value
            elif not field and data:
                yield Frame(id, name, json.loads(data))
                id, name, data = None, "", ""

    def close(self) -> None:
        self._connection.close()


class Watcher:
    """Follows a run to ``done``, through every cut, from the last id that it has seen. ``urls``: servers to try."""

    def __init__(self, urls: list[str], api: Api, run_id: str) -> None:
        self.run_id = run_id
        self.frames: list[Frame] = []
        self.gaps = 0
        self.connections = 0
        self._urls = urls
        self._api = api
        self._is_done = threading.Event()
        threading.Thread(target=self._follow, daemon=True).start()

    @property
    def text(self) -> str:
        return "".join(frame.text for frame in self.frames)

    @property
    def doubled(self) -> int:
        ids = [frame.id for frame in self.frames]
        return len(ids) - len(set(ids))

    def move_to(self, url: str) -> None:
        """Come back to this server from now on, as through a proxy that knows which one is up."""
        self._urls = [url]

    def finish(self, within_s: float = 30.0) -> Watcher:
        assert self._is_done.wait(within_s), f"no end after {self.connections} connections: {self.frames[-2:]}"
        return self

    def _follow(self) -> None:
        while not self._is_done.is_set():
            url = self._urls[self.connections % len(self._urls)]
            self.connections += 1
            try:
                after = self.frames[-1].id if self.frames else None
                connection = Connection(url, self._api, self.run_id, after)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            try:
                if connection.status == 204:
                    self._is_done.set()
                if connection.status == 200:
                    self._take(connection)
            except (OSError, http.client.HTTPException):
                pass
            finally:
                connection.close()
            time.sleep(0.02)

    def _take(self, connection: Connection) -> None:
        for frame in connection.frames():
            if frame.id is not None and frame.name != "gap":
                self.frames.append(frame)
            elif frame.name == "gap":
                self.gaps += 1
            elif frame.name == "done":
                self._is_done.set()


def lost_and_doubled(watchers: list[Watcher], expected: str) -> tuple[int, int]:
    """How many characters were lost and doubled, over all watchers."""
    lost = doubled = 0
    for watcher in watchers:
        text = watcher.text
        if text != expected:
            lost += max(0, len(expected) - len(text))
            doubled += max(0, len(text) - len(expected)) or 1
        doubled += watcher.doubled
    return lost, doubled
