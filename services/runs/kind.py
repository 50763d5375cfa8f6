"""A kind of run: what a face says, once, about the work that people start and watch there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.jobs.kind import JobKind, Stage
from services.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class RunKind:
    """``job`` does the work; it has the same id as the run, and its name is the kind's name.

    ``id_name`` is what JSON calls the id; ``noun`` and ``plural`` are what people call a run ("analysis", "analyses").
    ``kept`` says how many ended runs of one user are kept, and ``kept_s`` for how many seconds (None: for good).
    ``evidence`` names the code (``package.module:name``) that tells from a run's files how it ended, should its job be
    gone: ``evidence(data, run_id)`` returns its facts if it came to its end, else None.
    """

    name: str
    job: JobKind
    channel_prefix: str
    id_name: str
    noun: str
    plural: str
    kept: Callable[[Settings], int]
    evidence: str = ""
    kept_s: Callable[[Settings], float] | None = None

    @property
    def stages(self) -> tuple[Stage, ...]:
        return self.job.stages

    @property
    def first_stage(self) -> str:
        return self.stages[0].key

    @property
    def last_stage(self) -> str:
        return self.stages[-1].key

    def channel(self, run_id: str) -> str:
        return f"{self.channel_prefix}.{run_id}"
