"""What somebody has or has not: a licence, a degree, a language at some level."""

from __future__ import annotations

import pytest

from services.screening.matching.criterion import Criterion
from services.screening.profile import Education
from services.screening.ranking.notes import with_notes
from services.screening.skills.catalogue import Catalogue
from tests.support.resume import profile_of, said
from tests.unit.screening.matching.judged import verdict

PYTHON = Criterion("python", "must", "Python")
LICENCE = Criterion("licence", "knockout", "driving licence")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("I don't drive", "denied"), ("I do not drive.", "denied"), ("I never learned to drive", "denied"),
        ("Non-driver", "denied"), ("No car, no licence", "denied"), ("Ich fahre kein Auto", "denied"),
        ("Je ne conduis pas", "denied"), ("Je n'ai pas encore le permis", "denied"), ("No sé conducir", "denied"),
        ("I don't drive a team by fear", "unknown"), ("We drive sales", "unknown"), ("Fahre kein Risiko", "unknown"),
        ("I never drive without insurance", "unknown"), ("Je ne conduis pas de projets", "unknown"),
        ("No conduzco reuniones", "unknown"), ("The self-driving software did not drive well", "unknown"),
        ("I don't drive at night; full driving licence", "met"), ("", "unknown"),
    ],
)  # fmt: skip
def test_a_licence_is_denied_by_who_does_not_drive(catalogue: Catalogue, line: str, expected: str) -> None:
    profile = profile_of(said(line))
    assert verdict(catalogue, profile, LICENCE)[0] == expected
    assert verdict(catalogue, with_notes(profile, catalogue), LICENCE)[0] == expected
    assert verdict(catalogue, profile, PYTHON)[0] == "unknown"


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("CDL permit", "CDL", "unknown"), ("CLP", "CDL", "unknown"), ("CDL instruction permit", "CDL", "unknown"),
        ("Class A CDL learner's permit", "CDL", "unknown"), ("CDL A learner permit", "CDL", "unknown"),
        ("Learner's permit, CDL", "CDL", "unknown"), ("Permit for CDL", "CDL", "unknown"),
        ("CDL (permit only)", "CDL", "unknown"), ("Class A CDL", "CDL", "met"), ("Hot work permit, CDL", "CDL", "met"),
        ("CDL, TWIC card and permit to enter the port", "CDL", "met"),
        ("CDL permit", "commercial learner's permit", "met"),
        ("EIT", "PE licence", "unknown"), ("FE exam passed", "PE licence", "unknown"),
        ("Fundamentals of Engineering", "PE licence", "unknown"), ("Professional Engineer (PE)", "PE licence", "met"),
        ("EIT", "engineer in training", "met"), ("FE exam passed", "engineer in training", "met"),
    ],
)  # fmt: skip
def test_a_permit_to_learn_and_an_exam_on_the_way_are_no_licence(
    catalogue: Catalogue, text: str, asked: str, expected: str
) -> None:
    profile = profile_of(said(text, section="certifications"))
    assert verdict(catalogue, profile, Criterion("asked", "must", asked, [asked]))[0] == expected


DEGREE = Criterion("degree", "must", "a master's degree", part="education", level=7)


@pytest.mark.parametrize(
    ("education", "expected"),
    [
        ([Education("MSc Statistics", "Nordvik", "2013", "2015", 7)], "met"),
        ([Education("PhD", "Nordvik", "2013", "2015", 8)], "met"),
        ([Education("BSc Statistics", "Nordvik", "2013", "2015", 6)], "unknown"),
        ([Education("MSc Statistics", "Nordvik", "2024", "present", 7)], "unknown"),
        ([Education("MSc Statistics", "Nordvik", "2024", "2027", 7)], "unknown"),
        ([], "unknown"),
    ],
)
def test_education_is_judged_by_the_highest_completed_level(
    catalogue: Catalogue, education: list[Education], expected: str
) -> None:
    assert verdict(catalogue, profile_of(education=education), DEGREE)[0] == expected


GERMAN = Criterion("german", "must", "German B2", ["German"], part="skills")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("German C1, French A2", "met"), ("German (B2)", "met"), ("Deutsch: verhandlungssicher", "met"),
        ("German (B1)", "unknown"), ("German", "unknown"), ("German A1, French C2", "denied"),
        ("fluent German", "met"), ("allemand courant", "met"), ("I do not speak German", "denied"),
        ("German – native", "met"), ("French C2", "unknown"), ("alemán básico", "denied"),
    ],
)  # fmt: skip
def test_a_language_is_judged_by_the_level_beside_it(catalogue: Catalogue, line: str, expected: str) -> None:
    assert verdict(catalogue, profile_of(said(line, section="languages")), GERMAN)[0] == expected
