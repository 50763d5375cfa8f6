"""What is known of a screening without opening its folder: so far while it runs, in all at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec

from services.screening.ranking.ranking import Recommendation, Score
from services.screening.scoring import ranked_ids
from services.screening.stack import StackFile

BEST = 50
"""Candidates that the facts, and with them the last event, name."""

Count = Annotated[int, msgspec.Meta(ge=0, le=2**31)]
Id = Annotated[str, msgspec.Meta(max_length=64, pattern="^[0-9a-f]*$")]


class BestCandidate(msgspec.Struct):
    """Ids and numbers alone: these travel in events."""

    candidate_id: Id
    rank: Count
    score: Annotated[float, msgspec.Meta(ge=0, le=100)]
    confidence: Annotated[float, msgspec.Meta(ge=0, le=1)]
    recommendation: Recommendation


class ScreeningFacts(msgspec.Struct):
    """Counts of files. ``best`` is in order. The bounds hold off a child that a file has taken over."""

    total: Count = 0
    completed: Count = 0
    successful_files: Count = 0
    failed_files: Count = 0
    candidates: Count = 0
    best: Annotated[list[BestCandidate], msgspec.Meta(max_length=BEST)] = []


def counted(stack: Sequence[StackFile], read: Mapping[str, Score], unread: Mapping[str, object]) -> ScreeningFacts:
    """The facts of a stack of which these candidates' files were read, and those were not."""
    done = sum(file.candidate_id in read for file in stack)
    failed = sum(file.candidate_id in unread for file in stack)
    return ScreeningFacts(len(stack), done + failed, done, failed, len(read), _best(read))


def _best(scores: Mapping[str, Score]) -> list[BestCandidate]:
    return [
        BestCandidate(
            candidate_id, rank, scores[candidate_id].score, scores[candidate_id].confidence,
            scores[candidate_id].recommendation,
        )
        for candidate_id, rank in ranked_ids(scores)[:BEST]
    ]  # fmt: skip
