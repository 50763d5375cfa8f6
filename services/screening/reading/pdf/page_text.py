"""A page's text: its words in reading order, and what nobody can see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from services.screening.reading.document import Box, HiddenReason, HiddenText, Line, Place
from services.screening.reading.layout.column import areas
from services.screening.reading.layout.row import lines_of
from services.screening.reading.layout.word import Word
from services.screening.reading.pdf.glyph import Glyph
from services.screening.reading.pdf.page_frame import on_page
from services.screening.reading.pdf.text_run import split_by_style, text_of, text_runs, words_of
from services.screening.reading.pdf.visibility import Visibility, box_of
from services.screening.reading.words import as_line


@dataclass
class PageText:
    words: dict[int, list[Word]] = field(default_factory=dict)
    """By the quarter turns of their baseline."""
    hidden: list[HiddenText] = field(default_factory=list)
    letters: int = 0
    unknown: int = 0
    """Letters that the font does not say the meaning of."""
    is_by_ocr: bool = False

    @property
    def is_readable(self) -> bool:
        return self.letters >= _LEAST_LETTERS and self.is_known

    @property
    def is_known(self) -> bool:
        return self.unknown < _MOST_UNKNOWN * self.letters

    def add_bullets(self, dots: list[Box]) -> None:
        """Dots that are drawn where a line begins are its bullets."""
        words = self.words.get(0, [])
        self.words[0] = words + [bullet for dot in dots if (bullet := _bullet(dot, words)) is not None]

    def lines(self, page: int) -> list[Line]:
        """First those in the direction of most words."""
        result: list[Line] = []
        for turns, words in sorted(self.words.items(), key=lambda item: -len(item[1])):
            for area in areas(words):
                block = result[-1].block + 1 if result else 0
                result += [_on_page(line, turns) for line in lines_of(area, page, block)]
        return result


_LEAST_LETTERS = 12
_MOST_UNKNOWN = 0.3
_LAYER_SHARE = 0.8
_BULLET_SHARE = 2.2
_ALONE_SHARE = 1.5


def page_text(glyphs: list[Glyph], visibility: Visibility, page: int, *, is_scan: bool) -> PageText:
    """In a scan, text that paints nothing is what a program has read there before, and as good as the picture."""
    text = PageText()
    is_layer = is_scan and sum(glyph.style.is_invisible for glyph in glyphs) > _LAYER_SHARE * len(glyphs)
    text.is_by_ocr = is_layer
    hidden: list[tuple[HiddenReason, list[Glyph]]] = []
    for run in text_runs(glyphs):
        seen: list[Glyph] = []
        for part in split_by_style(run):
            reason = visibility.reason_hidden(part)
            if reason == "invisible" and is_layer and visibility.is_on_ink(part):
                reason = None
            if reason is None:
                seen += part
            else:
                hidden.append((reason, part))
        if seen:
            _add(text, seen)
    text.hidden = list(_hidden_texts(hidden, page))
    return text


def _bullet(dot: Box, words: list[Word]) -> Word | None:
    middle = (dot.top + dot.bottom) / 2
    row = [word for word in words if word.baseline - 0.75 * word.size < middle < word.baseline + 0.05 * word.size]
    after = min((word for word in row if word.left >= dot.right), key=lambda word: word.left, default=None)
    if after is None or after.left - dot.right > _BULLET_SHARE * after.size:
        return None
    if any(dot.left - _ALONE_SHARE * word.size < word.right and word.left < dot.left for word in row):
        return None  # between words, it is a separator or part of a rating
    return Word("\u2022", dot.left, dot.top, dot.right, dot.bottom, after.baseline, after.size)


def _add(text: PageText, run: list[Glyph]) -> None:
    for glyph in run:
        text.letters += 1
        text.unknown += glyph.text == "\ufffd" or "\ue000" <= glyph.text[0] <= "\uf8ff" or glyph.text[0] < " "
    text.words.setdefault(run[0].style.turns, []).extend(words_of(run))


def _hidden_texts(hidden: Iterable[tuple[HiddenReason, list[Glyph]]], page: int) -> Iterator[HiddenText]:
    """Neighbours that are hidden in the same way are one text."""
    said: list[str] = []
    boxes: list[Box] = []
    last: HiddenReason | None = None
    for reason, run in hidden:
        if reason != last and last is not None:
            yield from _hidden_text(said, boxes, last, page)
            said, boxes = [], []
        said.append(text_of(run))
        boxes.append(box_of(run))
        last = reason
    if last is not None:
        yield from _hidden_text(said, boxes, last, page)


def _hidden_text(said: list[str], boxes: list[Box], reason: HiddenReason, page: int) -> Iterator[HiddenText]:
    text = as_line(" ".join(said))
    if any(character.isalnum() for character in text):
        box = Box(
            min(box.left for box in boxes),
            min(box.top for box in boxes),
            max(box.right for box in boxes),
            max(box.bottom for box in boxes),
        )
        yield HiddenText(text, reason, Place(page, _rounded(box)))


def _on_page(line: Line, turns: int) -> Line:
    if turns == 0 or line.place.box is None:
        return line
    return msgspec.structs.replace(line, place=Place(line.place.page, _rounded(on_page(line.place.box, turns))))


def _rounded(box: Box) -> Box:
    return Box(round(box.left, 2), round(box.top, 2), round(box.right, 2), round(box.bottom, 2))
