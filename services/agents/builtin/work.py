"""What a calculator's process does: it answers one question at a time, in a sentence also when it cannot.

The libraries are imported when the process starts, which takes about a second.
"""

from __future__ import annotations

import sys

from services.agents.builtin.clock import OutOfTime, interruptions, within
from services.agents.builtin.math import answer as math
from services.agents.builtin.reply import STOPPED, NotUnderstood, Reply, TooMuch, check_length
from services.agents.builtin.units import answer as units

WARM = "warm"
"""In place of an agent: load what the libraries load late."""

_DEEPEST = 3_000
_LONGEST_NUMBER = 50_000
"""Digits of a whole number that Python may write; by default it refuses beyond 4,300."""
_EXAMPLES = {
    "math": 'Try "solve x^2 - 5x + 6 = 0" or "17% of 2,340".',
    "units": 'Try "5 km in miles" or "3 weeks after 2026-03-01".',
}
_NOT_UNDERSTOOD = {
    "math": "I found nothing there that I can compute.",
    "units": "I found no quantity or date there that I can work with.",
}
_FIRST = {
    "math": ("integrate x*sin(x) from 0 to 1", "solve x^2 = 2", "limit of sin(x)/x as x -> 0", "simplify x/x"),
    "units": ("5 km in miles", "3 weeks after 2026-03-01", "9am EST in Berlin"),
}  # fmt: skip


def answer(agent: str, text: str, earlier: str, now_s: float, within_s: float) -> Reply:
    """``earlier`` is what the agent last said in the conversation; ``now_s`` is the time now, since 1970.

    After ``within_s`` a calculation is broken off in here. What cannot be is ended from outside, somewhat later.
    """
    if agent == WARM:
        sys.setrecursionlimit(_DEEPEST)
        sys.set_int_max_str_digits(_LONGEST_NUMBER)
        _warm_up(now_s)
        return Reply("")
    before = interruptions()
    try:
        check_length(text)
        with within(within_s):
            found = math.answer(text, earlier) if agent == "math" else units.answer(text, earlier, now_s)
    except NotUnderstood as why:
        found = f"{why or _NOT_UNDERSTOOD[agent]} {_EXAMPLES[agent]}"
    except TooMuch as why:
        found = str(why)
    except (OutOfTime, RecursionError):
        found = STOPPED
    except MemoryError:
        return Reply(STOPPED, is_spent=True)
    if interruptions() > before:
        math.forget()
    return Reply(found)


def _warm_up(now_s: float) -> None:
    for agent, questions in _FIRST.items():
        for question in questions:
            answer(agent, question, "", now_s, within_s=10)
