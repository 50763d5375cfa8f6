"""Why a stream ended: the same word in the log line, the metric's label and the last event on the wire."""

from __future__ import annotations

from enum import StrEnum


class EndReason(StrEnum):
    DONE = "done"  # every channel is closed, and everything was sent
    DRAIN = "drain"  # this worker is stopping
    LIMIT = "limit"  # an admin ended this stream; its client may come back
    REVOKED = "revoked"  # the login was ended by somebody
    EXPIRED = "expired"  # the login ran out
    AGE = "age"  # the stream reached its maximum age
    TIMEOUT = "timeout"  # the watched run was silent for too long
    GONE = "gone"  # the client closed the connection, or its machine vanished

    @property
    def is_announced(self) -> bool:
        """Whether the client is told with a ``closing`` event (contract, section 1)."""
        return self in _ANNOUNCED


_ANNOUNCED = frozenset({EndReason.DRAIN, EndReason.LIMIT, EndReason.REVOKED, EndReason.EXPIRED, EndReason.AGE})
