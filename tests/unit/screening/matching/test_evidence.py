"""What a résumé says of a criterion: the verdict, the rung and the lines that are quoted."""

from __future__ import annotations

import msgspec
import pytest

from services.screening.matching.criterion import Criterion
from services.screening.profile import Section, Statement, Value
from services.screening.ranking.ranking import Evidence
from services.screening.reading.document import Box, Place
from services.screening.skills.catalogue import Catalogue
from tests.support.resume import job, profile_of, said
from tests.unit.screening.matching.judged import judge, verdict

PYTHON = Criterion("python", "must", "Python")
KUBERNETES = Criterion("kubernetes", "must", "Kubernetes")
LICENCE = Criterion("licence", "knockout", "driving licence")


@pytest.mark.parametrize(
    ("text", "python", "kubernetes", "licence"),
    [
        ("No experience with Kubernetes. Python in production since 2019.", "met", "denied", "unknown"),
        ("Python without Django; Kubernetes is the next thing I want to learn.", "met", "unknown", "unknown"),
        ("Not only Python but also Kubernetes, both in production.", "met", "met", "unknown"),
        ("I do not have a driving licence.", "unknown", "unknown", "denied"),
        ("A driving licence is not a problem. No complaints in nine years of Python.", "met", "unknown", "unknown"),
    ],
)
def test_negation_ends_with_its_clause(
    catalogue: Catalogue, text: str, python: str, kubernetes: str, licence: str
) -> None:
    judgements = judge(catalogue, profile_of(said(text)), PYTHON, KUBERNETES, LICENCE)
    assert [judgement.verdict for judgement in judgements] == [python, kubernetes, licence]


def test_the_rung_is_the_highest_that_is_shown(catalogue: Catalogue) -> None:
    jobs = [job("Analyst", "2012", "2015"), job("Engineer", "2019-03", "present"), job("Helper")]
    listed = said("Python", section="skills")
    project = said("A tide model in Python", section="projects")
    for groups, rung in (
        ([listed], "listed"),
        ([listed, project], "project"),
        ([listed, project, said("Reports in Python", job=0)], "job"),
        ([said("Python services", job=1), listed], "recent"),
        ([listed, said("Scripts in Python", job=2)], "project"),
    ):
        assert verdict(catalogue, profile_of(*groups, experience=jobs), PYTHON) == ("met", rung)


@pytest.mark.parametrize(
    ("end", "rung"), [("2022-12", "recent"), ("2022-11", "job"), ("2022", "recent"), ("2021", "job")]
)
def test_recent_means_the_last_three_years(catalogue: Catalogue, end: str, rung: str) -> None:
    profile = profile_of(said("Python services", job=0), experience=[job("Engineer", "2019-03", end)])
    assert verdict(catalogue, profile, PYTHON) == ("met", rung)


def test_each_line_that_shows_it_is_quoted_with_its_place(catalogue: Catalogue) -> None:
    there = Place(page=2)
    profile = profile_of([Statement("Python", "skills"), Statement("Python services", "experience", there, 0)],
                         experience=[job("Engineer", "2020", "present")])  # fmt: skip
    (judgement,) = judge(catalogue, profile, PYTHON)
    assert [(one.text, one.place) for one in judgement.evidence] == [("Python services", there), ("Python", Place())]


def test_a_sentence_over_two_lines_is_one(catalogue: Catalogue) -> None:
    profile = profile_of(said("No experience with", "Kubernetes yet."))
    (judgement,) = judge(catalogue, profile, KUBERNETES)
    assert judgement.verdict == "denied"
    profile = profile_of(
        said("Ran a platform for thirty harbours without Docker and", "moved it to kubernetes.", job=0)
    )
    (quoted,) = judge(catalogue, profile, KUBERNETES)[0].evidence
    assert quoted.text == "Ran a platform for thirty harbours without Docker and moved it to kubernetes."


def test_a_bullet_over_two_lines_is_quoted_and_marked_as_a_whole(catalogue: Catalogue) -> None:
    lines = ("Ran a platform for thirty harbours and forty lighthouses,", "and moved it to Kubernetes.")
    first, second = Place(1, Box(70, 100, 500, 112)), Place(1, Box(80, 114, 260, 126))
    marked = [msgspec.structs.replace(one, place=at) for one, at in zip(said(*lines), (first, second), strict=True)]
    (quoted,) = judge(catalogue, profile_of(marked), KUBERNETES)[0].evidence
    assert quoted == Evidence(" ".join(lines), Place(1, Box(70, 100, 500, 126)))
    turned = msgspec.structs.replace(marked[1], place=Place(2, Box(80, 40, 260, 52)))
    (quoted,) = judge(catalogue, profile_of([marked[0], turned]), KUBERNETES)[0].evidence
    assert quoted == Evidence(lines[1], turned.place)


