"""The search for manifests: in a checkout, but not in the packages that were installed or copied into it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from services.scanning.dependencies.manifest import manifest_of
from services.scanning.files.skip_reason import is_skipped_folder

MAX_FILES = 500
MAX_FILE_BYTES = 16 * 2**20
MAX_PATH_BYTES = 1000


class Manifests(NamedTuple):
    """Paths relative to the root, and why others were left out."""

    paths: list[str]
    left_out: dict[str, str]


def find_manifests(root: Path) -> Manifests:
    """Opens nothing and follows no symbolic link."""
    found: list[str] = []
    left_out: dict[str, str] = {}
    too_many = 0
    waiting = [("", os.fspath(root))]
    while waiting:
        prefix, folder = waiting.pop()
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError:
            continue  # the collection of files counts it
        names = {entry.name for entry in entries}
        for entry in entries:
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                if not is_skipped_folder(entry.name, names):
                    waiting.append((f"{path}/", entry.path))
            elif entry.is_file(follow_symlinks=False) and manifest_of(path) and _is_writable(path):
                if entry.stat(follow_symlinks=False).st_size > MAX_FILE_BYTES:
                    left_out[path] = "is too large"
                elif len(found) >= MAX_FILES:
                    too_many += 1
                else:
                    found.append(path)
    if too_many:
        left_out[""] = f"{too_many:,} more files that name packages were not read: there were too many"
    return Manifests(sorted(found), left_out)


def _is_writable(path: str) -> bool:
    try:
        return len(path.encode("utf-8")) <= MAX_PATH_BYTES
    except UnicodeEncodeError:
        return False
