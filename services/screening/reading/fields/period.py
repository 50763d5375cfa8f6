"""A period: the dates that a line gives, as ``YYYY-MM`` or ``YYYY``, and where they stand in it.

Points in time are found one by one; two with a dash or a "to" between them are a range. A date that says only the year
stays a year. A quarter and a season name their months; a winter lies in two years, so it stays a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from services.screening.reading.fields.month import MONTHS, NOW, SEASONS
from services.screening.reading.fields.text import fold

PRESENT = "present"
PeriodKind = Literal["range", "since", "until", "single"]

_YEAR = r"(?:19[4-9]|20[0-4])\d"
_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_SEASONS = "|".join(sorted(SEASONS, key=len, reverse=True))
_NOW = "|".join(re.escape(now) for now in sorted(NOW, key=len, reverse=True))
_POINT = re.compile(
    rf"""(?<!\w)(?<!\d[.,])(?<![€$£])(?<![€$£]\ )(?:
      (?P<day>\d{{1,2}})[./-](?P<month>\d{{1,2}})[./-](?P<year>{_YEAR}|\d\d)
    | (?P<iso_year>{_YEAR})[./-](?P<iso_month>0[1-9]|1[0-2]|(?<=/)[1-9])(?:[./-](?:[0-2]?\d|3[01]))?(?![\d/-])
    | (?P<short_month>0?[1-9]|1[0-2])(?:(?:\ ?/\ ?|[.-])(?P<long_year>{_YEAR})|/'?(?P<two_digits>\d\d))
    | (?:\d{{1,2}}(?:st|nd|rd|th|er|\.)?\ (?:of\ |de\ )?)?(?P<name>{_NAMES})\.?(?:\ \d{{1,2}}(?:st|nd|rd|th)?,)?
      ,?[ /-]?\ ?(?:de\ |del\ |of\ )?(?P<mark>')?(?P<named_year>{_YEAR}|\d\d)
    | (?P<bare>{_NAMES})\.?
    | [qt](?P<quarter>[1-4])[ /-]?'?(?P<quarter_year>{_YEAR}|\d\d)
    | (?P<german_quarter>[1-4])\.\ ?quartal\ (?P<german_year>{_YEAR})
    | (?P<season>{_SEASONS})\ (?:de\ |del\ )?'?(?P<season_year>{_YEAR}|\d\d)
    | (?P<only_year>{_YEAR})(?!-(?:\d{{4}}-|0\d\d))
    | '(?P<short_year>\d\d)
    | (?P<now>{_NOW})
    )(?<=[\w.])(?![\w€$%£])""",
    re.VERBOSE,
)
_DASH = r"[-–—−‐‑―~→/]"
_BETWEEN = re.compile(
    rf"[\s(]{{0,5}}(?:{_DASH}{{1,3}}|(?:up )?to|until|till|through|thru|bis(?: zu[mr]?)?|a|au|al|et|y|und|and|"
    rf"hasta(?: el)?"
    r"|jusqu'(?:a|en|au)|jusque)?[\s]{0,5}(?:the |el |la |le |zum )?"
)
_SHORT_END = re.compile(rf"\s?{_DASH}\s?(\d\d)(?![\w/.,%-]|\s?%)")
_SHORT_START = re.compile(rf"(?:^|[\s(])(0?[1-9]|1[0-2])[./]?\s?{_DASH}\s?$")
_OPEN_END = re.compile(rf"\s{{0,3}}{_DASH}\s{{0,3}}(?=$|\t|[)\]|,])")
_BEFORE = re.compile(
    r"(?:^|(?<=[\s(\[,;:|]))(?P<word>since|from|between|seit dem|seit|von|vom|ab dem|ab|depuis le|depuis|des|du|"
    r"de|entre|"
    r"desde el|desde|del|until|till|bis zum|bis|jusqu'en|jusqu'au|hasta el|hasta|started|since about)\s{1,3}$"
)
_SINCE = {
    "since",
    "seit",
    "seit dem",
    "depuis",
    "depuis le",
    "desde",
    "desde el",
    "ab",
    "ab dem",
    "des",
    "from",
    "since about",
}
_UNTIL = {"until", "till", "bis", "bis zum", "jusqu'en", "jusqu'au", "hasta", "hasta el"}


class Period(NamedTuple):
    """``begin`` and ``finish`` are its place in the text, with the words that belong to it (``since``, ``from``)."""

    start: str
    end: str
    kind: PeriodKind
    begin: int
    finish: int


class _Point(NamedTuple):
    year: int | None  # None: now, or a month whose year stands at the range's other end
    first: int
    """The month; 0 if only the year is said."""
    last: int
    begin: int
    finish: int
    now: bool = False
    weak: bool = False
    """A year of two digits that may as well be a day: counts in a range only."""


def periods(text: str, *, this_year: int, month_first: bool = False) -> list[Period]:
    """Return the periods of one line, from left to right."""
    folded = fold(text)
    points = [
        point
        for match in _POINT.finditer(folded)
        if not _is_number_of(match) and (point := _point(match, this_year, month_first))
    ]
    found, at = list[Period](), 0
    while at < len(points):
        used, period = _read(folded, points[at], points[at + 1] if at + 1 < len(points) else None)
        at += used
        if period:
            found.append(period)
    return found


def is_month_first(texts: Iterable[str], *, default: bool) -> bool:
    """Return whether ``03/05/2015`` is the fifth of March here: another date of the document may show it."""
    for text in texts:
        for match in _POINT.finditer(fold(text)):
            if match["day"] and "/" in match[0]:
                first, second = int(match["day"]), int(match["month"])
                if first > 12 or second > 12:
                    return second > 12
    return default


def _is_number_of(match: re.Match[str]) -> bool:
    """Return whether letters and a dash stand right before it: ``AB-2015``, ``example.org/2015``."""
    before = match.string[max(0, match.start() - 2) : match.start()]
    return before[:1].isalpha() and before[1:] in ("-", "/") and match[0][:1].isdigit()


def _point(match: re.Match[str], this_year: int, month_first: bool) -> _Point | None:
    def point(year: str | None, first: int, last: int | None = None, *, weak: bool = False) -> _Point | None:
        whole = _whole_year(year, this_year) if year else None
        last = first if last is None else last
        return _Point(whole, first, last, *match.span(), weak=weak) if 0 <= first <= 12 else None

    if match["now"]:
        return _Point(None, 0, 0, *match.span(), now=True)
    if match["year"]:
        day, month = int(match["day"]), int(match["month"])
        if month > 12 or (month_first and day <= 12 and "/" in match[0]):
            day, month = month, day
        return point(match["year"], month) if 1 <= month <= 12 and 1 <= day <= 31 else None
    if match["iso_year"]:
        return point(match["iso_year"], int(match["iso_month"]))
    if match["short_month"]:
        return point(match["long_year"] or match["two_digits"], int(match["short_month"]), weak=not match["long_year"])
    if match["name"]:
        sure = len(match["named_year"]) == 4 or match["mark"]
        return point(match["named_year"], MONTHS[match["name"]], weak=not sure)
    if match["bare"]:
        return point(None, MONTHS[match["bare"]])
    if quarter := match["quarter"] or match["german_quarter"]:
        return point(match["quarter_year"] or match["german_year"], int(quarter) * 3 - 2, int(quarter) * 3)
    if match["season"]:
        month = SEASONS[match["season"]]
        return point(match["season_year"], month, month + 2 if month else 0)
    return point(match["only_year"] or match["short_year"], 0, weak=not match["only_year"])


def _whole_year(year: str, this_year: int) -> int:
    if len(year) == 4:
        return int(year)
    return 2000 + int(year) if int(year) <= this_year % 100 + 6 else 1900 + int(year)


def _read(folded: str, point: _Point, following: _Point | None) -> tuple[int, Period | None]:
    """Return how many points were used, and the period if they are one."""
    if point.now:
        return 1, None
    if following and _BETWEEN.fullmatch(folded, point.finish, following.begin):
        period = _range(folded, point, following)
        if period:
            return 2, period
    if point.year is None:
        return 1, None
    return 1, _alone(folded, point)


def _range(folded: str, point: _Point, following: _Point) -> Period | None:
    between = folded[point.finish : following.begin]
    if not between.strip() and not following.now and "\t" not in between:
        return None  # "2019 2020" are two years
    if following.now:
        if point.year is None:
            return None
        return Period(_text(point.year, point.first), PRESENT, "range", _begin(folded, point)[0], following.finish)
    year = point.year or following.year
    if following.year is None or year is None:
        return None
    start, end = _text(year, point.first), _text(following.year, following.last)
    if (year, point.first or 1) > (following.year, following.last or 12):
        return None
    begin = _begin(folded, point)[0]
    return Period(start, end, "range", begin, following.finish)


def _alone(folded: str, point: _Point) -> Period | None:
    assert point.year is not None
    begin, word = _begin(folded, point)
    start, end = _text(point.year, point.first), _text(point.year, point.last)
    if not point.first and (short := _SHORT_END.match(folded, point.finish)):
        until = point.year // 100 * 100 + int(short[1])
        if until > point.year:
            return Period(start, str(until), "range", begin, short.end())
    offset = max(0, point.begin - 8)
    short = _SHORT_START.search(folded[offset : point.begin]) if point.first else None
    if short and int(short[1]) <= point.last:
        return Period(_text(point.year, int(short[1])), end, "range", offset + short.start(1), point.finish)
    if point.weak:
        return None
    if opened := _OPEN_END.match(folded, point.finish):
        return Period(start, PRESENT, "since", begin, opened.end())
    if word in _SINCE:
        return Period(start, PRESENT, "since", begin, point.finish)
    if word in _UNTIL:
        return Period("", end, "until", begin, point.finish)
    return Period(start, end, "single", begin, point.finish)


def _begin(folded: str, point: _Point) -> tuple[int, str]:
    """Return where the period begins, with a word such as ``from`` before its first point, and that word."""
    offset = max(0, point.begin - 16)
    before = _BEFORE.search(folded[offset : point.begin])
    return (offset + before.start("word"), before["word"]) if before else (point.begin, "")


def _text(year: int, month: int) -> str:
    return f"{year}-{month:02d}" if month else str(year)
