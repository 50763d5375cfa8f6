"""A span as one process hands it to the exporter: a packet of a few hundred bytes."""

from __future__ import annotations

import msgspec

Value = str | int | float | bool


class Span(msgspec.Struct, array_like=True, frozen=True):
    """Something that took time. ``links``: contexts of other traces that it was done for, too, as (trace, span)."""

    trace_id: str
    span_id: str
    parent_id: str
    name: str
    kind: str
    began_ns: int
    ended_ns: int
    is_error: bool
    attributes: dict[str, Value]
    links: tuple[tuple[str, str], ...] = ()


encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Span).decode
