"""The trail: which request, stream and execution the lines that are being logged are about.

A request's id comes from nginx, or is made at the edge; it goes with a job into the runner and the job's child. So one
id finds every line that a request led to. Each thread and each greenlet has a trail of its own, empty at first.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar

_REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
_CLIENT_ID: ContextVar[str] = ContextVar("client_id", default="")
_EXECUTION: ContextVar[str] = ContextVar("execution", default="")
_TRACE_ID: ContextVar[str] = ContextVar("trace_id", default="")
_ALL = {"request_id": _REQUEST_ID, "client_id": _CLIENT_ID, "execution": _EXECUTION, "trace_id": _TRACE_ID}


def begin(request_id: str, execution: str = "") -> None:
    """A new trail: what was said before is over. A kept connection serves many requests, and a thread many jobs."""
    _REQUEST_ID.set(request_id)
    _CLIENT_ID.set("")
    _EXECUTION.set(execution)
    _TRACE_ID.set("")


def opened(client_id: str) -> None:
    """A stream was opened."""
    _CLIENT_ID.set(client_id)


def led_to(execution: str) -> None:
    """The request made an execution, or acts on it."""
    _EXECUTION.set(execution)


def traced(trace_id: str) -> None:
    """What is being done belongs to a trace, or to none any more."""
    _TRACE_ID.set(trace_id)


def request_id() -> str:
    """Empty where no request led to what is being done."""
    return _REQUEST_ID.get()


def fields() -> Mapping[str, str]:
    """What is known, for a log line."""
    return {name: value for name, held in _ALL.items() if (value := held.get())}
