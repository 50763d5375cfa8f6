"""What comes of a picture that was read, and within what limits. Apart from the reading, whose library only a process
of its own loads.
"""

from __future__ import annotations

import msgspec

from services.process.limits import Limits

LIMITS = Limits(wall_s=15.0, cpu_s=10.0, memory_bytes=2**29, output_bytes=32 * 2**20, processes=4, file_bytes=2**20)


class Redrawn(msgspec.Struct, frozen=True, tag="redrawn"):
    media_type: str
    picture: bytes


class Unreadable(msgspec.Struct, frozen=True, tag="unreadable"):
    """The reason is a sentence."""

    reason: str
