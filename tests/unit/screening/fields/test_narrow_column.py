"""Jobs and names in narrow columns, which break titles, dates, headings and names over lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from services.screening.profile import Profile
from services.screening.reading.fields.profile_reader import read_profile
from tests.unit.screening.fields.resume_text import AS_OF, catalogue
from tests.unit.screening.reading.pdf_page import PdfPage
from tests.unit.screening.reading.reader import read

BOLD = "Helvetica-Bold"
DUTIES = [
    "Ran the night desk of three harbours",
    "through two winters, and taught the",
    "apprentices how to read a chart well.",
]


def profile_of(draw: Callable[[PdfPage], None], folder: Path) -> Profile:
    page = PdfPage(folder / "cv.pdf")
    draw(page)
    return read_profile(read(page.save()), AS_OF, catalogue())


def jobs_of(heads: list[list[str]], folder: Path, font: str = "Helvetica") -> list[tuple[str, str, str, str]]:
    def draw(page: PdfPage) -> None:
        page.text(40, 50, "Ines Halvorsen", 20)
        page.text(40, 90, "Experience", 13, BOLD)
        y = 110
        for head in heads:
            page.texts(40, y, head, 12, font=font)
            page.texts(40, y + 12 * len(head), DUTIES, 12)
            y += 12 * (len(head) + len(DUTIES)) + 10

    return [(job.title, job.employer, job.start, job.end) for job in profile_of(draw, folder).experience]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Head Baker | Ostersol Bakery | 04/2015–", "08/2022"),
        ("Head Baker | Ostersol Bakery | 04/2015", "to 08/2022"),
        ("Head Baker | Ostersol Bakery | April", "2015 – August 2022"),
        ("Head Baker, Ostersol Bakery, April 2015 – August", "2022"),
        ("Head Baker, Ostersol Bakery (04/2015–", "08/2022)"),
        ("Head Baker, Ostersol Bakery (04/2015 – 08/2022", ")"),
    ],
)
def test_a_period_is_whole_wherever_the_line_ends(first: str, second: str, tmp_path: Path) -> None:
    other = ["Cook, Odra Shipping GmbH, 01/2012 – 03/2015"]
    assert jobs_of([[first, second], other], tmp_path) == [
        ("Head Baker", "Ostersol Bakery", "2015-04", "2022-08"),
        ("Cook", "Odra Shipping GmbH", "2012-01", "2015-03"),
    ]


@pytest.mark.parametrize(
    ("head", "job"),
    [
        (["Case Worker | Almacenes y Muelles", "Rivera S.L. (01/2022 – 08/2023)"], "Almacenes y Muelles Rivera S.L."),
        (["Case Worker, Odra Shipping and Tug", "GmbH", "01/2022 – 08/2023"], "Odra Shipping and Tug GmbH"),
    ],
)
def test_an_employer_is_whole_wherever_the_line_ends(head: list[str], job: str, tmp_path: Path) -> None:
    assert jobs_of([head], tmp_path, BOLD) == [("Case Worker", job, "2022-01", "2023-08")]


def test_a_divided_word_of_a_title_is_whole(tmp_path: Path) -> None:
    title = ["Leitende Ingenieurin Software-", "entwicklung bei Foo"]
    heads = [[*title, "01/2019 – 12/2021"], ["Cook, Odra Shipping GmbH", "01/2012 – 03/2015"]]
    assert jobs_of(heads, tmp_path, BOLD)[0][0].startswith("Leitende Ingenieurin Softwareentwicklung")


def test_a_heading_of_two_lines_is_no_employer(tmp_path: Path) -> None:
    def draw(page: PdfPage) -> None:
        page.text(40, 50, "Rosa Ruiz", 20)
        page.texts(40, 90, ["EXPÉRIENCE", "PROFESSIONNELLE"], size=12, font=BOLD)
        page.texts(40, 122, ["Chef de projet | juin 2021 – mai 2024", "Almacenes Rivera S.L.", *DUTIES])

    (job,) = profile_of(draw, tmp_path).experience
    assert (job.title, job.employer) == ("Chef de projet", "Almacenes Rivera S.L.")


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["Niamh", "Featherstonehaugh"], "Niamh Featherstonehaugh"),
        (["Niamh", "Featherstonehaugh, MSc"], "Niamh Featherstonehaugh"),
        (["Kim Engelbrecht", "sen"], "Kim Engelbrechtsen"),
        (["Rosa Dupont-", "Moreau"], "Rosa Dupont-Moreau"),
        (["Ana", "de la", "Torre"], "Ana de la Torre"),
    ],
)
def test_a_name_of_several_lines_is_whole_beside_contacts(lines: list[str], name: str, tmp_path: Path) -> None:
    def draw(page: PdfPage) -> None:
        page.texts(40, 60, lines, 26, size=22)
        page.texts(400, 52, ["ada@example.org", "+47 22 12 34 56", "Bergen"])
        page.text(40, 180, "Experience", 13)
        page.texts(40, 200, ["Cook, Blue Inn, 01/2019 – 02/2021", *DUTIES])

    found = profile_of(draw, tmp_path).name
    assert found is not None
    assert found.text == name


def test_text_set_around_a_frame_goes_on_below_it(tmp_path: Path) -> None:
    """As an office program sets it: narrow beside the frame, and over the whole width below."""

    def draw(page: PdfPage) -> None:
        page.text(40, 50, "Ines Halvorsen", 20)
        page.text(40, 90, "EXPERIENCE", 12, BOLD)
        page.texts(40, 104, ["Yard Planner, Brackwater Rail, 01/2020 – 02/2023", *DUTIES, "Kept the ledgers."])
        page.texts(400, 90, ["SKILLS", "Excel", "SAP", "LANGUAGES", "English, German"])
        page.text(
            40,
            174,
            "Cut the cost of all the stock of the yard in 2019 by a twelfth with another way of counting it, and",
        )
        page.texts(40, 188, ["wrote it down.", "Clerk, Odra Shipping, 03/2016 – 12/2019", "Kept the books."])

    jobs = profile_of(draw, tmp_path).experience
    assert [(job.title, job.employer) for job in jobs] == [
        ("Yard Planner", "Brackwater Rail"),
        ("Clerk", "Odra Shipping"),
    ]


def test_a_place_below_each_date_at_the_right_edge_makes_no_column_of_them(tmp_path: Path) -> None:
    def draw(page: PdfPage) -> None:
        page.text(40, 50, "Ines Halvorsen", 20)
        page.text(40, 90, "EXPERIENCE", 12, BOLD)
        for y, title, date in [
            (110, "Yard Planner | Kystdata", "10/2019 – 02/2021"),
            (180, "Clerk | Odra", "01/2015 – 03/2018"),
        ]:
            page.texts(40, y, [title, *DUTIES])
            page.texts(400, y, [date, "Leeds"])

    jobs = profile_of(draw, tmp_path).experience
    assert [(job.employer, job.start) for job in jobs] == [("Kystdata", "2019-10"), ("Odra", "2015-01")]