def test_a_long_paragraph_is_quoted_by_its_line(catalogue: Catalogue) -> None:
    lines = [
        f"{number} words about harbours and lighthouses that nobody will ever want to read again,"
        for number in range(5)
    ]
    (quoted,) = judge(catalogue, profile_of(said(*lines, "but moved to Kubernetes.")), KUBERNETES)[0].evidence
    assert quoted.text == "but moved to Kubernetes."


def test_lines_that_name_the_person_count_for_nothing(catalogue: Catalogue) -> None:
    lines = [
        Statement("Nationality: German", "personal", identity=True),
        Statement("Python Smith", "header", identity=True),
    ]
    german = Criterion("german", "must", "German", ["German"])
    judgements = judge(catalogue, profile_of(lines), german, PYTHON)
    assert [one.verdict for one in judgements] == ["unknown", "unknown"]


@pytest.mark.parametrize("section", ["interests", "references", "personal"])
def test_what_others_say_and_what_somebody_likes_is_no_skill(catalogue: Catalogue, section: Section) -> None:
    assert verdict(catalogue, profile_of(said("Python", section=section)), PYTHON)[0] == "unknown"


def test_an_either_or_group_is_met_by_one(catalogue: Catalogue) -> None:
    either = Criterion("either", "must", "Python or Java", ["Python", "Java"])
    assert verdict(catalogue, profile_of(said("Python, no Java")), either)[0] == "met"
    assert verdict(catalogue, profile_of(said("Neither Python nor Java")), either)[0] == "denied"
    assert verdict(catalogue, profile_of(said("No experience with Python")), either)[0] == "unknown"


def test_a_narrower_term_shows_the_broader_one(catalogue: Catalogue) -> None:
    assert verdict(catalogue, profile_of(said("Django sites")), PYTHON)[0] == "met"
    assert verdict(catalogue, profile_of(said("Python without Django")), PYTHON)[0] == "met"
    assert verdict(catalogue, profile_of(said("No experience with Django")), PYTHON)[0] == "unknown"


def test_who_lacks_the_broader_term_lacks_the_narrower_one(catalogue: Catalogue) -> None:
    django = Criterion("django", "must", "Django")
    either = Criterion("either", "must", "Django or Python", ["Django", "Python"])
    assert verdict(catalogue, profile_of(said("No experience with Python")), django)[0] == "denied"
    assert verdict(catalogue, profile_of(said("No experience with Python")), either)[0] == "denied"
    assert verdict(catalogue, profile_of(said("No Python outside of work. Django daily")), django)[0] == "met"
    assert verdict(catalogue, profile_of(said("No Django so far")), either)[0] == "unknown"
    assert verdict(catalogue, profile_of(said("No experience with Java")), django)[0] == "unknown"


def test_a_denial_outweighs_a_list_and_a_job_makes_it_a_question(catalogue: Catalogue) -> None:
    denial = said("No experience with Kubernetes.")
    assert verdict(catalogue, profile_of(denial, said("Kubernetes", section="skills")), KUBERNETES)[0] == "denied"
    used = profile_of(denial, said("Ran Kubernetes", job=0), experience=[job("Engineer", "2020", "present")])
    (judgement,) = judge(catalogue, used, KUBERNETES)
    assert judgement.verdict == "unknown"
    assert [one.text for one in judgement.evidence] == ["No experience with Kubernetes.", "Ran Kubernetes"]


def test_the_basics_are_no_more_than_a_listed_skill(catalogue: Catalogue) -> None:
    profile = profile_of(
        said("Familiar with the basics of Python", job=0), experience=[job("Engineer", "2020", "present")]
    )
    assert verdict(catalogue, profile, PYTHON) == ("met", "listed")


def test_a_term_that_the_catalogue_does_not_know_is_found_as_it_is_written(catalogue: Catalogue) -> None:
    wish = Criterion("x", "must", "experience with harbour pilotage")
    assert verdict(catalogue, profile_of(said("Harbour pilotage for ships")), wish)[0] == "met"
    assert verdict(catalogue, profile_of(said("Pilotage. A harbour.")), wish)[0] == "unknown"


YEARS = Criterion("years", "must", "five years of Python", ["Python"], years=5)


