"""Control: what workers tell each other about streams, as events on an internal channel of the log.

A login is ended in the database first and announced here second; a stream is registered first and asks the database second: so
there is no moment in which a revocation and a new stream can miss each other. Messages hold claims (user, login, expiry), never
tokens.
"""

from __future__ import annotations

import math
from typing import Any

import msgspec

from services.streaming.channel import CONTROL
from services.streaming.event import Event, encode_event
from services.streaming.publisher import Publisher

_MAX_BYTES = 65_536


class Control:
    """The sending side; any process has one."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    def revoke(self, *, login_id: str | None = None, user_id: str | None = None) -> None:
        """End the live streams of one login, or of all logins of a user, in every worker.

        Call it after the login is ended in the database.
        """
        self._send("revoke", {"login_id": login_id, "user_id": user_id})

    def renew(
        self, question: str, client_id: str, user_id: str, login_id: str, channels: list[str], authorised_until: float
    ) -> None:
        """Ask the worker that holds a stream to extend it. It answers to ``question``, maybe before this returns."""
        self._send(
            "renew",
            {
                "question": question,
                "client_id": client_id,
                "user_id": user_id,
                "login_id": login_id,
                "channels": channels,
                "authorised_until": None if math.isinf(authorised_until) else authorised_until,  # JSON has no infinity
            },
        )

    def answer(self, question: str, outcome: str) -> None:
        """Answer a `renew`: ``renewed`` or ``refused``. A stream that nobody holds is not answered for."""
        self._send("answer", {"question": question, "outcome": outcome})

    def _send(self, type: str, fields: dict[str, Any]) -> None:
        self._publisher.publish([encode_event(CONTROL, type, fields, _MAX_BYTES)])


def read_message(event: Event) -> tuple[str, dict[str, Any]]:
    return event.type, msgspec.json.decode(event.published)
