"""Lines with marks: ``[…]`` is the thing at hand, ``{…}`` others that are named beside it.

The letter in front: h has it, b has the basics, o is open, d is denied.
"""

from __future__ import annotations

import re

from services.screening.matching.phrase import words
from services.screening.matching.stance import Clauses, Stance

_LETTERS = {"h": Stance.HAS, "b": Stance.BASIC, "o": Stance.OPEN, "d": Stance.DENIED}


def expected_and_said(case: str) -> tuple[Stance, Stance]:
    """Return the stance that a line is marked with, and the one that its clauses are found to take."""
    text, spans, asked = "", [], (0, 0)
    for piece in re.split(r"([\[{][^\]}]*[\]}])", case[2:]):
        if piece[:1] in ("[", "{"):
            span = (len(text), len(text) + len(piece) - 2)
            spans.append(span)
            asked = span if piece[0] == "[" else asked
        text += piece.strip("[]{}")
    row = words(text)
    places = {span: [i for i, word in enumerate(row) if word.start < span[1] and span[0] < word.end] for span in spans}
    clauses = Clauses(row, [(found[0], found[-1] + 1) for found in places.values()])
    return _LETTERS[case[0]], clauses.stance(places[asked][0], places[asked][-1] + 1)
