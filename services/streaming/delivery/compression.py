"""Compression: a stream as gzip (RFC 1952), out of blocks that are made once and sent to every connection.

A block refers to nothing before it and ends on a byte boundary (RFC 1951 §3.2.3; zlib calls it a full flush). So it
can follow whatever a connection was sent before, the client can read it at once, and no connection needs a compressor
of its own. Small events are wrapped, not compressed. No event is ever compressed together with another one, so the
size of a block tells nothing about other events.

A stream ends with its last block and has no gzip trailer: that would need the checksum of everything that this one
connection was sent, and ``done`` or ``closing`` has already told the client that this is the end.
"""

from __future__ import annotations

import struct
import zlib

HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
"""The first bytes of the body: deflate, no name, no time, no particular system."""

MIN_BYTES = 1024
"""Below this, compressing costs as much as two sends, to save a few hundred bytes of a single packet."""

_LEVEL = 1  # four times as fast as zlib's default on large events, for blocks a fifth larger
_MAX_STORED_BYTES = 65_535
_FLUSH = b"\0\0\0\xff\xff"
"""The empty stored block that ends a full flush. Only there does Go's reader hand on what it has decoded so far."""


def block(body: bytes) -> bytes:
    """``body`` as the next part of any gzip stream, compressed if it is large."""
    return deflated(body) if len(body) >= MIN_BYTES else stored(body)


def stored(body: bytes) -> bytes:
    """``body`` as it is, ten bytes longer (RFC 1951 §3.2.4). Raises: ValueError, it is too long for such a block."""
    if len(body) > _MAX_STORED_BYTES:
        raise ValueError(f"A stored block holds at most {_MAX_STORED_BYTES} bytes, not {len(body)}.")
    return struct.pack("<BHH", 0, len(body), len(body) ^ 0xFFFF) + body + _FLUSH


def deflated(body: bytes) -> bytes:
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(body) + compressor.flush(zlib.Z_FULL_FLUSH)
