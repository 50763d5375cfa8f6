"""Contacts in a narrow panel, which breaks them over lines: they come whole, and never in part."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.screening.profile import Profile
from services.screening.reading.document import Box, Place
from services.screening.reading.fields.divided_phone import PhoneLine, join_phones
from services.screening.reading.fields.profile_reader import read_profile
from tests.unit.screening.fields.resume_text import AS_OF, catalogue, profile_of, texts
from tests.unit.screening.reading.pdf_page import PdfPage
from tests.unit.screening.reading.reader import read

SKILLS = ["SKILLS", "Excel", "SAP", "Forecasting"]
MAIN = [
    "EXPERIENCE", "Yard Planner, Brackwater Rail", "Mar 2020 - Present", "Ran the night desk of three harbours.",
    "Dispatcher, Kystdata AS", "Jan 2016 - Feb 2020", "Kept the ledgers of the yard in order.", "EDUCATION",
    "BSc Logistics, University of Nordvik, 2012",
]  # fmt: skip


def profile_with(panel: list[str], folder: Path, pitch: float = 12) -> Profile:
    page = PdfPage(folder / "cv.pdf")
    page.text(220, 60, "Ines Halvorsen", 20)
    page.texts(40, 100, ["CONTACT", *panel], pitch=pitch)
    page.texts(40, 130 + pitch * len(panel), SKILLS, pitch=12)
    page.texts(220, 100, MAIN)
    return read_profile(read(page.save()), AS_OF, catalogue())


@pytest.mark.parametrize(
    ("panel", "emails"),
    [
        (["ines.halvorsen-", "lindqvist@example.org"], ["ines.halvorsen-lindqvist@example.org"]),
        (["ines.", "halvorsen@example.org"], ["ines.halvorsen@example.org"]),
        (["ines.halvorsen", "@example.org"], ["ines.halvorsen@example.org"]),
        (["ines.halvorsen@", "example.org"], ["ines.halvorsen@example.org"]),
        (["ines.halvo", "rsen@example.org"], ["ines.halvorsen@example.org"]),
        (["ineshalvorsenlindqvi", "st@example.org"], ["ineshalvorsenlindqvist@example.org"]),
        (["ines.halvorsen@exa", "mple.org"], ["ines.halvorsen@example.org"]),
        (["ines.halvorsen@mail", ".example.org"], ["ines.halvorsen@mail.example.org"]),
        (["ines.halvorsen@mail.", "example.org"], ["ines.halvorsen@mail.example.org"]),
        (["ines.halvorsen@exampl", "e.org"], ["ines.halvorsen@example.org"]),
        (["ines.halvorsen@example.co", "m"], ["ines.halvorsen@example.com"]),
        (["ines.hal", "vorsen@e", "xample.c", "om"], ["ines.halvorsen@example.com"]),
        (["E-mail: ines.ha", "lvorsen@exa", "mple.org"], ["ines.halvorsen@example.org"]),
        (["E-mail", "ines.halvorsen@", "example.org"], ["ines.halvorsen@example.org"]),
        (["E-mail:", "ines@example.org"], ["ines@example.org"]),
        (["bergen", "ines@example.org", "phone", "+47 22 12 34 56"], ["ines@example.org"]),
        (["+44 20 7946", "0991", "ines@example.org"], ["ines@example.org"]),
        (["ines.example", "ines@example.org", "halvorsen.example"], ["ines@example.org"]),
        (["ines@example.org", "ih@mail.example"], ["ines@example.org", "ih@mail.example"]),
    ],
)  # fmt: skip
def test_an_address_is_whole_wherever_the_line_ends(panel: list[str], emails: list[str], tmp_path: Path) -> None:
    assert texts(profile_with(panel, tmp_path).emails) == emails


@pytest.mark.parametrize("panel", [["ines.halvorsen@exampl", "e.org"], ["ines.halvo", "rsen@example.org"]])
def test_an_address_is_whole_where_contacts_have_more_room_than_other_lines(panel: list[str], tmp_path: Path) -> None:
    assert texts(profile_with(panel, tmp_path, pitch=16).emails) == ["ines.halvorsen@example.org"]


@pytest.mark.parametrize(
    ("panel", "phones"),
    [
        (["+47 22 12", "34 56"], ["+4722123456"]),
        (["+44", "20 7946", "0991"], ["+442079460991"]),
        (["Phone: +49 171", "1234567"], ["+491711234567"]),
        (["Phone", "+49 30 901820", "455"], ["+4930901820455"]),
        (["+1 (415) 555-", "0132"], ["+14155550132"]),
        (["+1 (415)", "555-0132"], ["+14155550132"]),
        (["+41 44 668 18", "00"], ["+41446681800"]),
        (["+49 (0)40", "/ 1234 5678"], ["+494012345678"]),
        (["+353 87 123", "4567", "+33 6 12 34 56", "78"], ["+353871234567", "+33612345678"]),
        (["+47 22 12 34 56", "22 34 56 78"], ["+4722123456", "+4722345678"]),
        (["+49 171 1234567", "030 90182045"], ["+491711234567", "+493090182045"]),
        (["+47 22 12 34 56", "0150"], ["+4722123456"]),
        (["+44 20", "Bergen"], []),
        (["+47 22 12", "2019"], []),
    ],
)
def test_a_number_is_whole_wherever_the_line_ends(panel: list[str], phones: list[str], tmp_path: Path) -> None:
    profile = profile_with(panel, tmp_path)
    assert texts(profile.phones) == phones
    scored = [statement.text for statement in profile.statements if not statement.identity]
    assert not phones or not set(scored) & {part for part in panel if sum(map(str.isdigit, part)) > 2} - {"0150"}


@pytest.mark.parametrize(
    ("left", "top", "block", "count"), [(40, 112, 0, 1), (40, 130, 0, 2), (40, 112, 1, 2), (95, 112, 0, 2)]
)
def test_a_number_goes_on_only_in_the_next_line_below(left: float, top: float, block: int, count: int) -> None:
    first = PhoneLine((0,), "+47 22 12", Place(1, Box(40, 100, 90, 110)), is_contact=True, block=0)
    second = PhoneLine((1,), "34 56", Place(1, Box(left, top, left + 30, top + 10)), is_contact=True, block=block)
    assert len(join_phones([first, second], lambda text: text == "+47 22 12 34 56")) == count


def test_lines_that_a_writer_ended_are_not_joined() -> None:
    assert texts(profile_of("Ada Quill\n+49 30 901820\n10115\n").phones) == ["+4930901820"]
    assert texts(profile_of("Ada Quill\nada.quill\nada@example.org\n").emails) == ["ada@example.org"]
