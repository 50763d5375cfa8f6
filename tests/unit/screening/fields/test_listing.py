"""Certificates and projects without their dates, and without what is said with a date and tells nothing else."""

from __future__ import annotations

import pytest

from tests.unit.screening.fields.resume_text import profile_of, texts

HEAD = "Jane Doe\njane.doe@example.org\n\n"


@pytest.mark.parametrize(
    "line",
    [
        "Foo Ticket, passed 2021",
        "Foo Ticket, passed in March 2021",
        "Foo Ticket (issued 2021)",
        "Foo Ticket – awarded: 05/2021",
        "Foo Ticket, date of issue: 2021",
        "Foo Ticket, valid from 2020 to 2027",
        "Foo Ticket, completed in 2021, renewed in 2023",
        "Foo Ticket in 2021",
        "Obtained 2021: Foo Ticket",
        "Foo Ticket, bestanden 2021",
        "Foo Ticket, erworben am 03.05.2021",
        "Foo Ticket (2021 erworben, gültig bis 2027)",
        "Foo Ticket im Jahr 2021",
        "Foo Ticket : obtenu en 2021",
        "Foo Ticket, obtenue le 3 mars 2021",
        "Foo Ticket, valable jusqu'en 2027",
        "Foo Ticket en 2021",
        "Foo Ticket (obtenido en 2021)",
        "Foo Ticket, válido hasta 2027",
        "Foo Ticket [2021]",
    ],
)
def test_a_certificate_is_listed_without_what_is_said_of_its_date(line: str) -> None:
    assert texts(profile_of(f"{HEAD}CERTIFICATIONS\n{line}").certifications) == ["Foo Ticket"]


@pytest.mark.parametrize(
    ("line", "listed"),
    [
        ("Foo Ticket, 2019, Red Cross", "Foo Ticket, Red Cross"),
        ("Foo Ticket - 2019 - Red Cross", "Foo Ticket - Red Cross"),
        ("Foo Ticket (2019, ALS)", "Foo Ticket (ALS)"),
        ("Foo Ticket (Red Cross, passed in 2019)", "Foo Ticket (Red Cross)"),
        ("Foo Ticket (formation suivie en 2021)", "Foo Ticket (formation suivie)"),
        ("Foo Ticket, with honours since 2019", "Foo Ticket, with honours"),
        ("Foo Ticket, withdrawn in 2021", "Foo Ticket, withdrawn"),
        ("Foo Ticket 2019 (Leeds) and Bar Ticket 2020", "Foo Ticket (Leeds) and Bar Ticket"),
        ("Employee of the year 2021", "Employee of the year"),
        ("Azubi des Jahres 2020", "Azubi des Jahres"),
        ("PM, IM 2019", "PM, IM"),
    ],
)
def test_what_is_said_besides_a_date_stays(line: str, listed: str) -> None:
    assert texts(profile_of(f"{HEAD}CERTIFICATIONS\n{line}").certifications) == [listed]


def test_a_project_is_named_without_its_date() -> None:
    projects = profile_of(f"{HEAD}PROJECTS\nHarbour map: 2019 an app for ships\nTide table, completed in 2021").projects
    assert texts(projects) == ["Harbour map", "Tide table"]
