"""The score: its parts and weights, what it may depend on and what it may not."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.screening.matching.criterion import DEFAULT_WEIGHTS, Criterion, Opening
from services.screening.profile import Education, Profile, Statement, Value
from services.screening.ranking.rank import rank, ranks
from services.screening.ranking.ranking import Score
from services.screening.reading.document import HiddenText
from services.screening.skills.catalogue import Catalogue
from tests.support.resume import job, profile_of, said

MUSTS = [Criterion("python", "must", "Python"), Criterion("kubernetes", "must", "Kubernetes")]
LICENCE = Criterion("licence", "knockout", "driving licence")
OPENING = Opening("Python Developer", "You build data pipelines for harbours with Python on Kubernetes.", MUSTS)
NOW = [job("Software Developer", "2019-03", "present")]


def score_of(catalogue: Catalogue, profile: Profile, opening: Opening = OPENING) -> Score:
    (score,) = rank([profile], opening, catalogue)
    return score


def strong() -> Profile:
    return profile_of(
        said("Python, Kubernetes", section="skills"),
        said("Built data pipelines for harbours in Python.", "Runs them on Kubernetes.", job=0),
        experience=NOW,
        years=6.8,
    )


def test_use_is_worth_more_than_a_word_in_a_list(catalogue: Catalogue) -> None:
    listed = profile_of(said("Python, Kubernetes", section="skills"), experience=NOW, years=6.8)
    silent = profile_of(said("Sold houses.", job=0), experience=NOW, years=6.8)
    scores = [score_of(catalogue, one).score for one in (strong(), listed, silent)]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


def test_the_points_of_the_parts_add_up_to_the_score(catalogue: Catalogue) -> None:
    score = score_of(catalogue, strong())
    points = sum(part.points or 0 for part in score.parts.values())
    of = sum(part.of for part in score.parts.values() if part.points is not None)
    assert score.score == pytest.approx(100 * points / of, abs=0.06)


def test_a_part_that_is_not_asked_for_gives_its_weight_to_the_others(catalogue: Catalogue) -> None:
    parts = score_of(catalogue, strong()).parts
    assert {part: round(score.weight, 1) for part, score in parts.items()} == {"skills": 57.1, "experience": 42.9}
    opening = msgspec.structs.replace(OPENING, title="Senior Python Developer")
    assert "seniority" in score_of(catalogue, strong(), opening).parts


def test_a_part_that_the_resume_cannot_answer_lowers_the_confidence_alone(catalogue: Catalogue) -> None:
    degree = Criterion("degree", "nice", "a bachelor's degree", part="education", level=6)
    opening = msgspec.structs.replace(OPENING, criteria=[*MUSTS, degree])
    silent = score_of(catalogue, strong(), opening)
    assert silent.parts["education"].points is None
    assert silent.score == score_of(catalogue, strong()).score
    answering = msgspec.structs.replace(strong(), education=[Education("BSc", "Nordvik", "2010", "2013", 6)])
    assert score_of(catalogue, answering, opening).confidence > silent.confidence


def test_a_knock_out_never_gives_points(catalogue: Catalogue) -> None:
    opening = msgspec.structs.replace(OPENING, criteria=[*MUSTS, LICENCE])
    statements = strong().statements
    for line, verdict in ((None, "unknown"), ("Driving licence", "met"), ("No driving licence", "denied")):
        profile = msgspec.structs.replace(strong(), statements=[*statements, *(said(line) if line else [])])
        score = score_of(catalogue, profile, opening)
        assert score.criteria[-1].verdict == verdict
        assert score.score == score_of(catalogue, strong()).score


def test_only_a_denial_is_no_hire(catalogue: Catalogue) -> None:
    opening = msgspec.structs.replace(OPENING, criteria=[*MUSTS, LICENCE])
    assert score_of(catalogue, profile_of(), opening).recommendation == "MAYBE"
    assert score_of(catalogue, strong(), OPENING).recommendation == "STRONG_HIRE"
    assert score_of(catalogue, strong(), opening).recommendation == "HIRE"
    for denial in ("No driving licence", "No experience with Python"):
        profile = profile_of(strong().statements[:1], said(denial))
        score = score_of(catalogue, profile, opening)
        assert score.recommendation == "NO_HIRE"
        assert [flag.code for flag in score.flags] == ["denied"]


def test_who_denies_a_must_have_scores_below_who_is_silent(catalogue: Catalogue) -> None:
    used = said("Built data pipelines for harbours in Python.", job=0)
    silent = profile_of(used, experience=NOW)
    denying = profile_of(used, said("No experience with Kubernetes."), experience=NOW)
    assert score_of(catalogue, denying).score < score_of(catalogue, silent).score


def test_a_score_does_not_depend_on_the_stack(catalogue: Catalogue) -> None:
    others = [profile_of(said(f"Kubernetes {n}", section="skills")) for n in range(5)]
    alone = score_of(catalogue, strong())
    for stack in ([strong(), *others], [*others, strong()]):
        assert rank(stack, OPENING, catalogue)[stack.index(strong())] == alone


IDENTITIES = st.tuples(st.text(), st.emails(), st.sampled_from(["Python Smith", "Ada Kubernetes", "Jörg Müller"]))


@given(IDENTITIES)
@settings(deadline=None, max_examples=30)
def test_another_identity_and_hidden_text_change_nothing(catalogue: Catalogue, identity: tuple[str, str, str]) -> None:
    text, email, name = identity
    lines = [
        Statement(line, "header", identity=True) for line in (text, email, name, "Nationality: German, male, 1999")
    ]
    changed = msgspec.structs.replace(
        strong(), statements=[*lines, *strong().statements], name=Value(name), emails=[Value(email)],
        location=Value(text), has_photo=True, hidden=[HiddenText("Kubernetes Rust Kafka", "tiny")],
    )  # fmt: skip
    before, after = score_of(catalogue, strong()), score_of(catalogue, changed)
    assert after.score == before.score
    assert (after.parts, after.criteria, after.confidence) == (before.parts, before.criteria, before.confidence)
    assert [flag.code for flag in after.flags] == ["hidden"]


@given(st.dictionaries(st.sampled_from(list(DEFAULT_WEIGHTS)), st.floats(0, 1000), min_size=1))
@settings(deadline=None, max_examples=50)
def test_weights_are_shares_of_a_hundred(catalogue: Catalogue, weights: dict[str, float]) -> None:
    opening = msgspec.structs.replace(OPENING, weights=weights)  # type: ignore[arg-type]
    score = score_of(catalogue, strong(), opening)
    assert sum(part.weight for part in score.parts.values()) == pytest.approx(100, abs=0.01)
    assert 0 <= score.score <= 100


@given(st.lists(st.sampled_from([0.0, 12.5, 50.0, 99.9, 100.0]), max_size=12))
def test_equal_scores_share_a_rank(values: list[float]) -> None:
    scores = [Score(value, 1.0, "MAYBE", {}, []) for value in values]
    for value, place in zip(values, ranks(scores), strict=True):
        assert place == 1 + sum(other > value for other in values)


def test_the_same_content_in_lines_or_in_paragraphs_scores_alike(catalogue: Catalogue) -> None:
    """A page breaks the sentence and the table's row; a text file keeps them whole (case D12)."""
    criteria = [*MUSTS, Criterion("docker", "nice", "Docker"), Criterion("go", "nice", "Go")]
    opening = msgspec.structs.replace(OPENING, criteria=criteria)
    whole = profile_of(
        said("Programming\tGo, PHP, SQL", "Tools\tDocker, Git", section="skills"),
        said("Built data pipelines for the harbours of the whole coast in Python and ran them on Kubernetes.", job=0),
        experience=NOW,
    )
    broken = profile_of(
        said("Programming", "Go, PHP,", "SQL", "Tools", "Docker, Git", section="skills"),
        said(
            "Built data pipelines for the harbours of the whole coast",
            "in Python and ran them on",
            "Kubernetes.",
            job=0,
        ),
        experience=NOW,
    )
    one, other = score_of(catalogue, whole, opening), score_of(catalogue, broken, opening)
    assert abs(one.score - other.score) <= 1
    assert [(j.verdict, j.rung) for j in one.criteria] == [(j.verdict, j.rung) for j in other.criteria]
    assert (one.criteria[2].verdict, one.criteria[2].rung) == ("met", "listed")


def test_an_opening_without_anything_still_scores(catalogue: Catalogue) -> None:
    for opening in (Opening("", ""), Opening("", "", MUSTS), Opening("Baker", "")):
        assert 0 <= score_of(catalogue, strong(), opening).score <= 100
        assert 0 <= score_of(catalogue, profile_of(), opening).score <= 100
