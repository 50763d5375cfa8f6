"""The steps of an integration in words, from the tree of rules that sympy's manualintegrate finds."""

from __future__ import annotations

from typing import Any

from sympy.integrals import manualintegrate as rules

from services.agents.builtin.math import writing

_MOST_LINES = 14
_NAMES: dict[type, str] = {
    rules.PowerRule: "Power rule", rules.ConstantRule: "A constant", rules.ReciprocalRule: "The reciprocal",
    rules.ExpRule: "Exponential function",
}  # fmt: skip


def lines_of(rule: Any) -> list[str]:
    lines: list[str] = []
    _explain(rule, lines)
    return lines if len(lines) <= _MOST_LINES else [*lines[:_MOST_LINES], "The rest goes by the same rules."]


def _explain(rule: Any, lines: list[str]) -> None:
    if len(lines) > _MOST_LINES:
        return
    match rule:
        case rules.AlternativeRule():
            _explain(rule.alternatives[0], lines)
        case rules.AddRule():
            lines.append(f"Integrate term by term: {_tex(rule.integrand)}")
            for part in rule.substeps:
                _explain(part, lines)
        case rules.ConstantTimesRule():
            lines.append(f"The constant factor {_tex(rule.constant)} stays: {_result(rule)}")
            _explain(rule.substep, lines)
        case rules.URule():
            let = writing.inline(f"{writing.latex(rule.u_var)} = {writing.latex(rule.u_func)}")
            lines.append(f"Substitute {let} in {_tex(rule.integrand)}: it remains {_integral(rule.substep)}")
            _explain(rule.substep, lines)
            lines.append(f"Substitute back: {_result(rule)}")
        case rules.PartsRule():
            _by_parts(rule, lines)
        case rules.RewriteRule():
            lines.append(f"Rewrite {_equality(rule.integrand, rule.rewritten)}")
            _explain(rule.substep, lines)
        case rules.TrigSubstitutionRule():
            lines.append(f"Substitute {_tex(rule.func)} for {_tex(rule.variable)}: {_integral(rule.substep)}")
            _explain(rule.substep, lines)
        case _:
            lines.append(f"{_NAMES.get(type(rule), 'Table of integrals')}: {_result(rule)}")


def _by_parts(rule: Any, lines: list[str]) -> None:
    u = writing.inline(f"u = {writing.latex(rule.u)}")
    dv = writing.inline(f"dv = {writing.latex(rule.dv)} \\, d{writing.latex(rule.variable)}")
    lines.append(f"By parts with {u} and {dv}")
    if rule.second_step is not None:
        _explain(rule.second_step, lines)


def _tex(value: Any) -> str:
    return writing.inline(value)


def _integral(rule: Any) -> str:
    return writing.inline(rf"\int {writing.latex(rule.integrand)} \, d{writing.latex(rule.variable)}")


def _equality(left: Any, right: Any) -> str:
    return writing.inline(f"{writing.latex(left)} = {writing.latex(right)}")


def _result(rule: Any) -> str:
    shown = f"{writing.latex(rule.integrand)} \\, d{writing.latex(rule.variable)} = {writing.latex(rule.eval())}"
    return writing.inline(rf"\int {shown}")
