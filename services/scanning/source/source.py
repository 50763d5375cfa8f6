"""The source stage: brings a repository's files to a folder of ours without ever running any of them.

A clone is a shallow fetch of one ref into a bare repository beside the destination, a check of how many files of what
size the commit has, and a checkout. The bare repository is then deleted: only the files remain.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from services.errors import BadRequest, TooLarge
from services.files.archive import Unpacked, UnpackLimits, unpack_archive
from services.files.sentence import readable_size
from services.host_guard import LookUp
from services.process.access import Access
from services.scanning.files.skip_reason import SUBMODULE, SYMLINK
from services.scanning.source.clone_progress import CloneProgress, OnProgress, ProgressThrottle, read_progress
from services.scanning.source.contents import Contents
from services.scanning.source.folder_copy import copy_folder
from services.scanning.source.git import GitFailed
from services.scanning.source.local_repository import find_local_repository
from services.scanning.source.location import Location, parse_archive_name, parse_location
from services.scanning.source.ref import check_ref
from services.scanning.source.remote import Remote, SourceLimits

__all__ = [
    "Checkout", "CloneProgress", "Location", "OnProgress", "SourceLimits", "fetch", "parse_archive_name",
    "parse_location", "unpack",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checkout:
    """A repository's files in ``path``. Without git, ``commit`` and ``ref`` are ``None``."""

    path: Path
    commit: str | None
    ref: str | None
    left_out: dict[str, int] = field(default_factory=dict)
    """What the commit has and ``path`` has not, counted by skip reason: symbolic links and submodules."""


def fetch(
    location: Location,
    destination: Path,
    *,
    ref: str | None,
    access_token: str | None,
    limits: SourceLimits,
    on_progress: OnProgress,
    on_arrival: Callable[[], None] = lambda: None,
    look_up: LookUp | None = None,
) -> Checkout:
    """Bring a repository's files to ``destination``, which must not exist. Blocks. An error leaves nothing behind.

    ``on_arrival`` is called once the remote, or the original folder, is needed no longer and before anything that came
    from there is read. Without ``ref``, fetches the ref that the address names, or else the default branch.

    Raises:
        TailraceError: what went wrong and how to fix it.
    """
    refs = (check_ref(ref),) if ref else location.refs
    throttle = ProgressThrottle(on_progress)
    throttle(CloneProgress("connecting"))
    destination.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="clone-", dir=destination.parent) as home:
        try:
            if location.kind == "local" and find_local_repository(Path(location.url), location.roots) is None:
                copy = _copy(location, destination, refs, limits, throttle)
                on_arrival()
                return copy
            clone = _Clone(location, Path(home), access_token, limits, throttle, look_up)
            return clone.run(destination, refs, on_arrival)
        except BaseException:
            shutil.rmtree(destination, ignore_errors=True)
            raise


def unpack(archive: Path, destination: Path, limits: SourceLimits, on_progress: OnProgress) -> Checkout:
    """Unpack an uploaded archive to ``destination``, which must not exist. An error leaves nothing behind.

    Raises:
        TailraceError: what is wrong with the archive.
    """
    if archive.stat().st_size > limits.upload_bytes:
        raise TooLarge(
            f"The archive is larger than {readable_size(limits.upload_bytes)}, the most this server accepts."
        )
    throttle = ProgressThrottle(on_progress)
    try:
        unpack_archive(
            archive,
            destination,
            UnpackLimits(limits.repository_bytes, "TAILRACE_REPOSITORY_BYTES", limits.repository_files),
            lambda unpacked: throttle(_unpacking(unpacked)),
        )
    except BaseException:
        shutil.rmtree(destination, ignore_errors=True)
        raise
    return Checkout(destination, None, None)


def _unpacking(unpacked: Unpacked) -> CloneProgress:
    total, percent = (unpacked.files, 100) if unpacked.is_all else (0, 0)
    return CloneProgress("unpacking", percent=percent, objects=unpacked.files, total=total, bytes=unpacked.bytes)


def _copy(
    location: Location, destination: Path, refs: tuple[str, ...], limits: SourceLimits, on_progress: OnProgress
) -> Checkout:
    if refs:
        raise BadRequest("That folder is not a git repository and has no branches or tags; leave the ref out.")
    copy_folder(
        Path(location.url),
        destination,
        max_bytes=limits.repository_bytes,
        max_files=limits.repository_files,
        on_progress=on_progress,
    )
    return Checkout(destination, None, None)


class _Clone:
    def __init__(
        self,
        location: Location,
        home: Path,
        access_token: str | None,
        limits: SourceLimits,
        on_progress: OnProgress,
        look_up: LookUp | None,
    ) -> None:
        self._limits = limits
        self._on_progress = on_progress
        self._remote = Remote(location, home, access_token, limits, on_line=self._show, look_up=look_up)

    def run(self, destination: Path, refs: tuple[str, ...], on_arrival: Callable[[], None]) -> Checkout:
        remote = self._remote
        try:
            remote.begin_repository()
            ref = remote.fetch_first(refs, depth=1)
            remote.git.access = Access()
            on_arrival()
            commit = remote.in_repository("rev-parse", "--verify", "FETCH_HEAD^{commit}").decode().strip()
            contents = self._check_contents(commit)
            destination.mkdir(parents=True)
            remote.git.access = Access(write=(destination,))
            remote.in_repository(
                "--work-tree", str(destination), "checkout", "--quiet", "--force", "--progress", "--detach", commit
            )
        except GitFailed as failed:
            raise remote.explained(failed, refs) from None
        for link in contents.links:  # git wrote them as small files that hold the target, which is not source code
            (destination / link).unlink(missing_ok=True)
        left_out = {SYMLINK: len(contents.links), SUBMODULE: contents.submodules}
        return Checkout(destination, commit, ref, {reason: count for reason, count in left_out.items() if count})

    def _show(self, line: str) -> None:
        progress = read_progress(line)
        if progress is not None:
            self._on_progress(progress)

    def _check_contents(self, commit: str) -> Contents:
        """Count what a checkout would write, before it writes."""
        limits = self._limits
        contents = Contents(max_files=limits.repository_files, max_bytes=limits.repository_bytes)
        self._remote.git.stream(
            "--git-dir", str(self._remote.repository), "ls-tree", "-r", "-l", "-z", "--full-tree", commit,
            on_output=contents.add,
        )  # fmt: skip
        return contents
