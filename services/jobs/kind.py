"""The catalogue: every kind of job that the runner starts. A kind names its code by import path, so that listing it imports
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from services.errors import NotFound


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of job.

    ``entry(context, params)`` runs in the child process; what it returns (a JSON object or None) is the job's ``result``.
    ``ending(job, state, reason, stage)`` runs in the runner when the job has ended, however it ended (after ``succeeded``,
    ``job.result`` can be read); it returns the ``(type, data)`` of the channel's last events. That is why ``entry`` never
    publishes an event that ends the story: after a crash between that event and the row, watchers and the row would disagree.
    ``may_restart``: the job may start again after its runner was lost or stopped; its events then come again.
    ``secret_settings``: secret fields of `Settings` that the child needs; all others are blank there.
    ``event_types``: what the child may publish; empty allows every type that a publisher may use.
    """

    name: str
    entry: str
    ending: str
    may_restart: bool = False
    secret_settings: tuple[str, ...] = ()
    event_types: frozenset[str] = field(default_factory=frozenset)


Catalogue = Mapping[str, JobKind]


def catalogue(*kinds: JobKind) -> Catalogue:
    """The kinds by name."""
    return {kind.name: kind for kind in kinds}


SCAN_EVENTS = frozenset((
    "clone_progress", "graph_building", "graph_progress", "graph_complete", "collecting_files", "files_collected", "rlm_started",
    "batch_error", "batch_complete", "repository_insight",
))  # fmt: skip
"""What a scan's child may publish. Only the runner says how the scan ended."""

KINDS = catalogue(
    JobKind(
        name="scan",
        entry="services.scanning.scan:run",
        ending="services.scanning.ending:ending_events",
        secret_settings=("llm_api_key",),
        event_types=SCAN_EVENTS,
    ),
)


def kind_named(kinds: Catalogue, name: str) -> JobKind:
    """Raises: NotFound."""
    if name not in kinds:
        raise NotFound(f"There is no kind of job named '{name}'; this server has: {', '.join(sorted(kinds)) or 'none'}.")
    return kinds[name]


def imported(path: str) -> Any:
    """What ``package.module:name`` names."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)
