"""Times of day: in another zone, how far apart, before and after; and timestamps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from services.agents.builtin.language import Language
from services.agents.builtin.reply import NotUnderstood, TooMuch
from services.agents.builtin.units.calendar_date import WEEKDAYS, Written, month_named, say
from services.agents.builtin.units.measure import Measure, before_unit
from services.agents.builtin.units.measures import Measures
from services.agents.builtin.units.shown import duration
from services.agents.builtin.units.time_of_day import Clock, clocks_in
from services.agents.builtin.units.zone import Zone, zones_in
from services.agents.builtin.word import fold, word_set

_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})?")
_STAMP = re.compile(r"(?<![\d.,])-?\d{9,13}(?![\d.,]\d|\d)")
_STAMP_WORDS = word_set(
    "unix epoch timestamp timestamps zeitstempel unixzeit horodatage date dates datum fecha fechas datetime utc"
)
_TO_STAMP = word_set("unix epoch timestamp zeitstempel unixzeit")
_NOW = word_set("time uhr spat uhrzeit heure hora now jetzt maintenant ahora current aktuell")
_TRAVEL = word_set(
    "flight leaves leave lands land departs departure arrives arrive arrival flug fliegt landet ab abflug ankunft vol",
    "part atterrit vuelo sale llega aterriza train zug",
)
_BEFORE = word_set("before minus ago vor avant antes earlier")
_AFTER = word_set("after plus later nach apres despues add")


def answer(text: str, measures: Measures, dates: Sequence[Written], now: datetime) -> str | None:
    """None, if it is no question about times of day. Raises: NotUnderstood, TooMuch."""
    words = {token.word for token in measures.tokens if token.word}
    stamp = _timestamp(text, measures.language, words, dates, now)
    if stamp is not None:
        return stamp
    zones, clocks = zones_in(text, measures.language), clocks_in(text, measures.language)
    iso = _ISO.search(text)
    if iso is not None and zones:
        return _from_iso(iso, [zone for zone in zones if zone.start >= iso.end()] or zones)
    if zones and not clocks and _NOW & words and not measures.found:
        return "\n".join(_now_in(zone, now) for zone in zones[:8])
    if len(zones) == 2 and len(clocks) == 2 and words & _TRAVEL:
        return _journey(clocks, zones, now)
    if zones and clocks:
        return _in_zones(text, clocks[0], zones, dates, now)
    if not clocks:
        return _now_in(Zone("UTC", UTC, 0, 0), now) + _UNKNOWN_ZONE if _asks_now(words, measures, dates) else None
    spans = [measure for measure in measures.found if before_unit(measure) in ("hour", "minute", "second")]
    spans = [span for span in spans if not _is_clock(measures, span, clocks)]
    if len(clocks) == 1 and spans and (words & (_BEFORE | _AFTER) or "+" in text or " - " in text):
        is_before = bool(words & _BEFORE) or (not words & _AFTER and "+" not in text)
        return _shifted(clocks[0], spans, -1 if is_before else 1)
    if len(clocks) == 2 and not dates:
        return _between(*clocks)
    if not dates and not measures.found:
        raise NotUnderstood("I see a time of day; name its city and another one, or a second time.")
    return None


_UNKNOWN_ZONE = " I don't know your time zone; name a city to get the time there."


def _is_clock(measures: Measures, span: Measure, clocks: Sequence[Clock]) -> bool:
    start = measures.tokens[span.start].start
    return any(clock.start <= start < clock.end for clock in clocks)


def _asks_now(words: set[str], measures: Measures, dates: Sequence[Written]) -> bool:
    asks = word_set("what wie quelle que is ist current aktuelle")
    clock = word_set("time uhr spat heure hora")
    return bool(words & asks and words & clock) and not measures.found and not dates and len(words) <= 8


# -- zones ------------------------------------------------------------------------------------------------------------


def _tell(moment: datetime) -> str:
    return f"{moment:%H:%M}" + (f":{moment:%S}" if moment.second else "")


def _offset(moment: datetime) -> str:
    minutes = int((moment.utcoffset() or timedelta()).total_seconds() // 60)
    sign, minutes = ("-" if minutes < 0 else "+"), abs(minutes)
    return f"UTC{sign}{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "")


def _now_in(zone: Zone, now: datetime) -> str:
    there = now.astimezone(zone.info)
    day = f"{WEEKDAYS[there.weekday()]}, {say(there.date())}"
    return f"In {zone.name} it is now **{there:%H:%M}** on {day} ({_offset(there)})."


def _in_zones(text: str, clock: Clock, zones: Sequence[Zone], dates: Sequence[Written], now: datetime) -> str:
    source = min(zones, key=lambda zone: _distance(clock, zone))
    targets = [zone for zone in zones if zone is not source]
    note = ""
    if not targets:
        targets = [Zone("UTC", UTC, 0, 0)]
        note = "\n\nYou name one zone; I don't know yours, so this is UTC."
    month = month_named(text) if not dates else None
    day = dates[0].day if dates else now.astimezone(source.info).date()
    if month is not None:
        day = date(day.year, month, 15)
    meanings = [(source.name, source.info), *source.others]
    lines = []
    for name, info in meanings:
        start = datetime(day.year, day.month, day.day, clock.hour, clock.minute, clock.second, tzinfo=info)
        lines += [_equal(start, name, zone) for zone in targets[:8]]
    if not dates:
        note += f"\n\nThis is for {say(day)}; where clocks change in summer, other days can differ by an hour."
    many = "\n".join(f"- {line}" for line in lines) if len(lines) > 1 else lines[0]
    if source.others:
        many = f"{source.name.partition(' ')[0]} has several meanings:\n\n{many}"
    return many + note + _standard_note(source, day)


def _journey(clocks: Sequence[Clock], zones: Sequence[Zone], now: datetime) -> str | None:
    """ "leaves Berlin 22:10 and lands in São Paulo 05:25": each time with the zone next to it."""
    today = now.date()
    ends = [(clock, min(zones, key=lambda zone: _distance(clock, zone))) for clock in clocks]
    if ends[0][1] is ends[1][1]:
        return None
    start, end = (
        datetime(today.year, today.month, today.day, clock.hour, clock.minute, clock.second, tzinfo=zone.info)
        for clock, zone in ends
    )
    seconds = (end - start).total_seconds()
    seconds += 0 if seconds > 0 else 86_400
    (leaves, there), (arrives, here) = ends
    return (
        f"From {leaves} in {there.name} to {arrives} in {here.name} it is **{duration(seconds)}**, if it arrives within"
        f" a day and with the clocks as they are on {say(today)}."
    )


def _distance(clock: Clock, zone: Zone) -> int:
    """In characters; a zone rather follows its time than stands before it."""
    return zone.start - clock.end if zone.start >= clock.end else 2 + clock.start - zone.end


def _equal(start: datetime, name: str, zone: Zone) -> str:
    try:
        there = start.astimezone(zone.info)
    except OverflowError:
        raise TooMuch("I know dates from the year 1 to the year 9999.") from None
    days = (there.date() - start.date()).days
    when = {0: "", 1: ", the next day", -1: ", the day before"}.get(days, "")
    return f"{_tell(start)} in {name} ({_offset(start)}) is **{_tell(there)}** in {zone.name} ({_offset(there)}){when}."


_SUMMER = {
    "EST": ("EDT", "New York"),
    "PST": ("PDT", "Los Angeles"),
    "CST": ("CDT", "Chicago"),
    "CET": ("CEST", "Paris"),
}


def _standard_note(source: Zone, day: date) -> str:
    """ "EST" in July is what people say and seldom mean."""
    short = source.name.partition(" ")[0]
    if short not in _SUMMER or not 4 <= day.month <= 10:
        return ""
    name, city = _SUMMER[short]
    return (
        f"\n\nI took {short} as it is defined. In {city}, clocks show {name} at that time of the year, one hour later."
    )


def _from_iso(iso: re.Match[str], zones: Sequence[Zone]) -> str:
    zone = (iso[3] or "Z").replace("Z", "+00:00")
    try:
        start = datetime.fromisoformat(f"{iso[1]}T{iso[2]}{zone}")
    except ValueError:
        raise NotUnderstood(f"{iso[0]} is no date and time.") from None
    lines = []
    for target in zones[:8]:
        there = start.astimezone(target.info)
        shown = f"{WEEKDAYS[there.weekday()]}, {say(there.date())}, {_tell(there)}"
        lines.append(f"{iso[0]} is **{shown}** in {target.name} ({_offset(there)}).")
    return "\n".join(lines)


# -- without zones ----------------------------------------------------------------------------------------------------


def _between(first: Clock, second: Clock) -> str:
    seconds = second.seconds - first.seconds
    over = ""
    if seconds < 0:
        seconds += 86_400
        over = " of the next day"
    return f"From {first} to {second}{over} it is **{duration(seconds) or '0 min'}** ({seconds // 60} minutes)."


def _shifted(clock: Clock, spans: Sequence[Measure], sign: int) -> str:
    scale = {"hour": 3600, "minute": 60, "second": 1}
    seconds = sum(span.value * scale[before_unit(span)] for span in spans)
    if not abs(seconds) < 1e9:
        raise TooMuch("That span of time is too long for a time of day.")
    days, rest = divmod(clock.seconds + sign * round(seconds), 86_400)
    later = f", {abs(days)} days {'later' if days > 0 else 'earlier'}"
    when = {0: "", 1: " on the next day", -1: " on the day before"}.get(days, later)
    time = f"{rest // 3600:02}:{rest % 3600 // 60:02}" + (f":{rest % 60:02}" if rest % 60 else "")
    told = " and ".join(span.text for span in spans)
    return f"{told} {'after' if sign > 0 else 'before'} {clock} it is **{time}**{when}."


# -- timestamps -------------------------------------------------------------------------------------------------------


def _timestamp(
    text: str, language: Language | None, words: set[str], dates: Sequence[Written], now: datetime
) -> str | None:
    found = _STAMP.findall(text)
    if found and (words & _STAMP_WORDS or len(text.strip()) == len(found[0])):
        moments = [(number, _moment(int(number))) for number in found[:6]]
        lines = [
            f"{number} is **{moment:%Y-%m-%d %H:%M:%S} UTC**, a {WEEKDAYS[moment.weekday()]}."
            for number, moment in moments
        ]
        if any(len(number.lstrip("-")) > 11 for number in found):
            lines.append("A number that long counts milliseconds.")
        if len(moments) == 2:
            lines.append(f"They are {duration(abs((moments[1][1] - moments[0][1]).total_seconds()))} apart.")
        return "\n".join(lines)
    if not words & _TO_STAMP:
        return None
    is_now = fold(text[dates[0].start : dates[0].end]) in _NOW if dates else bool(_NOW & words)
    if is_now or not dates:
        return f"The Unix time is now **{int(now.timestamp())}**." if is_now else None
    clocks = clocks_in(text, language)
    clock = clocks[0] if clocks else Clock(0, 0, 0, 0, 0)
    zones = zones_in(text, language)
    zone = zones[0] if zones else Zone("UTC", UTC, 0, 0)
    day = dates[0].day
    moment = datetime(day.year, day.month, day.day, clock.hour, clock.minute, clock.second, tzinfo=zone.info)
    return f"{say(day)}, {clock} in {zone.name} is **{int((moment - _EPOCH).total_seconds())}** in Unix time."


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _moment(number: int) -> datetime:
    seconds = number / 1000 if abs(number) > 99_999_999_999 else number
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        raise TooMuch("I know dates from the year 1 to the year 9999.") from None
