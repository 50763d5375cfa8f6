"""A kind of job: what the runner will start.
A kind names its code by import path, so that knowing it imports nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

from services.errors import NotFound
from services.jobs.job import Job, State
from services.process.access import Access
from services.settings.settings import Settings

FILE_BYTES = 2**30


@dataclass(frozen=True, slots=True)
class Stage:
    """A named part of a job. ``name`` is for people (`make texts` collects it); ``until`` is where it ends on the way
    from 0 to 1; ``cpu_share`` is how much of the job's processor time (TAILRACE_JOB_CPU_S) it may use.
    """

    key: str
    name: str
    until: float
    cpu_share: float = 1.0


def _nothing_more(_settings: Settings, _params: Mapping[str, Any]) -> Access:
    return Access()


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of job.

    ``entry(context, params)`` runs in the child process; what it returns (a JSON object or None) is the job's
    ``result``. ``ending(job, state, reason, stage)`` runs in the runner when the job has ended, however it ended (after
    ``succeeded``, ``job.result`` can be read); it returns the ``(type, data)`` of the channel's last events. That is
    why ``entry`` never publishes an event that ends the story: after a crash between that event and the row, watchers
    and the row would disagree. ``may_restart``: the job may start again after its runner was lost or stopped; its
    events then come again. ``secret_settings``: secrets that the child needs, as ``group.name``; all others are blank
    there. ``event_types``: what the child may publish; empty allows every type that a publisher may use.
    ``result`` names the type (``package.module:name``) of what ``entry`` returns and of what it has found so far.
    ``file_bytes``: the largest file that the job may write. ``folders(job_id)``: where it writes beside its own
    folder, below the data folder; what is there outlives it. Where files move between them, the last comes first.
    ``access(settings, params)``: what the child may see beyond its folder, and beyond the programs that all may see.
    ``early_access``: what it may see besides until it calls `JobContext.drop_early_access`, which it does before it
    reads what strangers wrote. ``takes(settings, params)``: a file that becomes the job's: it is moved into its
    folder at the start, and goes with it.
    ``stages``: its parts in order; the last is that of a job that succeeded. ``event_params``: the names of those
    params that each event of the job carries, in events that the runner makes too.
    ``owner_progress(job, state)``: each ``progress`` event of the job also goes to a channel that its owner follows
    (`progress`). It says how far a job is that has not yet said so itself: what such an event of the runner's starts
    from.
    """

    name: str
    entry: str
    ending: str
    may_restart: bool = False
    secret_settings: tuple[str, ...] = ()
    event_types: frozenset[str] = field(default_factory=frozenset)
    file_bytes: Callable[[Settings], int] = lambda _settings: FILE_BYTES
    result: str = ""
    folders: Callable[[str], tuple[str, ...]] = lambda _job_id: ()
    access: Callable[[Settings, Mapping[str, Any]], Access] = _nothing_more
    early_access: Callable[[Settings, Mapping[str, Any]], Access] = _nothing_more
    takes: Callable[[Settings, Mapping[str, Any]], Path | None] = lambda _settings, _params: None
    stages: tuple[Stage, ...] = ()
    event_params: tuple[str, ...] = ()
    owner_progress: Callable[[Job, State], Mapping[str, Any]] | None = None

    def checked_result(self, values: dict[str, Any] | None) -> dict[str, Any] | None:
        """What a job has found, as its type says. Raises: ValueError, it is of another shape."""
        if values is None or not self.result:
            return values
        built: dict[str, Any] = msgspec.to_builtins(msgspec.convert(values, imported(self.result)))
        return built

    def check_stage(self, stage: str) -> None:
        """Raises: ValueError, there is no such stage. A kind without stages takes any name."""
        if self.stages and stage and stage not in {known.key for known in self.stages}:
            raise ValueError(f"There is no stage {stage[:64]!r}.")

    def within(self, stage: str, share: float) -> float:
        """How far the whole is when ``share`` (0 to 1) of a stage is done."""
        start = 0.0
        for item in self.stages:
            if item.key == stage:
                return start + (item.until - start) * min(1.0, max(0.0, share))
            start = item.until
        raise LookupError(f"A job of kind {self.name} has no stage {stage!r}.")


Catalogue = Mapping[str, JobKind]


def catalogue(*kinds: JobKind) -> Catalogue:
    """The kinds by name."""
    return {kind.name: kind for kind in kinds}


def kind_named(kinds: Catalogue, name: str) -> JobKind:
    """Raises: NotFound."""
    if name not in kinds:
        raise NotFound(
            f"There is no kind of job named '{name}'; this server has: {', '.join(sorted(kinds)) or 'none'}."
        )
    return kinds[name]


def imported(path: str) -> Any:
    """What ``package.module:name`` names."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)
