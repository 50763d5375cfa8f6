"""A job's child process, as the runner sees it.

A child gets an almost empty environment (no settings, no secrets, no database), its specification on standard input,
and one pipe to talk through. It sees what `child_access` says, and nothing else of the machine.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from services.jobs.child.spec import ChildSpec, encode_spec, settings_for_child
from services.jobs.job import Job
from services.jobs.kind import JobKind
from services.jobs.runner.child_access import early_access, lasting_access, modules_of, take_over
from services.process.access import Access
from services.process.disk_use import DiskUse
from services.process.disk_watch import DiskWatch
from services.process.interpreter import python_command
from services.process.limits import Excess, Limits
from services.process.program import Program
from services.process.running import Running
from services.process.tree import PROC
from services.settings.settings import Settings
from services.telemetry.trace import trace

FOLDER = "jobs"
PASSED_ON = (
    "PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR",
    "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
)  # fmt: skip
"""What a clone through a company's proxy needs, and nothing else."""

PROCESSES = 512
"""Of one job at the same time: many times what the engines need, and too few to hurt the host."""

REMOVAL_S = 600.0

_ENTRY = "services.jobs.child.child:run"


def _limits(kind: JobKind, settings: Settings) -> Limits:
    return Limits(
        wall_s=settings.jobs.deadline_s,
        memory_bytes=settings.jobs.memory_bytes,
        file_bytes=kind.file_bytes(settings),
        processes=PROCESSES,
        disk_bytes=settings.jobs.disk_bytes,
        disk_files=settings.jobs.disk_files,
    )


def job_folder(data: Path, job_id: str) -> Path:
    return data / FOLDER / job_id


def remove_tree(folder: Path) -> None:
    """Delete a job's folder. By ``rm``: a hostile repository nests folders too deep for Python's own deletion."""
    if folder.exists():
        limits, access = Limits(wall_s=REMOVAL_S), Access(write=(folder.parent,))
        Program(["rm", "-rf", "--", folder], cwd=Path("/"), limits=limits, access=access).run()


class ChildProcess(Running):
    """One running child. It has one pipe more than other programs: ``message_fd``, which the caller closes."""

    def __init__(self, job: Job, kind: JobKind, settings: Settings, secret: dict[str, str]) -> None:
        self.folder = job_folder(settings.data, job.id)
        remove_tree(self.folder)  # an earlier attempt's
        (self.folder / "tmp").mkdir(mode=0o700, parents=True)
        self.message_fd, child_message_fd = os.pipe()
        self.output_fd, child_output_fd = os.pipe()
        os.set_blocking(self.output_fd, False)
        limits = _limits(kind, settings)
        self._kept = [settings.data / name for name in kind.folders(job.id)]
        most = DiskUse(limits.disk_bytes, limits.disk_files)
        self._disk_watch = DiskWatch([*self._kept, self.folder], most, lambda: self.seen)
        lasting, early = lasting_access(job, kind, settings), early_access(job, kind, settings)
        spec_fd = _in_memory(
            ChildSpec(
                job_id=job.id,
                channel=job.channel,
                entry=kind.entry,
                params=job.params,
                folder=str(self.folder),
                settings=settings_for_child(settings, kind.secret_settings),
                secret=secret,
                attempt=job.attempt,
                message_fd=child_message_fd,
                max_event_bytes=settings.streaming.max_event_bytes,
                request_id=job.request_id,
                traceparent=trace.header(),
                lasting_access=None if early is None else lasting,
            )
        )
        try:
            take_over(job, kind, settings, self.folder)
            super().__init__(
                python_command(_ENTRY, modules=modules_of(kind, settings)),
                cwd=self.folder,
                limits=limits,
                access=lasting if early is None else lasting | early,
                environ=self._environment(),
                stdin=spec_fd,
                stdout=child_output_fd,
                stderr=child_output_fd,
                pass_fds=(child_message_fd,),
                mark=str(self.folder),
                has_own_session=True,
            )
        except BaseException:
            os.close(self.message_fd)
            os.close(self.output_fd)
            raise
        finally:
            for fd in (spec_fd, child_message_fd, child_output_fd):
                os.close(fd)
        _offer_to_kernel(self.pid)
        self._disk_watch.start()

    def excess(self) -> Excess | None:
        """As in `Running`, and also what it has written too much of."""
        return super().excess() or self._disk_watch.excess

    def disk_excess(self) -> Excess | None:
        """What it has written too much of, now that it has ended."""
        return self._disk_watch.excess_now()

    def end(self) -> int:
        self._disk_watch.stop()
        status = super().end()
        os.close(self.output_fd)
        return status

    def remove_folder(self) -> None:
        remove_tree(self.folder)

    def remove_kept(self) -> None:
        """Delete what would outlive the job, too."""
        for path in self._kept:
            remove_tree(path)

    def _environment(self) -> dict[str, str]:
        environ = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        bin_folder = str(Path(sys.executable).parent)  # the linters of the virtual environment
        environ["PATH"] = os.pathsep.join([bin_folder, environ.get("PATH", os.defpath)])
        return environ | {"TMPDIR": str(self.folder / "tmp")}


def _offer_to_kernel(pid: int) -> None:
    """When memory runs out, the kernel takes the job and not the server."""
    with contextlib.suppress(OSError):
        (PROC / str(pid) / "oom_score_adj").write_text("800", encoding="ascii")


def _in_memory(spec: ChildSpec) -> int:
    """The specification as a file in memory: a pipe would block on a child that does not read,
    and a file on the disk would keep secrets.
    """
    fd = os.memfd_create("job-spec")
    with os.fdopen(os.dup(fd), "wb") as file:
        file.write(encode_spec(spec))
    os.lseek(fd, 0, os.SEEK_SET)
    return fd
