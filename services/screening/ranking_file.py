"""A ranking as it is kept: who was ranked, with their scores, and against what."""

from __future__ import annotations

import time
from collections.abc import Mapping

from services.screening.matching.criterion import Opening
from services.screening.ranking.ranking import Score
from services.screening.screening_folder import RankedCandidate, Ranking, ReadFile


def first_ranking(read: Mapping[str, ReadFile], scores: Mapping[str, Score], opening: Opening) -> Ranking:
    candidates = [RankedCandidate(candidate_id, scores[candidate_id]) for candidate_id in read]
    return Ranking(1, time.time(), "", opening, candidates)
