"""Hyphens at the ends of lines: a word that was divided there is one word again, at the end of the upper line."""

from __future__ import annotations

import msgspec

from services.screening.reading.document import Line

_SUSPENDED = frozenset(("und", "oder", "bzw.", "sowie", "and", "or", "et", "ou", "y", "o", "e", "u", "to", "bis"))
"""``Vor- und Nachteile``: this hyphen stands for the rest of a word."""
_LEAST_LETTERS = 2


def join_hyphenated(lines: list[Line]) -> list[Line]:
    result: list[Line] = []
    kept = _words_with_hyphens(lines)
    for line in lines:
        above = result[-1] if result else None
        if above is None or not _is_divided(above, line):
            result.append(line)
            continue
        rest, _, after = line.text.partition(" ")
        start = above.text.rpartition(" ")[2]
        hyphenated = (start + rest).strip(".,;:()").lower()
        text = above.text + rest if hyphenated in kept else above.text[:-1] + rest
        result[-1] = msgspec.structs.replace(above, text=text)
        if after:
            result.append(msgspec.structs.replace(line, text=after))
    return result


def _is_divided(above: Line, line: Line) -> bool:
    if above.block != line.block or line.bullet or not above.text.endswith("-") or "\t" in line.text:
        return False
    letters = above.text[-1 - _LEAST_LETTERS : -1]
    rest = line.text.partition(" ")[0]
    return (
        len(letters) == _LEAST_LETTERS
        and letters.isalpha()
        and rest[:1].islower()
        and rest not in _SUSPENDED
        and above.place.page == line.place.page
        and "@" not in rest
        and "." not in rest[:-1]
        and "/" not in above.text.rpartition(" ")[2]
    )


def _words_with_hyphens(lines: list[Line]) -> set[str]:
    return {word.strip(".,;:()").lower() for line in lines for word in line.text.split() if "-" in word[1:-1]}
