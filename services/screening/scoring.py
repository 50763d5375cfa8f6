"""Scoring: profiles against an opening, and the order that their scores give."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from services.screening.matching.criterion import Opening
from services.screening.profile import Profile
from services.screening.ranking.rank import rank, ranks
from services.screening.ranking.ranking import Score
from services.screening.skills.catalogue import Catalogue, load_catalogue


@cache
def terms(own_file: Path | None) -> Catalogue:
    """The catalogue of this installation, loaded once in a process. Raises: SettingsError."""
    return load_catalogue(own_file)


def scored(profiles: Mapping[str, Profile], opening: Opening, catalogue: Catalogue) -> dict[str, Score]:
    """The scores of candidates who are ranked together."""
    return dict(zip(profiles, rank(list(profiles.values()), opening, catalogue), strict=True))


def ranked_ids(scores: Mapping[str, Score]) -> list[tuple[str, int]]:
    """The candidates with their ranks, the best first. Equal scores share a rank; ids, which are random, order them."""
    found = dict(zip(scores, ranks(list(scores.values())), strict=True))
    return sorted(found.items(), key=lambda one: (one[1], one[0]))
