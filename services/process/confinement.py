"""Confinement: what a new process does to itself between fork and exec, so that the program it becomes cannot undo it.

This is the one place where a program gives up rights. It is prepared before the fork; the call itself makes system
calls, and little else. ``docs/adr/0018-confined-children.md`` says what each of them is for.
"""

from __future__ import annotations

import math
import resource
import signal
import time
from pathlib import Path

from services.process import access as places
from services.process import landlock, seccomp
from services.process.access import Access
from services.process.capability import drop_capabilities
from services.process.control import DieWithParent, forbid_new_privileges
from services.process.limits import Limits

_SPARE_TASKS = 8
"""For each process that a program may start: its threads, and what the same user starts elsewhere meanwhile."""

_THREADS_S = 5.0
"""For the end of threads that are almost done, such as one that looks up a name."""


class Confinement:
    """A ``preexec_fn`` for `subprocess.Popen`. ``folder`` is the program's own. `close` it after the fork.

    RLIMIT_NPROC, far above the limit that is measured, stops a fork bomb between two looks. (It does not apply to
    root.)
    """

    def __init__(self, limits: Limits, folder: Path, access: Access) -> None:
        self._die_with_parent = DieWithParent()
        self._rlimits = [
            _lowered(resource.RLIMIT_CORE, 0),
            _lowered(resource.RLIMIT_FSIZE, limits.file_bytes),
            _lowered(resource.RLIMIT_NOFILE, limits.open_files),
            _lowered(resource.RLIMIT_NPROC, _tasks_on_this_host() + _SPARE_TASKS * limits.processes),
        ]
        if limits.cpu_s is not None:
            self._rlimits.append(_lowered(resource.RLIMIT_CPU, max(1, math.ceil(limits.cpu_s)), grace=1))
        # Last: until exec, the new process still has the memory of the one that starts it.
        self._rlimits.append(_lowered(resource.RLIMIT_DATA, 2 * limits.memory_bytes))
        self._sight = Sight(folder, access)

    def __call__(self) -> None:
        self._die_with_parent()
        # Ignored, so that a program can say "File too large" instead of dying without a word.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        for limit, soft, hard in self._rlimits[:-1]:
            resource.setrlimit(limit, (soft, hard))
        self._sight.enforce()
        limit, soft, hard = self._rlimits[-1]
        resource.setrlimit(limit, (soft, hard))

    def close(self) -> None:
        self._sight.close()


class Sight:
    """What a process will see of the machine. `enforce` it in that process, after `forbid_new_privileges`."""

    def __init__(self, folder: Path, access: Access) -> None:
        self._filter = seccomp.Filter(network=access.network) if seccomp.is_available() else None
        self._ruleset = landlock.Ruleset(network=access.network) if landlock.abi() else None
        if self._ruleset is not None:
            try:
                _allow(self._ruleset, folder, access)
            except BaseException:
                self._ruleset.close()
                raise

    def enforce(self) -> None:
        forbid_new_privileges()
        drop_capabilities()
        if self._ruleset is not None:
            self._ruleset.allow(landlock.READ, (places.OWN_PROCESS,))  # whose number is known only now
            self._ruleset.enforce()
        if self._filter is not None:
            self._filter.install()

    def close(self) -> None:
        if self._ruleset is not None:
            self._ruleset.close()


def _allow(ruleset: landlock.Ruleset, folder: Path, access: Access) -> None:
    for path in access.write:
        if not path.exists():
            path.mkdir(mode=0o700, parents=True)
    own = () if folder == folder.parent else (folder,)  # the root folder is nobody's own
    ruleset.allow(landlock.EXECUTE, (*places.PROGRAMS, *access.execute))
    ruleset.allow(landlock.READ, (*places.FACTS, *access.read))
    ruleset.allow(landlock.WRITE, (places.SINK, *own, *access.write))
    if access.network:
        ruleset.allow(landlock.READ, places.NETWORK)
    if access.processes:
        ruleset.allow(landlock.READ, (places.ALL_PROCESSES,))


def gaps(abi: int, has_seccomp: bool) -> list[str]:
    """What does not hold on a kernel with this ABI of Landlock, each with its mend, for the operator."""
    found = []
    if abi == 0:
        found.append(
            "This kernel offers no Landlock that can be used, so programs that read strangers' files may read all that"
            " the server's user may; Linux 5.19 or newer with Landlock switched on (lsm=landlock) mends it."
        )
    elif abi < landlock.SCOPE_ABI:
        found.append(
            "This kernel's Landlock does not keep programs that read strangers' files from sending signals to the"
            " server's processes; Linux 6.12 or newer does."
        )
    if not has_seccomp:
        found.append(
            "There is no seccomp filter for this kernel or processor, so programs that read strangers' files may open"
            " sockets; a kernel with CONFIG_SECCOMP_FILTER on x86-64 or AArch64 mends it."
        )
    return found


def confine_this_process(folder: Path, access: Access) -> None:
    """Give up, for good, what this process may see beyond ``access``.

    Raises: RuntimeError, if there is a second thread, which would keep its files, and that does not end soon.
    """
    deadline = time.monotonic() + _THREADS_S
    while len(list(Path("/proc/self/task").iterdir())) > 1:
        if time.monotonic() > deadline:
            raise RuntimeError("a second thread would keep what the first gives up")
        time.sleep(0.01)
    sight = Sight(folder, access)
    try:
        sight.enforce()
    finally:
        sight.close()


def _tasks_on_this_host() -> int:
    """Threads of everybody: never fewer than this user has, which is what RLIMIT_NPROC counts."""
    return int(Path("/proc/loadavg").read_text(encoding="ascii").split()[3].partition("/")[2])


def _lowered(limit: int, value: int, *, grace: int = 0) -> tuple[int, int, int]:
    """The limit with its new soft and hard value; never above what this process may set."""
    present = resource.getrlimit(limit)[1]
    most = value + grace if present == resource.RLIM_INFINITY else min(value + grace, present)
    return limit, min(value, most), most
