"""Trimming: every few seconds one of the workers removes what retention no longer keeps, in small steps."""

from __future__ import annotations

import logging
from collections.abc import Callable

import gevent
from gevent.threadpool import ThreadPool

from services.errors import TailraceError
from services.streaming.jitter import jittered
from services.streaming.log.event_log import EventLog
from services.streaming.log.retention import Retention

logger = logging.getLogger(__name__)

_TRIM_S = 5.0
_STEPS = 100
"""After so many, a second or two, the rules are read again."""


def keep_trimming(log: EventLog, writer: ThreadPool, retention: Callable[[], Retention]) -> None:
    """Runs in the writer's thread, so retention and publishers never wait for each other's lock."""
    while True:
        gevent.sleep(jittered(_TRIM_S))
        while not _trim_some(log, writer, retention()):
            pass


def _trim_some(log: EventLog, writer: ThreadPool, retention: Retention) -> bool:
    """Whether nothing is left."""
    for _ in range(_STEPS):
        if not writer.apply(_trim, (log, retention)):
            return True
        gevent.sleep(0.01)  # let publishers in between two steps
    return False


def _trim(log: EventLog, retention: Retention) -> int:
    try:
        return log.trim(retention)
    except TailraceError as error:
        logger.warning("trim_failed", extra={"error": str(error)})
        return 0
