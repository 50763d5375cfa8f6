"""A follower: what is kept in step with the rows of jobs, in the same transaction (the runs of the faces are)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy.orm import Session

from services.jobs.job import Job


class Follower(Protocol):
    def follow(self, session: Session, jobs: Sequence[Job]) -> None:
        """These jobs have just changed, in this session's transaction."""

    def measure(self, job: Job) -> None:
        """The job's processes are gone; what they left can be measured. Its row does not say so yet."""

    def refusal(self, job: Job) -> str:
        """Why a job that was claimed may not begin after all: one sentence, empty if it may."""

    def settle(self) -> None:
        """Put right what is not in step all the same; the runner asks for it when it starts and every minute."""
