"""The settings of uploads and of the disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.settings import parse
from services.settings.setting import Group, setting


@dataclass(frozen=True, slots=True)
class FileSettings(Group):
    key: ClassVar = "files"
    title: ClassVar = "Uploads and disk"

    upload_bytes: int = setting(
        "TAILRACE_UPLOAD_BYTES", 200 * 2**20, parse.whole(1024), "Size of one uploaded archive."
    )
    uploads: int = setting("TAILRACE_UPLOADS", 16, parse.whole(1), "Uploads on their way at the same time before 503.")
    uploads_per_user: int = setting(
        "TAILRACE_UPLOADS_PER_USER", 4, parse.whole(1), "Uploads of one user on their way before 429."
    )
    user_bytes: int = setting(
        "TAILRACE_USER_DISK_BYTES",
        10 * 2**30,
        parse.whole(0),
        "Disk that all runs and uploads of one user may take before 429; 0: no limit.",
    )
    free_bytes: int = setting(
        "TAILRACE_FREE_BYTES",
        2**30,
        parse.whole(0),
        "Free disk below which no new work starts (503); below half of it, running jobs end; 0: no floor.",
    )
    free_files: int = setting(
        "TAILRACE_FREE_FILES", 10_000, parse.whole(0), "Likewise, how many more files the disk has to have room for."
    )
