"""A publisher: hands events to the server and returns when they are in its log.

Each logical publish has one idempotency key for all of its tries, so a lost answer, a restart or a ``kill -9`` of the
server in the middle stores nothing twice and loses nothing that was acknowledged.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import requests

from .buffer import Buffer
from .encoding import NewEvent, batches, body_of, encode, encode_event
from .failure import PublishFailed, PublishRefused
from .progress import Progress
from .retry import TRANSIENT, Attempts, retry_after_s
from .server import Server, error_of, from_environment
from .subscription import Subscription, subscribe

PENDING = 0
"""What `Publisher.publish` returns in buffered mode, where the id is not known yet. No event has this id."""


class Publisher:
    """Publishes to one server as one caller. Safe to share between threads, greenlets and forked processes.

    ``deadline_s`` bounds a call with all of its retries, ``timeout_s`` one try. With ``buffered`` calls return at once
    and a thread sends batches: `flush` waits for them, and so does the end of the program; at most ``max_buffered``
    events wait, then ``publish`` does.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        buffered: bool = False,
        deadline_s: float = 60.0,
        timeout_s: float = 10.0,
        max_buffered: int = 10_000,
    ) -> None:
        self._server = Server(url, token)
        self._token = token
        self._deadline_s = deadline_s
        self._timeout_s = timeout_s
        self._buffer = Buffer(self._send_batch, max_buffered, deadline_s) if buffered else None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None, **options: Any) -> Publisher:
        """From ``TAILRACE_URL`` and ``TAILRACE_TOKEN`` or ``TAILRACE_TOKEN_FILE``.
        Raises: ValueError, naming what is missing.
        """
        return cls(*from_environment(os.environ if environ is None else environ), **options)

    def __repr__(self) -> str:
        return f"Publisher({self._server.url!r}{', buffered=True' if self._buffer else ''})"

    def __enter__(self) -> Publisher:
        return self

    def __exit__(self, *_: object) -> None:
        self.flush()
        self._server.close()

    # -- publishing ----------------------------------------------------------------------------------------------------

    def publish(self, channel: str, type: str, data: Mapping[str, Any] | None = None) -> int:
        """Publish one event; its id, once it is kept (`PENDING` if buffered).

        Raises:
            PublishRefused: it is not allowed or not well formed. PublishFailed: no answer before the deadline.
        """
        event = encode(channel, type, {} if data is None else data)
        if self._buffer is not None:
            self._buffer.add([event])
            return PENDING
        return self._send_batch([event], self._deadline_s)[0]

    def publish_all(self, events: Iterable[NewEvent]) -> list[int]:
        """Publish many events in order; their ids (none if buffered).

        Sent in batches of at most 1,000 events and 8 MiB. A batch is stored as a whole or not at all; when one is
        refused or fails, the exception's ``ids`` are those of the batches before it.

        Raises:
            PublishRefused, PublishFailed: as of `publish`; what is not well formed is refused before anything is sent.
        """
        encoded = [encode_event(event) for event in events]
        if self._buffer is not None:
            self._buffer.add(encoded)
            return []
        ids: list[int] = []
        try:
            for batch in batches(encoded):
                ids += self._send_batch(batch, self._deadline_s)
        except (PublishRefused, PublishFailed) as error:
            error.ids = ids
            raise
        return ids

    def close(self, channel: str) -> None:
        """Say that nothing more will come to a channel: its streams end with ``done``. What is buffered goes first.

        Raises:
            PublishRefused: ``channel_closed`` if it was closed before. PublishFailed: no answer before the deadline.
        """
        self.flush()
        path = f"/api/v1/channels/{quote(channel, safe='')}/close"
        self._post(path, b"", {}, self._deadline_s, is_done_by_conflict=True)

    def progress(self, channel: str, total: int, **options: Any) -> Progress:
        """Report on work of ``total`` steps to a channel; see `Progress`."""
        return Progress(self._report, channel, total, **options)

    def subscribe(self, channels: Sequence[str], last_event_id: int | None = None, **options: Any) -> Subscription:
        """Follow channels with the same token; see `tailrace_client.subscribe`."""
        return subscribe(self._server.url, self._token, channels, last_event_id, **options)

    def flush(self, deadline_s: float | None = None) -> None:
        """Wait until everything buffered was sent.

        Raises:
            PublishRefused, PublishFailed: the first thing since the last flush that could not be published.
        """
        if self._buffer is not None:
            self._buffer.flush(self._deadline_s if deadline_s is None else deadline_s)

    # -- sending -------------------------------------------------------------------------------------------------------

    def _report(self, channel: str, type: str, data: Mapping[str, Any], deadline_s: float | None) -> None:
        event = encode(channel, type, data)
        if self._buffer is not None:
            self._buffer.add([event])
        else:
            self._send_batch([event], self._deadline_s if deadline_s is None else min(deadline_s, self._deadline_s))

    def _send_batch(self, batch: Sequence[bytes], deadline_s: float) -> list[int]:
        """One logical publish, however often it is tried."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
        answer = self._post("/api/v1/publish", body_of(batch), headers, deadline_s)
        return [int(id) for id in answer["ids"]]

    def _post(
        self,
        path: str,
        body: bytes,
        headers: Mapping[str, str],
        deadline_s: float,
        *,
        is_done_by_conflict: bool = False,
    ) -> dict[str, Any]:
        """``is_done_by_conflict``: after a try whose fate is unknown, a `409` says that it had its effect."""
        attempts = Attempts(deadline_s)
        is_uncertain = False
        while True:
            wanted_s = None
            try:
                timeout_s = max(0.05, min(self._timeout_s, attempts.left_s))
                response = self._server.request("POST", path, timeout_s=timeout_s, body=body, headers=headers)
            except requests.RequestException as error:
                problem = type(error).__name__
                is_uncertain = True
            else:
                if response.status_code == 201:
                    return _json(response)
                code, message = error_of(response)
                if response.status_code == 409 and is_done_by_conflict and is_uncertain:
                    return {}
                if response.status_code not in TRANSIENT:
                    raise PublishRefused(code, message, response.status_code)
                problem = f"{response.status_code} {code}"
                wanted_s = retry_after_s(response)
                is_uncertain = is_uncertain or response.status_code in (408, 500, 502, 504)
            if not attempts.wait(wanted_s):
                known = "it is not known whether anything was stored" if is_uncertain else "nothing was stored"
                raise PublishFailed(
                    f"{self._server.url} did not accept it in time ({problem}, {attempts.count} tries); {known}."
                )


def _json(response: requests.Response) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = response.json()
    except ValueError:
        raise PublishRefused(
            "bad_answer", "The answer is not that of a Tailrace server.", response.status_code
        ) from None
    return answer
