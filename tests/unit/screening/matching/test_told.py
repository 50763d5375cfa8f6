"""What a résumé shows without listing it: skills that its deeds tell of, and certificates wherever they stand."""

from __future__ import annotations

import pytest

from services.screening.matching.criterion import Criterion, Opening
from services.screening.ranking.rank import rank
from tests.unit.screening.fields.resume_text import catalogue, profile_of, texts

HEAD = "Jane Doe\njane.doe@example.org\n\n"
JOB = "Experience\nNurse, Blue Ltd   2019 - 2021\n"


def skills_of(text: str) -> list[str]:
    return texts(profile_of(HEAD + text).skills)


def certificates_of(text: str) -> list[str]:
    return texts(profile_of(HEAD + text).certifications)


def test_a_skill_that_two_wordings_tell_of_is_one() -> None:
    assert "wound care" in skills_of(JOB + "Cleaned and dressed ulcers.\nCared for surgical wounds, changed dressings.")


@pytest.mark.parametrize(
    "line", ["Never cleaned or dressed ulcers; no experience with wound dressings.", "Cleaned tables, dressed salads."]
)
def test_what_is_denied_or_something_else_is_no_skill(line: str) -> None:
    assert "wound care" not in skills_of(JOB + line)


@pytest.mark.parametrize(
    "resume",
    [
        "Jane Doe\njane.doe@example.org\n\nSkills\nExcel, ACCA",
        "Jane Doe\njane.doe@example.org\n\nCertifications\nACCA, 2019",
        "Jane Doe\njane.doe@example.org\n\nExperience\nAccountant, Blue Ltd   2019 - 2021\nGained ACCA at work.",
        "Jane Doe, ACCA\njane.doe@example.org\n\nSkills\nExcel",
        "Jane Doe ACCA\njane.doe@example.org\n\nCertifications\nPRINCE2",
    ],
)
def test_a_criterion_that_names_a_certificate_is_met_by_it(resume: str) -> None:
    profile = profile_of(resume)
    (score,) = rank([profile], Opening("Accountant", "", [Criterion("a", "must", "ACCA", ["ACCA"])]), catalogue())
    assert score.criteria[0].verdict == "met"
    assert texts(profile.certifications).count("ACCA") == 1
    assert not any("Doe" in one.text for one in score.criteria[0].evidence)


@pytest.mark.parametrize(
    ("text", "certificates"),
    [
        ("Certifications\nFoo Ticket (ALS, 2019)\nBaz Ticket (2019)", ["Foo Ticket (ALS)", "Baz Ticket"]),
        ("Certifications\nADR certificate (expired 2019)\nZwirbelschein (in progress)\nFoo Ticket", ["Foo Ticket"]),
        ("Certifications\nACLS 2019 expired\nFoo Ticket - in progress\nObtained 2019 Bar Ticket (expired)", []),
        ("Certifications\nFoo Ticket 2019 in baking\nBar Ticket (expired)", ["Foo Ticket in baking"]),
        ("Certifications\nCFA Level II candidate\nStudying for Bar Ticket\nFoo Ticket, expected 2027", []),
        ("Certifications\nACCA, 2019\nSkills\nACCA, CCNA", ["ACCA", "CCNA"]),
        ("Experience\nClerk, Blue Ltd   2019 - 2021\nRecruited HGV class 1 drivers. Want to obtain CISSP.", []),
        ("Skills\nExcel, ACCA part-qualified", []),
        ("Personal details\nDriving licence: B, C1E", ["driving licence class B", "driving licence class C1E"]),
    ],
)
def test_a_certificate_that_somebody_has_is_listed_once_wherever_it_stands(text: str, certificates: list[str]) -> None:
    assert certificates_of(text) == certificates
