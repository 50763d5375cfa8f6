"""Whether a text holds a formula or a quantity is known without sympy and pint."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agents.builtin.formula import holds_formula
from services.agents.builtin.quantity import holds_quantity

FORMULAS = (
    "17% of 2,340|solve 3x+5=20|x^2 sin x|what is 12*(3+4)|sqrt(2)|5! + 3|what is 5!|12 - 4|Was ist 15 % von 80?"
    "|combien font 12*(3+4)|3 plus 4|integrate 1/x from 1 to e|mean of 3, 4, 8|2**10|[[1,2],[3,4]]|x/2 + 1|7 × 8"
    "|\\frac{1}{2}|gcd of 12 and 18|raíz cuadrada de 144|Ableitung von x|√2|sin x|derivative of sin x|(x+1)(x-1)=0"
)
QUANTITIES = (
    "how many miles are 5 km|72 °F in C|3 weeks after 2026-03-01|days between 1 May 2024 and today"
    "|what weekday is 24.12.2027|9am EST in Berlin|1609459200 to a date|18 GB over 40 Mbit/s|5'11\" in cm"
    "|2 cups in ml|convert miles to km|how many feet in a mile|wie viele Tage bis Weihnachten|what time is it in Tokyo"
    "|5 GB|combien de jours entre le 3 mai et le 9 juin|quantos son 5 kilómetros|15:30 Uhr in Tokio"
)
NEITHER = (
    "how do I use git|open 24/7|src/main.py/foo|C++ developer|version 1.2.3|and/or|hello!|I have 5 cats!|a - b"
    "|write to x@y.example|score > 80|candidates with 5+ languages|top-3 résumés|https://a.example/x?y=1*2|"
)


@pytest.mark.parametrize("text", FORMULAS.split("|"))
def test_a_formula_is_seen(text: str) -> None:
    assert holds_formula(text)


@pytest.mark.parametrize("text", QUANTITIES.split("|"))
def test_a_quantity_a_date_or_a_zone_is_seen(text: str) -> None:
    assert holds_quantity(text)


@pytest.mark.parametrize("text", NEITHER.split("|"))
def test_other_texts_hold_neither(text: str) -> None:
    assert not holds_formula(text)
    assert not holds_quantity(text)


@given(st.text())
def test_any_text_can_be_asked_about(text: str) -> None:
    assert holds_formula(text) in (True, False)
    assert holds_quantity(text) in (True, False)


def test_asking_imports_neither_sympy_nor_pint() -> None:
    code = (
        "import sys, services.agents.builtin.formula, services.agents.builtin.quantity;"
        "assert not {'sympy', 'pint', 'mpmath', 'dateutil'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
