"""What scoring sees of a line: nothing that tells who somebody is, and everything that tells what they did."""

from __future__ import annotations

import pytest

from tests.unit.screening.fields.resume_text import profile_of

RESUME = """
Mark Baker (he/him)
Head Baker
12 Mill Road, Leeds LS1 4AB
mark.baker@example.org | +44 113 496 0123 | www.markbaker.example

Date of birth: 4 July 1985
Nationality: British
Married, two children

SUMMARY
Mark has baked since 2009. He trained eleven people. A baker who graduated in 2008.

EXPERIENCE
Head Baker, Leeds Mill Bakery    03/2015 – present
• Mark rebuilt the night shift; see https://mill.example/night for his plan.

EDUCATION
Diploma in Baking, Aire College    2006 – 2008
• Class of 2008, best of his year

PERSONAL DETAILS
Religion: none
"""


def test_lines_about_the_person_are_marked() -> None:
    marked = [one.text for one in profile_of(RESUME).statements if one.identity]
    assert marked == [
        "Mark Baker (he/him)",
        "12 Mill Road, Leeds LS1 4AB",
        "mark.baker@example.org | +44 113 496 0123 | www.markbaker.example",
        "Date of birth: 4 July 1985",
        "Nationality: British",
        "Married, two children",
        "PERSONAL DETAILS",
        "Religion: none",
    ]


def test_other_lines_lose_the_name_pronouns_contacts_and_years_of_schooling_alone() -> None:
    scored = {one.text for one in profile_of(RESUME).statements if not one.identity}
    assert "Head Baker" in scored
    assert "Head Baker, Leeds Mill Bakery\t03/2015 – present" in scored
    assert "Diploma in Baking, Aire College" in scored
    text = "\n".join(scored)
    assert "Mark" not in text
    assert "2008" not in text
    assert "2015" in text
    assert "mill.example" not in text
    assert " his " not in text
    assert "rebuilt the night shift" in text


@pytest.mark.parametrize(
    "line",
    [
        "Geburtsdatum: 04.07.1985", "geboren am 4. Juli 1985 in Celle", "Familienstand: ledig", "41 years old",
        "Staatsangehörigkeit: deutsch", "Née le 12/03/1984", "Situation familiale : mariée", "32 ans", "Age: 41",
        "Fecha de nacimiento: 23/09/1988", "Estado civil: soltera", "DNI: 12345678Z", "Gender: female",
        "Konfession: evangelisch",
    ],
)  # fmt: skip
def test_a_circumstance_is_marked_in_any_of_the_languages(line: str) -> None:
    profile = profile_of(f"Ada Quill\nada@example.org\n{line}\n\nExperience\nCook, Blue Inn   2019 – 2020")
    assert [one.identity for one in profile.statements] == [True, True, True, False, False]


def test_two_people_with_the_same_work_leave_the_same_lines() -> None:
    other = (
        RESUME.replace("Mark Baker", "Amina Okafor").replace("mark.baker", "amina.okafor").replace("Mark", "Amina")
        .replace("He ", "She ").replace("(he/him)", "(she/her)").replace(" his ", " her ")
    )  # fmt: skip
    assert [one.text for one in profile_of(other).statements if not one.identity] == [
        one.text for one in profile_of(RESUME).statements if not one.identity
    ]


@pytest.mark.parametrize(
    ("line", "scored"),
    [
        ("Driving licence: B, C1E", ["Driving licence: B, C1E"]),
        ("Führerschein der Klassen B, C1E und T", ["Führerschein der Klassen B, C1E und T"]),
        ("Driving licence, category B", ["Driving licence, category B"]),
        ("Permis   B", ["Permis\tB"]),
        ("Disabled, driving licence B", ["driving licence B"]),
        ("Driving licence B, two cats", ["Driving licence B"]),
        ("Married, driving licence B", []),
        ("Two cats, B", []),
    ],
)
def test_a_licence_among_personal_details_is_scored_without_what_stands_beside_it(line: str, scored: list[str]) -> None:
    statements = profile_of(f"Jane Doe\njane.doe@example.org\n\nPersonal details\n{line}").statements
    assert [one.text for one in statements[4:] if not one.identity] == scored
