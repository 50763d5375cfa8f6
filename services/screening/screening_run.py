"""A screening: one stack of files against one opening, as its owner sees it in a list."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import msgspec

from services.jobs.job import LIVE, State
from services.runs.run import Run
from services.screening.ending import STATUS
from services.screening.screening_facts import ScreeningFacts
from services.screening.screening_kind import SCREENING
from services.screening.screening_request import ScreeningRequest


@dataclass(frozen=True, slots=True)
class Screening:
    """A screening as it was when it was read. ``title`` is the opening's. ``is_blind``: it was asked for as a blind
    one; whether it still is, the decisions say.
    """

    screening_id: str
    owner_id: str
    title: str
    status: State
    stage: str
    progress: float
    message: str
    error: str | None
    as_of: str
    is_blind: bool
    opening_id: str | None
    continues: str | None
    facts: ScreeningFacts
    total: int
    created_at: float
    started_at: float | None
    finished_at: float | None
    expires_at: float
    previous_id: str | None

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def channel(self) -> str:
        return SCREENING.channel(self.screening_id)

    @property
    def standing(self) -> dict[str, Any]:
        """What the contract calls ``progress``."""
        return {
            "completed": self.facts.completed,
            "total": self.total,
            "status": STATUS[self.status],
            "message": self.message or self.error or "",
            "screening_id": self.screening_id,
        }

    def as_dict(self) -> dict[str, Any]:
        """For JSON; whose it is stays out."""
        return {
            "screening_id": self.screening_id,
            "title": self.title,
            "status": self.status,
            "stage": self.stage,
            "as_of": self.as_of,
            "is_blind": self.is_blind,
            "opening_id": self.opening_id,
            "continues": self.continues,
            "progress": self.standing,
            "successful_files": self.facts.successful_files,
            "failed_files": self.facts.failed_files,
            "candidates": self.facts.candidates,
            "error": self.error,
            "created_at": self.created_at,
            "started_at": self.started_at,
            "finished_at": self.finished_at,
            "expires_at": self.expires_at,
        }


def request_of(run: Run) -> ScreeningRequest:
    """What was asked for; of a request that this version cannot read, its id alone."""
    try:
        return msgspec.convert(run.request, ScreeningRequest)
    except msgspec.ValidationError:
        return ScreeningRequest(run.id, "", is_blind=True)


def _facts_of(run: Run) -> ScreeningFacts:
    """Nothing, if this version cannot read them: one bad row must not keep the others from being listed."""
    try:
        return msgspec.convert(run.facts, ScreeningFacts)
    except msgspec.ValidationError:
        return ScreeningFacts()


def screening_of(run: Run, kept_s: float) -> Screening:
    request, facts = request_of(run), _facts_of(run)
    return Screening(
        screening_id=run.id,
        owner_id=run.owner_id,
        title=run.title,
        status=run.state,
        stage=run.stage,
        progress=run.progress,
        message=run.message,
        error=run.error,
        as_of=request.as_of,
        is_blind=request.is_blind,
        opening_id=request.opening_id,
        continues=request.continues,
        facts=facts,
        total=facts.total or request.files,
        created_at=run.created_at,
        started_at=run.started_at,
        finished_at=run.finished_at,
        expires_at=(run.finished_at or run.created_at) + kept_s,
        previous_id=run.previous_id,
    )


def local_screening(request: ScreeningRequest, title: str) -> Screening:
    """One that has just succeeded and is in no database."""
    now = time.time()
    return Screening(
        screening_id=request.screening_id,
        owner_id="",
        title=title,
        status="succeeded",
        stage=SCREENING.last_stage,
        progress=1.0,
        message="",
        error=None,
        as_of=request.as_of,
        is_blind=request.is_blind,
        opening_id=None,
        continues=None,
        facts=ScreeningFacts(),
        total=request.files,
        created_at=now,
        started_at=now,
        finished_at=now,
        expires_at=now,
        previous_id=None,
    )
