"""What pieces mean beside their neighbours: letters that are words, "3 x 4", "17% of 80", "1/3 of 90", "log base 2"."""

from __future__ import annotations

from dataclasses import replace

from services.agents.builtin.language import Language
from services.agents.builtin.math.piece import Piece
from services.agents.builtin.math.vocabulary import ARTICLES, OF, WORDS_WITHOUT_BRACKETS

_BASES = ("base", "basis")


def settled(pieces: list[Piece], language: Language | None) -> list[Piece]:
    """Letters that are words ("a", "y"), "3 x 4", "17% of 80", and "1/3 of 90"."""
    made: list[Piece] = []
    skipped = -1
    for at, piece in enumerate(pieces):
        if at == skipped or (at == skipped + 1 and skipped >= 0 and piece.text in OF):
            continue
        before = made[-1] if made else None
        after = pieces[at + 1] if at + 1 < len(pieces) else None
        if piece.kind == "name" and piece.written in ARTICLES and _is_article(piece, before, after, language):
            made.append(replace(piece, kind="word", text=piece.written.casefold()))
        elif piece.kind == "function" and piece.text in WORDS_WITHOUT_BRACKETS and not _opens(piece, after):
            made.append(replace(piece, kind="word"))
        elif piece.text in _BASES and made and _is_log(made, after):
            at_log = max(n for n, earlier in enumerate(made) if earlier.text == "log")
            made[at_log + 1 : at_log + 1] = [Piece("operator", "_", False), replace(after, gap=False)] if after else []
            skipped = at + 1
        elif piece.text in ("x", "X") and _is_times(before, after, piece):
            made.append(Piece("operator", "*", True, True, "x"))
        elif piece.text == ":" and piece.gap and after is not None and after.gap and _are_numbers(before, after):
            made.append(Piece("operator", "/", True, False, ":"))
        elif piece.kind == "word" and piece.text in OF and _is_share(made) and after is not None and after.is_operand:
            made.append(Piece("operator", "*", True, True, piece.written))
        else:
            made.append(piece)
    return made


def _is_article(piece: Piece, before: Piece | None, after: Piece | None, language: Language | None) -> bool:
    """ "a" of "a derivative", "I", the Spanish "y" and the French "à"."""
    alone = piece.gap and (after is None or after.gap)
    if not alone:
        return False
    is_imaginary = piece.written == "i" and before is not None and before.kind == "number"
    if piece.written in ("a", "A", "I", "i") and not is_imaginary and _follows_like_a_noun(before, after):
        return not (before is not None and before.text in ("wrt", "respect", "to", "nach", "for"))
    near_operator = (after is not None and after.kind == "operator" and after.text not in ("(", "[", ",")) or (
        before is not None and before.kind == "operator" and before.text not in (")", "]", ",")
    )
    if piece.written in ("y", "Y", "o", "e", "à", "a", "u") and language in ("es", "fr"):
        return not near_operator and before is not None and after is not None
    return False


def _follows_like_a_noun(before: Piece | None, after: Piece | None) -> bool:
    """ "a derivative", "a 20 % discount", "is 7 a prime", "I get"; not "x = a" and "solve for a"."""
    if after is None or (before is not None and before.kind == "operator" and before.text not in (",", ":", ";")):
        return False
    is_noun = after.text in WORDS_WITHOUT_BRACKETS or (after.kind == "word" and after.text.isalpha())
    return is_noun or (after.kind == "number" and (before is None or before.kind == "word"))


def _opens(piece: Piece, after: Piece | None) -> bool:
    """Whether a bracket follows, so that "gcd" is applied and no word for what to do."""
    return piece.text != "det" and after is not None and after.text == "("


def _is_log(made: list[Piece], after: Piece | None) -> bool:
    """ "log base 2 of 8", "log of 8 base 2", "Logarithmus von 8 zur Basis 2"."""
    return after is not None and after.kind == "number" and any(piece.text == "log" for piece in made[-6:])


def _are_numbers(before: Piece | None, after: Piece | None) -> bool:
    return before is not None and after is not None and before.kind == after.kind == "number"


def _is_times(before: Piece | None, after: Piece | None, piece: Piece) -> bool:
    """ "3 x 4", and "3x4"."""
    return (
        before is not None
        and after is not None
        and before.kind == "number"
        and after.kind == "number"
        and piece.gap == after.gap
    )


def _is_share(made: list[Piece]) -> bool:
    """Whether these pieces end in a percentage or a fraction."""
    if not made:
        return False
    return (
        made[-1].text == "%"
        or (len(made) > 2 and made[-1].kind == "number" and made[-2].text == "/")
        or (made[-1].text == ")" and len(made) > 4 and made[-3].text == "/" and made[-5].text == "(")
    )
