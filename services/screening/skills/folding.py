"""Folding: what of a text's writing does not matter to a term, such as accents, case, hyphens and plurals.

A text becomes *pieces*, whose lengths add up to its own: words, white space, and single other characters. Accents and
case are folded character by character, so that a piece's place is its place in the text.
"""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = re.compile("[\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufeff]")
"""Accents as characters of their own, soft hyphens and zero-width characters."""
PIECE = re.compile(r"(?<!\w)\.net(?!\w)|[^\W_]+|\s+|.", re.DOTALL)
LETTER_CASE_STEP = re.compile(r"(?<=[a-z])(?=[A-Z])")
JOINERS = frozenset(" -.'_\n\t")
"""May stand between the words of a term. Runs of white space may, too, unless they hold an empty line."""
SYMBOLS = {"&": "and", "/": "/", "+": "+", "#": "#", "(": "(", ")": ")", ":": ":", "§": "§"}
"""Are words of a term: C++, C#, CI/CD, R&D, Diplom (FH)."""
STOP = "."
"""Is a word where it abbreviates within a term: Dipl.-Ing., Dr. phil. Elsewhere it joins: Node.js, B.Sc."""
DIGITS = "0123456789"
SPANISH_PLURALS = ("ciones", "siones", "dores", "uales", "iales", "nales")
ENDINGS = ("innen", "en", "in", "es", "em", "e", "n")
"""German ones, and the French feminine: Lageristinnen, Abschlüssen, internen Revisionen, commerciale."""
SHORTEST_STEM = 7


def _folds() -> dict[int, str]:
    folds = {0x0130: "i", 0x0131: "i", 0x00F8: "o", 0x00D8: "o", 0x0111: "d", 0x0110: "d", 0x0142: "l", 0x0141: "l"}
    folds |= dict.fromkeys((0x2018, 0x2019, 0x02BC, 0x00B4), "'") | dict.fromkeys((0x2010, 0x2011), "-")
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00), *range(0xFF01, 0xFF5F)):
        parts = unicodedata.normalize("NFKD", chr(code))
        if parts[0].isascii() and all(map(unicodedata.combining, parts[1:])):
            folds[code] = parts[0].lower()
    return folds


FOLDS = _folds()
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "æ": "ae"})


def visible(text: str) -> tuple[str, list[int] | None]:
    """Return the text without invisible characters, and where each of the rest stood, or None if there were none."""
    if not INVISIBLE.search(text):
        return text, None
    places = [place for place, character in enumerate(text) if not INVISIBLE.match(character)]
    return "".join(text[place] for place in places), [*places, len(text)]


def fold(text: str) -> str:
    """Return the text in lower case without accents, character for character."""
    return text.lower() if text.isascii() else text.translate(FOLDS).lower()


def pieces_of(text: str) -> list[str]:
    return PIECE.findall(fold(text))


def words_of(text: str) -> list[str]:
    """Return the words and symbols that make up a term, folded."""
    return [SYMBOLS.get(piece, piece) for piece in words_among(pieces_of(text))]


def words_among(pieces: list[str]) -> list[str]:
    return [
        piece
        for place, piece in enumerate(pieces)
        if is_word(piece) or piece in SYMBOLS or (piece == STOP and is_stop(pieces, place))
    ]


def is_stop(pieces: list[str], place: int) -> bool:
    """Whether the full stop here abbreviates a word before another."""
    if not 0 < place < len(pieces) - 2 or pieces[place + 1] not in (" ", "-"):
        return False
    return is_word(pieces[place + 2]) or pieces[place + 2] == "("


def singular(word: str) -> str:
    """Return one form for a word and its English plural, or an unmistakable Spanish one.

    It need not be a word, only the same for both.
    """
    if len(word) < 4 or word[-1] != "s" or word.endswith(("ss", "us", "is", "ics")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(SPANISH_PLURALS):
        return word[:-2]
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses")) else word[:-1]


def stem(word: str) -> str:
    """Return one form for a long word and it with an ending. It need not be a word, either."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def is_joiner(piece: str) -> bool:
    return piece in JOINERS or (piece.isspace() and piece.count("\n") < 2)


def is_word(piece: str) -> bool:
    return piece[-1].isalnum()
