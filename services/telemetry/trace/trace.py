"""Traces in the process that makes them: which span something happens in, and what it took.

    with trace.span("publish", events=3):
        ...

Each thread and each greenlet is in a span of its own, or in none, as with the trail. Where no collector is named, or
nothing led here that is traced, all of this does nothing: no thread, no queue, no library. Attributes are ids, names of
the code and numbers, never what a stranger wrote.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar

from services.settings.settings import Settings
from services.telemetry import trail
from services.telemetry.trace.context import Context, is_of_share, new_context, new_span_id, read_context
from services.telemetry.trace.outbox import Outbox
from services.telemetry.trace.span import Span, Value, encode

INTERNAL, SERVER = "internal", "server"
MOST_LINKS = 16

_CURRENT: ContextVar[Context | None] = ContextVar("trace", default=None)
_NOTHING: AbstractContextManager[None] = nullcontext()
_outbox: Outbox | None = None
_share = 1.0
_process = ""


# -- the process -------------------------------------------------------------------------------------------------------


def open(settings: Settings, process: str) -> None:
    """Make spans from now on, if there is a collector. ``process`` is what this one is: ``worker``, ``runner``, …"""
    global _outbox, _share, _process
    if settings.trace.endpoint and _outbox is None:
        _outbox, _share, _process = Outbox(settings.data), settings.trace.share, process


def send() -> None:
    """Hand on what waits. Call it now and then."""
    if _outbox is not None:
        _outbox.send()


def close() -> None:
    """Hand on what waits, within half a second, and make no more."""
    global _outbox
    if _outbox is not None:
        _outbox.close()
        _outbox = None


# -- where we are ------------------------------------------------------------------------------------------------------


def current() -> Context | None:
    return _CURRENT.get() if _outbox is not None else None


def header() -> str:
    """The ``traceparent`` for what is done on our behalf; empty where nothing is traced."""
    context = current()
    return context.header if context is not None else ""


def follow(context: Context | None) -> None:
    """What this thread or greenlet does from now on happens in that span, whoever made it."""
    _CURRENT.set(context)
    trail.traced(context.trace_id if context is not None else "")


def for_later() -> str | None:
    """The context to write beside work that another process will do; of a new trace if nothing traced led to it. None
    where there are no traces.
    """
    if _outbox is None:
        return None
    return (_CURRENT.get() or new_context(_share)).header


# -- spans -------------------------------------------------------------------------------------------------------------


class Request:
    """The span of a request, from its first gate until its answer begins."""

    __slots__ = ("_began_ns", "_parent_id", "context")

    def __init__(self, header: str) -> None:
        caller = read_context(header)
        if caller is None:
            self.context, self._parent_id = new_context(_share), ""
        else:
            is_recorded = caller.is_recorded and is_of_share(caller.trace_id, _share)
            self.context = Context(caller.trace_id, new_span_id(), is_recorded)
            self._parent_id = caller.span_id
        self._began_ns = time.time_ns()

    def end(self, name: str, *, is_error: bool, **attributes: Value) -> None:
        """The span's name is known once its route is."""
        _put(self.context, self._parent_id, name, SERVER, self._began_ns, time.time_ns(), is_error, attributes)


def begin_request(header: str) -> Request | None:
    """``header`` is the caller's ``traceparent``, empty if there is none. None where there are no traces."""
    if _outbox is None:
        return None
    request = Request(header)
    follow(request.context)
    return request


def span(name: str, parent: Context | None = None, **attributes: Value) -> AbstractContextManager[Context | None]:
    """What the block does, as a span below ``parent``, else below the one we are in. It is an error if the block raises
    something.
    """
    parent = parent or _CURRENT.get()
    return _NOTHING if _outbox is None or parent is None else _spanning(name, parent, attributes)


@contextmanager
def _spanning(name: str, parent: Context, attributes: dict[str, Value]) -> Iterator[Context]:
    context = parent.below(new_span_id())
    before = _CURRENT.get()
    follow(context)
    began_ns = time.time_ns()
    is_error = True
    try:
        yield context
        is_error = False
    finally:
        follow(before)
        _put(context, parent.span_id, name, INTERNAL, began_ns, time.time_ns(), is_error, attributes)


def record(
    name: str,
    parent: Context,
    began_s: float,
    ended_s: float,
    *,
    span_id: str | None = None,
    is_error: bool = False,
    links: Sequence[Context] = (),
    **attributes: Value,
) -> None:
    """A span that is over. Times are Unix seconds."""
    context = parent.below(span_id or new_span_id())
    times = (int(began_s * 1e9), int(ended_s * 1e9))
    _put(context, parent.span_id, name, INTERNAL, *times, is_error, attributes, links)


def _put(
    context: Context,
    parent_id: str,
    name: str,
    kind: str,
    began_ns: int,
    ended_ns: int,
    is_error: bool,
    attributes: dict[str, Value],
    links: Sequence[Context] = (),
) -> None:
    if _outbox is None or not context.is_recorded:
        return
    named = tuple((link.trace_id, link.span_id) for link in links[:MOST_LINKS])
    ended_ns = max(began_ns, ended_ns)  # a clock was set back
    ids = (context.trace_id, context.span_id, parent_id)
    said = {"process": _process, **attributes}
    _outbox.put(encode(Span(*ids, name, kind, began_ns, ended_ns, is_error, said, named)))
