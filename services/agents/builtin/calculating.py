"""The math and units agents, as this server hosts them. They compute in processes of their own (`calculators`)."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

from services.agent import Question, Said, Skill, Text, Turn
from services.agents.builtin.calculators import Calculators
from services.agents.builtin.reply import LONGEST_QUESTION, TooMuch, check_length
from services.agents.settings import AgentSettings
from services.face import HostedAgent, SharedRooms

_lock = threading.Lock()
_calculators: Calculators | None = None


def warm(rooms: SharedRooms) -> None:
    """Start the first calculator before anybody asks, unless the settings say that none stands ready."""
    if rooms.settings.of(AgentSettings).calculators:
        _started(rooms)


def _started(rooms: SharedRooms) -> Calculators:
    """The calculators of this process, which are started at the first call."""
    global _calculators
    with _lock:
        if _calculators is None:
            _calculators = Calculators(max(1, rooms.settings.of(AgentSettings).calculators))
        return _calculators


def close() -> None:
    """End the calculators, if there are any."""
    global _calculators
    with _lock:
        calculators, _calculators = _calculators, None
    if calculators is not None:
        calculators.close()


def _math(rooms: SharedRooms, question: Question) -> Iterator[Said]:
    yield Text(_computed(rooms, "math", question))


def _units(rooms: SharedRooms, question: Question) -> Iterator[Said]:
    yield Text(_computed(rooms, "units", question))


def _computed(rooms: SharedRooms, agent: str, question: Question) -> str:
    try:
        check_length(question.text)  # a process need not see more
    except TooMuch as why:
        return str(why)
    text = _encodable(question.text)
    return _started(rooms).answer(agent, question.user_id, text, _encodable(_earlier(question.turns)))


def _earlier(turns: Sequence[Turn]) -> str:
    """The end of what the agent said last."""
    return turns[-1].text[-LONGEST_QUESTION:] if turns and turns[-1].role == "agent" else ""


def _encodable(text: str) -> str:
    """Half a surrogate pair, which JSON may hold, becomes a question mark."""
    return text.encode("utf-8", "replace").decode()


MATH = HostedAgent(
    id="math",
    name="Math",
    description=(
        "Computes and shows the steps: arithmetic, percentages, algebra, calculus, equations, matrices, number theory"
        " and statistics of lists."
    ),
    skills=(
        Skill(
            "arithmetic",
            "Arithmetic and percentages",
            "Computes with numbers, fractions, powers, roots and percentages, exactly and as a decimal.",
            ("arithmetic", "percentage", "fraction", "calculator"),
            (
                "What is 12 * (3 + 4)?",
                "17% of 2,340",
                "Was ist 15 % von 80?",
                "¿Cuál es la raíz cuadrada de 144?",
                "Increase 200 by 15%",
                "pi to 50 decimal places",
            ),
        ),
        Skill(
            "equations",
            "Equations and inequalities",
            "Solves equations, systems of equations and inequalities, with the steps, and puts the solution back in.",
            ("equation", "system of equations", "inequality", "solve"),
            (
                "Solve 3x + 5 = 20 and x - y = 2",
                "x^2 - 5x + 6 = 0",
                "Löse x^2 - 2 = 0",
                "For which x is x^2 < 4?",
            ),
        ),
        Skill(
            "algebra",
            "Algebra",
            "Simplifies, multiplies out and factors expressions.",
            ("algebra", "simplify", "expand", "factor"),
            ("Simplify (x^2 - 1)/(x - 1)", "Expand (x + 1)^3", "Factorise x^2 - 5x + 6"),
        ),
        Skill(
            "calculus",
            "Calculus",
            "Finds derivatives, integrals, limits and series, with the rules that were used.",
            ("calculus", "derivative", "integral", "limit", "series"),
            (
                "What is the derivative of x^2 sin x?",
                "Integrate 1/x from 1 to e",
                "Limit of sin(x)/x as x approaches 0",
                "Dérivée de e^(2x)",
                "Taylor series of cos x up to order 6",
            ),
        ),
        Skill(
            "matrices",
            "Matrices",
            "Multiplies matrices and finds determinants, inverses and eigenvalues.",
            ("matrix", "determinant", "inverse", "eigenvalue", "linear algebra"),
            ("Determinant of [[1, 2], [3, 4]]", "Inverse of [[2, 1], [1, 1]]", "Eigenwerte von [[2, 0], [0, 3]]"),
        ),
        Skill(
            "numbers",
            "Whole numbers and statistics",
            "Finds prime factors, divisors, the greatest common divisor, and the mean, median or deviation of a list.",
            ("prime", "gcd", "lcm", "statistics", "mean", "median"),
            ("Prime factors of 360", "Is 97 prime?", "ggT von 12 und 18", "Mean of 3, 4, 8", "Écart-type de 2, 4, 9"),
        ),
    ),
    answer=_math,
)

UNITS = HostedAgent(
    id="units",
    name="Units and dates",
    description="Converts units, and counts with dates, times of day and time zones.",
    skills=(
        Skill(
            "convert",
            "Convert units",
            "Converts lengths, weights, volumes, temperatures, speeds, energies, pressures, data and more.",
            ("unit", "conversion", "length", "weight", "temperature", "volume"),
            (
                "How many miles are 5 km?",
                "72 °F in °C",
                "5'11\" in cm",
                "2 cups in ml",
                "Wie viele Liter sind 3 Gallonen?",
                "Combien de pieds font 3 mètres ?",
            ),
        ),
        Skill(
            "rates",
            "Rates and durations",
            "How long a transfer or a trip takes, and how durations add up.",
            ("speed", "bandwidth", "duration", "transfer"),
            ("How long do 18 GB take over 40 Mbit/s?", "300 km at 80 km/h", "2 h 45 min + 50 min"),
        ),
        Skill(
            "dates",
            "Dates",
            "Adds days, weeks or months to a date, counts the days between two, and knows weekdays and calendar weeks.",
            ("date", "calendar", "weekday", "days between"),
            (
                "3 weeks after 2026-03-01",
                "How many days between 1 May 2024 and today?",
                "What weekday is 24.12.2027?",
                "Wie viele Tage sind es bis Weihnachten?",
                "¿Qué día de la semana es el 5 de mayo de 2027?",
            ),
        ),
        Skill(
            "zones",
            "Time zones and timestamps",
            "Converts times of day between zones and cities, and Unix timestamps to dates and back.",
            ("time zone", "timestamp", "unix time", "clock"),
            ("9am EST in Berlin", "What time is it in Tokyo?", "1609459200 to a date", "15:30 Uhr Berlin in New York"),
        ),
    ),
    answer=_units,
)
