"""What people ask about their runs and the server (``cues.txt``), and within which time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from services.answering.words import Cues, Words

Topic = Literal[
    "access", "streams", "silent", "queued", "failed", "slow", "count", "duration", "progress", "server", "running",
    "recent",
]  # fmt: skip
"""Where a question speaks as strongly of two, the first is meant."""

TOPICS: tuple[Topic, ...] = get_args(Topic)
OF_ONE: frozenset[Topic] = frozenset(("failed", "duration", "progress", "running", "recent", "queued", "slow"))
"""What may be asked of one run."""

_UNITS_S = {
    3600: "hour hours stunde stunden heure heures hora horas",
    86_400: "day days tag tage tagen jour jours dia dias",
    604_800: "week weeks woche wochen semaine semaines semana semanas weekend wochenende",
    2_592_000: "month months monat monate mois mes meses",
    60: "minute minutes minuten minuto minutos",
}
_TODAY = frozenset(("today", "heute", "aujourd", "hoy"))
_YESTERDAY = frozenset(("yesterday", "gestern", "hier", "ayer"))
_NIGHT = frozenset(("night", "overnight", "nightly", "nacht", "nuit", "noche"))


@cache
def vocabulary() -> Cues:
    return Cues(Path(__file__).with_name("cues.txt"))


def is_plain(word: str) -> bool:
    """Whether a word belongs to questions as such, so that it names no run."""
    return vocabulary().knows(word)


def topic_of(words: Words) -> Topic | None:
    weights = vocabulary().weigh(words)
    found = [topic for topic in TOPICS if weights.get(topic)]
    return max(found, key=lambda topic: (weights[topic], -TOPICS.index(topic)), default=None)


def since_of(words: Words, now: float) -> tuple[float, str] | None:
    """From when on a question asks (Unix seconds), and that in words; None if it does not say. Where it names several
    times, the longest holds the others. Days are those of UTC: an agent does not know where its asker is.
    """
    return min(_times(words, now), default=None)


def _times(words: Words, now: float) -> Iterator[tuple[float, str]]:
    midnight = datetime.fromtimestamp(now, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if not words.known.isdisjoint(_YESTERDAY):
        yield (midnight - timedelta(days=1)).timestamp(), "since yesterday, 00:00 UTC"
    if not words.known.isdisjoint(_NIGHT):
        yield (midnight - timedelta(hours=4)).timestamp(), "since last night, 20:00 UTC"
    if not words.known.isdisjoint(_TODAY):
        yield midnight.timestamp(), "today (UTC)"
    for seconds, names in _UNITS_S.items():
        unit = names.split()
        if not words.known.isdisjoint(unit):
            count = words.number(1, 999) or 1
            noun = unit[0] if count == 1 else unit[1]
            yield now - count * seconds, f"in the last {noun}" if count == 1 else f"in the last {count} {noun}"
