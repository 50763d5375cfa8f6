"""What keeps a PDF from being read has a reason of its own, and what people typed into a form is read."""

from __future__ import annotations

from pathlib import Path

import msgspec
from reportlab.lib.pdfencrypt import StandardEncryption

from tests.unit.screening.reading.pdf_page import PdfPage
from tests.unit.screening.reading.reader import LIMITS, read, refusal, texts

SEEN = "Kofi Mensah-Lund, Store Manager"


def made(path: Path, **options: object) -> Path:
    page = PdfPage(path, **options)
    page.text(40, 100, SEEN)
    return page.save()


def test_a_password_is_named_and_one_that_only_forbids_printing_is_no_hindrance(tmp_path: Path) -> None:
    locked = made(tmp_path / "locked.pdf", encrypt="secret")
    assert refusal(locked).code == "encrypted"
    assert "password" in refusal(locked).reason
    owned = made(tmp_path / "owned.pdf", encrypt=StandardEncryption("", ownerPassword="secret", canPrint=0))
    assert texts(read(owned)) == [SEEN]


def test_damage_is_named(tmp_path: Path) -> None:
    whole = made(tmp_path / "cv.pdf").read_bytes()
    (tmp_path / "cut.pdf").write_bytes(whole[: len(whole) // 3])
    assert refusal(tmp_path / "cut.pdf").code == "corrupt"


def test_limits_of_bytes_and_of_text_are_named(tmp_path: Path) -> None:
    path = made(tmp_path / "cv.pdf")
    assert refusal(path, msgspec.structs.replace(LIMITS, file_bytes=100)).code == "too_large"
    assert refusal(path, msgspec.structs.replace(LIMITS, text_bytes=10)).code == "too_much_text"


def test_what_was_typed_into_a_form_is_read(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    page.text(40, 100, "Name of the applicant")
    page.canvas.acroForm.textfield(name="name", value="Kofi Mensah-Lund", x=40, y=650, width=200, height=20)
    assert texts(read(page.save())) == ["Name of the applicant", "Kofi Mensah-Lund"]
