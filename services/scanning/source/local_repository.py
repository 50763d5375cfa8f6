"""A local repository: a folder below a listed root, and nothing that leads git elsewhere.

A worktree's ``.git`` file may lead to a git folder below a root. Git folders that borrow objects (alternates, quoted or
not), hold any symbolic link or include other configuration are refused: they could lead anywhere on the host. Whoever
changes them after the check gains nothing where the kernel has Landlock: the git that reads them sees no other folder.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from services.errors import BadRequest
from services.files.run_folder import read_bounded

MAX_ENTRIES = 1_000_000
_MAX_CONFIGURATION_BYTES = 2**20
_BORROWING = ("objects/info/alternates", "objects/info/http-alternates")
_CONFIGURATIONS = ("config", "config.worktree")
_INCLUDE = re.compile(rb"\[[ \t]*include", re.IGNORECASE)


def find_local_repository(folder: Path, roots: Sequence[Path]) -> Path | None:
    """The git folder of the repository in ``folder``, or ``None`` if it is a plain folder.

    Raises:
        BadRequest: the folder is no longer below a root, or would lead git out of the roots.
    """
    if folder.resolve() != folder or not _is_below(folder, roots):
        raise BadRequest("This server may not read that folder.")
    git_folder = _git_folder(folder)
    if git_folder is None:
        return None
    for used in _used_by(git_folder):
        if used.resolve() != Path(os.path.abspath(used)) or not _is_below(used.resolve(), roots):  # noqa: PTH100
            raise _leads_outside("keeps its objects")
        _check(used)
    return git_folder


def folders_of(folder: Path, roots: Sequence[Path]) -> tuple[Path, ...]:
    """The repository's folder, and the others below the roots that it has to be read from, if it is a linked worktree.

    For granting access: what `find_local_repository` would refuse is left out, and it still has to be asked.
    """
    git_folder = None if folder.resolve() != folder else _git_folder(folder)
    common = None if git_folder is None else git_folder / "commondir"
    shared = git_folder / _first_line(common) if git_folder and common and common.is_file() else None
    linked = (path.resolve() for path in (git_folder, shared) if path is not None)
    return (folder, *(path for path in linked if _is_below(path, roots)))


def _check(git_folder: Path) -> None:
    """Raises: BadRequest, if anything in the folder could lead git out of it."""
    try:
        _refuse_links(git_folder)
        if any((git_folder / name).exists() for name in _BORROWING):
            raise _leads_outside("may borrow its objects from")
        for path in (git_folder / name for name in _CONFIGURATIONS):
            if path.is_file() and _INCLUDE.search(read_bounded(path, _MAX_CONFIGURATION_BYTES)):
                raise _leads_outside("includes configuration that may lie")
    except OSError:
        raise BadRequest("The server cannot read that repository's git folder; check its permissions.") from None


def _refuse_links(git_folder: Path) -> None:
    waiting = [os.fspath(git_folder)]
    count = 0
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                count += 1
                if entry.is_symlink():
                    raise _leads_outside("has links in its git folder, which may lead")
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
        if count > MAX_ENTRIES:
            raise BadRequest("That repository's git folder has too many files; run git gc there.")


def _leads_outside(how: str) -> BadRequest:
    return BadRequest(f"That repository {how} outside the folders that this server may read; analyse a full clone.")


def _git_folder(folder: Path) -> Path | None:
    marker = folder / ".git"
    if marker.is_file():
        return folder / _first_line(marker).removeprefix("gitdir:").strip()
    for candidate in (marker, folder):
        if (candidate / "HEAD").is_file() and (candidate / "objects").is_dir():
            return candidate
    return None


def _used_by(git_folder: Path) -> Iterator[Path]:
    """The git folder, and the one of which it is a worktree."""
    yield git_folder
    common = git_folder / "commondir"
    if common.is_file():
        yield git_folder / _first_line(common)


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8", errors="surrogateescape") as file:
        return file.readline(4096).strip()


def _is_below(path: Path, roots: Sequence[Path]) -> bool:
    return any(path.is_relative_to(root) for root in roots)
