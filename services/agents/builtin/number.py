"""Numbers as people write them: which comma is a decimal one, and which point groups thousands."""

from __future__ import annotations

import re

from services.agents.builtin.language import Language

WRITTEN = r"\d+(?:[.,]\d+|['’]\d{3}(?!\d)){0,60}"
"""A number with marks inside it, as a pattern. `read_number` says what it is."""

_MARKS = re.compile(r"[.,'’]")


def read_number(text: str, language: Language | None) -> tuple[str, str]:
    """The number in plain digits with a decimal point, and, if it can be read in two ways, the other one.

    Raises: ValueError, it is no number, but a list ("3,4,8") or a version.
    """
    groups = _MARKS.split(text)
    marks = _MARKS.findall(text)
    if not marks:
        return text, ""
    whole, grouped = "".join(groups), all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3
    if len(set(marks)) == 2 and marks[-1] not in marks[:-1] and marks[-1] in ".,":
        if not all(len(group) == 3 for group in groups[1:-1]):
            raise ValueError(text)
        return "".join(groups[:-1]) + "." + groups[-1], ""
    if len(set(marks)) > 1:
        raise ValueError(text)
    if len(marks) > 1 or marks[0] in "'’":
        if not grouped:
            raise ValueError(text)
        return whole, ""
    decimal = f"{groups[0]}.{groups[1]}"
    if not grouped or groups[0].strip("0") == "":
        return decimal, ""
    has_decimal_comma = language in ("de", "fr", "es")
    if marks[0] == ",":
        return (decimal, "") if has_decimal_comma else (whole, decimal)
    return (whole, decimal) if language in ("de", "es") else (decimal, "")
