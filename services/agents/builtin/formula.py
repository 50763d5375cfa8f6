"""Whether a text contains a formula or an arithmetic expression. Cheap: no sympy, time that grows with the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.agents.builtin.word import Token, tokens, word_set

FUNCTIONS = word_set(
    "sin cos tan cot sec csc sen tg asin acos atan arcsin arccos arctan sinh cosh tanh asinh acosh atanh exp ln log lg",
    "sqrt cbrt abs gcd lcm ggt kgv pgcd ppcm mcd mcm mod floor ceil round factorial binomial gamma zeta erf det sum",
    "min max nthroot",
)
_STRONG_SIGNS = set("√∛∫∑∏π∞²³⁴⁵⁶⁷⁸⁹⁰¹×÷·⋅∂≤≥≠")
_OPERATORS = set("+*/^=<>−-") | {"×", "÷", "·", "⋅", "≤", "≥", ":"}
_SPACED = {"-", "/", ":", "+", "<", ">"}
"""Also hyphens, paths, times, and lists of names. Between numbers they count if there is a space on both sides."""

_WORD_OPERATORS = {
    "plus", "minus", "times", "mal", "hoch", "fois", "moins", "menos", "por", "mod", "modulo", "geteilt", "divided",
    "multiplied", "dividido", "divise", "squared", "cubed", "percent", "prozent",
}  # fmt: skip
_OF = {"of", "von", "vom", "de", "del", "du", "des", "off"}
_LATEX = re.compile(r"\\(?:d?frac|sqrt|int|sum|prod|lim|cdot|times|left|begin\{[a-z]?matrix|infty|pi|sin|cos|ln|log)")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}:\d{2}(?::\d{2})?|v?\d+(?:\.\d+){2,}")
_TWO_LETTERS = re.compile(r"[A-Za-z]{2}")
_LOOKED_AT = 4_000

_TASKS = tuple(word_set(
    "derivative derivat differentiat ableit derivee derivada integral integrat integrier antiderivative stammfunktion",
    "primitive simplif vereinfach expand factori faktori determinant eigenval eigenwert factorial fakultat factorielle",
    "mean average median mittelwert durchschnitt moyenne promedio variance varianz deviation standardabweichung",
    "root wurzel racine raiz quotient quadrat gcd lcm ggt kgv pgcd ppcm prime primzahl premier primo",
))  # fmt: skip
"""How words begin that ask for a calculation, if an operand stands in the same text."""
_IS = {"is", "ist", "est", "es", "of", "compute", "calculate", "berechne", "calcule", "calcula"}


def holds_formula(text: str) -> bool:
    """Whether there is something to calculate: "17% of 80", "x^2 = 4", "sin(x)", "\\frac{1}{2}".

    A date, a path, a version, a hyphen or a lone number is none.
    """
    text = text[:_LOOKED_AT]
    if _LATEX.search(text):
        return True
    text = " ".join(";" if _is_place_or_date(part) else part for part in "".join(text.split("`")[::2]).split())
    found = tokens(text)
    has_operand = any(_is_operand(token) for token in found)
    if has_operand and not _STRONG_SIGNS.isdisjoint(text):
        return True
    if any(_is_task(token) for token in found) and any(token.is_number or token.text in "xyzt" for token in found):
        return True
    return any(_is_evidence(found, at) for at in range(len(found)))


def _is_place_or_date(part: str) -> bool:
    """Paths, addresses, versions and dates; not "a/b" and "(x+1)/2"."""
    if "://" in part or "@" in part or _DATE.fullmatch(part.strip(".,;:!?()")):
        return True
    return "/" in part and bool(_TWO_LETTERS.search(part)) and FUNCTIONS.isdisjoint(_names(part))


def _is_task(token: Token) -> bool:
    return len(token.word) > 2 and token.word.startswith(_TASKS)


def _names(text: str) -> list[str]:
    return [token.word for token in tokens(text)]


def _is_operand(token: Token) -> bool:
    return token.is_number or len(token.word) == 1 or token.word in ("pi", "infinity")


def _is_evidence(found: Sequence[Token], at: int) -> bool:
    token = found[at]
    before = found[at - 1] if at else None
    after = found[at + 1] if at + 1 < len(found) else None
    if before is None:
        return token.word in FUNCTIONS and after is not None and (after.text == "(" or _is_operand(after))
    if after is None:
        is_factorial = token.text == "!" and before.is_number and before.end == token.start
        return is_factorial and (at == 1 or found[at - 2].word in _IS)
    if token.text == "%":
        return before.is_number and (after.word in _OF or after.is_number)
    if token.text == "!" and before.is_number and before.end == token.start:
        return after.text in _OPERATORS or after.text == "?"
    if token.word in _WORD_OPERATORS:
        return _is_left(before) and (
            after.is_number or after.text in "([" or after.word in {*_OF, "by", "durch", "par"}
        )
    if token.word in FUNCTIONS:
        return after.text == "(" or (len(token.word) > 2 and token.word != "sum" and _is_operand(after))
    if token.text == "[":
        return before.text == "["
    return token.text in _OPERATORS and _is_between(found, at, token, before, after)


def _is_between(found: Sequence[Token], at: int, token: Token, before: Token, after: Token) -> bool:
    """Whether an operator stands between operands, and is none of its other uses."""
    if token.text == "*" and after.text == "*" and at + 2 < len(found):
        after = found[at + 2]
    right = _is_operand(after) or after.text in ("(", "-", "√") or after.word in FUNCTIONS
    if not (_is_left(before) and right):
        return False
    if token.text not in _SPACED:
        return True
    has_space = before.end < token.start and token.end < after.start
    touches = before.end == token.start and token.end == after.start
    both_numbers = before.is_number and after.is_number
    if token.text in "-:/":
        # "3-5 days", "24/7" and "3:1" are none; "x-1" and "12 / 4" are.
        return has_space if both_numbers else (touches or has_space) and _has_number_or_sign(before, after)
    return touches or has_space


def _is_left(token: Token) -> bool:
    return _is_operand(token) or token.text in (")", "]", "!", "%")


def _has_number_or_sign(before: Token, after: Token) -> bool:
    return before.text == ")" or after.text == "(" or before.is_number or after.is_number
