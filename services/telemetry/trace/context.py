"""A trace's context: the trace that something belongs to, and the span that it happens in (W3C Trace Context)."""

from __future__ import annotations

import hashlib
import os
import re
from typing import NamedTuple

HEADER = "traceparent"

_HEADER = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.{0,256})?")
_RECORDED = 1


class Context(NamedTuple):
    """``is_recorded``: somebody before us decided whether the trace's spans are kept."""

    trace_id: str
    span_id: str
    is_recorded: bool

    @property
    def header(self) -> str:
        return f"00-{self.trace_id}-{self.span_id}-{'01' if self.is_recorded else '00'}"

    def below(self, span_id: str) -> Context:
        """The context of a span in the same trace."""
        return Context(self.trace_id, span_id, self.is_recorded)


def read_context(header: str) -> Context | None:
    """None if the header says nothing, or nothing that the standard allows."""
    found = _HEADER.fullmatch(header)
    if found is None:
        return None
    version, trace_id, span_id, flags, rest = found.groups()
    if version == "ff" or (version == "00" and rest) or not int(trace_id, 16) or not int(span_id, 16):
        return None
    return Context(trace_id, span_id, bool(int(flags, 16) & _RECORDED))


def new_context(share: float) -> Context:
    """Of a trace that begins here. ``share``: how many of all traces are recorded."""
    trace_id = os.urandom(16).hex()
    return Context(trace_id, new_span_id(), is_of_share(trace_id, share))


def new_span_id() -> str:
    return os.urandom(8).hex()


def span_id_of(name: str) -> str:
    """The id of a span that several processes speak of: each works it out."""
    return hashlib.blake2b(name.encode(), digest_size=8).hexdigest()


def is_of_share(trace_id: str, share: float) -> bool:
    """The same for every span of a trace, and for every server that goes by the trace's id."""
    return int(trace_id[16:], 16) < share * 2**64
