"""A paragraph: what one bullet or sentence says, although a narrow column breaks it over several lines."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from services.screening.reading.fields.section import SectionRow

_MOST_CHARS = 2000
_SEPARATORS = ",;|·•"
_ENDS = (".", ":", "!", "?")
_PROSE = ("summary", "experience", "projects", "other", "interests", "header")
_FULL_LINE_CHARS = 60


def paragraphs(rows: list[SectionRow], is_one: Callable[[str], bool]) -> list[SectionRow]:
    """Return the rows with what goes on in the next line joined to it.

    ``is_one`` tells of "Power" and "BI", the last and the first item of two lines, whether they are one thing.
    """
    joined = list[SectionRow]()
    for row in rows:
        last = joined[-1] if joined else None
        if last and _may_go_on(last, row) and _goes_on(last, row, is_one):
            glue = "" if last.content.endswith("-") and row.content[:1].islower() else " "
            joined[-1] = msgspec.structs.replace(last, content=f"{last.content}{glue}{row.content}")
        else:
            joined.append(row)
    return joined


def _may_go_on(last: SectionRow, row: SectionRow) -> bool:
    same = last.section == row.section and last.row.block == row.row.block and last.row.size == row.row.size
    plain = not (row.row.bullet or row.heading or row.label or last.heading or not row.content)
    return same and plain and "\t" not in row.content and len(last.content) < _MOST_CHARS


def _goes_on(last: SectionRow, row: SectionRow, is_one: Callable[[str], bool]) -> bool:
    if last.row.bullet or last.row.bold != row.row.bold:
        return last.row.bullet
    end, begin = last.content.rstrip(), row.content.lstrip()
    if last.section in _PROSE and not last.lists_skills:
        is_full = last.section in ("summary", "experience") and len(last.row.text) >= _FULL_LINE_CHARS
        return not end.endswith(_ENDS) and (begin[:1].islower() or is_full)
    if end.endswith(tuple(_SEPARATORS)) or not last.content:
        return True
    items = [_items(end)[-1], _items(begin)[0]]
    if is_one(" ".join(items)):
        return True
    return begin[:1].islower() and not end.endswith(_ENDS) and _is_flow(end)


def _is_flow(text: str) -> bool:
    """Return whether a line is of running text or of a list whose items begin with capitals."""
    items = _items(text)
    return len(items) == 1 or all(not item[:1].islower() for item in items if item)


def _items(text: str) -> list[str]:
    for separator in (*_SEPARATORS[1:], " / "):
        text = text.replace(separator, ",")
    return [item.strip() for item in text.split(",")]
