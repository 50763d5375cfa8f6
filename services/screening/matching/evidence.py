"""Evidence: what a résumé says of each criterion, met, denied or unknown, with the lines that say so.

Silence is unknown. Only words that deny it, and nothing that shows it in use, make a criterion denied. Where the two
contradict each other, the verdict is unknown, and both are quoted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from services.screening.matching.ask import Ask
from services.screening.matching.interval import interval_of, months_of
from services.screening.matching.language_level import level_in
from services.screening.matching.passage import Passage
from services.screening.matching.sighting import Sighting
from services.screening.matching.stance import Stance
from services.screening.matching.tenure import years_claimed
from services.screening.profile import Profile
from services.screening.ranking.ranking import Evidence, Judgement, Rung, Verdict

MOST_EVIDENCE = 5
YEARS_TOLERANCE = 0.2
RUNGS: tuple[Rung, ...] = ("listed", "project", "job", "recent")
_WORTH: dict[Rung, float] = {"listed": 0.5, "project": 0.7, "job": 0.85, "recent": 1.0}
_BASIC_WORTH = 0.3
_DENIED_WORTH = -2.0
_ONLY_IN_USE = frozenset(("skills", "domain", "experience"))
"""Parts in which use is worth more than a word in a list. A certificate, a degree or a language is had or not."""
_TIMES: dict[Stance, float] = {Stance.HAS: 1.0, Stance.BASIC: _BASIC_WORTH}


class Finding(NamedTuple):
    """A judgement, and from 0 to 1 what it is worth; below 0 where the résumé denies it."""

    judgement: Judgement
    worth: float


def find_evidence(ask: Ask, profile: Profile, sightings: Sequence[Sighting], credit: float = 1.0) -> Finding:
    """Judge one criterion by the sightings of its terms.

    ``credit``, from 0 to 1, is what a skill that is only listed is worth of the most it can be: less where nothing in
    the jobs speaks of the same trade. It changes no verdict.
    """
    own = [sighting for sighting in sightings if sighting.term.name in ask.names]
    if ask.criterion.kind == "note":
        return _finding(ask, "unknown", None, [], 0)
    if ask.criterion.level is not None:
        return _education(ask, profile, own)
    if ask.is_language:
        return _language(ask, own)
    if ask.criterion.years and not ask.names:
        return _years_at_all(ask, profile)
    finding = _use(ask, [one for one in sightings if one.term.name in ask.wanted], credit)
    return _years_of_use(ask, profile, own, finding) if ask.criterion.years else finding


def _finding(ask: Ask, verdict: Verdict, rung: Rung | None, shown: Iterable[Evidence], worth: float) -> Finding:
    quotes = list(dict.fromkeys(shown))[:MOST_EVIDENCE]
    return Finding(Judgement(ask.criterion.id, verdict, rung, quotes), worth)


def _quotes(sightings: Iterable[Sighting]) -> list[Evidence]:
    return [one for sighting in sightings for one in sighting.passage.quoted(sighting.start, sighting.end)]


def _strength(sighting: Sighting) -> tuple[int, Stance]:
    return RUNGS.index(sighting.passage.rung), sighting.stance


def _use(ask: Ask, sightings: Sequence[Sighting], credit: float = 1.0) -> Finding:
    """Judge by the highest rung at which one of the terms is shown."""
    own = [one for one in sightings if one.term.name in ask.names]
    shown = sorted((one for one in own if one.stance >= Stance.BASIC), key=_strength, reverse=True)
    said_no = [one for one in sightings if one.stance == Stance.DENIED]
    denied = [one for one in said_no if one.term.name in ask.own or (not shown and one.term.name not in ask.names)]
    if denied and _denies(ask, shown, denied):
        used = [one for one in shown if one.passage.rung != "listed"]
        if used:
            return _finding(ask, "unknown", None, _quotes([*denied, *used]), 0)
        return _finding(ask, "denied", None, _quotes([*denied, *shown]), _DENIED_WORTH)
    if not shown:
        return _finding(ask, "unknown", None, _quotes(one for one in own if one.stance == Stance.OPEN), 0)
    rung: Rung = "listed" if all(one.stance == Stance.BASIC for one in shown) else shown[0].passage.rung
    worth = max(_worth(ask, one) * (credit if one.passage.rung == "listed" else 1) for one in shown)
    return _finding(ask, "met", rung, _quotes(shown), worth)


def _denies(ask: Ask, shown: Sequence[Sighting], denied: Sequence[Sighting]) -> bool:
    """Whether a denial stands: of "Python or Go", having one is enough, and each must be denied, itself or by a broader
    term: who cannot program has neither."""
    held = {one.term.name for one in shown}
    refused = {one.term.name for one in denied}
    if held - refused:
        return False
    return all(not refused.isdisjoint(lacking) for lacking in ask.lacking.values())


def _worth(ask: Ask, sighting: Sighting) -> float:
    if ask.criterion.part not in _ONLY_IN_USE:
        return _TIMES[sighting.stance]
    return _WORTH[sighting.passage.rung] * _TIMES[sighting.stance]


def _years_at_all(ask: Ask, profile: Profile) -> Finding:
    asked, years = ask.criterion.years or 0, profile.years
    if years is None:
        return _finding(ask, "unknown", None, [], 0)
    shown = [Evidence(" ".join(filter(None, (job.title, job.employer))), job.place) for job in profile.experience]
    if years + YEARS_TOLERANCE >= asked:
        return _finding(ask, "met", "job", shown, 1)
    return _finding(ask, "unknown", None, shown, years / asked)


def _years_of_use(ask: Ask, profile: Profile, sightings: Sequence[Sighting], use: Finding) -> Finding:
    """Judge by the months of all jobs that show a term, or by what the résumé says itself: "nine years of Python"."""
    if use.judgement.verdict != "met":
        return use
    shown = [one for one in sightings if one.stance == Stance.HAS]
    jobs = {one.passage.job for one in shown if one.passage.job is not None}
    known = [profile.experience[job] for job in jobs if job < len(profile.experience)]
    intervals = [interval for job in known if (interval := interval_of(job, profile.as_of))]
    claims = [years_claimed(one.passage.row, *one.words()) for one in shown]
    years, asked = max(months_of(intervals) / 12, *claims, 0.0), ask.criterion.years or 0
    if years + YEARS_TOLERANCE >= asked:
        return use
    judgement = use.judgement
    return _finding(ask, "unknown", judgement.rung, judgement.evidence, use.worth * years / asked)


def _education(ask: Ask, profile: Profile, sightings: Sequence[Sighting]) -> Finding:
    """Judge by the highest level that is completed, and by the field of study where terms name one."""
    asked = ask.criterion.level or 1
    degrees = [one for one in profile.education if one.level is not None and not _is_open(one.end, profile.as_of)]
    level = max((one.level or 0 for one in degrees), default=0)
    shown = [Evidence(one.title, one.place) for one in degrees if (one.level or 0) == level]
    of_field = [one for one in sightings if one.stance >= Stance.BASIC]
    if not level:
        denied = [one for one in sightings if one.stance == Stance.DENIED]
        return _finding(ask, "denied" if denied else "unknown", None, _quotes(denied), _DENIED_WORTH if denied else 0)
    if level < asked:
        return _finding(ask, "unknown", None, shown, 0.5 if level == asked - 1 else 0.2)
    if ask.names and not any(one.passage.section == "education" for one in of_field):
        return _finding(ask, "unknown", None, shown, 0.6)
    return _finding(ask, "met", "listed", [*shown, *_quotes(of_field)], 1)


def _is_open(end: str, as_of: str) -> bool:
    return end == "present" or (bool(end) and end[:4] > as_of[:4])


def _language(ask: Ask, sightings: Sequence[Sighting]) -> Finding:
    """Judge by the level that stands beside the language; one step below what is asked is worth a question."""
    shown = [one for one in sightings if one.stance >= Stance.BASIC]
    if not shown or ask.level is None:
        return _use(ask, sightings)
    levels = {level: one for one in shown if (level := _level_beside(one.passage, one)) is not None}
    if not levels:
        return _finding(ask, "unknown", "listed", _quotes(shown), 0.5)
    best = max(levels)
    quotes = _quotes([levels[best]])
    if best >= ask.level:
        return _finding(ask, "met", "listed", quotes, 1)
    if best == ask.level - 1:
        return _finding(ask, "unknown", "listed", quotes, 0.5)
    return _finding(ask, "denied", "listed", quotes, _DENIED_WORTH)


def _level_beside(passage: Passage, sighting: Sighting) -> int | None:
    """Return the level after the language, up to the next one: "German C1, French A2"; else the one before it."""
    first, after = sighting.words()
    row, stop = passage.row, {",", ";", "|", "•"}
    end = after
    while end < len(row) and end < after + 8 and row[end].text not in stop:
        end += 1
    begin = first
    while begin > 0 and begin > first - 4 and row[begin - 1].text not in stop:
        begin -= 1
    beside = level_in(row[after:end])
    return beside if beside is not None else level_in(row[begin:first])
