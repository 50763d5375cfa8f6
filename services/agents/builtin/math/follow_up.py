"""Follow-ups: "and times 3?", "now integrate it". "It" is the last result, which the answer repeats as plain text."""

from __future__ import annotations

import re
from dataclasses import replace

from services.agents.builtin.math.cutting import read
from services.agents.builtin.math.piece import Piece, Reading
from services.agents.builtin.math.writing import AS_TEXT, READ_AS
from services.agents.builtin.reply import NotUnderstood
from services.agents.builtin.word import word_set

_IT = word_set(
    "it that this result das es ihn sie davon dies ergebnis ca cela le lo eso esto resultado resultat ergebnisses",
    "dessen den",
)
_AND = word_set("and now then und jetzt nun dann et maintenant y ahora luego entonces plus also dann")
_MOST_WORDS = 8
_JOINING = ("+", "-", "*", "/", "^", "mod")
_RESULT = re.compile(r"\*\*(-?\d[\d.]*)\*\*")


def refers_back(reading: Reading) -> bool:
    """Whether a word like "it", or an operator with nothing before it, points at the last result."""
    words = [piece for piece in reading.pieces if piece.kind == "word"]
    if any(piece.text in _IT for piece in words) and len(words) <= _MOST_WORDS:
        return True
    first = next((piece for piece in reading.pieces if piece.kind != "word"), None)
    return first is not None and first.text in _JOINING


def with_earlier(reading: Reading, earlier: str) -> Reading:
    """The question with the last result put where "it" is, or in front of an operator that has nothing before it.

    Raises: NotUnderstood, there is no last result.
    """
    pieces = list(reading.pieces)
    first = next((at for at, piece in enumerate(pieces) if piece.kind != "word"), None)
    begins = first is None or all(piece.text in _AND | _IT for piece in pieces[:first] if piece.kind == "word")
    joins = first is not None and pieces[first].text in _JOINING and begins
    if first == 0 and pieces[0].text in "+-" and not pieces[0].spoken:
        joins = False  # a sign
    has_formula = any(piece.kind in ("number", "name") for piece in pieces)
    it = next((at for at, piece in enumerate(pieces) if piece.kind == "word" and piece.text in _IT), None)
    if joins and first is not None and (earlier or pieces[first].text not in "+-"):
        return _put(reading, pieces[first:], _last_result(earlier), 0, 0)
    if has_formula or not pieces or len(reading.words) > _MOST_WORDS:
        return reading
    at = it if it is not None else len(pieces)
    return _put(reading, pieces, _last_result(earlier), at, at + (it is not None))


def _put(reading: Reading, pieces: list[Piece], result: str, start: int, end: int) -> Reading:
    inserted = (Piece("operator", "("), *read(result, "en").pieces, Piece("operator", ")"))
    return replace(reading, pieces=(*pieces[:start], *inserted, *pieces[end:]))


def _last_result(earlier: str) -> str:
    if earlier.count(READ_AS) > 1:
        _several()
    for line in reversed(earlier.splitlines()):
        if line.startswith(AS_TEXT):
            return line.removeprefix(AS_TEXT).strip("`").rpartition(" = ")[2] if line.count(" = ") < 2 else _several()
    numbers = _RESULT.findall(earlier)
    if not numbers:
        raise NotUnderstood("Give me the whole formula; I have no result of this conversation to go on from.")
    return str(numbers[-1])


def _several() -> str:
    raise NotUnderstood("The last answer has several results; give me the whole formula.")
