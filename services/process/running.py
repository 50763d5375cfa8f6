"""A running program: started by exec with nothing inherited, confined, watched, and ended with everything below it.

`Program`, `Resident` and a job's child build on it. Nothing else starts a process, except that a server starts its
runner.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import select
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from subprocess import DEVNULL, PIPE

from services.process.access import Access
from services.process.confinement import Confinement
from services.process.limits import Excess, Limits
from services.process.tree import MARK, Adopters, Process, Tree, child_pids, memory_bytes

__all__ = ["DEVNULL", "LOOK_S", "PIPE", "Running", "collect_orphans"]

LOOK_S = 0.1
"""Between two looks at the clock, the memory and the number of processes."""

_count = itertools.count(1)
_own_lock = threading.Lock()
_own: set[int] = set()


class Running:
    """The thread that starts it must live until `end` has returned: the kernel kills the program with that thread.

    It sees ``cwd``, which is its own folder unless it is ``/``, the programs of the system, and what ``access`` adds.
    ``environ`` is added to a minimal environment. Nothing of this process's own is inherited: it holds secrets, and
    switches that change what programs do.

    Raises: OSError, if the program cannot be started.
    """

    def __init__(
        self,
        argv: Sequence[str | Path],
        *,
        cwd: Path,
        limits: Limits,
        access: Access = Access(),  # noqa: B008 - frozen
        environ: Mapping[str, str] | None = None,
        stdin: int = DEVNULL,
        stdout: int = DEVNULL,
        stderr: int = DEVNULL,
        pass_fds: Sequence[int] = (),
        mark: str | None = None,
        has_own_session: bool = False,
    ) -> None:
        self._limits = limits
        mark = mark or f"{os.environ.get(MARK, '')}/{os.getpid()}.{next(_count)}"
        adopters = Adopters()
        program = shutil.which(argv[0])
        own = Access() if program is None else Access(execute=(Path(program),))
        confinement = Confinement(limits, cwd, access | own)
        try:
            with _own_lock:
                self._process = subprocess.Popen(
                    [str(part) for part in argv],
                    cwd=cwd,
                    env={**_minimal_environ(cwd), **(environ or {}), MARK: mark},
                    stdin=stdin,
                    stdout=stdout,
                    stderr=stderr,
                    bufsize=0,
                    pass_fds=pass_fds,
                    start_new_session=has_own_session,
                    process_group=None if has_own_session else 0,
                    preexec_fn=confinement,
                )
                _own.add(self._process.pid)
        except subprocess.SubprocessError as error:
            raise OSError(errno.EPERM, "the kernel refused to confine it") from error
        finally:
            confinement.close()
        self.pid = self._process.pid
        self._tree = Tree(self.pid, mark, adopters)
        self.seen: list[Process] = []
        """The tree as `excess` last found it. Any thread may read it."""
        try:
            self.exit_fd = os.pidfd_open(self.pid)
        except OSError:
            self._tree.kill()
            self._collect()
            raise

    @property
    def stdin_fd(self) -> int:
        """Our end of its standard input, if that is a pipe."""
        assert self._process.stdin is not None
        return self._process.stdin.fileno()

    def close_stdin(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()

    @property
    def stdout_fd(self) -> int:
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    @property
    def stderr_fd(self) -> int:
        assert self._process.stderr is not None
        return self._process.stderr.fileno()

    def has_ended(self, within_s: float = 0.0) -> bool:
        """Whether the program itself has ended, or does so in this time."""
        poll = select.poll()
        poll.register(self.exit_fd, select.POLLIN)
        return bool(poll.poll(1000 * within_s))

    def cpu_s(self) -> float:
        """Processor time that the program itself has taken so far."""
        try:
            return time.clock_gettime(~self.pid << 3 | 2)  # clock_getcpuclockid(3)
        except OSError:
            return 0.0  # it has ended

    def excess(self) -> Excess | None:
        """What the whole tree has too much of at this moment: memory or processes."""
        processes = self.seen = self._tree.processes(self._limits.processes + 1)
        if len(processes) > self._limits.processes:
            return "processes"
        if memory_bytes(processes, self._limits.memory_bytes) > self._limits.memory_bytes:
            return "memory"
        return None

    def ask_to_end(self) -> None:
        """SIGTERM to the whole tree."""
        self._tree.send(signal.SIGTERM)

    def kill(self, within_s: float = 2.0) -> bool:
        """SIGKILL to the whole tree until nothing of it is left; False if something is after ``within_s``."""
        return self._tree.kill(within_s)

    def kill_root(self) -> None:
        """SIGKILL to the program alone, at once. For threads other than the one that calls `end`."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.exit_fd, signal.SIGKILL)

    def can_be_killed(self) -> bool:
        """Not by a process that was confined after it had started this one."""
        try:
            signal.pidfd_send_signal(self.exit_fd, 0)
        except PermissionError:
            return False
        except ProcessLookupError:
            pass
        return True

    def end(self) -> int:
        """Kill what is left of the tree, close its pipes and return the exit status, negative for a signal."""
        self.kill()
        with contextlib.suppress(ChildProcessError):  # in a web worker, gevent collects children as they end
            os.waitid(os.P_PIDFD, self.exit_fd, os.WEXITED | os.WNOWAIT)
        status = self._collect()
        os.close(self.exit_fd)
        return status

    def _collect(self) -> int:
        with _own_lock:
            status = self._process.wait()
            _own.discard(self.pid)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()
        return status


def collect_orphans() -> None:
    """Collect the dead that this process adopted. Only for a process that starts programs in no other way."""
    with _own_lock:
        for pid in list(child_pids(os.getpid())):
            if pid not in _own:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)


def _minimal_environ(home: Path) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "HOME": str(home), "TMPDIR": str(home), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
