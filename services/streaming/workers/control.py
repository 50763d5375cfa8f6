"""Control: what workers tell each other about streams, as events on an internal channel of the log.

A login is ended in the database first and announced here second; a stream is registered first and asks the database second: so
there is no moment in which a revocation and a new stream can miss each other. Messages hold claims (user, login, expiry), never
tokens.

When the log cannot be written, nothing can be announced. So each worker also looks now and then whether the logins of its
streams are still open (`Streams`).
"""

from __future__ import annotations

import logging
from typing import Any, NamedTuple

import msgspec

from services.errors import Unavailable
from services.streaming.channel import CONTROL
from services.streaming.event import Event, encode_event
from services.streaming.publishing.publisher import Publisher

logger = logging.getLogger(__name__)

_MAX_BYTES = 65_536


class Renewal(NamedTuple):
    """What a live stream shall go on under. ``authorised_until`` is in Unix seconds; None: for ever (JSON has no infinity)."""

    client_id: str
    user_id: str
    login_id: str
    channels: list[str]
    authorised_until: float | None


class Control:
    """The sending side; any process has one."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    def revoke(self, *, login_id: str | None = None, user_id: str | None = None) -> bool:
        """End the live streams of one login, or of all logins of a user, in every worker.

        Call it after the login is ended in the database. False: this could not be announced, because the event log cannot be
        written; streams whose login has ended then end within seconds all the same.
        """
        try:
            self._send("revoke", {"login_id": login_id, "user_id": user_id})
        except Unavailable as error:
            logger.warning("revocation_not_announced", extra={"error": str(error)})
            return False
        return True

    def renew(self, question: str, renewal: Renewal) -> None:
        """Ask the worker that holds a stream to extend it. It answers to ``question``, maybe before this returns."""
        self._send("renew", {"question": question, "renewal": renewal._asdict()})

    def answer(self, question: str, outcome: str) -> None:
        """Answer a `renew`: ``renewed``, ``refused``, or ``gone`` if the stream has ended."""
        self._send("answer", {"question": question, "outcome": outcome})

    def _send(self, type: str, fields: dict[str, Any]) -> None:
        self._publisher.publish([encode_event(CONTROL, type, fields, _MAX_BYTES)])


def read_message(event: Event) -> tuple[str, dict[str, Any]]:
    return event.type, msgspec.json.decode(event.published)
