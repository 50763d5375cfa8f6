"""Times of day as people write them: "9am", "14:30", "15 Uhr", "20 h", "noon"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.agents.builtin.language import Language
from services.agents.builtin.reply import NotUnderstood
from services.agents.builtin.word import fold

_CLOCK = re.compile(
    r"(?<![\d.,:/-])(?P<hour>\d{1,2})(?:(?::(?P<minute>\d{2})(?::(?P<second>\d{2}))?)"
    r"|(?P<half> ?(?:am|pm|AM|PM|a\.m\.|p\.m\.))|(?: ?(?:Uhr|uhr|h|H|heures|heure|horas)(?P<minute2>\d{2})?))"
    r"(?P<half2> ?(?:am|pm|AM|PM|a\.m\.|p\.m\.))?(?![\d:])"
)
_NAMED = {"noon": 12, "midday": 12, "midnight": 0, "mittag": 12, "mitternacht": 0, "midi": 12, "minuit": 0,
          "mediodia": 12, "medianoche": 0}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Clock:
    hour: int
    minute: int
    second: int
    start: int
    end: int

    @property
    def seconds(self) -> int:
        return 3600 * self.hour + 60 * self.minute + self.second

    def __str__(self) -> str:
        return f"{self.hour:02}:{self.minute:02}" + (f":{self.second:02}" if self.second else "")


def clocks_in(text: str, language: Language | None) -> list[Clock]:
    """Raises: NotUnderstood, there is no such time."""
    found = []
    for match in _CLOCK.finditer(text):
        is_span = match[0].rstrip()[-1] in "hH" or "+" in text
        if is_span and "h" in match[0].casefold().replace("uhr", "").replace("horas", "") and language != "fr":
            continue  # "3h" and "10:45 + 2h30"
        hour = int(match["hour"])
        half = (match["half"] or match["half2"] or "").strip().casefold()[:1]
        minute = int(match["minute"] or match["minute2"] or 0)
        if half:
            if hour > 24 and match["half"]:
                continue  # a length in picometres
            if not 1 <= hour <= 12:
                raise NotUnderstood(f"There is no such time as {match[0].strip()}.")
            hour = hour % 12 + (12 if half == "p" else 0)
        second = int(match["second"] or 0)
        if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
            raise NotUnderstood(f"There is no such time as {match[0].strip()}.")
        found.append(Clock(hour % 24, minute, second, *match.span()))
    for match in _WORD.finditer(text):
        named = _NAMED.get(fold(match[0]))
        if named is not None:
            found.append(Clock(named, 0, 0, *match.span()))
    return sorted(found, key=lambda clock: clock.start)


def halves_in(text: str) -> Iterator[tuple[int, int]]:
    """Where "5 pm" stands, and the like: no picometres."""
    for match in _CLOCK.finditer(text):
        if (match["half"] or match["half2"]) and 1 <= int(match["hour"]) <= 12:
            yield match.span()
