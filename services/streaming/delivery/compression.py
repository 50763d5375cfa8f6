"""Compression: a stream as gzip (RFC 1952), out of blocks that are made once and sent to every connection.

A block refers to nothing before it and ends on a byte boundary (RFC 1951 §3.2.3, what zlib calls a full flush), so it may follow
whatever a connection was sent before, its client can read it as soon as it is there, and no connection needs a compressor of its
own. What is small is wrapped without being compressed. An event is never compressed together with another one: the size of a
block tells nothing about the others.

A stream ends with its last block. The trailer that a gzip file has would need the checksum of all that this one connection was
sent, for a reader that has already been told by ``done`` or ``closing`` that this is the end.
"""

from __future__ import annotations

import struct
import zlib

HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
"""The first bytes of the body: deflate, no name, no time, no particular system."""

MIN_BYTES = 1024
"""Below, compressing costs more processor than it saves: two sends' worth for a few hundred bytes that fit one packet anyway."""

_LEVEL = 1  # four times as fast as zlib's default on large events, for blocks a fifth larger
_MAX_STORED_BYTES = 65_535
_FLUSH = b"\0\0\0\xff\xff"
"""An empty stored block, with which a full flush ends. There, and only there, Go's reader hands on what it has decoded so far."""


def block(body: bytes) -> bytes:
    """``body`` as the next part of any gzip stream, compressed if it is large."""
    return deflated(body) if len(body) >= MIN_BYTES else stored(body)


def stored(body: bytes) -> bytes:
    """``body`` as it is, ten bytes longer (RFC 1951 §3.2.4). Raises: ValueError, it is longer than such a block can be."""
    if len(body) > _MAX_STORED_BYTES:
        raise ValueError(f"A stored block holds {_MAX_STORED_BYTES} bytes, not {len(body)}.")
    return struct.pack("<BHH", 0, len(body), len(body) ^ 0xFFFF) + body + _FLUSH


def deflated(body: bytes) -> bytes:
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(body) + compressor.flush(zlib.Z_FULL_FLUSH)
