"""Follow-ups: "and in feet?" takes the result of the last answer."""

from __future__ import annotations

import re

from services.agents.builtin.units.measures import Measures
from services.agents.builtin.word import fold, tokens, word_set

_RESULT = re.compile(r"\*\*(-?\d[^*\n]{0,60})\*\*")
_SOURCE = re.compile(r"(?<!\S)(?:- )?(-?\d[^=*\n]{0,60}) = \*\*")
_AND = word_set(
    "and und et y what about was ist mit or oder ou o that it this das es ca eso now then in to nach en a zu"
)


def with_earlier(text: str, earlier: str) -> str:
    """The text, with the quantity of the last answer in front if it names a unit and no quantity of its own."""
    if not earlier or any(character.isdigit() for character in text) or len(text) > 60:
        return text
    words = [token.word for token in tokens(text) if token.word]
    if not words or words[0] not in _AND:
        return text
    measures = Measures(text, None)
    if len(measures.alone) != 1 or measures.found:
        return text
    sources = _SOURCE.findall(earlier) or _RESULT.findall(earlier)
    if len({fold(source) for source in sources}) != 1:
        return text
    return f"{sources[0].strip()} {text}"
