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

Links = Mapping[str, list[str]]
"""For each candidate those who seem to be the same person. It depends on what was read alone, not on the opening."""


def ranked(
    profiles: Mapping[str, Profile], opening: Opening, catalogue: Catalogue, links: Links
) -> list[RankedCandidate]:
    scores = scored(profiles, opening, catalogue)
    return [RankedCandidate(one, scores[one], links.get(one, [])) for one in profiles]


def links_of(profiles: Mapping[str, Profile]) -> Links:
    candidate_ids = list(profiles)
    found = versions(list(profiles.values()))
    return {one: [candidate_ids[other] for other in others] for one, others in zip(profiles, found, strict=True)}


def first_ranking(candidates: list[RankedCandidate], opening: Opening) -> Ranking:
    return Ranking(1, time.time(), "", opening, candidates)
