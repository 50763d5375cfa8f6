"""The reported cases whose fault lies between a file and its fields (D01, D05, D07, D10, D12)."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document as WordFile

from services.screening.profile import Profile
from services.screening.reading.fields.profile_reader import read_profile
from tests.unit.screening.fields.resume_text import AS_OF, catalogue, profile_of, texts
from tests.unit.screening.reading.pdf_page import PdfPage
from tests.unit.screening.reading.reader import read
from tests.unit.screening.reading.test_ocr import LINES, scan
from tests.unit.screening.reading.word_file import odt

SIDE = [
    "CONTACT", "ines.h@example.org", "+47 22 12 34 56", "SKILLS", "Python", "Go", "PostgreSQL", "LANGUAGES",
    "Norwegian", "English",
]  # fmt: skip
MAIN = [
    "EXPERIENCE", "Data Engineer, Fjordlys AS", "Mar 2019 - Present", "Built pipelines for tide forecasts.",
    "Analyst, Kystdata", "Jan 2016 - Feb 2019", "Wrote reports for harbour masters.", "EDUCATION",
    "MSc Statistics, University of Nordvik", "2013 - 2015",
]  # fmt: skip
ROWS = [("Programming", "Go, PHP, SQL"), ("Tools", "Docker, Git")]
JOBS = ["Experience", "Developer, Blue Barn Ltd, 03/2019 - present", "Wrote the order system."]


def profile(path: Path) -> Profile:
    return read_profile(read(path), AS_OF, catalogue())


def jobs(read_as: Profile) -> list[tuple[str, str, str, str]]:
    return [(job.title, job.employer, job.start, job.end) for job in read_as.experience]


def test_case_d01_a_sidebar_stays_out_of_the_jobs(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    page.text(200, 60, "Ines Halvorsen", 22, "Helvetica-Bold")
    page.texts(40, 110, SIDE, 18)
    page.texts(200, 110, MAIN, 18)
    found = profile(page.save())
    assert found.name and found.name.text == "Ines Halvorsen"
    assert texts(found.emails) == ["ines.h@example.org"]
    assert texts(found.phones) == ["+4722123456"]
    assert texts(found.skills) == ["Python", "Go", "PostgreSQL"]
    assert texts(found.languages) == ["Norwegian", "English"]
    assert found.years == pytest.approx(10.9, abs=0.2)
    assert jobs(found) == [
        ("Data Engineer", "Fjordlys AS", "2019-03", "present"),
        ("Analyst", "Kystdata", "2016-01", "2019-02"),
    ]
    assert found.name.place.page == found.experience[0].place.page == 1
    assert found.experience[0].place.box is not None


def test_case_d05_a_text_box_amid_the_jobs_and_a_number_at_the_foot() -> None:
    """The lines are those that the reader of DOCX makes of this case; its own test holds them."""
    found = profile_of(
        "Tomasz Wieniawa\ttomasz.w@example.org\nExperience\nSkills: SAP, demand forecasting\n"
        "03/2021 – present\tSenior Planner, Odra Shipping\n01/2019 – 02/2021\tPlanner, Wisla Logistics\n"
        "+48 22 555 01 23"
    )
    assert found.name and found.name.text == "Tomasz Wieniawa"
    assert texts(found.emails) == ["tomasz.w@example.org"]
    assert texts(found.phones) == ["+48225550123"]
    assert texts(found.skills) == ["SAP", "demand forecasting"]
    assert found.years == pytest.approx(7.9, abs=0.2)
    assert [job[:2] for job in jobs(found)] == [("Senior Planner", "Odra Shipping"), ("Planner", "Wisla Logistics")]


def test_case_d07_a_scan_is_no_invented_person(tmp_path: Path) -> None:
    found = profile(scan(tmp_path, LINES))
    assert found.name and found.name.text == "Bronagh Tierney"
    assert texts(found.emails) == ["bronagh.t@example.org"]
    assert jobs(found) == [("Welder", "Lough Steel", "2018", "2024")]
    assert [warning for warning in found.warnings if warning.startswith("Read by OCR")]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-8-sig"])
def test_case_d10_any_encoding_gives_the_same_person(encoding: str, tmp_path: Path) -> None:
    text = "Renée O’Connor-Brück\nrenee@example.org\nCafé manager, Maison Gaspard — Été 2019 – août 2023\n"
    (tmp_path / "cv.txt").write_bytes(text.encode(encoding))
    found = profile(tmp_path / "cv.txt")
    assert found.name and found.name.text == "Renée O’Connor-Brück"
    assert texts(found.emails) == ["renee@example.org"]
    assert jobs(found) == [("Café manager", "Maison Gaspard", "2019-06", "2023-08")]


def test_case_d12_a_table_of_skills_is_the_same_in_all_formats(tmp_path: Path) -> None:
    head = ["Ada Quill", "ada.quill@example.org"]
    word = WordFile()
    for line in head:
        word.add_paragraph(line)
    table = word.add_table(rows=2, cols=2)
    for number, row in enumerate(ROWS):
        for column, cell in enumerate(row):
            table.cell(number, column).text = cell
    for line in JOBS:
        word.add_paragraph(line)
    word.save(str(tmp_path / "cv.docx"))
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in ROWS
    )
    body = "".join(f"<text:p>{line}</text:p>" for line in head) + f"<table:table>{cells}</table:table>"
    odt(tmp_path, body + "".join(f"<text:p>{line}</text:p>" for line in JOBS))
    lines = [*head, *("\t".join(row) for row in ROWS), *JOBS]
    (tmp_path / "cv.txt").write_text("\n".join(lines))
    for name in ("cv.docx", "cv.odt", "cv.txt"):
        found = profile(tmp_path / name)
        assert texts(found.skills) == ["Go", "PHP", "SQL", "Docker", "Git"], name
        assert jobs(found) == [("Developer", "Blue Barn Ltd", "2019-03", "present")], name
        assert [one.job for one in found.statements if "Docker" in one.text] == [None], name
