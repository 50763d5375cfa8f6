"""What a job's child may see: its folder, our code, the folders that it fills, and what its kind asks for besides."""

from __future__ import annotations

from pathlib import Path

from services.jobs.job import Job
from services.jobs.kind import JobKind
from services.process.access import Access, packages
from services.settings.settings import Settings


def lasting_access(job: Job, kind: JobKind, settings: Settings) -> Access:
    """For the child's whole life. It watches programs of its own, so it may see which processes there are."""
    filled = tuple(settings.data / name for name in kind.folders(job.id))
    ours = Access(read=packages(*modules_of(kind, settings)), write=filled, processes=True)
    return ours | kind.access(settings, job.params)


def early_access(job: Job, kind: JobKind, settings: Settings) -> Access | None:
    """What it may see besides at first; None for nothing."""
    early = kind.early_access(settings, job.params)
    return None if early == Access() else early


def modules_of(kind: JobKind, settings: Settings) -> tuple[str, ...]:
    """Modules whose packages the child imports: its job's code, and the settings of every face."""
    return (kind.entry, *dict.fromkeys(type(group).__module__ for group in settings.groups))


def take_over(job: Job, kind: JobKind, settings: Settings, folder: Path) -> None:
    """Move the file that is handed to the job into its folder. If it is gone, the job will say so."""
    given = kind.takes(settings, job.params)
    if given is not None and given.exists():
        given.rename(folder / given.name)
