"""A scan: one analysis of one repository, as its owner sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from services.jobs.job import LIVE, State
from services.runs.run import Run
from services.scanning.scan_facts import ScanFacts
from services.scanning.scan_kind import SCAN
from services.scanning.scan_request import ScanRequest


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan as it was when it was read. ``owner/repo_name`` names the repository;
    ``owner_id`` is the user whose scan it is.
    """

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
    roles: dict[str, int]
    graph: dict[str, int] | None
    history: dict[str, int] | None
    execution_time: float | None
    error: str | None
    previous_id: str | None

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def channel(self) -> str:
        return SCAN.channel(self.scan_id)

    @property
    def issues_found(self) -> int:
        return (self.summary or {}).get("total_issues", 0)

    def as_dict(self) -> dict[str, Any]:
        """For JSON; whose it is stays out."""
        fields = {name: getattr(self, name) for name in self.__slots__ if name != "owner_id"}
        return {**fields, "issues_found": self.issues_found}


def request_of(run: Run) -> ScanRequest:
    """What was asked for; of a request that this version cannot read, what its row says beside it."""
    try:
        return msgspec.convert(run.request, ScanRequest)
    except msgspec.ValidationError:
        return ScanRequest(run.id, repo_name=run.subject, owner=run.title.rpartition("/")[0], url=run.series)


def facts_of(run: Run) -> ScanFacts:
    """Nothing, if this version cannot read them: one bad row must not keep the others from being listed."""
    try:
        return msgspec.convert(run.facts, ScanFacts)
    except msgspec.ValidationError:
        return ScanFacts()


def scan_of(run: Run) -> Scan:
    request = request_of(run)
    facts = facts_of(run)
    return Scan(
        scan_id=run.id,
        owner_id=run.owner_id,
        kind=request.kind,
        owner=request.owner,
        repo_name=request.repo_name,
        url=request.url,
        ref=request.ref or request.ref_in_address or facts.ref,
        commit=facts.commit,
        status=run.state,
        stage=run.stage,
        progress=run.progress,
        created_at=run.created_at,
        started_at=run.started_at,
        finished_at=run.finished_at,
        summary=facts.summary or None,
        languages=facts.languages,
        roles=facts.roles,
        graph={"nodes": facts.nodes, "edges": facts.edges} if facts.nodes else None,
        history=facts.history or None,
        execution_time=facts.execution_time or None,
        error=run.error,
        previous_id=run.previous_id,
    )
