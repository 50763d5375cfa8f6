"""A job's child process, as the runner sees it.

A child gets an almost empty environment (no settings, no secrets, no database), its specification on standard input,
and one pipe to talk through.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec

from services.jobs.child.spec import ChildSpec, settings_for_child
from services.jobs.job import Job
from services.jobs.kind import JobKind
from services.process.disk_use import DiskUse
from services.process.disk_watch import DiskWatch
from services.process.limits import Excess, Limits
from services.process.program import Program
from services.process.running import Running
from services.settings.settings import Settings

ROOT = Path(__file__).parents[3]
FOLDER = "jobs"
PASSED_ON = (
    "PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR",
    "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
)  # fmt: skip
"""What a clone through a company's proxy needs, and nothing else."""

PROCESSES = 512
"""Of one job at the same time: many times what the engines need, and too few to hurt the host."""

REMOVAL_S = 600.0

_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from services.jobs.child.child import run; run()"


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
        Program(["rm", "-rf", "--", folder], cwd=Path("/"), limits=Limits(wall_s=REMOVAL_S)).run()


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
        spec_fd = self._written_spec(job, kind, settings, secret, child_message_fd)
        try:
            super().__init__(
                [sys.executable, "-I", "-c", _BOOT, ROOT],
                cwd=self.folder,
                limits=limits,
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

    def _written_spec(
        self, job: Job, kind: JobKind, settings: Settings, secret: dict[str, str], message_fd: int
    ) -> int:
        """The specification as a file in memory: a pipe would block on a child that does not read,
        and a file on the disk would keep secrets.
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
            message_fd=message_fd,
            max_event_bytes=settings.streaming.max_event_bytes,
        )
        fd = os.memfd_create("job-spec")
        with os.fdopen(os.dup(fd), "wb") as file:
            file.write(msgspec.json.encode(spec))
        os.lseek(fd, 0, os.SEEK_SET)
        return fd
