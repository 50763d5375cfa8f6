"""Signs of mathematics as they are written, brought to one plain form: LaTeX, superscripts, fractions, roots, π."""

from __future__ import annotations

import re

from services.agents.builtin.reply import TooMuch

_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿˣ", "0123456789+-nx", strict=True))
_FRACTIONS = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5",
    "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
}  # fmt: skip
_SIGNS = str.maketrans({
    "×": "*", "·": "*", "⋅": "*", "∙": "*", "∗": "*", "÷": "/", "∕": "/", "−": "-", "–": "-", "—": "-",
    "≤": "<=", "⩽": "<=", "≥": ">=", "⩾": ">=", "≠": "!=", "√": " sqrt ", "∛": " cbrt ", "π": " pi ",
    "∞": " oo ", "∫": " integral ", "∑": " sum ", "Σ": " sum ", "∏": " product ", "→": "->", "⟶": "->",
    "’": "'", "′": "'", "“": '"', "”": '"', "ℯ": "e", "∈": " in ", "¿": " ", "¡": " ", "$": " ",
    "€": " ", "£": " ", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\x00": " ", "\u2061": " ", "\u2062": "*",
})  # fmt: skip

_COMMANDS = {
    "cdot": "*", "times": "*", "div": "/", "ast": "*", "pi": " pi ", "infty": " oo ", "le": "<=", "leq": "<=",
    "ge": ">=", "geq": ">=", "ne": "!=", "neq": "!=", "to": "->", "rightarrow": "->", "int": " integral ",
    "sum": " sum ", "prod": " product ", "lim": " limit ", "left": "", "right": "", "quad": " ", "qquad": " ",
    "displaystyle": "", "limits": "", "bigl": "", "bigr": "", "big": "", "lvert": "|", "rvert": "|", "vert": "|",
    "mid": "|", "mathrm": "", "operatorname": "", "text": " ", "mathbf": "", "lbrace": "(", "rbrace": ")",
    "pm": " pm ", "degree": "°", "circ": "°", "percent": "%",
}  # fmt: skip
_COMMAND = re.compile(r"\\([A-Za-z]+|.)")
_DEEPEST = 60


def plain(text: str) -> str:
    """The text with every sign of mathematics in its plain form. Words stay as they are.

    Raises: TooMuch, braces too deep.
    """
    if "\\" in text or "{" in text:
        text = _without_latex(text)
    text = _without_superscripts(text)
    for sign, fraction in _FRACTIONS.items():
        if sign in text:
            text = _with_fractions(text, sign, fraction)
    return text.translate(_SIGNS).replace("**", "^")


def _with_fractions(text: str, sign: str, fraction: str) -> str:
    """ "2½" is 2 + 1/2."""
    parts = text.split(sign)
    joined = parts[0]
    for part in parts[1:]:
        digits = len(joined) - len(joined.rstrip("0123456789"))
        head, number = joined[: len(joined) - digits], joined[len(joined) - digits :]
        joined = f"{head}({number}+{fraction}){part}" if number else f"{head}({fraction}){part}"
    return joined


def _without_superscripts(text: str) -> str:
    written, inside = [], False
    for sign in text:
        raised = _SUPERSCRIPTS.get(sign)
        if (raised is not None) != inside:
            written.append(")" if inside else "^(")
            inside = not inside
        written.append(sign if raised is None else raised)
    return "".join(written) + (")" if inside else "")


# -- LaTeX ------------------------------------------------------------------------------------------------------------


def _without_latex(text: str) -> str:
    for name in ("pmatrix", "bmatrix", "matrix", "vmatrix"):
        text = _without_matrices(text, name)
    return _converted(text, 0)


def _without_matrices(text: str, name: str) -> str:
    parts = text.split(f"\\begin{{{name}}}")
    written = [parts[0]]
    for part in parts[1:]:
        inside, _, rest = part.partition(f"\\end{{{name}}}")
        rows = [row for row in inside.split("\\\\") if row.strip()]
        written.append("[" + ",".join("[" + row.replace("&", ",") + "]" for row in rows) + "]" + rest)
    return "".join(written)


def _converted(text: str, depth: int) -> str:
    if depth > _DEEPEST:
        raise TooMuch("The formula is nested too deeply for me.")
    written, at = [], 0
    while at < len(text):
        sign = text[at]
        if sign == "\\":
            part, at = _command(text, at, depth)
            written.append(part)
        elif sign == "{":
            inside, at = _group(text, at)
            written.append("(" + _converted(inside, depth + 1) + ")")
        else:
            written.append(" " if sign in "}~" else sign)
            at += 1
    return "".join(written)


def _command(text: str, at: int, depth: int) -> tuple[str, int]:
    match = _COMMAND.match(text, at)
    if match is None:
        return " ", at + 1
    name, at = match[1], match.end()
    if name in ("frac", "dfrac", "tfrac", "binom"):
        over, at = _group(text, at)
        under, at = _group(text, at)
        over, under = _converted(over, depth + 1), _converted(under, depth + 1)
        return (f" binomial({over},{under}) " if name == "binom" else f"(({over})/({under}))"), at
    if name == "sqrt":
        index = ""
        if text[at : at + 1] == "[":
            index, _, _ = text[at + 1 :].partition("]")
            at += len(index) + 2
        inside, at = _group(text, at)
        inside = _converted(inside, depth + 1)
        return (f" root({inside},{index}) " if index else f" sqrt({inside}) "), at
    if name.isalpha():
        return _COMMANDS.get(name, f" {name} "), at
    return {"%": "%", "{": "(", "}": ")", "\\": " ; "}.get(name, " "), at


def _group(text: str, at: int) -> tuple[str, int]:
    """What the braces at this place hold, or the next sign, and the place after it."""
    while at < len(text) and text[at] == " ":
        at += 1
    if text[at : at + 1] != "{":
        match = _COMMAND.match(text, at)
        end = match.end() if match else at + 1
        return text[at:end], end
    depth = 0
    for end in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if not depth:
            return text[at + 1 : end], end + 1
    return text[at + 1 :], len(text)
