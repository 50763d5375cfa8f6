"""A scan: one analysis of one repository, as its owner sees it, and its row.

While a scan lives, its state is that of its job (same id) and of nothing else, so that no crash can leave the two saying
different things. When the job has ended, its ending is copied here once (`scan_store`), because rows of jobs are not kept
for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Float, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.database.database import Base
from services.jobs.job import LIVE, Job, State
from services.scanning.scan_folder import ScanFacts

STATES: tuple[State, ...] = ("queued", "running", "succeeded", "failed", "cancelled")

LOST = "The analysis was lost before it could begin; start it again."


class ScanRecord(Base):
    """The row. Times are Unix seconds; ``state`` and what follows it are empty until the scan has ended."""

    __tablename__ = "scans"
    __table_args__ = (
        Index("ix_scans_owner_id_created_at", "owner_id", "created_at"),
        Index("ix_scans_repo_name", "repo_name"),
        Index("ix_scans_state", "state"),
    )

    scan_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(Text)
    repo_name: Mapped[str] = mapped_column(String(128))
    url: Mapped[str] = mapped_column(Text)
    ref: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[float] = mapped_column(Float)
    state: Mapped[str | None] = mapped_column(String(16))
    error: Mapped[str | None] = mapped_column(Text)
    stage: Mapped[str] = mapped_column(String(64), default="")
    progress: Mapped[float] = mapped_column(Float, default=0.0)
    started_at: Mapped[float | None] = mapped_column(Float)
    finished_at: Mapped[float | None] = mapped_column(Float)
    facts: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a scan stands or ended, read from its job."""

    state: State
    error: str | None
    stage: str
    progress: float
    started_at: float | None
    finished_at: float | None
    facts: ScanFacts


def ending_of(job: Job | None, created_at: float, facts: ScanFacts | None, *, has_report: bool, is_starting: bool) -> Ending:
    """``facts`` are those in the scan's folder: all that is known of a scan that did not come to its end. ``job`` is None
    when there is none any more, or none yet (``is_starting``).
    """
    known = facts or ScanFacts()
    if job is None:
        if is_starting:
            return Ending("queued", None, "source", 0.0, None, None, known)
        if has_report:
            return Ending("succeeded", None, "done", 1.0, created_at, created_at + known.execution_time, known)
        return Ending("failed", LOST, "source", 0.0, None, None, known)
    if job.state == "succeeded" and job.result is not None:
        known = msgspec.convert(job.result, ScanFacts)
    error = job.reason if job.state == "failed" else None
    stage = "done" if job.state == "succeeded" else job.stage or "source"
    return Ending(job.state, error, stage, job.progress, job.started_at, job.finished_at, known)


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan as it was when it was read. ``owner/repo_name`` names the repository; ``owner_id`` is the user whose scan it is."""

    scan_id: str
    owner_id: str
    kind: str
    owner: str
    repo_name: str
    url: str
    ref: str | None
    commit: str | None
    status: State
    stage: str
    progress: float
    created_at: float
    started_at: float | None
    finished_at: float | None
    summary: dict[str, int] | None
    languages: dict[str, int]
    graph: dict[str, int] | None
    execution_time: float | None
    error: str | None
    previous_id: str | None

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def channel(self) -> str:
        return channel_of(self.scan_id)

    @property
    def issues_found(self) -> int:
        return (self.summary or {}).get("total_issues", 0)

    def as_dict(self) -> dict[str, Any]:
        """For JSON; whose it is stays out."""
        fields = {name: getattr(self, name) for name in self.__slots__ if name != "owner_id"}
        return {**fields, "issues_found": self.issues_found}


def channel_of(scan_id: str) -> str:
    return f"scan.{scan_id}"


def scan_of(row: ScanRecord, ending: Ending | None, previous_id: str | None) -> Scan:
    """``ending`` is what the job says, for a row that has no state of its own yet."""
    if ending is None:
        facts = msgspec.json.decode(row.facts or "{}", type=ScanFacts)
        state: State = row.state  # type: ignore[assignment]
        ending = Ending(state, row.error, row.stage, row.progress, row.started_at, row.finished_at, facts)
    facts = ending.facts
    return Scan(
        scan_id=row.scan_id,
        owner_id=row.owner_id,
        kind=row.kind,
        owner=row.owner,
        repo_name=row.repo_name,
        url=row.url,
        ref=row.ref or facts.ref,
        commit=facts.commit,
        status=ending.state,
        stage=ending.stage,
        progress=ending.progress,
        created_at=row.created_at,
        started_at=ending.started_at,
        finished_at=ending.finished_at,
        summary=facts.summary or None,
        languages=facts.languages,
        graph={"nodes": facts.nodes, "edges": facts.edges} if facts.nodes else None,
        execution_time=facts.execution_time or None,
        error=ending.error,
        previous_id=previous_id,
    )
