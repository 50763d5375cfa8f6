"""Hyphens at the end of a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.screening.reading.layout.hyphen import joined_text
from tests.unit.screening.reading.pdf_page import PdfPage, font_of_many_scripts
from tests.unit.screening.reading.reader import read, texts


@pytest.mark.parametrize(
    ("upper", "lower", "whole"),
    [
        ("Leitung Software-", "entwicklung 2019", "Leitung Softwareentwicklung 2019"),
        ("Leitung Software\u2010", "entwicklung\t03.2019", "Leitung Softwareentwicklung\t03.2019"),
        ("Frau Müller-", "Lüdenscheidt", "Frau Müller-Lüdenscheidt"),
        ("Head of front-", "end work", "Head of front-end work"),
        ("Ein-", "und Verkauf", "Ein- und Verkauf"),
        ("Head of E-", "Commerce", "Head of E-Commerce"),
        ("CI/CD-", "pipelines", "CI/CD-pipelines"),
        ("Cook -", "Blue Inn", "Cook - Blue Inn"),
        ("Head of", "Sales", "Head of Sales"),
    ],
)
def test_a_hyphen_goes_where_it_divides_a_word(upper: str, lower: str, whole: str) -> None:
    assert joined_text(upper, lower, {"front-end"}) == whole


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (["Ran Kuber\u2010", "netes"], "Ran Kubernetes"),
        (["ines.halvor\u2010", "sen@example.org"], "ines.halvorsen@example.org"),
        (["ineshalvor\u2010", "sen@example.org"], "ineshalvorsen@example.org"),
        (["ines.halvorsen@inter\u2010", "national.example"], "ines.halvorsen@international.example"),
        (["ines.hal\u2010", "vorsen@inter\u2010", "national.example"], "ines.halvorsen@international.example"),
    ],
)
def test_a_hyphen_that_a_browser_made_up_goes(lines: list[str], whole: str, tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    page.texts(40, 100, lines, 12, font=font_of_many_scripts())
    page.texts(40, 160, ["The yard of Brackwater keeps three harbours open"], font=font_of_many_scripts())
    assert texts(read(page.save()))[0] == whole
