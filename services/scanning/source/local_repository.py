"""A local repository: a folder below a listed root. Everything that git needs of it must lie below such a root too.

A worktree's ``.git`` file, a linked ``objects`` folder or an alternates file could lead git anywhere on the host.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from services.errors import BadRequest

MAX_ALTERNATES = 20


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
    for used in _leans_on(git_folder):
        if not _is_below(used.resolve(), roots):
            raise BadRequest(
                "That repository keeps its objects outside the folders that this server may read; analyse a full clone."
            )
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


def _git_folder(folder: Path) -> Path | None:
    marker = folder / ".git"
    if marker.is_file():
        return folder / _first_line(marker).removeprefix("gitdir:").strip()
    for candidate in (marker, folder):
        if (candidate / "HEAD").is_file() and (candidate / "objects").is_dir():
            return candidate
    return None


def _leans_on(git_folder: Path) -> Iterator[Path]:
    yield git_folder
    common = git_folder / "commondir"
    shared = git_folder / _first_line(common) if common.is_file() else git_folder
    for name in ("", "HEAD", "refs", "packed-refs"):
        yield shared / name
    waiting = [shared / "objects"]
    for _ in range(MAX_ALTERNATES):
        if not waiting:
            return
        objects = waiting.pop()
        yield objects
        if objects.is_dir():
            yield from (entry for entry in objects.iterdir() if entry.is_symlink())
        alternates = objects / "info" / "alternates"
        if alternates.is_file():
            lines = alternates.read_text("utf-8", "surrogateescape").splitlines()
            waiting.extend(objects / line for line in lines if line and not line.startswith("#"))
    raise BadRequest("That repository borrows objects from too many others; analyse a full clone.")


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8", errors="surrogateescape") as file:
        return file.readline(4096).strip()


def _is_below(path: Path, roots: Sequence[Path]) -> bool:
    return any(path.is_relative_to(root) for root in roots)
