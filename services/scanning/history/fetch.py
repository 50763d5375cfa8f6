"""Fetching a history: the newest commits and their trees without the contents of any file, by a process of its own.

A scan's child starts it before it gives up what brings the source; it alone keeps that. It waits for a turn on the
processor behind everything else, so that no batch is later for it.
"""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import msgspec

from services.errors import TailraceError
from services.process.access import Access
from services.process.limits import Limits
from services.process.resident import RequestFailed, Resident, ResidentFailed, answered
from services.scanning.source.git import MEMORY_BYTES, GitFailed
from services.scanning.source.local_repository import find_local_repository
from services.scanning.source.location import Location
from services.scanning.source.remote import Remote, SourceLimits
from services.scanning.source.transport import transport_access

_IGNORED = "filtering not recognized by server"
_CLOSING_S = 5.0
_SPARE_S = 10.0
"""For git to say itself that time is up."""
_POLITE = 19


class NoFilter(Exception):
    """The server would send all contents of all the commits."""


class Wanted(msgspec.Struct, frozen=True):
    """A request as it passes through the pipe; paths are text there."""

    location: dict[str, object]
    roots: list[str]
    home: str
    refs: list[str]
    token: str | None
    limits: SourceLimits
    depth: int


class HistoryFetch:
    """The thread that makes it must live until `close`; any one thread may `fetch`.

    Raises: OSError, if the process cannot be started.
    """

    def __init__(self, location: Location, home: Path, limits: SourceLimits, depth: int) -> None:
        self._location = location
        self._home = home
        self._limits = limits
        self._depth = depth
        home.mkdir()
        access = transport_access(location) | Access(write=(home,), processes=True)
        program = Limits(
            wall_s=limits.clone_timeout_s + _SPARE_S,
            memory_bytes=MEMORY_BYTES + 2**29,
            file_bytes=max(limits.repository_bytes, 2**20),
        )
        self._resident = Resident[str](f"{__name__}:bring", str, program, access)
        self._resident.send(None)

    def fetch(self, ref: str | None, token: str | None) -> str:
        """Blocks. The reason why there is no history, or nothing."""
        location = asdict(self._location)
        del location["roots"]
        roots, refs = [str(root) for root in self._location.roots], [ref] if ref else []
        wanted = Wanted(location, roots, str(self._home), refs, token, self._limits, self._depth)
        try:
            while not answered([self._resident]):
                pass
            self._resident.take()
            return self._resident.ask(msgspec.to_builtins(wanted))
        except (ResidentFailed, RequestFailed, OSError) as error:
            return f"git's process failed ({error})."
        finally:
            self.close()

    def close(self) -> None:
        self._resident.dismiss(_CLOSING_S)


def bring(request: dict[str, object] | None) -> str:
    """Runs in the process. The first request is empty: it only starts it."""
    if request is None:
        os.setpriority(os.PRIO_PROCESS, 0, _POLITE)
        return ""
    wanted = msgspec.convert(request, Wanted)
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in wanted.location.items()}
    location = Location(**given, roots=tuple(map(Path, wanted.roots)))  # type: ignore[arg-type]
    refs = tuple(wanted.refs)
    try:
        if location.kind == "local":  # it may have changed since it was cloned
            find_local_repository(Path(location.url), location.roots)
        remote = Remote(location, Path(wanted.home), wanted.token, wanted.limits, on_line=_refuse_all)
        remote.begin_repository()
        try:
            remote.fetch_first(refs, depth=wanted.depth, without_blobs=True)
        except GitFailed as failed:
            return str(remote.explained(failed, refs))
    except NoFilter:
        return "The server cannot leave the contents of files out."
    except TailraceError as error:
        return str(error)
    return ""


def _refuse_all(line: str) -> None:
    """git only warns, and then fetches everything."""
    if _IGNORED in line:
        raise NoFilter
