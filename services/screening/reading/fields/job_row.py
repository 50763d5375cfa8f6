"""A row of a section of jobs, and what it is: part of a job's head, or of its description."""

from __future__ import annotations

import re

import msgspec

from services.screening.reading.fields.period import Period, periods
from services.screening.reading.fields.phrase import employer_score, is_location, is_terms, title_score
from services.screening.reading.fields.section import SectionRow
from services.screening.reading.fields.text import fold, words

_HEAD_CHARS = 130
_HEAD_WORDS = 14
_MOST_DIGITS = 5
_DURATION = re.compile(
    r"[(\[·,|]?\s?(?:ca\.? |approx\.? |about |rund |environ )?\d{1,2}(?:[.,]\d)?\+?\s?"
    r"(?:years?|yrs?\.?|y|jahren?|j\.|ans?|anos?)?(?:,|\s|\sand\s|\sund\s|\set\s|\sy\s)?\s?"
    r"(?:\d{1,2}\s?(?:months?|mos?\.?|mths?|m|monaten?|mon\.|mois|mes(?:es)?))?\s?[)\]]?"
)
_ADDRESS = re.compile(r"\S@\S|://")
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:\w{1,3}\.\s?){2,4}$")
_UNIT = re.compile(r"\d\s?(?:y|j\.|a[nñ]|m)", re.IGNORECASE)
_EDGE = " \t,;:|·•–—-−/()[]‒*"
_FULL_STOP = re.compile(
    r"(?:inc|ltd|co|corp|e\.\s?v|s\.\s?[apl]|s\.?r\.?l|s\.?a\.?r\.?l|llc|gmbh|bros|jr|sr|st|ing|inf|kfm|kffr|"
    r"hons|sc|eng|univ|nat|med|phil|dept|asst|mgr|bv|"
    r"b\.v|n\.v|z o\.\s?o"
    r"|u\.k|u\.s|u\.s\.a|d\.c|d\.o\.o|a\.s|s\.a\.s|s\.l\.u)\.$"
)
_VERBS = frozenset((
    "built", "led", "wrote", "ran", "made", "kept", "taught", "sold", "drove", "grew", "won", "set", "took", "held",
    "oversaw", "gave", "met", "cut", "did", "helped", "was", "worked", "responsible", "duties", "responsibilities",
    "including", "using", "verantwortlich", "zustandig", "aufgaben", "tatigkeiten", "missions", "taches", "funciones",
    "tareas", "achievements", "key", "brought", "dealt", "found", "put", "saw", "spoke", "spent", "began", "chose",
    "fed", "fixed", "got", "laid", "rebuilt", "rewrote", "stood", "swept", "tools:", "technologies", "environment",
    "stack", "tech", "technologien", "environnement", "tecnologias", "logros", "erfolge", "i", "my", "we", "and", "or",
))  # fmt: skip
_NOT_VERBS = frozenset((
    "certified", "registered", "licensed", "chartered", "qualified", "advanced", "applied", "united", "allied",
    "associated", "consolidated", "integrated", "red", "ted", "fred", "embedded", "limited", "retired", "seed", "speed",
))  # fmt: skip


class JobRow(msgspec.Struct, frozen=True):
    """``rest`` are the row's cells without its period; ``is_head``: it may be part of a job's head."""

    source: SectionRow
    period: Period | None
    rest: tuple[str, ...]
    is_head: bool

    @property
    def is_bare_date(self) -> bool:
        return self.period is not None and not self.rest


def job_row(source: SectionRow, *, this_year: int, month_first: bool) -> JobRow:
    text = source.content
    if len(text) > _HEAD_CHARS * 2:
        return JobRow(source, None, (), False)
    period, without = _own_period(text, periods(text, this_year=this_year, month_first=month_first))
    rest = tuple(cell for part in without.split("\t") if (cell := _tidy(part)))
    row = source.row
    if period:
        fits = all(len(words(cell)) <= _HEAD_WORDS for cell in rest) and not _is_sentence("\t".join(rest))
        fits = fits and (not row.bullet or row.bold or _looks_like_head("\t".join(rest) or "A"))
        return JobRow(source, period, rest, True) if fits else JobRow(source, None, (text,), False)
    styled = row.bold or row.heading
    return JobRow(source, None, rest, bool(rest) and not row.bullet and _may_be_head(text, styled=styled))


