"""The child process of one job. Started and confined by the runner (`child_process`), it runs the job's code."""

from __future__ import annotations

import contextlib
import logging.config
import os
import signal
import sys
import traceback
from types import FrameType

from services.errors import TailraceError
from services.jobs.child.context import JobCancelled, JobContext
from services.jobs.child.message import FailureMessage
from services.jobs.child.spec import decode_spec
from services.jobs.kind import imported
from services.telemetry import trail
from services.telemetry.logging import logging_config
from services.telemetry.trace import trace
from services.telemetry.trace.context import read_context

NICE = 10


def main() -> int:
    """The exit status: 0 succeeded, 1 failed (said so in a message), 2 cancelled."""
    spec = decode_spec(sys.stdin.buffer.read())
    os.nice(NICE)  # the server goes first
    sys.stdin = open(os.devnull)  # noqa: PTH123, SIM115 - for the life of the process
    os.dup2(sys.stdin.fileno(), 0)
    context = JobContext(spec)
    trail.begin(spec.request_id, spec.job_id)
    trace.follow(read_context(spec.traceparent))
    logging.config.dictConfig(logging_config(context.settings, is_child=True))
    main_pid = os.getpid()

    def cancel(_number: int, _frame: FrameType | None) -> None:
        if os.getpid() == main_pid and not context.is_cancelled:  # a forked process inherits the handler
            context.mark_cancelled()
            raise JobCancelled

    signal.signal(signal.SIGTERM, cancel)
    try:
        context.finish(imported(spec.entry)(context, spec.params))
    except JobCancelled:
        return 2
    except Exception as error:
        traceback.print_exc()
        reason = (
            str(error)
            if isinstance(error, TailraceError)
            else f"An error inside the job: {type(error).__name__}: {error}"
        )
        with contextlib.suppress(OSError):
            context.send(FailureMessage(reason[:2000]))
        return 1
    return 0


def run() -> None:
    """The whole life of the process. Threads that the job's code left behind do not prolong it."""
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
