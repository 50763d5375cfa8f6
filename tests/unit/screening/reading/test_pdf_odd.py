"""PDFs whose text is odd: Type 3 fonts, codes without meaning, layers, text from right to left."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.screening.reading.document import Line
from services.screening.reading.layout.direction import in_spoken_order
from services.screening.reading.limits import ReadingLimits
from tests.unit.screening.reading.pdf_page import PdfPage, font_of_many_scripts
from tests.unit.screening.reading.raw_pdf import raw_pdf, type3_font, unicode_map
from tests.unit.screening.reading.reader import read, refusal, texts

NO_OCR = ReadingLimits(tesseract=None)
WORDS = "Ada Pell writes code for ships"
CODES = {letter: code for code, letter in enumerate(sorted(set(WORDS)), 1)}
SHOWN = "BT /F1 12 Tf 50 700 Td <" + "".join(f"{CODES[letter]:02X}" for letter in WORDS) + "> Tj ET"


def test_a_type_3_font_that_names_its_letters_is_read(tmp_path: Path) -> None:
    font = type3_font(CODES, map_object=7)
    path = raw_pdf(tmp_path / "cv.pdf", SHOWN, font, more=unicode_map(CODES))
    assert texts(read(path, NO_OCR)) == [WORDS]


def test_codes_without_meaning_are_no_text(tmp_path: Path) -> None:
    path = raw_pdf(tmp_path / "cv.pdf", SHOWN, type3_font(CODES, map_object=None))
    assert refusal(path, NO_OCR).code == "ocr_missing"


def test_a_layer_that_is_switched_off_is_hidden(tmp_path: Path) -> None:
    content = (
        f"BT /F1 12 Tf 50 700 Td ({WORDS}) Tj ET /OC /L0 BDC BT /F1 12 Tf 50 680 Td (Kubernetes Terraform) Tj ET EMC"
        " /OC /L1 BDC BT /F1 12 Tf 50 660 Td (Docker) Tj ET EMC"
    )
    document = read(
        raw_pdf(
            tmp_path / "cv.pdf",
            content,
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            properties="/L0 7 0 R/L1 8 0 R",
            catalog="/OCProperties<</OCGs[7 0 R 8 0 R]/D<</Order[7 0 R 8 0 R]/OFF[7 0 R]>>>>",
            more="<</Type/OCG/Name(one)>>\n\n<</Type/OCG/Name(two)>>",
        )
    )
    assert texts(document) == [WORDS, "Docker"]
    assert [(hidden.text, hidden.reason) for hidden in document.hidden] == [("Kubernetes Terraform", "invisible")]


@pytest.mark.parametrize(
    ("seen", "spoken"),
    [
        ("ללה הנד", "דנה הלל"),
        ("2022 – 2019 םיה תרבח ,תסדנהמ", "מהנדסת, חברת הים 2019 – 2022"),
        ("56 34 12 22 47+", "+47 22 12 34 56"),
        ("Dana Hilal הנד", "Dana Hilal דנה"),
        ("dana@example.org", "dana@example.org"),
        ("2019\t(בכר) הנד", "דנה (רכב)\t2019"),
    ],
)
def test_text_from_right_to_left_is_read_as_it_is_spoken(seen: str, spoken: str) -> None:
    page = [Line("םיה תרבחב הנכות תסדנהמ ללה הנד"), Line(seen)]
    assert in_spoken_order(page)[1].text == spoken


def test_numbers_of_other_pages_keep_their_order() -> None:
    page = [Line("Ada Pell, who knows some Hebrew"), Line("56 34 12 22 47+"), Line("םולש")]
    assert texts_of(in_spoken_order(page)) == ["Ada Pell, who knows some Hebrew", "56 34 12 22 47+", "שלום"]


def test_a_page_shows_hebrew_from_right_to_left(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    page.texts(300, 100, ["ללה הנד", "dana@example.org"], font=font_of_many_scripts())
    assert texts(read(page.save())) == ["דנה הלל", "dana@example.org"]


def texts_of(lines: list[Line]) -> list[str]:
    return [line.text for line in lines]
