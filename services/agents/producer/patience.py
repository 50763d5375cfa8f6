"""Patience with the stores: another process may hold the database or the event log locked, or a disk may be full."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

import gevent
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from services.errors import Unavailable

T = TypeVar("T")

PATIENCE_S = 30.0
"""How long an answer waits for a store: a full disk is not the agent's fault."""
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 1.0

_log = logging.getLogger(__name__)


def patiently(work: Callable[[], T], within_s: float = PATIENCE_S) -> T:
    """What ``work`` returns, once the stores that it needs answer. Raises: what they raise, after ``within_s``."""
    give_up_at = time.monotonic() + within_s
    pause_s = _FIRST_PAUSE_S
    while True:
        try:
            return work()
        except (OperationalError, InterfaceError, NoConnection, Unavailable) as error:
            if time.monotonic() > give_up_at:
                raise
            _log.warning("store_not_answering", extra={"error": str(error)})
        gevent.sleep(pause_s)
        pause_s = min(_LONGEST_PAUSE_S, 2 * pause_s)
