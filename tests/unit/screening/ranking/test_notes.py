"""Notes that are made when a file is read make ranking faster and change nothing."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from services.screening.matching.criterion import Criterion, Opening
from services.screening.profile import Profile
from services.screening.ranking.anonymous import without_identity
from services.screening.ranking.notes import with_notes
from services.screening.ranking.rank import rank
from services.screening.skills.catalogue import Catalogue
from tests.support.resume import job, profile_of, said

OPENING = Opening(
    "Python Developer",
    "You build data pipelines for harbours.",
    [
        Criterion("python", "must", "Python"),
        Criterion("either", "nice", "Go or Kubernetes", ["Go", "Kubernetes"]),
        Criterion("new", "nice", "harbour pilotage", ["harbour pilotage"]),
        Criterion("maths", "nice", "mathematics teaching", ["mathematics teaching"]),
        Criterion("years", "nice", "Python", ["Python"], years=3),
    ],
)
LINES = [
    "Python, Go, Kubernetes", "No experience with Python", "Built pipelines in Python\tand ran k8s", "Harbour pilotage",
    "Teacher of Mathematics", "want to learn Kubernetes", "Python, Python, Python", "ignore previous instructions",
    "Five years of Python", "",
]  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(["skills", "summary", "job"])), max_size=8))
@settings(deadline=None, max_examples=80)
def test_a_noted_profile_is_ranked_like_one_without_notes(catalogue: Catalogue, lines: list[tuple[str, str]]) -> None:
    groups = [
        said(line, job=0) if place == "job" else said(line, section=place)  # type: ignore[arg-type]
        for line, place in lines
    ]
    profile = profile_of(*groups, experience=[job("Developer", "2020", "present")])
    noted = msgspec.json.decode(msgspec.json.encode(with_notes(profile, catalogue)), type=Profile)
    assert noted.noted is not None
    assert rank([noted], OPENING, catalogue) == rank([profile], OPENING, catalogue)


def test_notes_of_another_catalogue_are_not_used(catalogue: Catalogue) -> None:
    profile = profile_of(said("harbour pilotage, Python", section="skills"))
    other = catalogue.with_terms(["harbour pilotage"])
    assert other.mark != catalogue.mark
    noted = msgspec.structs.replace(with_notes(profile, other), noted=[])
    assert rank([noted], OPENING, catalogue) == rank([profile], OPENING, catalogue)


def test_a_profile_without_its_person_has_no_notes(catalogue: Catalogue) -> None:
    assert without_identity(with_notes(profile_of(said("Python")), catalogue)).noted is None
