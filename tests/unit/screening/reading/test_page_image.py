"""Pages of PDFs are drawn in a process of their own."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.colors import red

from services.screening.reading.page_image import PageImages, page_image
from services.screening.reading.unreadable import UnreadableFile
from tests.unit.screening.reading.pdf_page import PdfPage


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def images(folder: Path) -> Iterator[PageImages]:
    with PageImages(folder) as images:
        yield images


def test_a_page_is_as_wide_as_asked_and_holds_what_the_pdf_does(images: PageImages, folder: Path) -> None:
    page = PdfPage(folder / "cv.pdf")
    page.panel(100, 200, 50, 50, red)
    image = Image.open(io.BytesIO(images.png(page.save(), 1, 620)))
    assert image.format == "PNG"
    assert image.width == 620
    assert image.height in range(875, 880)
    scale = 620 / 595.28
    assert image.getpixel((int(125 * scale), int(225 * scale))) == (255, 0, 0)
    assert image.getpixel((int(125 * scale), int(300 * scale))) == (255, 255, 255)


def test_other_formats_have_no_pages(images: PageImages, folder: Path) -> None:
    (folder / "cv.txt").write_text("Ines Halvorsen")
    with pytest.raises(UnreadableFile, match="TXT has no page images") as caught:
        images.png(folder / "cv.txt", 1)
    assert caught.value.code == "no_pages"


def test_a_page_that_is_not_there_is_named(images: PageImages, folder: Path) -> None:
    page = PdfPage(folder / "short.pdf")
    page.text(50, 50, "One page")
    with pytest.raises(UnreadableFile, match="page 7"):
        images.png(page.save(), 7)


def test_a_giant_page_is_drawn_small_enough(folder: Path) -> None:
    page = PdfPage(folder / "giant.pdf")
    page.canvas.setPageSize((10, 14_000))
    page.canvas.drawString(1, 13_900, "x")
    image = Image.open(io.BytesIO(page_image(page.save(), 1)))
    assert image.width * image.height <= 41_000_000
