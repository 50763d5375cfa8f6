"""Syntax: the pieces of one formula as a Python expression, with what people leave out put in.

``2x`` is ``2*x``, ``sin x cos x`` is ``sin(x)*cos(x)``, ``sin^2 x`` is ``sin(x)**2``, ``5!`` is ``factorial(5)``,
``17%`` is ``percent(17)``. The result is plain ASCII and is read through `ast`; nothing evaluates it.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.agents.builtin.math.piece import Piece
from services.agents.builtin.math.vocabulary import TAKE_SEVERAL
from services.agents.builtin.reply import NotUnderstood, TooMuch

DEEPEST = 40

_INVERSES = {name: f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")}
_ADDING = ("+", "-")
_MULTIPLYING = ("*", "/", "mod", "choose")


def python_text(pieces: Sequence[Piece]) -> str:
    """Raises: NotUnderstood, it is no formula. TooMuch, it is nested too deeply."""
    parser = _Parser(pieces)
    text = parser.expression()
    if not parser.is_at_end:
        raise NotUnderstood
    return text


class _Parser:
    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._at = 0
        self._depth = 0
        self._bars = 0

    @property
    def is_at_end(self) -> bool:
        return self._at >= len(self._pieces)

    def expression(self) -> str:
        self._depth += 1
        if self._depth > DEEPEST:
            raise TooMuch(f"The formula is nested too deeply for me: I follow {DEEPEST} brackets inside one another.")
        text = self._term()
        while (sign := self._take(*_ADDING)) is not None:
            text += f" {sign} {self._term()}"
        self._depth -= 1
        return text

    def _term(self) -> str:
        text = self._factor()
        while True:
            operator = self._take(*_MULTIPLYING)
            if operator == "mod":
                text = f"mod({text}, {self._factor()})"
            elif operator == "choose":
                text = f"binomial({text}, {self._factor()})"
            elif operator is not None:
                text += f"{operator}{self._factor()}"
            elif self._takes_modulo():
                text = f"mod({text}, {self._factor()})"
            elif self._starts_factor():
                text += f"*{self._power()}"
            else:
                return text

    def _takes_modulo(self) -> bool:
        """ "17 % 5"."""
        if self._peek_text() == "%" and self._is_operand_after():
            self._at += 1
            return True
        return False

    def _is_operand_after(self) -> bool:
        after = self._peek(1)
        return after is not None and (after.kind == "number" or after.text == "(")

    def _factor(self) -> str:
        sign = self._take(*_ADDING)
        if sign is None:
            return self._power()
        self._depth += 1
        if self._depth > DEEPEST:
            raise TooMuch("There are too many signs in a row.")
        inner = self._factor()
        self._depth -= 1
        return f"({sign}{inner})"

    def _power(self) -> str:
        base = self._postfix()
        if self._take("^") is None:
            return base
        self._depth += 1
        if self._depth > DEEPEST:
            raise TooMuch("There are too many powers on top of one another.")
        exponent = self._factor()
        self._depth -= 1
        return f"({base})**({exponent})"

    def _postfix(self) -> str:
        text = self._atom()
        while True:
            if self._peek_text() == "%" and not self._is_operand_after():
                self._at += 1
                text = f"percent({text})"
            elif self._take("!") is not None:
                if self._peek_text() == "!":
                    raise NotUnderstood("I don't know the double factorial.")
                text = f"factorial({text})"
            elif self._take("°") is not None:
                text = f"degrees({text})"
            else:
                return text

    def _atom(self) -> str:
        piece = self._peek()
        if piece is None:
            raise NotUnderstood
        self._at += 1
        if piece.kind in ("number", "name"):
            return piece.text
        if piece.kind == "function":
            return self._application(piece.text)
        if piece.text == "(":
            text = self.expression()
            self._expect(")")
            return f"({text})"
        if piece.text == "[":
            return self._list()
        if piece.text == "|":
            self._bars += 1
            text = self.expression()
            self._expect("|")
            self._bars -= 1
            return f"abs({text})"
        raise NotUnderstood

    # -- functions ----------------------------------------------------------------------------------------------------

    def _application(self, name: str) -> str:
        exponent = base = ""
        if name == "log" and self._take("_") is not None:
            base = self._atom()
        if self._take("^") is not None:
            exponent = self._factor()
        arguments = self._arguments(name)
        if base:
            arguments = f"{arguments}, {base}"
        if exponent in ("(-1)", "((-1))") and name in _INVERSES:
            return f"{_INVERSES[name]}({arguments})"
        call = f"{name}({arguments})"
        return f"({call})**({exponent})" if exponent else call

    def _arguments(self, name: str) -> str:
        if self._take("(") is None:
            return self._bare_argument()
        arguments = [self.expression()]
        while self._take(",", ";") is not None:
            if name not in TAKE_SEVERAL or len(arguments) > 100:
                raise NotUnderstood
            arguments.append(self.expression())
        self._expect(")")
        return ", ".join(arguments)

    def _bare_argument(self) -> str:
        """ "sin 2x": what is multiplied without a sign, up to the next function."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise TooMuch("There are too many functions inside one another.")
        sign = self._take("-") or ""
        text = self._power()
        while (piece := self._peek()) is not None and self._starts_factor() and piece.kind == "name":
            text += f"*{self._power()}"
        self._depth -= 1
        return sign + text

    def _list(self) -> str:
        """ "[1, 2; 3, 4]", "[[1,2],[3,4]]" and "[1 2; 3 4]"."""
        rows: list[list[str]] = [[]]
        while self._take("]") is None:
            if self._take(";") is not None:
                rows.append([])
            elif self._take(",") is None:
                rows[-1].append(self._entry())
        if len(rows) == 1:
            return f"[{', '.join(rows[0])}]"
        return "[" + ", ".join(f"[{', '.join(row)}]" for row in rows if row) + "]"

    def _entry(self) -> str:
        """Up to a comma, a semicolon or, if no operator stands there, a space."""
        end, depth = self._at, 0
        while end < len(self._pieces):
            piece = self._pieces[end]
            if depth == 0 and end > self._at:
                before = self._pieces[end - 1]
                starts_next = (
                    piece.gap
                    and before.ends_operand
                    and (piece.is_operand or (piece.text == "-" and not self._is_gap_after(end)))
                )
                if piece.text in (",", ";", "]") or starts_next:
                    break
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(piece.text, 0)
            end += 1
        inner = _Parser(self._pieces[self._at : end])
        inner._depth = self._depth + 1
        text = inner.expression()
        if not inner.is_at_end:
            raise NotUnderstood
        self._at = end
        return text

    def _is_gap_after(self, at: int) -> bool:
        return at + 1 >= len(self._pieces) or self._pieces[at + 1].gap

    # -- moving on ----------------------------------------------------------------------------------------------------

    def _peek(self, ahead: int = 0) -> Piece | None:
        at = self._at + ahead
        return self._pieces[at] if at < len(self._pieces) else None

    def _peek_text(self) -> str:
        piece = self._peek()
        return piece.text if piece is not None and piece.kind == "operator" else ""

    def _take(self, *texts: str) -> str | None:
        text = self._peek_text()
        if text in texts and text:
            self._at += 1
            return text
        return None

    def _expect(self, text: str) -> None:
        if self._take(text) is None:
            raise NotUnderstood(f'A closing "{text}" is missing, or stands in the wrong place.')

    def _starts_factor(self) -> bool:
        piece = self._peek()
        if piece is None:
            return False
        before = self._pieces[self._at - 1]
        if piece.kind == "number":
            return before.kind != "number" and before.text != "%"  # "3 4" is no product
        if piece.text == "|":
            return not self._bars
        return piece.is_operand and piece.text != "["
