"""The child process of one job, started by the runner (`child_process`) and by nothing else.

It binds its life to the runner's before anything else, limits itself, then imports and runs the job's code.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType

import msgspec

from services.errors import TailraceError
from services.jobs.child.context import JobCancelled, JobContext
from services.jobs.child.message import FailureMessage
from services.jobs.child.spec import ChildSpec
from services.jobs.kind import imported
from services.process.control import die_with_parent

NICE = 10
OPEN_FILES = 1024


def main() -> int:
    """The exit status: 0 succeeded, 1 failed (said so in a message), 2 cancelled."""
    spec = msgspec.json.decode(sys.stdin.buffer.read(), type=ChildSpec)
    die_with_parent(spec.runner_pid)
    _limit(spec)
    sys.stdin = open(os.devnull)  # noqa: PTH123, SIM115 - for the life of the process
    os.dup2(sys.stdin.fileno(), 0)
    context = JobContext(spec)
    main_pid = os.getpid()

    def cancel(_number: int, _frame: FrameType | None) -> None:
        if os.getpid() == main_pid and not context.is_cancelled:
            context.mark_cancelled()
            raise JobCancelled

    signal.signal(signal.SIGTERM, cancel)
    try:
        context.finish(imported(spec.entry)(context, spec.params))
    except JobCancelled:
        return 2
    except Exception as error:
        traceback.print_exc()
        reason = str(error) if isinstance(error, TailraceError) else f"An error inside the job: {type(error).__name__}: {error}"
        with contextlib.suppress(OSError):
            context.send(FailureMessage(reason[:2000]))
        return 1
    return 0


def _limit(spec: ChildSpec) -> None:
    """Bounds that the kernel keeps for this process and all below it.

    RLIMIT_DATA stands behind the runner's own measuring of the whole tree, for one process that takes everything between
    two looks. It counts what can be written, unlike RLIMIT_AS, which also counts address space that Go, Node and Rust
    programs only reserve.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for limit, value in (
        (resource.RLIMIT_DATA, 2 * spec.memory_bytes),
        (resource.RLIMIT_FSIZE, spec.file_bytes),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        hard = resource.getrlimit(limit)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (value, value))
    os.nice(NICE)
    with contextlib.suppress(OSError):  # the kernel, out of memory, takes a job before the server
        Path("/proc/self/oom_score_adj").write_text("800", encoding="ascii")


def run() -> None:
    """The process's whole life. Threads that the job's code left behind don't prolong it."""
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
