"""Continuation: whether a line is the rest of the one before it, which a page or an editor broke in two."""

from __future__ import annotations

from services.screening.matching.phrase import fold
from services.screening.matching.wording import word_set


def goes_on(before: str, line: str, *, is_full: bool) -> bool:
    """``is_full``: the line before is so long that it may have been broken; a shorter one must end in mid-phrase."""
    tail, head = before.rstrip(), line.lstrip()
    if not head or not tail or tail[-1] in ".!?:;" or not head[0].isalnum():
        return False
    if fold(tail.split()[-1]) in word_set("plain", "open end"):
        return True
    return is_full and (tail[-1] == "," or head[0].islower())
