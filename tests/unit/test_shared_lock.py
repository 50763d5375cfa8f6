"""Greenlets and pool threads of one worker share locks, of libraries too: nobody waits for ever."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PREPARE = """
import logging.config, sys
from gevent import monkey
logging.config.dictConfig({"version": 1, "handlers": {"err": {"class": "logging.StreamHandler"}},
                           "root": {"level": "INFO", "handlers": ["err"]}})
monkey.patch_all()
from services import shared_lock
shared_lock.install()
import gevent, threading
"""
STRESS = """
sys.setswitchinterval(1e-5)
what, path = sys.argv[1:]
if what == "lock":
    lock = threading.Lock()
    def once():
        with lock:
            pass
elif what == "reentrant lock":
    lock = threading.RLock()
    def once():
        with lock, lock:
            pass
elif what == "condition":
    ready = threading.Condition()
    def once():
        with ready:
            ready.notify_all()
            ready.wait(0.0001)
elif what == "logging":
    def once():
        logging.info("one line")
elif what == "metrics":
    from prometheus_client import Counter
    count = Counter("done", "Done.")
    once = count.inc
elif what == "memory log":
    from services.streaming.event import NewEvent
    from services.streaming.log.event_log import Append
    from services.streaming.log.retention import Retention
    from services.streaming.log.memory_log import MemoryEventLog
    log, event = MemoryEventLog(), Append([NewEvent("a", "t", b"{}", 0)])
    def once():
        log.append([event])
        log.trim(Retention(10, 1, 0))
else:
    from sqlalchemy import create_engine, text
    from sqlalchemy.pool import QueuePool
    engine = create_engine("sqlite:///" + path, poolclass=QueuePool, connect_args={"check_same_thread": False})
    def once():
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))

def of_thread():
    for _ in range(1500):
        once()

def of_greenlet():
    for number in range(600):
        once()
        if number % 10 == 0:
            gevent.sleep(0)

work = [gevent.get_hub().threadpool.spawn(of_thread) for _ in range(8)] + [gevent.spawn(of_greenlet) for _ in range(20)]
gevent.joinall(work, timeout=60, raise_error=True)
sys.exit(not all(task.ready() for task in work))
"""
HELD = """
lock = threading.Lock()
assert lock.acquire() and lock.locked()
assert not lock.acquire(blocking=False)
assert not lock.acquire(timeout=0.05)
gevent.spawn_later(0.05, lock.release)
assert lock.acquire(timeout=10), "another greenlet lets go meanwhile"
other = gevent.spawn(lambda: lock.acquire(timeout=10))
gevent.sleep(0)
assert not other.ready()
lock.release()
assert other.get() and lock.locked()

import time
def hold_a_moment():
    with lock:
        time.sleep(0.2)
lock.release()
thread = gevent.get_hub().threadpool.spawn(hold_a_moment)
while not lock.locked():
    gevent.sleep(0.001)
taken = []
gevent.get_hub().loop.run_callback(lambda: taken.append(lock.acquire()))
thread.get()
gevent.sleep(0)
assert taken == [True], "the hub itself waits for a thread"

again = threading.RLock()
with again:
    assert again.acquire(blocking=False)
    assert not gevent.spawn(again.acquire, blocking=False).get(), "each greenlet is an owner of its own"
    assert not gevent.get_hub().threadpool.apply(again.acquire, (False,)), "and so is each thread"
"""


IN_A_WORKER = """
import wsgi
from services.shared_lock import SharedLock
from prometheus_client import values
from sqlalchemy.util import queue
assert values.Lock is SharedLock
assert isinstance(queue.Queue().mutex._block, SharedLock)
"""


def run(program: str, *arguments: str) -> None:
    command = [sys.executable, "-c", PREPARE + program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize(
    "what", ["lock", "reentrant lock", "condition", "logging", "metrics", "memory log", "connection pool"]
)
def test_threads_and_greenlets_share_it_without_a_hang(what: str, tmp_path: Path) -> None:
    run(STRESS, what, str(tmp_path / "some.db"))


def test_a_held_lock_is_waited_for() -> None:
    run(HELD)


def test_a_workers_libraries_have_them(tmp_path: Path) -> None:
    environ = {**os.environ, "TAILRACE_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", IN_A_WORKER], env=environ, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr[-2000:]
