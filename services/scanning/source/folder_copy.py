"""The copy of a plain folder (one without git) below a listed root: regular files only, never through a symbolic link."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from services.errors import BadRequest, TooLarge
from services.files.archive import MAX_DEPTH
from services.scanning.files.skip_reason import is_skipped_folder
from services.scanning.source.clone_progress import CloneProgress, OnProgress


def copy_folder(source: Path, destination: Path, *, max_bytes: int, max_files: int, on_progress: OnProgress) -> None:
    """Copy what may be analysed; folders that the analysis skips anyway (``node_modules``, ``.venv``) are left out.

    Raises:
        TooLarge: more files or bytes than the limits allow.
        BadRequest: a file cannot be read.
    """
    files = copied = 0
    waiting = [(os.fspath(source), destination)]
    while waiting:
        folder, target = waiting.pop()
        if len(target.parts) - len(destination.parts) >= MAX_DEPTH:
            raise BadRequest(f"That folder has more than {MAX_DEPTH} folders within one another.")
        target.mkdir(parents=True)
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError:
            raise BadRequest("A folder of that repository cannot be read by this server; check its permissions.") from None
        names = {entry.name for entry in entries}
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if not is_skipped_folder(entry.name, names):
                    waiting.append((entry.path, target / entry.name))
            elif entry.is_file(follow_symlinks=False):
                files += 1
                copied += _copy_file(entry.path, target / entry.name, max_bytes - copied)
                if files > max_files:
                    raise TooLarge(f"That folder has more than the {max_files:,} files that this server accepts.")
                on_progress(CloneProgress("copying", objects=files, bytes=copied))
    on_progress(CloneProgress("copying", percent=100, objects=files, total=files, bytes=copied))


def _copy_file(source: str, target: Path, room: int) -> int:
    try:
        descriptor = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        raise BadRequest("A file of that folder cannot be read by this server; check its permissions.") from None
    with os.fdopen(descriptor, "rb") as reader, target.open("xb") as writer:
        size = os.fstat(descriptor).st_size
        if size > room:
            raise TooLarge("That folder is larger than this server accepts (its operator can raise TAILRACE_REPOSITORY_BYTES).")
        shutil.copyfileobj(reader, writer)
    return size
