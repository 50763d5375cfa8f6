"""The source stage: brings a repository's files to a folder of ours without ever running any of them.

A clone is a shallow fetch of one ref into a bare repository beside the destination, a check of how many files of what
size the commit has, and a checkout. The bare repository is then deleted: only the files remain.
"""

from __future__ import annotations

import shlex
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from services.errors import BadRequest, TooLarge
from services.files.archive import Unpacked, UnpackLimits, unpack_archive
from services.files.sentence import readable_size
from services.host_guard import LookUp, pin
from services.process.access import Access
from services.scanning.settings import ScanningSettings
from services.scanning.source.clone_progress import CloneProgress, OnProgress, ProgressThrottle, read_progress
from services.scanning.source.contents import Contents
from services.scanning.source.folder_copy import copy_folder
from services.scanning.source.git import Git, GitFailed
from services.scanning.source.git_configuration import ATTRIBUTES, HEAD, REPOSITORY_CONFIGURATION, Credentials
from services.scanning.source.git_failure import explain, redirect_target
from services.scanning.source.local_repository import find_local_repository
from services.scanning.source.location import Location, parse_archive_name, parse_location
from services.scanning.source.ref import check_ref, is_commit
from services.scanning.source.transport import transport_access
from services.settings.settings import Settings

__all__ = [
    "Checkout", "CloneProgress", "Location", "SourceLimits", "fetch", "parse_archive_name", "parse_location", "unpack",
]  # fmt: skip

MAX_TOKEN_CHARACTERS = 4096


@dataclass(frozen=True, slots=True)
class SourceLimits:
    clone_timeout_s: float
    repository_bytes: int
    repository_files: int
    upload_bytes: int

    @classmethod
    def of(cls, settings: Settings) -> SourceLimits:
        limits = settings.of(ScanningSettings)
        return cls(
            limits.clone_timeout_s, limits.repository_bytes, limits.repository_files, settings.files.upload_bytes
        )


@dataclass(frozen=True, slots=True)
class Checkout:
    """A repository's files in ``path``. Without git, ``commit`` and ``ref`` are ``None``."""

    path: Path
    commit: str | None
    ref: str | None


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
        self._location = location
        self._url = location.url
        self._limits = limits
        self._on_progress = on_progress
        self._repository = home / "repository.git"
        self._secrets = (access_token,) if access_token else ()
        self._has_token = bool(access_token)
        self._git = Git(
            home,
            protocol="file" if location.kind == "local" else location.url.partition(":")[0],
            deadline=time.monotonic() + limits.clone_timeout_s,
            max_bytes=limits.repository_bytes,
            watch=self._repository,
            access=transport_access(location),
            credentials=_credentials(location, access_token),
            **_pinning(location, look_up),
        )

    def run(self, destination: Path, refs: tuple[str, ...], on_arrival: Callable[[], None]) -> Checkout:
        try:
            self._begin_repository()
            ref = self._fetch_first(refs)
            self._git.access = Access()
            on_arrival()
            commit = self._in_repository("rev-parse", "--verify", "FETCH_HEAD^{commit}").decode().strip()
            links = self._check_contents(commit)
            destination.mkdir(parents=True)
            self._git.access = Access(write=(destination,))
            self._in_repository(
                "--work-tree", str(destination), "checkout", "--quiet", "--force", "--progress", "--detach", commit
            )
        except GitFailed as failed:
            raise explain(
                failed.output, self._location, refs, has_token=self._has_token, secrets=self._secrets
            ) from None
        for link in links:  # git wrote them as small files that hold the target, which is not source code
            (destination / link).unlink(missing_ok=True)
        return Checkout(destination, commit, ref)

    def _begin_repository(self) -> None:
        """An empty bare repository. By hand: ``git init`` needs `chmod`, which reaches files of others, too."""
        for folder in ("objects", "refs", "info"):
            (self._repository / folder).mkdir(parents=True)
        for name, text in (("HEAD", HEAD), ("config", REPOSITORY_CONFIGURATION), ("info/attributes", ATTRIBUTES)):
            (self._repository / name).write_text(text, encoding="ascii")

    def _fetch_first(self, refs: tuple[str, ...]) -> str | None:
        """Fetch the first of the refs that the remote has. They are readings of one address, the longest first."""
        for ref in refs[:-1]:
            if is_commit(ref) or self._has_ref(ref):
                self._fetch_following(ref)
                return ref
        self._fetch_following(refs[-1] if refs else "HEAD")
        return refs[-1] if refs else None

    def _has_ref(self, ref: str) -> bool:
        found = self._git.run("ls-remote", self._url, f"refs/heads/{ref}", f"refs/tags/{ref}")
        return bool(found.strip())

    def _fetch_following(self, ref: str) -> None:
        """Fetch. Follow one redirect to another path on the same host (a renamed repository, a missing ``.git``)."""
        try:
            self._fetch(ref)
        except GitFailed as failed:
            if self._location.kind != "https":
                raise
            target = redirect_target(self._git, self._url, failed.output)
            if target is None:
                raise
            self._url = target
            self._fetch(ref)

    def _fetch(self, ref: str) -> None:
        self._in_repository(
            "fetch", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-write-commit-graph", "--progress",
            "--force", self._url, ref,
        )  # fmt: skip

    def _in_repository(self, *arguments: str) -> bytes:
        return self._git.run("--git-dir", str(self._repository), *arguments, on_line=self._show)

    def _show(self, line: str) -> None:
        progress = read_progress(line)
        if progress is not None:
            self._on_progress(progress)

    def _check_contents(self, commit: str) -> list[str]:
        """Count what a checkout would write, before it writes. Returns the paths of symbolic links."""
        limits = self._limits
        contents = Contents(max_files=limits.repository_files, max_bytes=limits.repository_bytes)
        self._git.stream(
            "--git-dir", str(self._repository), "ls-tree", "-r", "-l", "-z", "--full-tree", commit,
            on_output=contents.add,
        )  # fmt: skip
        return contents.links


def _credentials(location: Location, access_token: str | None) -> Credentials | None:
    """The token as git asks for it. ``name:password`` is split, for hosts that want a particular name."""
    if not access_token:
        return None
    if location.kind != "https":
        raise BadRequest("Access tokens work only with https:// addresses; leave it out.")
    if len(access_token) > MAX_TOKEN_CHARACTERS or not access_token.isascii() or not access_token.isprintable():
        raise BadRequest("The access token contains characters that no token has; copy it again.")
    username, separator, password = access_token.partition(":")
    if not separator:
        username, password = "x-access-token", access_token
    scheme, _, rest = location.url.partition("://")
    return Credentials(f"{scheme}://{rest.partition('/')[0]}", username, password)


def _pinning(location: Location, look_up: LookUp | None) -> dict[str, str]:
    """Makes git connect to exactly the address that was checked."""
    if location.kind == "local":
        return {}
    pinned = pin(location.host, location.port, allow_private=location.allow_private, look_up=look_up)
    if location.kind == "https":
        if pinned.address == location.host:
            return {}  # already an address: there is nothing to look up
        return {"extra_config": f"[http]\n    curloptResolve = {pinned.curl_resolve}\n"}
    options = ["BatchMode=yes", "StrictHostKeyChecking=yes", "ClearAllForwardings=yes", "ConnectTimeout=15"]
    options += [f"HostName={pinned.address}", f"HostKeyAlias={location.host}"]
    # git gives the command to a shell.
    return {"ssh_command": shlex.join(["ssh", "-F", "/dev/null", *(f"-o{option}" for option in options)])}
