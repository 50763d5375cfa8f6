"""A ranking as it is kept: who was ranked, with their scores, and against what."""

from __future__ import annotations

import time
from collections.abc import Mapping

from services.screening.matching.criterion import Opening
from services.screening.profile import Profile
from services.screening.ranking.versions import versions
from services.screening.scoring import scored
from services.screening.screening_folder import RankedCandidate, Ranking
from services.screening.skills.catalogue import Catalogue


def ranked(profiles: Mapping[str, Profile], opening: Opening, catalogue: Catalogue) -> list[RankedCandidate]:
    """The candidates with their scores, each linked with those who seem to be the same person."""
    scores = scored(profiles, opening, catalogue)
    candidate_ids = list(profiles)
    linked = versions(list(profiles.values()))
    return [
        RankedCandidate(candidate_id, scores[candidate_id], [candidate_ids[version.other] for version in found])
        for candidate_id, found in zip(candidate_ids, linked, strict=True)
    ]


def first_ranking(candidates: list[RankedCandidate], opening: Opening) -> Ranking:
    return Ranking(1, time.time(), "", opening, candidates)
