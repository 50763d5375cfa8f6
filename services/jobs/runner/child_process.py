"""The child process, from the runner's side: started by exec with nothing inherited, ended with everything below it.

A child gets an almost empty environment (no setting, no secret, no database), its specification on standard input, and one
pipe to talk through.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import msgspec

from services.jobs.child.spec import ChildSpec, settings_for_child
from services.jobs.job import Job
from services.jobs.kind import JobKind
from services.process.tree import (
    MARK,
    Process,
    child_pids,
    descendants,
    job_processes,
    kill_all,
    memory_bytes,
    send,
    still_is,
)
from services.settings import Settings

ROOT = Path(__file__).parents[3]
FOLDER = "jobs"
PASSED_ON = (
    "PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR",
    "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
)  # fmt: skip
"""What a clone through a company's proxy needs, and no more."""

_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from services.jobs.child.child import run; run()"

_children_lock = threading.Lock()
_children: set[int] = set()


def job_folder(data: Path, job_id: str) -> Path:
    return data / FOLDER / job_id


def remove_tree(folder: Path) -> None:
    """Remove a job's folder. By ``rm``: a hostile repository's folders can be deeper than Python's own removal can follow."""
    if folder.exists():
        subprocess.run(["rm", "-rf", "--", folder], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


class ChildProcess:
    """One running child. The thread that starts it must stay until `collect` returned: the kernel kills the child with that
    thread.
    """

    def __init__(self, job: Job, kind: JobKind, settings: Settings, secret: dict[str, str]) -> None:
        self.folder = job_folder(settings.data, job.id)
        remove_tree(self.folder)  # of an attempt before
        (self.folder / "tmp").mkdir(mode=0o700, parents=True)
        self.message_fd, child_message_fd = os.pipe()
        self.output_fd, child_output_fd = os.pipe()
        os.set_blocking(self.output_fd, False)
        spec_fd = self._written_spec(job, kind, settings, secret, child_message_fd)
        try:
            with _children_lock:
                self._process = subprocess.Popen(
                    [sys.executable, "-I", "-c", _BOOT, str(ROOT)],
                    cwd=self.folder,
                    env=self._environment(),
                    stdin=spec_fd,
                    stdout=child_output_fd,
                    stderr=child_output_fd,
                    pass_fds=(child_message_fd,),
                    start_new_session=True,
                )
                _children.add(self._process.pid)
        except BaseException:
            os.close(self.message_fd)
            os.close(self.output_fd)
            raise
        finally:
            for fd in (spec_fd, child_message_fd, child_output_fd):
                os.close(fd)
        self.pid = self._process.pid
        self._seen: set[Process] = set()
        self.exit_fd = os.pidfd_open(self.pid)

    def memory_bytes(self, limit: int) -> int:
        """Of the whole tree (`process_tree.memory_bytes`)."""
        return memory_bytes(self._processes(), limit)

    def ask_to_end(self) -> None:
        """SIGTERM to every process of the job."""
        send(self._processes(), signal.SIGTERM)

    def kill(self, within_s: float) -> bool:
        """SIGKILL to every process of the job until none is left; False if some are after ``within_s``."""
        are_gone = kill_all(self._processes, within_s=within_s)
        with contextlib.suppress(ProcessLookupError):  # a process whose first thread has ended looks dead in /proc
            signal.pidfd_send_signal(self.exit_fd, signal.SIGKILL)
        return are_gone

    def collect(self) -> int:
        """Kill what the child left behind, take its exit status (negative for a signal) and let go of everything but
        ``message_fd``.
        """
        self.kill(2.0)
        with _children_lock:
            status = self._process.wait()
            _children.discard(self.pid)
        os.close(self.exit_fd)
        os.close(self.output_fd)
        return status

    def remove_folder(self) -> None:
        remove_tree(self.folder)

    def _processes(self) -> list[Process]:
        """All that are found now, and those found before that still live: a daemon is known before it hides."""
        found = {process.pid: process for process in job_processes(os.getpid(), self.pid, self.folder)}
        for process in self._seen - set(found.values()):
            if process.pid not in found and still_is(process):
                found |= {other.pid: other for other in [process, *descendants(process.pid)]}
        self._seen = set(found.values())
        return list(found.values())

    def _environment(self) -> dict[str, str]:
        environ = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        bin_folder = str(Path(sys.executable).parent)  # the linters of the virtual environment
        environ["PATH"] = os.pathsep.join([bin_folder, environ.get("PATH", os.defpath)])
        return environ | {MARK: str(self.folder), "HOME": str(self.folder), "TMPDIR": str(self.folder / "tmp")}

    def _written_spec(self, job: Job, kind: JobKind, settings: Settings, secret: dict[str, str], message_fd: int) -> int:
        """The specification in a file of memory: a pipe would block on a child that doesn't read, a file would put secrets
        on the disk.
        """
        spec = ChildSpec(
            job_id=job.id,
            channel=job.channel,
            entry=kind.entry,
            params=job.params,
            folder=str(self.folder),
            settings=settings_for_child(settings, kind.secret_settings),
            secret=secret,
            attempt=job.attempt,
            runner_pid=os.getpid(),
            message_fd=message_fd,
            max_event_bytes=settings.max_event_bytes,
            memory_bytes=settings.job_memory_bytes,
            file_bytes=max(settings.repository_bytes, settings.upload_bytes),
        )
        fd = os.memfd_create("job-spec")
        with os.fdopen(os.dup(fd), "wb") as file:
            file.write(msgspec.json.encode(spec))
        os.lseek(fd, 0, os.SEEK_SET)
        return fd


def reap_orphans() -> None:
    """Collect the dead orphans that this process has inherited as a subreaper; the children themselves are collected by
    their threads.
    """
    with _children_lock:
        for pid in list(child_pids(os.getpid())):
            if pid not in _children:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)