def is_duration(text: str) -> bool:
    """Return whether a line only says how long: ``4 years 8 months``."""
    folded = fold(text[:60]).strip()
    return bool(_UNIT.search(folded)) and bool(_DURATION.fullmatch(folded))


def _own_period(text: str, found: list[Period]) -> tuple[Period | None, str]:
    """Return the period that dates the row, and the rest of its text. Dates inside a sentence date nothing."""
    for period in sorted(found, key=lambda period: period.kind == "single"):
        before, after = text[: period.begin], text[period.finish :]
        after = _without_duration(after)
        open_before = not before.strip(_EDGE) or before.rstrip(" ")[-1:] in "\t,;:|·•–—-(["
        open_after = not after.strip(_EDGE) or after.lstrip(" ")[:1] in "\t,;:|·•–—-)]"
        if period.kind == "single":
            alone = not before.strip(_EDGE) or not after.strip(_EDGE)
            if not alone or not (open_before and open_after):
                continue
        elif not (open_before or not after.strip(_EDGE)) or not (open_after or not before.strip(_EDGE)):
            continue
        return period, _tidy_end(before) + "\t" + _tidy_start(after)
    return None, text


def _without_duration(after: str) -> str:
    """Drop ``(2 yrs 3 mos)`` behind a period."""
    stripped = after.lstrip(" )]")
    folded = fold(stripped)
    if not _UNIT.search(folded[:24]):
        return after
    match = _DURATION.match(folded)
    return stripped[match.end() :] if match else after


def _tidy_end(text: str) -> str:
    return text.rstrip(" ([|·•–—-−,;:/")


def _tidy_start(text: str) -> str:
    return text.lstrip(" )]|·•–—-−,;:/.")


def _tidy(part: str) -> str:
    part = part.strip(" |·•–—-−,;:/*")
    if part[:1] in "([" and part[-1:] in ")]" and "(" not in part[1:]:
        part = part[1:-1].strip()
    return part if any(char.isalnum() for char in part) else ""


def _is_sentence(text: str) -> bool:
    text = text.rstrip()
    end = fold(text)[-20:]
    return text.endswith((".", "!", "?", ";")) and not _FULL_STOP.search(end) and not _ABBREVIATION.search(end)


def _looks_like_head(text: str) -> bool:
    first = fold(text.split(maxsplit=1)[0]) if text.strip() else ""
    is_verb = first in _VERBS or (first.endswith("ed") and len(first) > 4 and first not in _NOT_VERBS)
    return not is_verb


def _may_be_head(text: str, *, styled: bool) -> bool:
    if len(text) > _HEAD_CHARS or len(words(text)) > _HEAD_WORDS or _is_sentence(text) or text.endswith((":", ",")):
        return False
    first = next((char for char in text if char.isalnum()), "")
    if sum(map(str.isdigit, text)) > _MOST_DIGITS and not any(map(str.isalpha, text)):
        return False  # a telephone number
    if not (first.isupper() or first.isdigit()) or not _looks_like_head(text) or _ADDRESS.search(text):
        return False
    if styled or is_location(text) or is_terms(text) or "\t" in text or " | " in text:
        return True
    spoken = words(text)
    counted = [word for word in spoken if len(word) > 3 or word.isupper()]
    capital = sum(word[0].isupper() or word[0].isdigit() for word in counted)
    if title_score(text) >= 2.5 or employer_score(text) >= 3:
        return len(spoken) <= 8 or capital >= 0.5 * len(counted)
    return ":" not in text and len(spoken) <= 8 and capital >= 0.6 * len(counted)
