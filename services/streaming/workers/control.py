"""Control: what workers tell each other about streams, as events on an internal channel of the log.

A login is first ended in the database, then announced here. A stream is first registered, then asks the database. So a
revocation and a new stream can never miss each other. Messages hold claims (user, login, expiry), never tokens.

While the log cannot be written, nothing can be announced. So each worker also checks, every few seconds, that the
logins of its streams are still open (`Streams`).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from services.errors import Unavailable
from services.streaming.channel import CONTROL
from services.streaming.event import Event, encode_event
from services.streaming.publishing.publisher import Publisher

logger = logging.getLogger(__name__)

_MAX_BYTES = 65_536
_RECHECKED = 1_000
"""Users in one message."""


class Renewal(NamedTuple):
    """A newer login for a live stream, good until ``authorised_until`` (Unix seconds). None is for ever, in JSON."""

    client_id: str
    user_id: str
    login_id: str
    channels: list[str]
    authorised_until: float | None
    keys: Sequence[str] = ()


class Control:
    """The sending side, which every process has."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    def revoke(self, *, login_id: str | None = None, user_id: str | None = None) -> bool:
        """End the live streams of one login, or of all logins of a user, in every worker.

        Call it after the login has ended in the database. False means that nothing could be announced, because the
        event log cannot be written; the streams still end within seconds.
        """
        try:
            self._send("revoke", {"login_id": login_id, "user_id": user_id})
        except Unavailable as error:
            logger.warning("revocation_not_announced", extra={"error": str(error)})
            return False
        return True

    def revoke_logins(self, login_ids: Iterable[str]) -> None:
        """`revoke` each of these logins."""
        for login_id in login_ids:
            self.revoke(login_id=login_id)

    def end(self, client_id: str) -> None:
        """End one stream, whichever worker holds it. Raises: Unavailable, the event log cannot be written."""
        self._send("end", {"client_id": client_id})

    def forget(self, user_id: str) -> bool:
        """Let every worker remove what it notes of a user who is deleted. False: nothing could be announced."""
        try:
            self._send("forget", {"user_id": user_id})
        except Unavailable as error:
            logger.warning("deletion_not_announced", extra={"error": str(error)})
            return False
        return True

    def recheck(self, user_ids: Sequence[str]) -> bool:
        """End those live streams of these users that they may no longer read, in every worker.

        Call it after a right was taken away in the database. False means that nothing could be announced, because the
        event log cannot be written; the streams then go on until they are as old as a stream may get.
        """
        try:
            for first in range(0, len(user_ids), _RECHECKED):
                self._send("recheck", {"user_ids": list(user_ids[first : first + _RECHECKED])})
        except Unavailable as error:
            logger.warning("recheck_not_announced", extra={"error": str(error)})
            return False
        return True

    def renew(self, question: str, renewal: Renewal) -> None:
        """Ask the worker that holds a stream to extend it. Its answer to ``question`` may come before this returns."""
        self._send("renew", {"question": question, "renewal": renewal._asdict()})

    def answer(self, question: str, outcome: str) -> None:
        """Answer a `renew`: ``renewed``, ``refused``, or ``gone`` if the stream has ended."""
        self._send("answer", {"question": question, "outcome": outcome})

    def _send(self, type: str, fields: dict[str, Any]) -> None:
        self._publisher.publish([encode_event(CONTROL, type, fields, _MAX_BYTES)])


def read_message(event: Event) -> tuple[str, dict[str, Any]]:
    return event.type, msgspec.json.decode(event.published)
