"""How well somebody speaks a language, on the Common European Framework's scale from A1 (1) to C2 (6)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from services.screening.matching.phrase import Phrases, Word
from services.screening.matching.wording import wording

Level = int


@cache
def _phrases() -> Phrases:
    return Phrases(wording("language_level").groups)


def level_in(row: Sequence[Word]) -> Level | None:
    """Return the highest level that a few words name, or None."""
    levels = [int(found.label) for found in _phrases().find(row)]
    return max(levels, default=None)
