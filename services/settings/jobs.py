"""The settings of jobs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.settings import parse
from services.settings.setting import Group, setting


@dataclass(frozen=True, slots=True)
class JobSettings(Group):
    key: ClassVar = "jobs"
    title: ClassVar = "Jobs"

    slots: int = setting(
        "TAILRACE_JOB_SLOTS",
        2,
        parse.whole(1, 64),
        "Jobs that run at the same time; one user has at most all but one of them, and always one.",
    )
    deadline_s: float = setting(
        "TAILRACE_JOB_DEADLINE_S", 3600.0, parse.number(1), "Seconds after which a job is failed."
    )
    memory_bytes: int = setting(
        "TAILRACE_JOB_MEMORY_BYTES",
        2 * 2**30,
        parse.whole(64 * 2**20),
        "Memory of one job's process tree before it is failed.",
    )
    cpu_s: float = setting(
        "TAILRACE_JOB_CPU_S",
        3600.0,
        parse.number(1),
        "Processor seconds of one job's process tree before it is failed; stages may have a share of them.",
    )
    disk_bytes: int = setting(
        "TAILRACE_JOB_DISK_BYTES",
        3 * 2**30,
        parse.whole(2**20),
        "Disk that one job may take before it is failed; at least three times TAILRACE_REPOSITORY_BYTES.",
    )
    disk_files: int = setting(
        "TAILRACE_JOB_DISK_FILES",
        250_000,
        parse.whole(100),
        "Files and folders of one job before it is failed; at least five times TAILRACE_REPOSITORY_FILES.",
    )
    per_user: int = setting(
        "TAILRACE_JOBS_PER_USER", 20, parse.whole(1), "Queued and running jobs of one user before 429."
    )
