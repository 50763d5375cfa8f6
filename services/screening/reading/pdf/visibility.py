"""Visibility: whether a person who looks at the page can see a text, told by how it is drawn and by the drawn page.

Only the drawn page knows what is behind a text: white on a dark panel can be read, black under a white box cannot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from services.screening.reading.colour import Colour, cannot_be_told_apart
from services.screening.reading.document import Box, HiddenReason, PageSize
from services.screening.reading.hidden import TINY_PT
from services.screening.reading.pdf.glyph import Glyph, Style
from services.screening.reading.pdf.page_frame import on_page
from services.screening.reading.pdf.page_picture import PagePicture, pixel_colours

_ROWS = 5
"""Rows of pixels that are looked at for each run of glyphs."""
_FLAT = 6
"""Channels that differ by less are one colour."""
_MOST_PIXELS = 400
_LATIN_END = "\u0250"


class Visibility:
    def __init__(self, picture: PagePicture, size: PageSize) -> None:
        self._picture = picture
        self._size = size

    def reason_hidden(self, run: Sequence[Glyph]) -> HiddenReason | None:
        """Why nobody can see a run of glyphs that share a style and a line; None if somebody can."""
        style = run[0].style
        box = box_of(run)
        if self._is_off(box):
            return "off the page"
        if style.is_invisible:
            return "invisible"
        if style.size < TINY_PT:
            return "tiny"
        return self._reason_by_pixels(run, style, box)

    def is_on_ink(self, run: Sequence[Glyph]) -> bool:
        """Whether something is drawn where the run stands: the picture of the words in a scan."""
        inside = self._colours(box_of(run))
        return bool(inside) and not _is_flat(inside)

    def _reason_by_pixels(self, run: Sequence[Glyph], style: Style, box: Box) -> HiddenReason | None:
        inside = self._colours(box)
        if not inside:
            return None
        behind = inside.most_common(1)[0][0]
        if style.is_filled_only and cannot_be_told_apart(style.colour, behind):
            around = self._around(box)
            # Heavy letters can fill most of their box: then what is around them differs.
            if around is None or cannot_be_told_apart(style.colour, around):
                return "background colour"
        if _is_flat(inside) and _must_be_drawn(run) and not cannot_be_told_apart(style.colour, behind):
            return "invisible"  # covered, clipped, or on a layer that is switched off
        return None

    def _is_off(self, box: Box) -> bool:
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        if not (0 <= y <= self._size.height):
            return True
        return box.right <= 0 or box.left >= self._size.width or not (-box.right < x < self._size.width + box.right)

    def _around(self, box: Box) -> Colour | None:
        height = box.bottom - box.top
        edges = [self._row(box, box.top - 0.25 * height), self._row(box, box.bottom + 0.2 * height)]
        found: Counter[Colour] = sum((pixel_colours(row) for row in edges if row), Counter())
        return found.most_common(1)[0][0] if found else None

    def _colours(self, box: Box) -> Counter[Colour]:
        """Of rows through the letters, from the top of small ones to the baseline."""
        height = box.bottom - box.top
        shares = [0.25 + 0.5 * step / (_ROWS - 1) for step in range(_ROWS)]
        rows = [self._row(box, box.top + share * height) for share in shares]
        return sum((pixel_colours(row) for row in rows if row), Counter())

    def _row(self, box: Box, y: float) -> bytes:
        scale = self._picture.scale
        row = int(y * scale)
        left, right = max(0, int(box.left * scale)), min(self._picture.width, int(box.right * scale) + 1)
        if not 0 <= row < self._picture.height or right <= left:
            return b""
        return self._picture.row(row, left, min(right, left + _MOST_PIXELS))


def box_of(run: Sequence[Glyph]) -> Box:
    return on_page(
        Box(
            min(glyph.left for glyph in run),
            min(glyph.top for glyph in run),
            max(glyph.right for glyph in run),
            max(glyph.bottom for glyph in run),
        ),
        run[0].style.turns,
    )


def _must_be_drawn(run: Sequence[Glyph]) -> bool:
    """Whether letters are there that can be drawn here: of a font that is not in the file, only Latin ones."""
    letters = "".join(glyph.text for glyph in run if glyph.text.isalnum())
    return bool(letters) and (run[0].style.has_program or max(letters) < _LATIN_END)


def _is_flat(colours: Counter[Colour]) -> bool:
    lows = [min(colour[channel] for colour in colours) for channel in range(3)]
    highs = [max(colour[channel] for colour in colours) for channel in range(3)]
    return max(high - low for low, high in zip(lows, highs, strict=True)) < _FLAT
