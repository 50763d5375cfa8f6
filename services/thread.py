"""Work for a thread: what reads large files, or waits for the disk, while the other greenlets of a process go on."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from typing import ParamSpec, TypeVar

import gevent

from services.errors import TailraceError

P = ParamSpec("P")
R = TypeVar("R")


def in_thread(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What ``work`` returns or raises. What it logs is about the same request as the caller's lines."""

    def attempt() -> R | TailraceError:
        try:
            return work(*args, **kwargs)
        except TailraceError as refusal:
            return refusal  # an answer like any other; gevent would log it as a crash if it were raised in the thread

    result: R | TailraceError = gevent.get_hub().threadpool.apply(copy_context().run, (attempt,))
    if isinstance(result, TailraceError):
        raise result
    return result
