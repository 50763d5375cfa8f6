"""The settings of uploads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.settings import parse
from services.settings.setting import Group, setting


@dataclass(frozen=True, slots=True)
class FileSettings(Group):
    key: ClassVar = "files"
    title: ClassVar = "Uploads"

    upload_bytes: int = setting(
        "TAILRACE_UPLOAD_BYTES", 200 * 2**20, parse.whole(1024), "Size of one uploaded archive."
    )
