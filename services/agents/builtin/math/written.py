"""A formula in LaTeX as it was written, so that the asker sees how it was read. sympy would sort and simplify it."""

from __future__ import annotations

import ast

_RANK: dict[type[ast.operator], int] = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 3, ast.Pow: 4}
_NAMES = {
    "sin": r"\sin", "cos": r"\cos", "tan": r"\tan", "cot": r"\cot", "sec": r"\sec", "csc": r"\csc", "asin": r"\arcsin",
    "acos": r"\arccos", "atan": r"\arctan", "sinh": r"\sinh", "cosh": r"\cosh", "tanh": r"\tanh", "ln": r"\ln",
    "log": r"\log", "lg": r"\log_{10}", "exp": r"\exp", "gcd": r"\gcd", "min": r"\min", "max": r"\max",
    "gamma": r"\Gamma", "zeta": r"\zeta",
}  # fmt: skip
_SYMBOLS = {"pi": r"\pi", "oo": r"\infty", "lamda": r"\lambda", "gamma_": r"\gamma", "tau": r"\tau"}
_BEHIND = {
    "percent": r"%s\,\%%", "degrees": r"%s^{\circ}", "factorial": "%s!", "square": "{%s}^{2}", "cube": "{%s}^{3}",
}  # fmt: skip
"""Functions of one thing whose sign stands behind it."""
_AROUND = {
    "sqrt": r"\sqrt{%s}", "cbrt": r"\sqrt[3]{%s}", "abs": r"\left|%s\right|",
    "floor": r"\left\lfloor %s \right\rfloor", "ceil": r"\left\lceil %s \right\rceil",
}  # fmt: skip
"""Those whose sign stands around it."""
_GREEK = {"alpha", "beta", "delta", "epsilon", "theta", "mu", "rho", "sigma", "phi", "omega"}


def written(node: ast.expr, text: str) -> str:
    """``text`` is what the tree was parsed from."""
    return _Writer(text).write(node)


class _Writer:
    def __init__(self, text: str) -> None:
        self._text = text

    def write(self, node: ast.expr) -> str:
        match node:
            case ast.Constant():
                return _number(self._text[node.col_offset : node.end_col_offset])
            case ast.Name(id=name):
                return _SYMBOLS.get(name, f"\\{name}" if name in _GREEK else name)
            case ast.UnaryOp(op=operator, operand=operand):
                return ("-" if isinstance(operator, ast.USub) else "") + self._inside(operand, 2)
            case ast.BinOp():
                return self._operation(node)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._call(name, arguments)
            case ast.List(elts=elements):
                return self._list(elements)
        return ""

    def _operation(self, node: ast.BinOp) -> str:
        left, right = node.left, node.right
        match node.op:
            case ast.Add():
                return f"{self.write(left)} + {self._inside(right, 1)}"
            case ast.Sub():
                return f"{self.write(left)} - {self._inside(right, 2)}"
            case ast.Div():
                return rf"\frac{{{self.write(left)}}}{{{self.write(right)}}}"
            case ast.Pow():
                return f"{{{self._inside(left, 5)}}}^{{{self.write(right)}}}"
        first, second = self._inside(left, 2), self._inside(right, 2)
        return first + (r" \cdot " if second[:1].isdigit() else r" \, ") + second

    def _inside(self, node: ast.expr, rank: int) -> str:
        text = self.write(node)
        own = 9
        if isinstance(node, ast.BinOp):
            own = _RANK[type(node.op)]
        elif isinstance(node, ast.UnaryOp):
            own = 0
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _BEHIND:
            own = 4
        return text if own >= rank else rf"\left({text}\right)"

    def _call(self, name: str, arguments: list[ast.expr]) -> str:
        if name in _BEHIND and len(arguments) == 1:
            return _BEHIND[name] % self._inside(arguments[0], 5)
        if name in _AROUND and len(arguments) == 1:
            return _AROUND[name] % self.write(arguments[0])
        inside = [self.write(argument) for argument in arguments]
        match name, inside:
            case "root", [one, index]:
                return rf"\sqrt[{index}]{{{one}}}"
            case "binomial", [over, under]:
                return rf"\binom{{{over}}}{{{under}}}"
            case "mod", [_, _]:
                return rf"{self._inside(arguments[0], 2)} \bmod {self._inside(arguments[1], 2)}"
            case "log", [one, base]:
                return rf"\log_{{{base}}}\left({one}\right)"
        function = _NAMES.get(name, rf"\operatorname{{{name}}}")
        return rf"{function}\left({', '.join(inside)}\right)"

    def _list(self, elements: list[ast.expr]) -> str:
        if elements and all(isinstance(element, ast.List) for element in elements):
            rows = [" & ".join(map(self.write, row.elts)) for row in elements if isinstance(row, ast.List)]
            return r"\begin{pmatrix}" + r" \\ ".join(rows) + r"\end{pmatrix}"
        return r"\left[" + ", ".join(map(self.write, elements)) + r"\right]"


def _number(text: str) -> str:
    digits, _, exponent = text.lower().partition("e")
    return rf"{digits} \cdot 10^{{{int(exponent)}}}" if exponent else digits
