"""Questions about dates: how far apart, how long before or after, which weekday, leap years, ages."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import product

from dateutil.relativedelta import relativedelta

from services.agents.builtin.reply import NotUnderstood, TooMuch
from services.agents.builtin.units.calendar_date import MONTH_NAMES, WEEKDAYS, Written, say
from services.agents.builtin.units.measure import Measure, before_unit
from services.agents.builtin.units.measures import Measures
from services.agents.builtin.word import word_set

_LEAP = ("leap", "schaltjahr", "bissextil", "bisiest")
_BORN = word_set("born birthday geboren geburtstag ne nee nacido nacida old alt age edad anos cumplir")
_AFTER = word_set(
    "after from plus later add hence nach ab spater danach apres depuis dans despues desde suma sumar anade dentro in",
    "following en partir since addiere",
)
_BEFORE = word_set("before minus ago subtract prior vor zuvor ziehe avant antes hace previous previously resta restar")
_WORKING = ("working", "business", "werktag", "arbeitstag", "ouvre", "ouvrable", "habil", "laborable", "weekday")
_UNTIL = word_set("until till to bis jusqu hasta avant before vor left faltan")
_WEEK = word_set("weekday weekdays week wochentag wochentage kalenderwoche semaine semana")
_BETWEEN = word_set("between from to until till zwischen bis entre jusqu desde hasta")
_CALENDAR = {"day": "days", "week": "weeks", "month": "months", "year": "years", "decade": "years", "quarter": "months"}
_TIMES = {"decade": 10, "quarter": 3, "fortnight": 2}
_YEAR = re.compile(r"(?<!\d)(\d{1,9})(?!\d)")
_MOST_OF_A_UNIT = 4_000_000


def answer(text: str, measures: Measures, dates: Sequence[Written], today: date) -> str | None:
    """None, if it is no question about dates. Raises: NotUnderstood, TooMuch."""
    words = [token.word for token in measures.tokens if token.word]
    if any(word.startswith(_LEAP) for word in words):
        return _leap(text, dates, measures)
    spans = [measure for measure in measures.found if before_unit(measure) in {*_CALENDAR, "fortnight"}]
    signed = _signed(measures, spans, words, bool(dates))
    if signed and len(dates) <= 1 and not _BORN.intersection(words):
        return _for_each(dates, today, lambda start: _shifted(start, signed))
    if len(dates) == 2 and not (_WEEK.intersection(words) and _BETWEEN.isdisjoint(words)):
        return _for_both(dates, words)
    if len(dates) == 1 and dates[0].is_month and {"days", "tage", "jours", "dias"}.intersection(words):
        day = dates[0].day
        return f"{MONTH_NAMES[day.month]} {day.year} has **{monthrange(day.year, day.month)[1]} days**."
    if len(dates) == 1 and _BORN.intersection(words):
        return _for_each(dates, today, lambda born: _age(born, today))
    if len(dates) == 1 and spans:
        raise NotUnderstood("I see a date and a span of time; say whether you mean before or after.")
    if len(dates) == 1 and _asks_distance(words):
        ends = (Written(today, -1, -1, note=f"In UTC it is {say(today)} today."), dates[0])
        return _for_both(ends, words)
    if len(dates) == 1:
        return _for_each(dates, today, lambda day: _about(day, today))
    if len(dates) > 1:
        return "\n".join(f"- {_about(written.day, today)}" for written in dates[:10])
    return None


def _for_each(dates: Sequence[Written], today: date, tell: Callable[[date], str]) -> str:
    written = dates[0] if dates else Written(today, -1, -1, note=f"I counted from today, {say(today)} in UTC.")
    lines = [tell(written.day)]
    if written.other is not None:
        lines = [f"- Read as {say(day)}: {tell(day)}" for day in (written.day, written.other)]
        lines.insert(0, "The date can be read in two ways, month first or day first.\n")
    return "\n".join(lines) + _note(dates if dates else [written])


def _note(dates: Sequence[Written]) -> str:
    notes = list(dict.fromkeys(written.note for written in dates if written.note))
    return "\n\n" + " ".join(notes) if notes else ""


# -- before and after -------------------------------------------------------------------------------------------------


def _signed(
    measures: Measures, spans: Sequence[Measure], words: Sequence[str], has_date: bool
) -> list[tuple[Measure, int]]:
    """The spans of time with the direction in which each is counted; empty, if none has one."""
    if not spans or (measures.alone and not has_date):
        return []
    signs = [token.text for token in measures.tokens if token.kind == "sign"]
    is_before = bool(_BEFORE.intersection(words)) or "il y a" in " ".join(words)
    is_after = bool(_AFTER.intersection(words)) or "+" in signs
    if is_before or (not is_after and has_date and "-" in signs):
        return [(span, -1) for span in spans]
    return [(span, 1) for span in spans] if is_after else []


def _shifted(start: date, spans: Sequence[tuple[Measure, int]]) -> str:
    end, told = start, []
    for span, sign in spans:
        end = _shift(end, span, sign)
        told.append(span.text)
    direction = "after" if spans[0][1] > 0 else "before"
    return f"{' and '.join(told)} {direction} {say(start)} is **{WEEKDAYS[end.weekday()]}, {say(end)}** ({end})."


def _shift(start: date, span: Measure, sign: int) -> date:
    unit = before_unit(span)
    value = span.value * _TIMES.get(unit, 1)
    if abs(value) > _MOST_OF_A_UNIT:
        raise TooMuch("I know dates from the year 1 to the year 9999.")
    if value != int(value) and unit not in ("day", "week"):
        raise NotUnderstood("I count in whole months and years.")
    name = _CALENDAR.get(unit, "weeks")
    try:
        if name in ("days", "weeks"):
            return start + sign * timedelta(**{name: value})
        moved: date = start + relativedelta(**{name: sign * int(value)})
        return moved
    except (OverflowError, ValueError):
        raise TooMuch("I know dates from the year 1 to the year 9999.") from None


# -- between ----------------------------------------------------------------------------------------------------------


_COUNTS = word_set(
    "many long viele viel lange combien cuantos cuantas days tage jours dias weeks wochen semaines semanas months",
    "monate mois meses faltan",
)
_ENDS = _UNTIL | word_set("since seit depuis desde between ago through from von de il")


def _asks_distance(words: Sequence[str]) -> bool:
    return bool(_COUNTS.intersection(words)) and bool(_ENDS.intersection(words))


def _for_both(dates: Sequence[Written], words: Sequence[str]) -> str:
    first, second = dates
    readings = [
        (one, other)
        for one, other in product((first.day, first.other), (second.day, second.other))
        if one is not None and other is not None
    ]
    if len(readings) == 4:  # both are read in the same order
        readings = [readings[0], readings[3]]
    if _BORN.intersection(words):
        return "\n".join(_age(one, other) for one, other in readings) + _note(dates)
    lines = [_distance(one, other, words) for one, other in readings]
    if len(lines) > 1:
        lines = [f"- {line}" for line in lines]
        lines.insert(0, "A date can be read in two ways, month first or day first.\n")
    return "\n".join(lines) + _note(dates)


def _distance(one: date, other: date, words: Sequence[str]) -> str:
    low, high = sorted((one, other))
    days = (high - low).days
    text = f"From {say(low)} to {say(high)} there are **{days} day{'' if days == 1 else 's'}**"
    text += _in_weeks(days) + _in_months(low, high) + "."
    if any(word.startswith(_WORKING) for word in words):
        count = _working_days(low, high)
        text += f" Of these, Monday to Friday, both ends included: **{count} working days**, holidays not considered."
    return text


def _in_weeks(days: int) -> str:
    weeks, rest = divmod(days, 7)
    return f", which is {weeks} week{'' if weeks == 1 else 's'}{_and(rest, 'day')}" if weeks else ""


def _and(count: int, name: str) -> str:
    return f" and {count} {name}{'' if count == 1 else 's'}" if count else ""


def _in_months(low: date, high: date) -> str:
    gap = relativedelta(high, low)
    parts = [(gap.years, "year"), (gap.months, "month"), (gap.days, "day")]
    told = [f"{count} {name}{'' if count == 1 else 's'}" for count, name in parts if count]
    return f", or {', '.join(told)}" if gap.years or gap.months else ""


def _working_days(low: date, high: date) -> int:
    weeks, rest = divmod((high - low).days + 1, 7)
    return weeks * 5 + sum((low.weekday() + step) % 7 < 5 for step in range(rest))


def _age(born: date, at: date) -> str:
    if born > at:
        return f"{say(born)} is after {say(at)}."
    gap = relativedelta(at, born)
    days = (at - born).days
    months = f", {gap.months} months and {gap.days} days" if gap.months or gap.days else ""
    exactly = f"{gap.years} years{months}; {days} days"
    return f"Someone born on {say(born)} is **{gap.years} years** old on {say(at)} ({exactly})."


# -- one date ---------------------------------------------------------------------------------------------------------


def _about(day: date, today: date) -> str:
    iso = day.isocalendar()
    away = (day - today).days
    when = (
        "today (in UTC)"
        if not away
        else f"{abs(away)} day{'' if abs(away) == 1 else 's'} {'from now' if away > 0 else 'ago'}"
    )
    return (
        f"{say(day)} is a **{WEEKDAYS[day.weekday()]}**, in ISO week {iso.week} of {iso.year}, day"
        f" {day.timetuple().tm_yday} of the year; {when}."
    )


def _leap(text: str, dates: Sequence[Written], measures: Measures) -> str | None:
    years = [written.day.year for written in dates] or [int(found) for found in _YEAR.findall(text) if len(found) == 4]
    if not years and measures.alone:
        return _one_leap_year(measures)
    if not years:
        raise NotUnderstood('Tell me the year, as in "is 2100 a leap year".')
    return "\n".join(_is_leap(year) for year in list(dict.fromkeys(years))[:10])


def _is_leap(year: int) -> str:
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if year % 400 == 0:
        why = "it can be divided by 400"
    elif year % 100 == 0:
        why = "it can be divided by 100, but not by 400"
    else:
        why = f"it can{'' if is_leap else 'not'} be divided by 4"
    return f"**{'Yes' if is_leap else 'No'}**, {year} is {'a' if is_leap else 'no'} leap year: {why}."


def _one_leap_year(measures: Measures) -> str | None:
    seconds = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}
    for alone in measures.alone:
        size = seconds.get(alone.factors[0][0])
        if size:
            return f"A leap year has 366 days, which is **{366 * 86_400 // size} {alone.factors[0][0]}s**."
    return None
