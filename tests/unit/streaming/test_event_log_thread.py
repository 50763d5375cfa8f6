"""The event log where gevent has patched the locks, as in a web worker: runs are announced from other threads than
the one that publishes.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

WITHIN_S = 30
APPENDING = """
from gevent import monkey

monkey.patch_all()

import sys
from pathlib import Path

import gevent
from gevent.threadpool import ThreadPool

from services.streaming.event import new_event
from services.streaming.log.event_log import Append
from services.streaming.log.sqlite_log import SqliteEventLog

log = SqliteEventLog(Path(sys.argv[1]), synchronous="NORMAL")


def append() -> None:
    for number in range(200):
        log.append([Append([new_event("jobs.a", "note", {"n": number})])])


writers = [ThreadPool(1).spawn(append) for _ in range(3)]
gevent.joinall(writers, raise_error=True)
print(len(log.read_after(["jobs.a"], 0, limit=5000).items))
"""


def test_no_thread_waits_forever_for_another_that_has_let_go(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", APPENDING, tmp_path / "log"], capture_output=True, text=True, timeout=WITHIN_S
    )
    assert (done.stdout, done.stderr) == ("600\n", "")
