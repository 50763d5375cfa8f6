"""The copy of a plain folder (one without git) below a listed root: regular files only, following no symbolic link."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from services.errors import BadRequest, TooLarge
from services.files.archive import MAX_DEPTH
from services.scanning.files.skip_reason import is_skipped_folder
from services.scanning.source.clone_progress import CloneProgress, OnProgress


def copy_folder(source: Path, destination: Path, *, max_bytes: int, max_files: int, on_progress: OnProgress) -> None:
    """Copy what may be analysed. Folders that the analysis skips anyway (``node_modules``, ``.venv``) are left out.

    Raises:
        TooLarge: more files, folders or bytes than the limits allow.
        BadRequest: a file cannot be read.
    """
    files = folders = copied = 0
    waiting = [(os.fspath(source), destination)]
    while waiting:
        folder, target = waiting.pop()
        if len(target.parts) - len(destination.parts) >= MAX_DEPTH:
            raise BadRequest(f"The folder nests more than {MAX_DEPTH} levels deep.")
        folders += 1
        if folders > max_files:
            raise TooLarge(f"The folder has more than {max_files:,} folders in it, the most this server accepts.")
        target.mkdir(parents=True)
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError:
            raise BadRequest("The server cannot read a folder of that repository; check its permissions.") from None
        names = {entry.name for entry in entries}
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if not is_skipped_folder(entry.name, names):
                    waiting.append((entry.path, target / entry.name))
            elif entry.is_file(follow_symlinks=False):
                files += 1
                copied += _copy_file(entry.path, target / entry.name, max_bytes - copied)
                if files > max_files:
                    raise TooLarge(f"The folder has more than {max_files:,} files, the most this server accepts.")
                on_progress(CloneProgress("copying", objects=files, bytes=copied))
    on_progress(CloneProgress("copying", percent=100, objects=files, total=files, bytes=copied))


def _copy_file(source: str, target: Path, room: int) -> int:
    try:
        descriptor = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        raise BadRequest("The server cannot read a file in that folder; check its permissions.") from None
    with os.fdopen(descriptor, "rb") as reader, target.open("xb") as writer:
        size = os.fstat(descriptor).st_size
        if size > room:
            raise TooLarge("The folder is larger than this server accepts; the limit is TAILRACE_REPOSITORY_BYTES.")
        shutil.copyfileobj(reader, writer)
    return size
