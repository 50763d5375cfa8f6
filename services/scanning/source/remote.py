"""A remote: where a repository is fetched from, into a bare repository of ours, and never further than its address.

The address that was checked is the one that git connects to; of redirects, one on the same host is followed.
"""

from __future__ import annotations

import shlex
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from services.errors import BadRequest, TailraceError
from services.host_guard import LookUp, pin
from services.scanning.settings import ScanningSettings
from services.scanning.source.git import Git, GitFailed
from services.scanning.source.git_configuration import (
    ATTRIBUTES,
    HEAD,
    REPOSITORY_CONFIGURATION,
    SHA256_CONFIGURATION,
    Credentials,
)
from services.scanning.source.git_failure import explain, is_other_format, is_without_ref, redirect_target
from services.scanning.source.location import Location
from services.scanning.source.ref import is_commit, is_sha256, is_short_commit
from services.scanning.source.transport import transport_access
from services.settings.settings import Settings

MAX_TOKEN_CHARACTERS = 4096
REPOSITORY = "repository.git"
"""In the home of git."""
_WITHOUT_BLOBS = ("--filter=blob:none",)
_PROMISED = ("remote.origin.promisor=true", "remote.origin.partialCloneFilter=blob:none")
"""Objects that a filter leaves out are only no error in a repository whose remote has promised them."""


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


class Remote:
    """``home`` gets the bare ``repository``. All commands end by one deadline, from now on."""

    def __init__(
        self,
        location: Location,
        home: Path,
        access_token: str | None,
        limits: SourceLimits,
        *,
        on_line: Callable[[str], None],
        look_up: LookUp | None = None,
    ) -> None:
        self._location = location
        self._url = location.url
        self._on_line = on_line
        self._secrets = (access_token,) if access_token else ()
        self._configuration = REPOSITORY_CONFIGURATION
        self.repository = home / REPOSITORY
        self.git = Git(
            home,
            protocol="file" if location.kind == "local" else location.url.partition(":")[0],
            deadline=time.monotonic() + limits.clone_timeout_s,
            max_bytes=limits.repository_bytes,
            watch=self.repository,
            access=transport_access(location),
            credentials=_credentials(location, access_token),
            **_pinning(location, look_up),
        )

    def begin_repository(self) -> None:
        """An empty bare repository. By hand: ``git init`` needs `chmod`, which reaches files of others, too."""
        shutil.rmtree(self.repository, ignore_errors=True)
        for folder in ("objects", "refs", "info"):
            (self.repository / folder).mkdir(parents=True)
        for name, text in (("HEAD", HEAD), ("config", self._configuration), ("info/attributes", ATTRIBUTES)):
            (self.repository / name).write_text(text, encoding="ascii")

    def fetch_first(self, refs: tuple[str, ...], *, depth: int, without_blobs: bool = False) -> str | None:
        """Fetch the first of the refs that the remote has. They are readings of one address, the longest first.

        Raises: GitFailed, and what `Git.run` raises.
        """
        for ref in refs[:-1]:
            if is_commit(ref) or self._has_ref(ref):
                self._fetch_following(ref, depth, without_blobs)
                return ref
        last = refs[-1] if refs else "HEAD"
        try:
            self._fetch_following(last, depth, without_blobs)
        except GitFailed as failed:
            full = self._full_id(last) if is_short_commit(last) and is_without_ref(failed.output) else None
            if full is None:
                raise
            self._fetch_following(full, depth, without_blobs)
        return refs[-1] if refs else None

    def in_repository(self, *arguments: str) -> bytes:
        return self.git.run("--git-dir", str(self.repository), *arguments, on_line=self._on_line)

    def explained(self, failed: GitFailed, refs: tuple[str, ...]) -> TailraceError:
        """What git printed, as an error for people."""
        return explain(failed.output, self._location, refs, has_token=bool(self._secrets), secrets=self._secrets)

    def _has_ref(self, ref: str) -> bool:
        found = self.git.run("ls-remote", self._url, f"refs/heads/{ref}", f"refs/tags/{ref}")
        return bool(found.strip())

    def _full_id(self, short: str) -> str | None:
        """The full id of a commit of any branch or tag, from the commits alone; git's servers know no short ones."""
        everything = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
        self._fetch_as(*everything, options=("--filter=tree:0",), is_partial=True)
        try:
            return self.in_repository("rev-parse", "--verify", f"{short}^{{commit}}").decode().strip()
        except GitFailed as failed:
            if "ambiguous" in failed.output:
                raise BadRequest(f"Several commits begin with {short}; give more of the commit's id.") from None
            return None
        finally:
            self.begin_repository()  # with commits alone, git would think that it has their files, too

    def _fetch_following(self, ref: str, depth: int, without_blobs: bool) -> None:
        """Fetch. Follow one redirect to another path on the same host (a renamed repository, a missing ``.git``)."""
        try:
            self._fetch(ref, depth, without_blobs)
        except GitFailed as failed:
            if self._location.kind != "https":
                raise
            target = redirect_target(self.git, self._url, failed.output)
            if target is None:
                raise
            self._url = target
            self._fetch(ref, depth, without_blobs)

    def _fetch(self, ref: str, depth: int, without_blobs: bool) -> None:
        options = (f"--depth={depth}", *(_WITHOUT_BLOBS if without_blobs else ()))
        if is_sha256(ref):
            self._name_by_sha256()
        self._fetch_as(ref, options=options, is_partial=without_blobs)

    def _fetch_as(self, *refs: str, options: tuple[str, ...], is_partial: bool) -> None:
        try:
            self._fetch_in_format(*refs, options=options, is_partial=is_partial)
        except GitFailed as failed:
            if not is_other_format(failed.output):
                raise
            self._name_by_sha256()
            self._fetch_in_format(*refs, options=options, is_partial=is_partial)

    def _name_by_sha256(self) -> None:
        self._configuration = SHA256_CONFIGURATION
        self.begin_repository()

    def _fetch_in_format(self, *refs: str, options: tuple[str, ...], is_partial: bool) -> None:
        named = (f"remote.origin.url={self._url}", *_PROMISED) if is_partial else ()
        self.in_repository(
            *(part for fact in named for part in ("-c", fact)),
            "fetch", *options, "--no-tags", "--no-recurse-submodules", "--no-write-commit-graph", "--progress",
            "--force", "origin" if is_partial else self._url, *refs,
        )  # fmt: skip


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
