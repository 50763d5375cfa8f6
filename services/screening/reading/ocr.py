"""OCR: the words of a picture, read by tesseract, which Debian brings."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from statistics import median

from services.process.limits import Limits
from services.process.program import Program
from services.screening.reading.document import Line
from services.screening.reading.layout.column import areas
from services.screening.reading.layout.row import lines_of
from services.screening.reading.layout.word import Word
from services.screening.reading.limits import ReadingLimits
from services.screening.reading.pdf.page_picture import PagePicture

_DPI = 200
_LEAST_CONFIDENCE = 25.0
_LIMITS = Limits(wall_s=40, output_bytes=4 * 2**20, memory_bytes=2**29, processes=4)
_WORD_LEVEL, _LINE_LEVEL = "5", "4"
_SAME_SIZE = 1.45
"""A line without tall letters and tails is a third lower than its type size."""
_BEARING_SHARE = 0.07
"""Of the type size: a box of ink is narrower than the word by so much on each side."""
_MISREAD_BULLETS = frozenset(("«", "»", "¢", "°", "©", "®", "*", "+", "§", "¥", "+»", "«»", "¢»", "·", "▪", "■"))


class Ocr:
    def __init__(self, limits: ReadingLimits) -> None:
        self._tesseract = limits.tesseract
        self._languages = limits.ocr_languages
        self._pages_left = limits.ocr_pages
        self.failure = ""
        """What became of tesseract at the last page that it should have read and did not."""

    def read(self, draw: Callable[[float], PagePicture], page: int) -> list[Line] | None:
        """The lines of a page's picture, which ``draw`` makes at a scale; None if it was not read."""
        if self._tesseract is None or self._pages_left < 1:
            return None
        self._pages_left -= 1
        picture = draw(_DPI / 72)
        languages = "+".join(installed_languages(self._tesseract, self._languages)) or "eng"
        ending = Program(
            [self._tesseract, "stdin", "stdout", "-l", languages, "--dpi", str(_DPI), "--psm", "3", "tsv"],
            cwd=Path("/"),
            limits=_LIMITS,
            environ={"OMP_THREAD_LIMIT": "1"},
            stdin=picture.ppm(),
        ).run()
        if not ending.succeeded:
            self.failure = f"page {page}: tesseract {ending}"
            return None
        words = _words(ending.stdout.decode("utf-8", "replace"), picture.scale)
        lines: list[Line] = []
        for area in areas(words):
            lines += lines_of(area, page, lines[-1].block + 1 if lines else 0)
        return lines


@cache
def installed_languages(tesseract: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
    ending = Program([tesseract, "--list-langs"], cwd=Path("/"), limits=_LIMITS).run()
    found = set(ending.stdout.decode("utf-8", "replace").split())
    return tuple(language for language in wanted if language in found)


def _words(table: str, scale: float) -> list[Word]:
    """From tesseract's table: boxes in pixels of lines and of the words in them."""
    words: list[Word] = []
    line_top = line_bottom = 0.0
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        try:
            left, top, width, height = (float(row[name]) / scale for name in ("left", "top", "width", "height"))
            confidence = float(row["conf"])
        except (KeyError, TypeError, ValueError):
            continue
        if row["level"] == _LINE_LEVEL:
            line_top, line_bottom = top, top + height
        text = (row["text"] or "").strip()
        if row["level"] != _WORD_LEVEL or not text or confidence < _LEAST_CONFIDENCE:
            continue
        if row["word_num"] == "1" and text in _MISREAD_BULLETS:
            text = "•"
        size = line_bottom - line_top
        side = _BEARING_SHARE * size
        words.append(Word(text, left - side, top, left + width + side, top + height, line_bottom, size))
    return _with_steady_sizes(words)


def _with_steady_sizes(words: list[Word]) -> list[Word]:
    """Line boxes differ by their letters' tails; what is nearly the usual size is the usual size."""
    if words:
        usual = round(median(word.size for word in words), 1)
        for word in words:
            near = usual / _SAME_SIZE < word.size < usual * _SAME_SIZE
            word.size = usual if near else round(word.size, 1)
    return words
