"""The history of one scan: it is fetched and read beside the analysis. Whatever goes wrong, the scan goes on."""

from __future__ import annotations

import time
from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import msgspec

from services.errors import TailraceError
from services.process.access import Access
from services.scanning.history.fetch import HistoryFetch
from services.scanning.history.history import History
from services.scanning.history.log_reader import FORMAT, LogReader, LogTooLong
from services.scanning.settings import ScanningSettings
from services.scanning.source.git import Git, GitFailed
from services.scanning.source.location import parse_location
from services.scanning.source.remote import REPOSITORY, SourceLimits
from services.scanning.source.source import Checkout
from services.settings.settings import Settings

_EDGE_BYTES = 64 * 2**20
_READ_S = 60.0
_MAX_REASON = 500


class HistoryScan:
    """Make it before the child gives up its network; `close` it at the end. ``address`` is empty for an upload."""

    def __init__(self, settings: Settings, address: str, workdir: Path) -> None:
        self._limits = limits = settings.of(ScanningSettings)
        self._home = workdir / "history"
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="history")
        self._fetch: HistoryFetch | None = None
        self._fetched: Future[str] | None = None
        self._read: Future[History] | None = None
        self._reason = ""
        if not limits.history_commits:
            return
        if not address:
            self._reason = "An uploaded archive has none."
            return
        try:
            location, allowed = parse_location(address, settings), SourceLimits.of(settings)
            # One more than are read, so that the last of them has something to be compared with.
            self._fetch = HistoryFetch(location, self._home, allowed, limits.history_commits + 1)
        except (TailraceError, OSError) as error:
            self._reason = str(error)

    @property
    def is_wanted(self) -> bool:
        return self._limits.history_commits > 0

    def begin(self, checkout: Checkout, token: str | None) -> None:
        """Begin to fetch; the repository has arrived."""
        if self._fetch is not None and checkout.commit is None:
            self._reason = "The folder is not a git repository."
        elif self._fetch is not None:
            self._fetched = self._pool.submit(self._fetch.fetch, checkout.ref, token)

    def read(self, paths: Collection[str]) -> None:
        """Read what these files' changes were, once it is fetched."""
        if self._fetched is not None:
            self._read = self._pool.submit(self._history, self._fetched, paths)

    @property
    def known(self) -> History | None:
        """What is known by now; None while that is nothing."""
        return self.result(wait=False)

    def result(self, *, wait: bool) -> History | None:
        """None while it is not known and ``wait`` is not asked for; a slow remote is not waited for any longer."""
        if self._read is None:
            return History(reason=self._reason)
        try:
            return self._read.result(self._limits.history_s) if wait or self._read.done() else None
        except TimeoutError:
            return History(reason="It did not arrive in time (the server's operator can raise TAILRACE_HISTORY_S).")

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        if self._fetch is not None:
            self._fetch.close()

    # -- in the pool's thread ----------------------------------------------------------------------------------

    def _history(self, fetched: Future[str], paths: Collection[str]) -> History:
        reason = fetched.result()
        if reason:
            return History(reason=reason[:_MAX_REASON])
        try:
            return self._read_log(paths)
        except GitFailed:
            return History(reason="git could not read it.")
        except (TailraceError, OSError, ValueError) as error:
            return History(reason=str(error)[:_MAX_REASON])

    def _read_log(self, paths: Collection[str]) -> History:
        limits = self._limits
        repository = self._home / REPOSITORY
        edge = _edge(repository / "shallow")
        reader = LogReader(paths, edge, with_names=limits.history_names)
        git = Git(
            self._home,
            protocol="none",
            deadline=time.monotonic() + _READ_S,
            max_bytes=limits.repository_bytes,
            watch=repository,
            access=Access(),
        )
        reason = ""
        try:
            git.stream(
                "--git-dir", str(repository), "log", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-merges",
                "--no-mailmap", "--no-show-signature", "--no-notes", "--no-ext-diff", f"--format={FORMAT}",
                f"--max-count={limits.history_commits}", "FETCH_HEAD", on_output=reader.add,
            )  # fmt: skip
        except LogTooLong:
            reason = "Its older commits change too many files to be read."
        read = reader.history()
        is_whole = not edge and not reason and read.commits < limits.history_commits
        return msgspec.structs.replace(read, is_whole=is_whole, reason=reason)


def _edge(shallow: Path) -> frozenset[str]:
    try:
        with shallow.open("rb") as file:
            return frozenset(file.read(_EDGE_BYTES).decode("ascii", "replace").split())
    except FileNotFoundError:
        return frozenset()
