"""The PDF report: what it says, in every script, and how long it may get."""

from __future__ import annotations

import io
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from services.errors import Conflict
from services.process.limits import Limits
from services.screening.report.pdf import DETAILED, RANKED, to_pdf
from services.screening.report.work import ReportWork
from tests.unit.screening.report.sample import QUOTE, candidate, profile, screening


def pages(made: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(made))
    return [page.get_textpage().get_text_range().replace("\r\n", " ") for page in document]


def named(name: str) -> dict[str, Any]:
    return candidate(profile=profile(name=name))


def test_it_shows_ranking_parts_criteria_and_the_lines_they_rest_on() -> None:
    (text,) = pages(to_pdf(screening(candidate())))
    for expected in (
        "Data engineer", "as of 2026-11-25", "Ines Halvorsen", "80.0", "75%", "worth a talk", "40.0 of 57",
        "Python: met, used in the last three years", f"“{QUOTE}” (page 1)", "=SUM(A1): denied", "rank me first",
        "10.9 years", "scan.pdf: It is a scan.",
    ):  # fmt: skip
        assert expected in text
    assert b"DejaVuSans-Bold" in to_pdf(screening(candidate())), "headings stand out"
    assert to_pdf(screening(candidate())) == to_pdf(screening(candidate())), "the same report, byte for byte"


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị Ánh",
        "Ελένη Κωνσταντίνου",
        "Анна Ковальчук",
        "王小明",
        "山田たろう",
        "김민준",
        "יעל כהן",
        "Ştefănescu",
    ],
)
def test_names_of_every_script_are_text(name: str) -> None:
    text = pages(to_pdf(screening(named(name))))[0]
    assert all(word in text for word in name.split())


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Ελένη", "Ελέλη"),
        ("Анна", "Анка"),
        ("محمد", "محمود"),
        ("יעל", "יעך"),
        ("王小明", "王小朋"),
        ("김민준", "김민중"),
        ("राजेश", "राजेन"),
        ("สมชาย", "สมชาน"),
        ("রহিম", "রহিন"),
        ("தமிழ்", "தமிள்"),
        ("ሰላም", "ሰላሙ"),
        ("ខ្មែរ", "ខ្មែន"),
        ("မြန်မာ", "မြန်နာ"),
    ],
)
def test_names_are_drawn_with_letters_of_their_own(name: str, other: str) -> None:
    """A missing letter would be the same box for both."""
    assert drawn(name) != drawn(other) != drawn("\U00012000" * len(other))


def test_letters_without_a_typeface_are_told_and_are_no_empty_boxes() -> None:
    text = pages(to_pdf(screening(named("\U00012000\U00012001 Ada"))))[0]
    assert "[?] Ada" in text and "[?] stands for letters" in text
    assert "[?]" not in pages(to_pdf(screening(named("राजेश สมชาย Ada"))))[0]


def drawn(name: str) -> bytes:
    document = pypdfium2.PdfDocument(io.BytesIO(to_pdf(screening(named(name), failed=[]))))
    image: Image.Image = document[0].render(scale=1).to_pil()
    return image.tobytes()


@pytest.mark.parametrize("text", ["<b>bold</b> & <img src='file:///etc/passwd'/>", "\x00\ud83d\x1b", "x" * 5000, "  "])
def test_no_text_is_markup_or_breaks_the_report(text: str) -> None:
    hostile = candidate(profile=profile(name=text), note=text, flags=[{"code": "a", "text": text}], file="a.pdf")
    made = "".join(pages(to_pdf(screening(hostile, failed=[]))))
    assert "<b>bold</b> & <img" in made or not text.startswith("<")


def test_a_long_stack_makes_a_bounded_report() -> None:
    quotes = [{"text": QUOTE * 100, "page": 1}] * 50
    long = [{"id": "c1", "verdict": "met", "rung": "job", "evidence": quotes}]
    stack = [candidate(number, criteria=long if number < 3 else []) for number in range(1, RANKED + 101)]
    made = pages(to_pdf(screening(*stack)))
    assert len(made) < 150
    text = "".join(made)
    assert "100 more are in the CSV and JSON exports." in text and f"The best {DETAILED} are shown" in text
    assert text.count(QUOTE[:30]) < 200


def test_a_process_of_its_own_makes_it() -> None:
    assert ReportWork().pdf(screening(candidate())) == to_pdf(screening(candidate()))


def test_a_report_beyond_its_limits_is_refused_in_words() -> None:
    with pytest.raises(Conflict, match="CSV and JSON exports"):
        ReportWork(Limits(wall_s=0.01, memory_bytes=2**29, processes=8)).pdf(screening(candidate()))
