"""Names as they stand at the top of a résumé, and what is none."""

from __future__ import annotations

import pytest

from tests.unit.screening.fields.resume_text import profile_of


def name_of(text: str) -> str | None:
    name = profile_of(text).name
    return name.text if name else None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Ludwig van der Meulen", "Ludwig van der Meulen"),
        ("JEAN-PIERRE DUROC", "Jean-Pierre Duroc"),
        ("MORGENTHAL, Frieda", "Frieda Morgenthal"),
        ("Jean DUROC", "Jean Duroc"),
        ("DUROC Jean", "Jean Duroc"),
        ("Dr. Ing. Frieda Morgenthal", "Frieda Morgenthal"),
        ("Frieda Morgenthal, PhD, PMP", "Frieda Morgenthal"),
        ("Frieda Morgenthal MBA", "Frieda Morgenthal"),
        ("Frieda K. Morgenthal", "Frieda K. Morgenthal"),
        ("J. R. Oakhurst", "J. R. Oakhurst"),
        ("Seán O'Dálaigh", "Seán O'Dálaigh"),
        ("María de los Ángeles Peña y Soto", "María de los Ángeles Peña y Soto"),
        ("Frieda Morgenthal | Senior Accountant", "Frieda Morgenthal"),
        ("Frieda Morgenthal – Registered Nurse", "Frieda Morgenthal"),
        ("Frieda Morgenthal      frieda@example.org", "Frieda Morgenthal"),
        ("Name: Frieda Morgenthal", "Frieda Morgenthal"),
        ("Vorname: Frieda\nNachname: Morgenthal", "Frieda Morgenthal"),
        ("Curriculum Vitae – Frieda Morgenthal", "Frieda Morgenthal"),
        ("Lebenslauf\nFrieda Morgenthal", "Frieda Morgenthal"),
        ("F R I E D A   M O R G E N T H A L", "Frieda Morgenthal"),
        ("Frieda Morgenthal (she/her)", "Frieda Morgenthal"),
        ("Mark Baker\nHead Baker", "Mark Baker"),
        ("Sabine Koch\nKöchin", "Sabine Koch"),
    ],
)
def test_a_name_is_read_however_it_is_written(line: str, name: str) -> None:
    assert name_of(f"{line}\n+44 20 7946 0991\n\nExperience\nClerk, Blue Ltd   2019 - 2021") == name


@pytest.mark.parametrize(
    "text",
    [
        "Curriculum Vitae\nSenior Product Designer\nExperience\nClerk, Blue Ltd  2019 - 2021",
        "CONTACT\nfrieda@example.org\nSKILLS\nExcel",
        "Skills\nData Engineering\nProject Management",
        "frieda.morgenthal@example.org\nExperience\nClerk, Blue Ltd   2019 - 2021",
        "New York, NY\nSoftware Engineer",
    ],
)
def test_where_no_name_stands_none_is_invented(text: str) -> None:
    assert name_of(text) is None


def test_an_address_confirms_which_of_two_lines_is_the_name() -> None:
    assert name_of("Bluebell Cottage\nFrieda Morgenthal\nmorgenthal.f@example.org") == "Frieda Morgenthal"
