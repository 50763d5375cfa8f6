"""Cutting: a question in pieces, in whichever language it is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from services.agents.builtin.language import Language, language_of
from services.agents.builtin.math.notation import plain
from services.agents.builtin.math.piece import Kind, Piece, Reading
from services.agents.builtin.math.settling import settled
from services.agents.builtin.math.vocabulary import (
    FUNCTIONS,
    GREEK,
    INFIX,
    ORDINALS,
    SHORT_WORDS,
    SPOKEN,
    TAKE_SEVERAL,
)
from services.agents.builtin.number import WRITTEN, read_number
from services.agents.builtin.reply import NotUnderstood, TooMuch
from services.agents.builtin.word import fold

MOST_PIECES = 1_500

_PIECE = re.compile(
    rf"(?P<number>{WRITTEN}|(?<![\w.])\.\d+)|(?P<name>[^\W\d_]+)"
    r"|(?P<operator><=|>=|!=|->|==|[-+*/^=<>()\[\],;|!%°_:])|(?P<other>\S)"
)
_EXPONENT = re.compile(r"[eE][+-]?\d+(?!\w)")
_DIFFERENTIAL = re.compile(r"d[a-z]")
_CODE = re.compile(r"__|[A-Za-z_)\]]\.[a-z_]{3}")
_APOSTROPHE_S = re.compile(r"(?<=[a-z])['’]s\b")
_ELISION = re.compile(r"\b(?:[dlcjnmstDLCJ]|qu|Qu)['’](?=[^\W\d_]{2})")
_OTHER_BASE = re.compile(r"\b0(?:[xX][0-9a-fA-F]{1,60}|[bB][01]{1,200}|[oO][0-7]{1,80})\b")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f]\d{3}(?!\d)){1,9}")
_SPACES = re.compile(r"[ \u00a0\u202f]")
_LIST = re.compile(
    r"(?i)mean|average|median|mode|deviation|varian|sum|min|max|mittel|moyenn|somme|media|suma|gcd|ggt|[;\[]"
)
"""Where spaces separate numbers instead of thousands."""
_LOG_OF_BASE = re.compile(r"\blog(\d{1,2})(?= ?\()")
_AS_PERCENT = re.compile(
    r"(?i)\b(?:(?:as|in|into|to) a? ?percent(?:age)?|(?:in|als) prozent|en (?:pourcentage|porcentaje)|en pour ?cent)\b"
)
_DERIVATIVE = re.compile(r"\\d?frac\{d\}\{d([a-z])\}|\bd/d([a-z])\b")
_SIGNS_NEAR_NAMES = ("^", "*", "/", "+", "-", "=", "(", ")")


def read(text: str, language: Language | None = None) -> Reading:
    """Raises: NotUnderstood, it is program code. TooMuch, it is too long or nested too deeply."""
    if _CODE.search(text):
        raise NotUnderstood("That looks like program code. I read formulas.")
    text = _ELISION.sub(" ", _APOSTROPHE_S.sub(" ", text))
    text = _AS_PERCENT.sub(" aspercent ", _LOG_OF_BASE.sub(r"log_\1", text))
    if not _LIST.search(text):
        text = _GROUPED.sub(lambda match: _SPACES.sub("", match[0]), text)
    text = _OTHER_BASE.sub(lambda match: str(int(match[0], 0)), text)
    text = plain(_DERIVATIVE.sub(lambda match: f" derivative wrt {match[1] or match[2]} ", text))
    matches = list(_PIECE.finditer(text))
    if len(matches) > MOST_PIECES:
        raise TooMuch("The formula is too long for me.")
    language = language or language_of([fold(match[0]) for match in matches if match.lastgroup == "name"], text)
    notes: list[str] = []
    pieces = _spoken(_cut(text, matches, language, notes))
    return Reading(tuple(settled(pieces, language)), language, tuple(dict.fromkeys(notes)))


def _cut(text: str, matches: Sequence[re.Match[str]], language: Language | None, notes: list[str]) -> list[Piece]:
    pieces: list[Piece] = []
    lists: list[bool] = []  # of each open bracket, whether commas separate in it
    skip_to = 0
    for match in matches:
        start, end = match.span()
        if start < skip_to:
            continue
        gap = start == 0 or text[start - 1].isspace()
        if match[0] in "([":
            lists.append(match[0] == "[" or bool(pieces and pieces[-1].text in TAKE_SEVERAL and not gap))
        elif match[0] in ")]" and lists:
            lists.pop()
        if match.lastgroup == "number":
            exponent = _EXPONENT.match(text, end)
            skip_to = exponent.end() if exponent else end
            pieces += _number(
                match[0],
                exponent[0] if exponent else "",
                gap,
                None if any(lists) else language or "en",
                [] if language else notes,
            )
        elif match.lastgroup == "name":
            pieces += _names(match[0], gap, text[start - 1 : start], text[end : end + 2])
        elif match[0] not in "?.\"'`#&@~\\{}":
            kind: Kind = "operator" if match.lastgroup == "operator" else "word"
            pieces.append(Piece(kind, match[0], gap, False, match[0]))
        elif match[0] in "?.":
            pieces.append(Piece("word", match[0], gap, False, match[0]))
    return pieces


def _number(text: str, exponent: str, gap: bool, language: Language | None, notes: list[str]) -> list[Piece]:
    """``language`` is None inside a list, where commas separate."""
    try:
        if language is None and "," in text:
            raise ValueError(text)
        number, other = ("0" + text, "") if text[0] == "." else read_number(text, language)
    except ValueError:
        parts = re.split(r"([,'])", text)
        return [Piece("operator" if part in ",'" else "number", "," if part == "'" else part, gap) for part in parts]
    if other:
        notes.append(f"I read {text} as {number}; if {other} was meant, write it so.")
    return [Piece("number", number + exponent, gap, False, text + exponent)]


def _names(text: str, gap: bool, before: str, after: str) -> list[Piece]:
    """A run of letters: one name, a function, a few names side by side ("xy"), or a word."""
    word = fold(text)
    if word in FUNCTIONS and word not in ("sum", "product"):
        return [Piece("function", FUNCTIONS[word], gap, False, text)]
    if text in ("pi", "Pi", "PI", "oo", "inf", "tau") or word in ("infinity", "unendlich", "infini", "infinito"):
        return [Piece("name", {"pi": "pi", "tau": "tau"}.get(word, "oo"), gap, False, text)]
    if len(text) == 1 and text.isalpha() and text.isascii():
        return [Piece("name", text, gap, False, text)]
    if word in ORDINALS and before.isdigit():
        return [Piece("word", word, gap, False, text)]
    if word in GREEK or text in GREEK.values():
        return [Piece("name", GREEK.get(word, word), gap, False, text)]
    touches = before.isdigit() or before in _SIGNS_NEAR_NAMES or after[:1] in _SIGNS_NEAR_NAMES
    spaced = after[:1] == " " and after[1:2] in ("=", "+", "*", "/", "^")
    is_names = len(text) <= 3 and text.isascii() and word not in SHORT_WORDS and not _DIFFERENTIAL.fullmatch(text)
    if is_names and text.islower() and before != "\\" and (touches or spaced):
        return [Piece("name", letter, gap and not at, False, letter) for at, letter in enumerate(text)]
    return [Piece("word", word, gap, False, text)]


def _spoken(pieces: list[Piece]) -> list[Piece]:
    """Words for operators, functions and numbers become what they stand for."""
    made: list[Piece] = []
    at = 0
    while at < len(pieces):
        for length in range(min(5, len(pieces) - at), 0, -1):
            run = pieces[at : at + length]
            if any(piece.kind not in ("word", "name", "function") for piece in run):
                continue
            spoken = SPOKEN.get(tuple(fold(piece.written or piece.text) for piece in run))
            if spoken is not None and _fits(spoken, made, pieces[at + length :][:1]):
                made += [replace(piece, written=" ".join(p.written for p in run)) for piece in _meant(spoken)]
                at += length
                break
        else:
            made.append(pieces[at])
            at += 1
    return made


def _meant(spoken: str) -> list[Piece]:
    made = []
    for part in spoken.split():
        is_function = part.isalpha() and part not in INFIX
        kind: Kind = "function" if is_function else "number" if part.isdigit() else "operator"
        made.append(Piece(kind, part, True, True))
    return made


def _fits(spoken: str, made: list[Piece], rest: list[Piece]) -> bool:
    """An operator needs an operand on its left and something on its right; the rest fits everywhere."""
    before = made[-1] if made else None
    after = rest[0] if rest else None
    first, *more = spoken.split()
    goes_on = all(piece.kind == "word" for piece in made)  # from the last answer: "and times 3"
    has_left = goes_on or (before is not None and before.ends_operand)
    if first == "*" and more:
        return has_left and not goes_on
    if first in ("!", "%", "°") or (first == "^" and more):
        return has_left and (first == "^" or not goes_on)
    if first in ("+", "*", "/", "^", "mod", "choose") or (first == "-" and has_left):
        return has_left and after is not None and (after.is_operand or after.kind == "word" or after.text == "-")
    if first == "-":
        return after is not None and after.kind == "number"
    return True
