"""What is judged of a profile, criterion by criterion."""

from __future__ import annotations

from services.screening.matching.ask import resolve
from services.screening.matching.criterion import Criterion
from services.screening.matching.evidence import find_evidence
from services.screening.matching.passage import passages
from services.screening.matching.sighting import Search
from services.screening.profile import Profile
from services.screening.ranking.ranking import Judgement
from services.screening.skills.catalogue import Catalogue


def judge(catalogue: Catalogue, profile: Profile, *criteria: Criterion) -> list[Judgement]:
    asks, known = resolve(criteria, catalogue)
    names = {name for ask in asks for name in ask.wanted}
    search = Search(known, names, [loose for ask in asks for loose in ask.loose], catalogue)
    sightings = [sighting for passage in passages(profile) for sighting in search.sightings(passage)]
    return [find_evidence(ask, profile, sightings).judgement for ask in asks]


def verdict(catalogue: Catalogue, profile: Profile, criterion: Criterion) -> tuple[str, str | None]:
    (judgement,) = judge(catalogue, profile, criterion)
    return judgement.verdict, judgement.rung
