"""A cursor: a place in the list of executions, between one and the next older. Programs hand it back as it is."""

from __future__ import annotations

import base64
import binascii
import math
import struct
from dataclasses import dataclass

from services.errors import BadRequest

_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Cursor:
    """Of the execution that stands before it in the list."""

    created_at: float
    id: str

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(struct.pack(">d", self.created_at) + self.id.encode()).decode().rstrip("=")


def read_cursor(text: str) -> Cursor:
    """Raises: BadRequest, it is none of ours."""
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        (created_at,) = struct.unpack(">d", packed[:8])
        cursor = Cursor(created_at, packed[8:].decode())
    except (binascii.Error, struct.error, ValueError):
        cursor = None
    is_ours = cursor is not None and math.isfinite(cursor.created_at) and cursor.id.isprintable()
    if cursor is None or not is_ours or len(text) > _LONGEST:
        raise BadRequest("That is no cursor of this list. Take `next` from the page before, or leave it out.")
    return cursor
