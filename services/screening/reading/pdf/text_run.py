"""Text runs: glyphs that follow one another on a baseline, and the words in them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from statistics import median

from services.screening.reading.layout.word import Word
from services.screening.reading.pdf.glyph import Glyph

_BREAK_SHARE = 1.6
"""Of the type size: a wider gap ends a run."""
_WORD_SHARE = 0.16
"""Of the type size: a wider gap parts words, where the letters are not tracked."""
_TRACKED_SHARE = 0.08
_LEAST_TRACKED = 4
_ACCENTS = {
    "\u00b4": "\u0301", "`": "\u0300", "\u00a8": "\u0308", "\u02c6": "\u0302", "\u02dc": "\u0303", "\u00b8": "\u0327",
    "\u02da": "\u030a", "\u02c7": "\u030c",
}  # fmt: skip


def text_runs(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Runs of one baseline, each from left to right, in the order in which they are drawn."""
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and not _follows(run[-1], glyph):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def split_by_style(run: list[Glyph]) -> Iterator[list[Glyph]]:
    part: list[Glyph] = []
    for glyph in run:
        if part and glyph.style != part[-1].style:
            yield part
            part = []
        part.append(glyph)
    if part:
        yield part


def words_of(run: list[Glyph]) -> list[Word]:
    """A tracked heading's letters are joined; a wider gap between them parts its words."""
    tracking = _tracking(run)
    least = max(_WORD_SHARE, 1.6 * tracking + 0.05)
    words: list[list[Glyph]] = []
    for glyph in run:
        previous = words[-1][-1] if words else None
        if previous is None or glyph.left - previous.right > least * glyph.style.size or _is_typed_gap(previous, glyph):
            words.append([])
        words[-1].append(glyph)
    return [_word(glyphs, tracking) for glyphs in words]


def text_of(run: list[Glyph]) -> str:
    return " ".join(word.text for word in words_of(run))


def _follows(previous: Glyph, glyph: Glyph) -> bool:
    size = max(previous.style.size, glyph.style.size)
    if glyph.style.turns != previous.style.turns or abs(glyph.baseline - previous.baseline) > 0.35 * size:
        return False
    gap = glyph.left - previous.right
    return -0.6 * size < gap < _BREAK_SHARE * size and glyph.left >= previous.left - 0.2 * size


def _is_typed_gap(previous: Glyph, glyph: Glyph) -> bool:
    """A drawn blank parts words unless its width is taken back, as in small capitals."""
    return glyph.blanks > 0 and glyph.left - previous.right > 0.1 * glyph.style.size


def _tracking(run: list[Glyph]) -> float:
    """The usual gap between letters, as a share of the type size; 0 where they are not spaced out."""
    gaps = sorted(
        (glyph.left - previous.right) / max(glyph.style.size, 0.1)
        for previous, glyph in itertools.pairwise(run)
        if not glyph.blanks
    )
    usual = median(gaps) if len(gaps) >= _LEAST_TRACKED - 1 else 0.0  # kerning takes much of it from some pairs
    return usual if usual >= _TRACKED_SHARE else 0.0


def _word(glyphs: list[Glyph], tracking: float) -> Word:
    size = max(glyph.style.size for glyph in glyphs)
    bold = sum(1 if glyph.style.bold else -1 for glyph in glyphs) > 0
    return Word(
        _composed("".join(glyph.text for glyph in glyphs)),
        min(glyph.left for glyph in glyphs),
        min(glyph.top for glyph in glyphs),
        max(glyph.right for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
        glyphs[0].baseline,
        size,
        bold,
        glyphs[0].blanks,
        tracking * size,
    )


def _composed(text: str) -> str:
    """Accents that TeX draws beside their letter are put on it."""
    if not any(accent in text for accent in _ACCENTS):
        return text
    result = ""
    waiting = ""
    for character in text:
        if character in _ACCENTS and len(text) > 1:
            waiting = _ACCENTS[character]
        else:
            result += ("i" if character == "ı" and waiting else character) + waiting
            waiting = ""
    return result
