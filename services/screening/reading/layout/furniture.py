"""Furniture: what stands at the same place on every page. It is read once, and page numbers never."""

from __future__ import annotations

import re
from collections import defaultdict

from services.screening.reading.document import Line, PageSize

_MARGIN_SHARE = 0.13
_PLACE_PT = 4.0
_NUMBER = re.compile(r"\d{1,4}")
_PAGE_WORDS = ("page", "seite", "página", "pagina", "of", "von", "de", "sur", "/", "|", "-", "–", "p.", "s.")


def without_furniture(pages: list[list[Line]], sizes: list[PageSize]) -> list[list[Line]]:
    """The lines of each page without the headers and footers that an earlier page had."""
    seen: dict[str, list[tuple[int, float]]] = defaultdict(list)
    result = []
    for number, (lines, size) in enumerate(zip(pages, sizes, strict=True)):
        kept = []
        for line in lines:
            if not _is_in_margin(line, size):
                kept.append(line)
                continue
            pattern = _NUMBER.sub("#", line.text)
            top = line.place.box.top if line.place.box else 0.0
            is_repeated = any(page < number and abs(top - other) < _PLACE_PT for page, other in seen[pattern])
            seen[pattern].append((number, top))
            if not is_repeated and not (len(pages) > 1 and _is_page_number(pattern)):
                kept.append(line)
        result.append(kept)
    return result


def _is_in_margin(line: Line, size: PageSize) -> bool:
    box = line.place.box
    if box is None:
        return False
    return box.bottom < _MARGIN_SHARE * size.height or box.top > (1 - _MARGIN_SHARE) * size.height


def _is_page_number(pattern: str) -> bool:
    """Only a number and words such as "page … of …"."""
    words = pattern.lower().replace("/", " / ").split()
    return "#" in words and all(word == "#" or word in _PAGE_WORDS for word in words)
