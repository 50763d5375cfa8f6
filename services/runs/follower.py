"""The follower: moves a run's row in the transaction that moves its job's, so that no crash leaves the two apart.

The runner, which knows how a job ended, thereby settles its run; nothing that only reads ever has to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.database.database import Database
from services.jobs.job import ENDED, LIVE, Job
from services.jobs.job_record import JobRecord, job_of
from services.jobs.kind import imported
from services.runs.execution import move_execution
from services.runs.kind import RunKind
from services.runs.quota import DiskQuota, RunSizes
from services.runs.record import RunRecord

_SHOWN = ("state", "stage", "progress", "message", "error", "started_at", "finished_at")
"""What an execution shows of a run."""


class RunFollower:
    """Given to a `JobStore`. ``data`` is the folder in which the runs' files lie."""

    def __init__(self, database: Database, kinds: Iterable[RunKind], data: Path, quota: DiskQuota) -> None:
        self._database = database
        self._kinds: Mapping[str, RunKind] = {kind.name: kind for kind in kinds}
        self._data = data
        self._quota = quota
        self._sizes = RunSizes(database, self._kinds, data)

    def follow(self, session: Session, jobs: Sequence[Job]) -> None:
        """Give the runs of these jobs the jobs' state, stage, progress and findings."""
        for job in jobs:
            standing = self._standing(job)
            session.execute(update(RunRecord).where(RunRecord.id == job.id).values(standing))
            move_execution(session, job.id, **{name: standing[name] for name in _SHOWN})

    def measure(self, job: Job) -> None:
        self._sizes.measure(job.id, job.kind)

    def refusal(self, job: Job) -> str:
        return self._quota.refusal(job.owner_id)

    def settle(self) -> None:
        """Make true what a version before this one, or a restored backup, left untrue: live runs whose job is not."""
        apart = (
            select(JobRecord)
            .join(RunRecord, RunRecord.id == JobRecord.id)
            .where(RunRecord.state.in_(LIVE), RunRecord.state != JobRecord.state)
            .with_for_update(of=JobRecord)
        )
        lost = (
            select(RunRecord.id, RunRecord.kind)
            .outerjoin(JobRecord, JobRecord.id == RunRecord.id)
            .where(RunRecord.state.in_(LIVE), JobRecord.id.is_(None))
        )
        with self._database.session() as session:
            self.follow(session, [job_of(row) for row in session.scalars(apart)])
            without_job = session.execute(lost).all()
        for run_id, kind in without_job:
            self._settle_without_job(run_id, self._kinds.get(kind))
        self._sizes.settle()

    def _settle_without_job(self, run_id: str, kind: RunKind | None) -> None:
        facts = imported(kind.evidence)(self._data, run_id) if kind is not None and kind.evidence else None
        values: dict[str, Any]
        if kind is not None and facts is not None:
            values = {"state": "succeeded", "stage": kind.last_stage, "progress": 1.0, "facts": _json(facts)}
        else:
            noun = kind.noun if kind is not None else "run"
            values = {"state": "failed", "error": f"The {noun} was lost before it could begin; start it again."}
        with self._database.session() as session:
            settled = session.scalar(
                update(RunRecord)
                .where(RunRecord.id == run_id, RunRecord.state.in_(LIVE))
                .values(message="", **values)
                .returning(RunRecord.id)
            )
            if settled is not None:
                shown = {name: value for name, value in values.items() if name in _SHOWN}
                move_execution(session, run_id, message="", **shown)

    def _standing(self, job: Job) -> dict[str, Any]:
        kind = self._kinds.get(job.kind)
        is_changing = job.state == "running" or (job.state in ENDED and not job.attempt)  # or an upload went unused
        return {
            **({"disk_bytes": None} if is_changing else {}),
            "state": job.state,
            "stage": kind.last_stage if kind is not None and job.state == "succeeded" else job.stage,
            "progress": job.progress,
            "message": job.progress_message,
            "error": job.reason if job.state == "failed" else None,
            "facts": None if job.result is None else _json(job.result),
            "started_at": job.started_at,
            "finished_at": job.finished_at,
        }


def _json(facts: dict[str, Any]) -> str:
    return msgspec.json.encode(facts).decode()
