"""Makes PDFs for tests: texts at places, in points from the top left corner."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from services.screening.report import typeface

WIDTH, HEIGHT = A4
_FONT = Path(typeface.__file__).parent / "fonts" / "DejaVuSans.ttf"


def font_of_many_scripts() -> str:
    """Return the name of a font for `PdfPage.text`."""
    pdfmetrics.registerFont(TTFont("DejaVu", str(_FONT)))
    return "DejaVu"


class PdfPage:
    """``canvas`` is reportlab's, for what the methods lack."""

    def __init__(self, path: Path, **options: Any) -> None:
        self.path = path
        self.canvas = Canvas(str(path), pagesize=A4, **options)

    def text(self, x: float, y: float, text: str, size: float = 10, font: str = "Helvetica", **more: Any) -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, HEIGHT - y, text, **more)

    def right(self, x: float, y: float, text: str, size: float = 10) -> None:
        self.canvas.setFont("Helvetica", size)
        self.canvas.drawRightString(x, HEIGHT - y, text)

    def texts(self, x: float, y: float, texts: list[str], pitch: float = 14, **look: Any) -> None:
        for number, text in enumerate(texts):
            self.text(x, y + number * pitch, text, **look)

    def panel(self, x: float, y: float, width: float, height: float, colour: Any) -> None:
        self.canvas.setFillColor(colour)
        self.canvas.rect(x, HEIGHT - y - height, width, height, stroke=0, fill=1)
        self.canvas.setFillColorRGB(0, 0, 0)

    def save(self) -> Path:
        self.canvas.save()
        return self.path
