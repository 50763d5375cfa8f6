"""The same résumé reads the same in every format (case D12)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.screening.reading.pdf_page import PdfPage
from tests.unit.screening.reading.reader import read, texts
from tests.unit.screening.reading.word_file import docx, odt, p

TABLE = [("Programming", "Go, PHP, SQL"), ("Tools", "Docker, Git")]
JOBS = ["Developer, Fjord AS, 01/2020 - 12/2022", "Clerk, Odra, 03/2017 - 12/2019"]
EXPECTED = ["Ada Pell", "SKILLS", *("\t".join(row) for row in TABLE), "EXPERIENCE", *JOBS]


def as_pdf(folder: Path) -> Path:
    page = PdfPage(folder / "cv.pdf")
    page.text(40, 60, "Ada Pell", 20)
    page.text(40, 100, "SKILLS", 13)
    for number, (label, value) in enumerate(TABLE):
        page.text(40, 120 + 14 * number, label)
        page.text(160, 120 + 14 * number, value)
    page.text(40, 170, "EXPERIENCE", 13)
    page.texts(40, 190, JOBS)
    return page.save()


def as_docx(folder: Path) -> Path:
    rows = "".join(f"<w:tr><w:tc>{p(label)}</w:tc><w:tc>{p(value)}</w:tc></w:tr>" for label, value in TABLE)
    return docx(folder, f"{p('Ada Pell')}{p('SKILLS')}<w:tbl>{rows}</w:tbl>{p('EXPERIENCE')}{''.join(map(p, JOBS))}")


def as_odt(folder: Path) -> Path:
    def paragraph(text: str) -> str:
        return f"<text:p>{text}</text:p>"

    cells = [[f"<table:table-cell>{paragraph(text)}</table:table-cell>" for text in row] for row in TABLE]
    rows = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in cells)
    jobs = "".join(map(paragraph, JOBS))
    table = f"<table:table>{rows}</table:table>"
    return odt(folder, paragraph("Ada Pell") + paragraph("SKILLS") + table + paragraph("EXPERIENCE") + jobs)


def as_rtf(folder: Path) -> Path:
    rows = "".join(
        rf"\trowd\cellx100\cellx200\pard\intbl {label}\cell {value}\cell\row" + "\n" for label, value in TABLE
    )
    jobs = "".join(rf"\pard {job}\par" for job in JOBS)
    return written(folder, rf"{{\rtf1\ansi\pard Ada Pell\par\pard SKILLS\par{rows}\pard EXPERIENCE\par{jobs}}}")


def as_html(folder: Path) -> Path:
    rows = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in TABLE)
    jobs = "".join(f"<p>{job}</p>" for job in JOBS)
    return written(
        folder, f"<html><body><h1>Ada Pell</h1><h2>SKILLS</h2><table>{rows}</table><h2>EXPERIENCE</h2>{jobs}"
    )


def as_markdown(folder: Path) -> Path:
    (label, value), (other, more) = TABLE
    table = f"| {label} | {value} |\n|---|---|\n| {other} | {more} |"
    return written(folder, f"# Ada Pell\n\n## SKILLS\n\n{table}\n\n## EXPERIENCE\n\n" + "\n\n".join(JOBS))


def as_text(folder: Path) -> Path:
    table = "\n".join(f"{label:<20}{value}" for label, value in TABLE)
    return written(folder, f"Ada Pell\n\nSKILLS\n{table}\n\nEXPERIENCE\n" + "\n".join(JOBS))


def written(folder: Path, text: str) -> Path:
    path = folder / "cv"
    path.write_text(text)
    return path


@pytest.mark.parametrize("make", [as_pdf, as_docx, as_odt, as_rtf, as_html, as_markdown, as_text])
def test_case_d12_every_format_gives_the_same_lines(make: Callable[[Path], Path], tmp_path: Path) -> None:
    assert texts(read(make(tmp_path))) == EXPECTED
