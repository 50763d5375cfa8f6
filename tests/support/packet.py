"""An address in an IPv4 packet, replaced as a router does it: with the checksums that depend on it (RFC 1624)."""

from __future__ import annotations

import struct

SOURCE, DESTINATION = 12, 16
"""Where the two addresses stand in the header."""

_PROTOCOL, _HEADER_CHECKSUM = 9, 10
_TRANSPORT_CHECKSUM = {6: 16, 17: 6}
"""By protocol (TCP, UDP): where its checksum stands, which covers the addresses too."""


def replace_address(packet: bytes, place: int, old: bytes, new: bytes) -> bytes:
    """Return the packet with ``new`` in place of ``old``; empty if another address stands there."""
    if packet[place : place + 4] != old:
        return b""
    changed = bytearray(packet)
    changed[place : place + 4] = new
    _adjust(changed, _HEADER_CHECKSUM, old, new)
    offset = _TRANSPORT_CHECKSUM.get(packet[_PROTOCOL])
    if offset is not None:
        _adjust(changed, 4 * (packet[0] & 15) + offset, old, new)
    return bytes(changed)


def _adjust(packet: bytearray, at: int, old: bytes, new: bytes) -> None:
    (checksum,) = struct.unpack_from("!H", packet, at)
    total = ~checksum & 0xFFFF
    total += sum(~word & 0xFFFF for word in struct.unpack("!2H", old)) + sum(struct.unpack("!2H", new))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    struct.pack_into("!H", packet, at, ~total & 0xFFFF)