def test_years_of_use_are_the_union_of_the_jobs_that_show_it(catalogue: Catalogue) -> None:
    jobs = [job("A", "2015-01", "2018-12"), job("B", "2018-01", "2020-12"), job("C", "2021-01", "present")]
    both = profile_of(said("Python", job=0), said("Python", job=1), said("Cooking", job=2), experience=jobs)
    assert verdict(catalogue, both, YEARS) == ("met", "job")
    one = profile_of(said("Python", job=0), said("Cooking", job=1), experience=jobs)
    assert verdict(catalogue, one, YEARS) == ("unknown", "job")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nine years of Python", "met"), ("Python (6 years)", "met"), ("Python: 5+ years", "met"),
        ("3 years of Python", "unknown"), ("sechs Jahre Erfahrung mit Python", "met"), ("7 ans de Python", "met"),
        ("ocho años de experiencia con Python", "met"), ("20 years of sailing. Python", "unknown"),
    ],
)  # fmt: skip
def test_years_that_somebody_states_count(catalogue: Catalogue, text: str, expected: str) -> None:
    assert verdict(catalogue, profile_of(said(text)), YEARS)[0] == expected


def test_years_at_all_are_those_of_the_profile_and_too_few_are_a_question(catalogue: Catalogue) -> None:
    years = Criterion("years", "must", "five years", part="experience", years=5)
    jobs = [job("Baker", "2015", "2022")]
    assert verdict(catalogue, profile_of(experience=jobs, years=7.0), years) == ("met", "job")
    assert verdict(catalogue, profile_of(experience=jobs, years=3.0), years) == ("unknown", None)
    assert verdict(catalogue, profile_of(), years) == ("unknown", None)


def test_values_of_fields_count_where_there_are_no_lines(catalogue: Catalogue) -> None:
    assert verdict(catalogue, profile_of(skills=[Value("Python")]), PYTHON) == ("met", "listed")
    assert verdict(catalogue, profile_of(experience=[job("Python Developer", "2020", "present")]), PYTHON) == (
        "met",
        "recent",
    )


def test_a_note_is_left_to_people(catalogue: Catalogue) -> None:
    note = Criterion("note", "note", "Ask about Python")
    assert verdict(catalogue, profile_of(said("Python")), note) == ("unknown", None)


@pytest.mark.parametrize(
    ("asked", "line", "expected"),
    [
        ("mathematics teaching", "Teacher of Mathematics", "met"),
        ("tide forecasting", "Forecasts of the tides", "met"),
        ("tide forecasting", "Forecasts. The tide was low.", "unknown"),
        ("tide forecasting", "No forecasting of tides so far", "denied"),
        ("tide forecasting", "Forecasts of sales, costs, staff, holidays, weather and tide", "unknown"),
    ],
)
def test_a_phrase_is_found_in_other_forms_close_together(
    catalogue: Catalogue, asked: str, line: str, expected: str
) -> None:
    profile = profile_of(said(line, job=0), experience=[job("", "2020", "present")])
    assert verdict(catalogue, profile, Criterion("x", "must", asked, [asked]))[0] == expected


def test_an_occupation_counts_where_it_is_the_persons_own(catalogue: Catalogue) -> None:
    asked = Criterion("x", "must", "qualified plumber", ["qualified plumber"])
    for title, line, expected in (
        ("Plumber", "Plumber", "met"),
        ("Receptionist", "Called the plumber when a pipe burst", "unknown"),
        ("Receptionist", "I am not a plumber", "denied"),
        ("Receptionist", "Hoping to become a plumber", "unknown"),
    ):
        profile = profile_of(said(line, job=0), experience=[job(title, "2020", "present")])
        assert verdict(catalogue, profile, asked)[0] == expected


@pytest.mark.parametrize(
    "line",
    [
        "I am looking for a role in which I use Python", "Seeking a position as a Python developer",
        "Suche eine neue Stelle mit Python", "Je recherche un poste avec Python", "Busco un puesto con Python",
        "Python (applied for)", "AWS and Python: pending",
    ],
)  # fmt: skip
def test_what_somebody_seeks_they_do_not_have(catalogue: Catalogue, line: str) -> None:
    assert verdict(catalogue, profile_of(said(line)), PYTHON)[0] == "unknown"


WOUNDS = Criterion("wounds", "must", "wound care")
NURSING = Criterion("nursing", "must", "nursing")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cleaned and dressed ulcers and surgical wounds daily.", "met"),
        ("I have never dressed a wound.", "denied"),
        ("Drove the wounded to hospital.", "unknown"),
    ],
)
def test_what_somebody_did_shows_the_skill(catalogue: Catalogue, text: str, expected: str) -> None:
    assert verdict(catalogue, profile_of(said(text)), WOUNDS)[0] == expected


def test_a_title_shows_the_skill_where_it_is_the_persons_own(catalogue: Catalogue) -> None:
    profile = profile_of(
        said("Saltmere Hospital, Staff Nurse", job=0), experience=[job("Staff Nurse", "2020", "present")]
    )
    assert verdict(catalogue, profile, NURSING) == ("met", "recent")
    profile = profile_of(said("Took patients to the nurse.", job=0), experience=[job("Porter", "2020", "present")])
    assert verdict(catalogue, profile, NURSING)[0] == "unknown"
