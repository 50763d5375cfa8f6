"""Reading: a Python expression becomes a sympy object, node by node of its syntax tree, and LaTeX as it was written.

Only the nodes and names below exist. No text is ever evaluated, and sympy never parses any.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Sequence
from typing import Any

import sympy

from services.agents.builtin.math import bounds
from services.agents.builtin.math.piece import Piece
from services.agents.builtin.math.syntax import python_text
from services.agents.builtin.math.written import written
from services.agents.builtin.reply import NotUnderstood, TooMuch

MOST_NODES = 1_200
_MOST_NUMBER_DIGITS = 1_000
_LARGEST_EXPONENT_OF_TEN = 1_000

CONSTANTS = {"pi": sympy.pi, "e": sympy.E, "oo": sympy.oo, "i": sympy.I}


def _log(value: Any, base: Any = None) -> Any:
    return sympy.log(value) if base is None else sympy.log(value, base)


def _lg(value: Any) -> Any:
    return sympy.log(value, 10)


def _root(value: Any, index: Any) -> Any:
    return bounds.power(value, 1 / index)


def _cbrt(value: Any) -> Any:
    return sympy.real_root(value, 3) if value.is_number else sympy.cbrt(value)


def _modulo(value: Any, divisor: Any) -> Any:
    if divisor == 0:
        raise NotUnderstood("There is no remainder of a division by zero.")
    return sympy.Mod(value, divisor)


def _round(value: Any, places: Any = 0) -> Any:
    if not value.is_number:
        raise NotUnderstood
    return sympy.Rational(str(round(value, int(places))))


def _floor(value: Any) -> Any:
    return sympy.floor(bounds.argument(value, 10**300))


def _ceil(value: Any) -> Any:
    return sympy.ceiling(bounds.argument(value, 10**300))


def _small(function: Callable[..., Any], most: int) -> Callable[..., Any]:
    """A function that takes long on large numbers."""
    return lambda *values: function(*(bounds.argument(value, most) for value in values))


def _whole(function: Callable[..., int]) -> Callable[..., Any]:
    return lambda *values: sympy.Integer(function(*map(int, values)))


def _permutations(n: Any, k: Any) -> Any:
    return bounds.factorial(n) / bounds.factorial(n - k)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: _small(getattr(sympy, name), 10**300) for name in
       ("sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh",
        "atanh", "exp", "sign", "re", "im", "conjugate", "erf")},
    "ln": _log, "log": _log, "lg": _lg, "sqrt": lambda value: bounds.power(value, sympy.Rational(1, 2)), "cbrt": _cbrt,
    "fourthroot": lambda value: bounds.power(value, sympy.Rational(1, 4)),
    "root": _root, "abs": sympy.Abs, "floor": _floor, "ceil": _ceil, "round": _round, "factorial": bounds.factorial,
    "binomial": bounds.binomial, "permutations": _permutations, "mod": _modulo, "gcd": _whole(math.gcd),
    "lcm": _whole(math.lcm), "min": sympy.Min, "max": sympy.Max, "gamma": _small(sympy.gamma, 500),
    "zeta": _small(sympy.zeta, 60), "lambertw": _small(sympy.LambertW, 10**6), "heaviside": sympy.Heaviside,
    "fibonacci": _small(sympy.fibonacci, 40_000), "square": lambda value: bounds.power(value, sympy.Integer(2)),
    "cube": lambda value: bounds.power(value, sympy.Integer(3)), "percent": lambda value: value / 100,
    "degrees": lambda value: value * sympy.pi / 180,
}  # fmt: skip
_WHOLE = {"gcd", "lcm"}
"""Functions of whole numbers only."""


class Formula:
    """``value`` is the sympy object, a matrix, or a list of them for a list that is no matrix. ``latex`` is the formula
    as it was written. ``has_decimals`` says that a number in it has a decimal point.
    """

    def __init__(self, pieces: Sequence[Piece]) -> None:
        """Raises: NotUnderstood, it is no formula. TooMuch, it goes over a limit."""
        self.text = python_text(pieces)
        self._nodes = 0
        self.has_decimals = False
        try:
            self._tree = ast.parse(self.text, mode="eval").body
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            raise NotUnderstood from None
        self._check_size()
        self.value = self._value(self._tree)

    @property
    def latex(self) -> str:
        return written(self._tree, self.text)

    @property
    def has_percentage(self) -> bool:
        return "percent(" in self.text

    @property
    def modulo(self) -> tuple[int, int] | None:
        """The number and the modulus of "7 mod 26"."""
        match self._tree:
            case ast.Call(func=ast.Name(id="mod"), args=[one, two]):
                number, modulus = self._value(one), self._value(two)
                if number.is_Integer and modulus.is_Integer and modulus > 0:
                    return int(number), int(modulus)
        return None

    @property
    def is_trivial(self) -> bool:
        """A lone number, name or percentage, in which there is nothing to compute."""
        tree = self._tree
        if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id in ("percent", "degrees"):
            tree = tree.args[0]
        if isinstance(tree, ast.UnaryOp):
            tree = tree.operand
        return isinstance(tree, ast.Constant | ast.Name)

    def with_base_ten(self) -> Any:
        """The value with every bare "log" read as the one with base 10; None if there is no bare one."""
        calls = [node for node in ast.walk(self._tree) if isinstance(node, ast.Call) and len(node.args) == 1]
        bare = [node.func for node in calls if isinstance(node.func, ast.Name) and node.func.id == "log"]
        for function in bare:
            function.id = "lg"
        value = self._value(self._tree) if bare else None
        for function in bare:
            function.id = "log"
        return value

    def _check_size(self) -> None:
        if sum(1 for _ in ast.walk(self._tree)) > MOST_NODES:
            raise TooMuch("The formula is too long for me.")

    # -- nodes --------------------------------------------------------------------------------------------------------

    def _value(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant():
                return self._number(self.text[node.col_offset : node.end_col_offset])
            case ast.Name(id=name):
                return CONSTANTS[name] if name in CONSTANTS else sympy.Symbol(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self._value(operand)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self._value(operand)
            case ast.BinOp():
                return self._operation(node)
            case ast.Call(func=ast.Name(id="mod"), args=[ast.BinOp(op=ast.Pow(), left=base, right=exponent), divisor]):
                return _power_modulo(*(self._value(part) for part in (base, exponent, divisor)))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self._call(name, [self._value(argument) for argument in arguments])
            case ast.List(elts=elements):
                return self._list([self._value(element) for element in elements])
        raise NotUnderstood

    def _number(self, text: str) -> Any:
        digits, _, exponent = text.lower().partition("e")
        if len(digits) > _MOST_NUMBER_DIGITS:
            raise TooMuch(f"One number has more than {_MOST_NUMBER_DIGITS:,} digits.")
        if exponent and (len(exponent) > 6 or abs(int(exponent)) > _LARGEST_EXPONENT_OF_TEN):
            raise TooMuch(f"I take powers of ten up to {_LARGEST_EXPONENT_OF_TEN:,} in a number.")
        self.has_decimals |= "." in digits or bool(exponent)
        return sympy.Rational(text)

    def _operation(self, node: ast.BinOp) -> Any:
        left, right = self._value(node.left), self._value(node.right)
        is_addition = isinstance(node.op, ast.Add | ast.Sub)
        if is_addition and _is_percentage(node.right) and not _is_percentage(node.left):
            right = left * right  # "50 + 10%" is what a shop would say
        try:
            return self._operate(node.op, left, right)
        except (TypeError, sympy.ShapeError):
            raise NotUnderstood("The matrices don't fit together.") from None

    def _operate(self, operator: ast.operator, left: Any, right: Any) -> Any:
        if isinstance(left, list) or isinstance(right, list):
            raise NotUnderstood
        match operator:
            case ast.Add():
                value = left + right
            case ast.Sub():
                value = left - right
            case ast.Mult():
                value = left * right
            case ast.Div():
                if right == 0:
                    raise NotUnderstood("That divides by zero, which has no value.")
                value = left / right
            case ast.Pow():
                return _power(left, right)
            case _:
                raise NotUnderstood
        if (
            not isinstance(value, sympy.MatrixBase)
            and value.is_Rational
            and bounds.digits_of(value) > 2 * bounds.MOST_DIGITS
        ):
            raise TooMuch(f"The result has more than {bounds.MOST_DIGITS:,} digits.")
        return value

    def _call(self, name: str, values: list[Any]) -> Any:
        function = _FUNCTIONS.get(name)
        if function is None or any(isinstance(value, list | sympy.MatrixBase) for value in values):
            raise NotUnderstood
        if name in _WHOLE and not all(value.is_Integer for value in values):
            raise NotUnderstood("That is defined for whole numbers only.")
        try:
            return function(*values)
        except TypeError:  # another number of arguments
            raise NotUnderstood from None

    def _list(self, values: list[Any]) -> Any:
        if not values or not all(isinstance(value, list) for value in values):
            if any(isinstance(value, sympy.MatrixBase) for value in values):
                raise NotUnderstood
            return values
        if len({len(row) for row in values}) != 1 or not values[0]:
            raise NotUnderstood("The rows of a matrix must have the same length.")
        if max(len(values), len(values[0])) > bounds.LARGEST_MATRIX:
            raise TooMuch(f"I take matrices of up to {bounds.LARGEST_MATRIX} rows and columns.")
        return sympy.Matrix(values)


def _power_modulo(base: Any, exponent: Any, divisor: Any) -> Any:
    """The remainder of a power that need not be written out."""
    if all(value.is_Integer for value in (base, exponent, divisor)) and exponent >= 0 and divisor > 0:
        return sympy.Integer(pow(int(base), int(exponent), int(divisor)))
    return _modulo(_power(base, exponent), divisor)


def _is_percentage(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "percent"


def _power(base: Any, exponent: Any) -> Any:
    if isinstance(exponent, sympy.MatrixBase):
        raise NotUnderstood
    if not isinstance(base, sympy.MatrixBase):
        if base == 0 and exponent.is_negative:
            raise NotUnderstood("That divides by zero, which has no value.")
        return bounds.power(base, exponent)
    if not exponent.is_Integer or abs(exponent) > 100:
        raise TooMuch("I take powers of matrices with whole exponents up to 100.")
    if not base.is_square:
        raise NotUnderstood("Only square matrices have powers.")
    if exponent < 0 and base.det() == 0:
        raise NotUnderstood("The matrix has no inverse: its determinant is 0.")
    return base**exponent
