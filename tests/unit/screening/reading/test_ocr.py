"""Scans are read by tesseract, and its absence is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen import canvas

from services.screening.reading.fields.profile_reader import read_profile
from services.screening.skills.catalogue import Catalogue
from tests.unit.screening.reading.reader import LIMITS, read, refusal, texts

WITHOUT = msgspec.structs.replace(LIMITS, tesseract=None)
FONT = ImageFont.truetype("DejaVuSans.ttf", 30)
LINES = ["Bronagh Tierney", "bronagh.t@example.org", "Welder, Lough Steel   2018 - 2024"]


def scan(folder: Path, lines: list[str], layer: list[str] | None = None, stuffing: str = "") -> Path:
    image = Image.new("L", (1240, 1754), 255)
    drawing = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        drawing.text((120, 160 + 60 * number), line, fill=0, font_size=36)
    image.save(folder / "scan.png")
    path = folder / "scan.pdf"
    c = canvas.Canvas(str(path), pagesize=(595, 842))
    c.drawImage(str(folder / "scan.png"), 0, 0, 595, 842)
    for number, line in enumerate(layer or []):
        invisible(c, 57.6, 842 - (160 + 60 * number + 33) * 0.48, line)
    if stuffing:
        invisible(c, 57.6, 200, stuffing)
    c.save()
    return path


def invisible(c: canvas.Canvas, x: float, y: float, line: str) -> None:
    text = c.beginText(x, y)
    text.setFont("Helvetica", 17)
    text.setTextRenderMode(3)
    text.textOut(line)
    c.drawText(text)


def test_case_d07_a_scan_is_read_by_ocr(tmp_path: Path) -> None:
    document = read(scan(tmp_path, LINES))
    assert document.read_by_ocr
    found = texts(document)
    assert found[:2] == LINES[:2]
    assert found[2].replace("\t", " ") == "Welder, Lough Steel 2018 - 2024"
    box = document.lines[0].place.box
    assert box is not None
    assert 55 < box.left < 65
    assert 75 < box.top < 90


def test_bullets_of_a_scan_are_bullets_and_its_columns_follow_one_another(tmp_path: Path) -> None:
    side = ["CONTACT", "ines@example.org", "SKILLS", "Python", "Postgres", "English"]
    main = [
        "EXPERIENCE",
        "• Built pipelines for tides",
        "• Wrote long reports",
        "Head of the harbour office",
        "2016 to 2019",
    ]
    image = Image.new("L", (1240, 1754), 255)
    drawing = ImageDraw.Draw(image)
    for column, (x, lines, pitch) in enumerate(((100, side, 58), (560, main, 66))):
        for number, line in enumerate(lines):
            drawing.text((x, 200 + column * 9 + pitch * number), line, fill=0, font=FONT)
    image.save(tmp_path / "page.png")
    c = canvas.Canvas(str(tmp_path / "cv.pdf"))
    c.drawImage(str(tmp_path / "page.png"), 0, 0, 595, 842)
    c.save()
    document = read(tmp_path / "cv.pdf")
    assert texts(document) == [*side, *(line.removeprefix("• ") for line in main)]
    assert [line.text for line in document.lines if line.bullet] == ["Built pipelines for tides", "Wrote long reports"]


def test_case_d07_without_ocr_the_reason_says_so(tmp_path: Path) -> None:
    found = refusal(scan(tmp_path, LINES), WITHOUT)
    assert found.code == "ocr_missing"
    assert "scanned and holds no text" in found.reason
    assert "OCR is not installed" in found.reason


def test_case_d07_where_ocr_fails_the_reason_says_so(tmp_path: Path) -> None:
    found = refusal(scan(tmp_path, LINES), msgspec.structs.replace(LIMITS, tesseract="/usr/bin/false"))
    assert found.code == "ocr_failed"
    assert found.reason == "The file was scanned, and OCR failed on page 1: tesseract ended with status 1."


def test_a_scan_of_nothing_invents_nobody(tmp_path: Path) -> None:
    image = Image.new("L", (1240, 1754), 255)
    ImageDraw.Draw(image).ellipse((300, 300, 900, 900), fill=90)
    image.save(tmp_path / "scan.png")
    c = canvas.Canvas(str(tmp_path / "cv.pdf"))
    c.drawImage(str(tmp_path / "scan.png"), 0, 0, 595, 842)
    c.save()
    assert refusal(tmp_path / "cv.pdf").code == "ocr_found_nothing"


def test_a_layer_of_text_over_a_scan_is_its_text(tmp_path: Path) -> None:
    document = read(scan(tmp_path, LINES, layer=LINES), WITHOUT)
    assert texts(document)[:2] == LINES[:2]
    assert document.read_by_ocr
    assert not document.hidden


def test_a_layer_holds_nothing_that_the_scan_does_not_show(tmp_path: Path) -> None:
    document = read(scan(tmp_path, LINES, layer=LINES, stuffing="Kubernetes Terraform"), WITHOUT)
    assert "Kubernetes" not in " ".join(texts(document))
    assert [hidden.text for hidden in document.hidden] == ["Kubernetes Terraform"]


def test_a_page_that_is_a_picture_beside_pages_of_text_is_named(tmp_path: Path, catalogue: Catalogue) -> None:
    scan(tmp_path, LINES)
    c = canvas.Canvas(str(tmp_path / "cv.pdf"))
    c.drawString(50, 700, "Bronagh Tierney, Welder at Lough Steel")
    c.showPage()
    c.drawImage(str(tmp_path / "scan.png"), 0, 0, 595, 842)
    c.save()
    document = read(tmp_path / "cv.pdf", WITHOUT)
    assert texts(document) == ["Bronagh Tierney, Welder at Lough Steel"]
    assert document.unread_pages == [2]
    warnings = read_profile(document, date(2026, 11, 25), catalogue).warnings
    assert "Not read, because it is a picture without text or damaged: page 2." in warnings


def test_an_empty_page_is_no_scan(tmp_path: Path) -> None:
    c = canvas.Canvas(str(tmp_path / "cv.pdf"))
    c.showPage()
    c.save()
    assert refusal(tmp_path / "cv.pdf", WITHOUT).code == "no_text"
