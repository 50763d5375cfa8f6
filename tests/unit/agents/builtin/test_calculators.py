"""Calculators answer every question with a sentence, whatever it would take to compute it, and go on with the next."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest

from services.agents.builtin.calculators import BROKEN, BUSY, LIMITS, Calculators
from services.agents.builtin.reply import STOPPED
from services.process.resident import Resident, ResidentFailed
from tests.support.condition import wait_until
from tests.unit.agents.builtin.peeking import PEEK

HANGS_S = 15
"""Ten times what an answer may take: this machine is busy with other tests."""

MATRIX = "[" + "],[".join(",".join(str(row * column % 7) for column in range(60)) for row in range(30)) + "]"
BOMBS = (
    *("factorial(10**7)", "((9**9)**9999)**9999", "9**9**9", "9^9^9^9", "2^(2^(2^(2^5)))", "(10^9)!", "((5!)!)!"),
    *("x.__class__", "().__class__.__bases__[0].__subclasses__()", "__import__('os').system('id')", "lambda: 1"),
    *("[x for x in range(10**9)]", "f'{1}'", "exec('1')", "1 if 1 else 2", "a := 5", "*a", "open('/etc/passwd')"),
    *("(" * 10_000 + "1" + ")" * 10_000, "(" * 700 + "1" + ")" * 700, "-" * 3_000 + "1", "sqrt(" * 200 + ")" * 200),
    *("9" * 3_900, "9" * 900 + "^2", "1e999999", "1e-99999 + 1", "0.1^99999", "+".join("1" * 1_900), "2^" * 900 + "2"),
    *(
        "zeta(10^9)",
        "gamma(10^8)",
        "zeta(59)^9",
        "binomial(10^9, 5*10^8)",
        "fibonacci(10^9)",
        "lcm(" + "9" * 800 + ",7)",
    ),
    *("(x+y+z)^5000", "expand (x+y+z)^5000", "expand ((x+1)^40+(y+1)^40)^40", "factor x^5000 - 1"),
    *("simplify (x+1)^9999", "integrate 1/(x^5+x+1)", "integrate sqrt(sin(x^x)+tan(x)) dx"),
    *("integrate x^x^x from 0 to 5", f"determinant of [{MATRIX}]", "sqrt(2+" * 30 + "3" + ")" * 30),
    *("solve x^17 + x^6*y = 3 and y^13 + x*y = 5", "x^500 + x + 1 = 0", "sin(x)^x = cos(x^x)", "tan(x^9)+e^x > x^x"),
    *("sum of 1/(k^7+k+1) for k from 1 to 10^9", "product of k^k for k from 1 to 10^6", "sum of k! from k=1 to 10^6"),
    *("limit of (sin(tan(x))-tan(sin(x)))/(x^7*e^(1/x)) as x approaches 0", "series of e^(sin(tan(x))) to order 15"),
    *("factor " + "1234567891" * 6, "is " + "7" * 400 + " prime", "divisors of 10^24", "primes between 1 and 10^12"),
    *("eigenvalues of [[a,b,c,d],[e,f,g,h],[i,j,k,l],[m,n,o,p]]", "[[x,1],[1,x]]^100", "pi to 100000000 digits"),
    *("floor(e^(10^9))", "round(pi^(10^9))", "sin(10^(10^10))", "e^e^e^e^e^e", "gcd(2^9999, 2^9998)", "9^9^9 mod 7"),
    *("1\x00+1", "\x00", "", " ", "?" * 3_000, "√" * 900, "|" * 301, "{" * 900, "\\frac{" * 300, "\\" * 900),
    *("²" * 999, "½" * 700, "%" * 999, "!" * 999, "5" + "!" * 300, "\ud800", "mean of " + ",".join("9" * 900)),
    *("🙂" * 900, "x" * 3_999, "1+" * 30_000),
)
UNIT_BOMBS = (
    *("6^800000 m", "9**9**9 m", "5 m^800000", "1e999999 km", "9" * 3_900 + " m", "1e308 km in nm", "2^2^2^2^2^2^2 m"),
    *("1.1.99999999", "99999999-01-01", "9999999999 years after today", "days until 31.12.99999", "day of 0000-00-00"),
    *("10^12 weeks before today", "5 " + "kilo" * 900 + "meter", "m/" * 900 + "m", "5 m" + "*m" * 700, "1/0 m"),
    *("m^" * 800 + "2", "999999999999999999 unix", "25:99 in Berlin", "99pm EST", "9am " + "EST " * 900, "5/0 km"),
    *("\x00 m", "", "?", "5 km in " + "miles, " * 500, "-" * 3_000 + "5 m", "(" * 3_000 + " km", "\ud800 km"),
    *("x.__class__ km", "__import__('os') kg", "eval('1') m", "month " * 600, "3 " * 1_900, "noon " * 700, "5'" * 900),
    *("31 February 2025", "2025-02-30", "30.2.2024", "13/13/2024", "0 m in ft", "-5 K in C", "5 km in kg", "a" * 3_999),
    *("UTC+99 9am", "1 2 3 " * 600, "days between " + "1.1.2024 and " * 200),
)


@pytest.fixture(scope="module")
def calculators() -> Iterator[Calculators]:
    calculators = Calculators(2)
    calculators.answer("math", "me", "1 + 1", "")
    yield calculators
    calculators.close()


@pytest.mark.parametrize("bomb", BOMBS, ids=range(len(BOMBS)))
def test_a_bomb_is_answered_in_a_sentence_and_so_is_the_next_question(calculators: Calculators, bomb: str) -> None:
    is_answered(calculators, "math", bomb)
    assert "**4**" in calculators.answer("math", "next", "2 + 2", "")


@pytest.mark.parametrize("bomb", UNIT_BOMBS, ids=range(len(UNIT_BOMBS)))
def test_a_bomb_of_units_or_dates_is_answered_in_a_sentence(calculators: Calculators, bomb: str) -> None:
    is_answered(calculators, "units", bomb)
    assert "**3.10686 miles**" in calculators.answer("units", "next", "5 km in miles", "")


def is_answered(calculators: Calculators, agent: str, bomb: str) -> None:
    wait_until(lambda: calculators.ready == 2, "two processes")
    start = time.monotonic()
    text = bomb.encode("utf-8", "replace").decode()
    answer = calculators.answer(agent, "somebody", text, "")
    assert time.monotonic() - start < HANGS_S
    assert answer.strip() and answer != BROKEN, answer
    assert answer != BUSY
    assert "Traceback" not in answer and "Error" not in answer
    assert len(answer) < 40_000


def test_many_ask_at_once_and_each_gets_their_own_answer(calculators: Calculators) -> None:
    answers = at_once(calculators, [("math", f"user {number}", f"{number} * 1000") for number in range(40)])
    assert [f"**{number}000**" in answer for number, answer in enumerate(answers) if number] == [True] * 39


def test_one_users_bombs_leave_room_for_others() -> None:
    calculators = Calculators(2)
    try:
        calculators.answer("math", "me", "1 + 1", "")
        wait_until(lambda: calculators.ready == 2, "two processes")
        bombs = [("math", "bomber", f"simplify {'+'.join(f'sin(x+{n})^{n % 7}' for n in range(60))}")] * 6
        answers = at_once(calculators, [*bombs, ("math", "me", "2 + 2")])
    finally:
        calculators.close()
    assert "**4**" in answers[-1]
    assert set(answers[:-1]) <= {STOPPED, BUSY}


def at_once(calculators: Calculators, questions: list[tuple[str, str, str]]) -> list[str]:
    answers = [""] * len(questions)

    def ask(number: int) -> None:
        answers[number] = calculators.answer(*questions[number], "")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(questions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def test_one_process_stands_ready_and_the_others_start_with_the_first_question() -> None:
    calculators = Calculators(2)
    try:
        wait_until(lambda: calculators.ready == 1, "one process")
        assert "**4**" in calculators.answer("math", "me", "2 + 2", "")
        wait_until(lambda: calculators.ready == 2, "the other process")
    finally:
        calculators.close()


def test_one_that_cannot_be_started_is_tried_less_and_less_often(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("services.agents.builtin.calculators._FUNCTION", "services.none:missing")
    monkeypatch.setattr("services.agents.builtin.calculators._PAUSE_S", 0.4)
    calculators = Calculators(1)
    try:
        wait_until(lambda: len(failed_at(caplog)) >= 4, "four tries")
    finally:
        calculators.close()
    pauses_s = [later - at for at, later in pairwise(failed_at(caplog)[:4])]
    assert all(pause_s >= least_s for pause_s, least_s in zip(pauses_s, (0.4, 0.8, 1.6), strict=True)), pauses_s


def failed_at(caplog: pytest.LogCaptureFixture) -> list[float]:
    return [record.created for record in caplog.records if record.message == "calculator_start_failed"]


def test_closed_calculators_say_that_they_are_busy() -> None:
    calculators = Calculators(1)
    assert "**4**" in calculators.answer("math", "me", "2 + 2", "")
    calculators.close()
    assert calculators.answer("math", "me", "2 + 2", "") == BUSY


def test_a_calculators_process_sees_no_file_and_no_network(tmp_path: object) -> None:
    with Resident[list[str]](PEEK, list[str], LIMITS) as resident:
        assert resident.ask("/etc/passwd", str(tmp_path), within_s=20) == [
            "PermissionError", "PermissionError", "PermissionError"
        ]  # fmt: skip


def test_memory_is_limited() -> None:
    greedy = Resident[list[str]](PEEK.replace(":peek", ":fill"), list[str], LIMITS)
    with greedy, pytest.raises(ResidentFailed, match="300 MiB"):
        greedy.ask(within_s=20)


def test_they_answer_in_greenlets_while_others_go_on() -> None:
    code = (
        "from gevent import monkey; monkey.patch_all()\n"
        "import gevent\n"
        "from services.agents.builtin.calculators import Calculators\n"
        "calculators, ticks = Calculators(2), []\n"
        "calculators.answer('math', 'u', '1 + 1', '')\n"
        "while calculators.ready < 2:\n"
        "    gevent.sleep(0.1)\n"
        "def tick():\n"
        "    while True:\n"
        "        gevent.sleep(0.02); ticks.append(1)\n"
        "ticker = gevent.spawn(tick)\n"
        "bomb = 'simplify ' + '+'.join(f'sin(x+{n})^{n % 7}' for n in range(60))\n"
        "texts = [bomb, *(f'{n} + 1' for n in range(1, 9))]\n"
        "asked = [gevent.spawn(calculators.answer, 'math', f'u{n}', text, '') for n, text in enumerate(texts)]\n"
        "gevent.joinall(asked)\n"
        "ticker.kill(); calculators.close()\n"
        "print(len(ticks), [greenlet.value[-6:] for greenlet in asked[1:]])\n"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, timeout=120, capture_output=True, text=True).stdout
    ticks, _, answers = told.partition(" ")
    assert int(ticks) > 5
    assert answers.strip() == str([f"**{number + 1}**."[-6:] for number in range(1, 9)])
