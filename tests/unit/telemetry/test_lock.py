"""Greenlets and pool threads of one worker share what it writes lines to, and its event log: nobody waits for ever."""

from __future__ import annotations

import subprocess
import sys

import pytest

STRESS = """
from gevent import monkey
import logging.config, sys
from services.settings.settings import read_settings
from services.telemetry.logging import logging_config
logging.config.dictConfig(logging_config(read_settings(environ={})))
monkey.patch_all()
import gevent
from services.streaming.event import NewEvent
from services.streaming.log.event_log import Append, Retention
from services.streaming.log.memory_log import MemoryEventLog
sys.setswitchinterval(1e-5)
log = MemoryEventLog()
event = Append([NewEvent("a", "t", b"{}", 0)])
does = {
    "logging": lambda: logging.info("one line"),
    "memory_log": lambda: (log.append([event]), log.trim(Retention(10, 1, 0))),
}[sys.argv[1]]

def of_thread():
    for _ in range(1000):
        does()

def of_greenlet():
    for number in range(1000):
        does()
        if number % 10 == 0:
            gevent.sleep(0)

work = [gevent.get_hub().threadpool.spawn(of_thread) for _ in range(8)] + [gevent.spawn(of_greenlet) for _ in range(20)]
gevent.joinall(work, timeout=30, raise_error=True)
sys.exit(not all(task.ready() for task in work))
"""


@pytest.mark.parametrize("shared", ["logging", "memory_log"])
def test_threads_and_greenlets_share_it_without_a_hang(shared: str) -> None:
    done = subprocess.run([sys.executable, "-c", STRESS, shared], stderr=subprocess.DEVNULL, timeout=100)
    assert done.returncode == 0
