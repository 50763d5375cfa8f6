"""Proposal: criteria read from an opening's own words, for the recruiter to edit.

The headings of a description ("Requirements", "Von Vorteil", "Nous offrons") and the wording of each line say what is
needed and what is wished for. A line that offers or describes proposes no must-have. What may not decide about a
person is never proposed, even where the description asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from services.screening.matching.criteria_check import read_criteria
from services.screening.matching.criterion import Criterion, CriterionKind, Part
from services.screening.matching.description import Line, lines_of, opening_phrases
from services.screening.matching.language_level import level_in
from services.screening.matching.phrase import Word, fold, words
from services.screening.matching.protected import refusal
from services.screening.matching.tenure import years_claimed
from services.screening.matching.wording import wording
from services.screening.skills.catalogue import Catalogue
from services.screening.skills.term import Mention

MOST_PROPOSED = 25
_LONGEST_LINK = 3
_TURNING = frozenset((";", "–", ",", "and", "but", "und", "aber", "et", "mais", "y", "pero"))
_LEVELS = ("", "A1", "A2", "B1", "B2", "C1", "C2")


class _Wish(NamedTuple):
    """A criterion in the making; of two with the same terms the stronger stays."""

    kind: CriterionKind
    terms: tuple[str, ...]
    part: Part
    text: str
    stars: int = 1
    years: float | None = None
    level: int | None = None


def propose_criteria(title: str, description: str, catalogue: Catalogue) -> list[Criterion]:
    """Return criteria for an opening, the needed ones first."""
    wishes = [wish for line in lines_of(description) for wish in _wishes(line, catalogue)]
    named = catalogue.find(title, False)
    wishes += [_Wish("nice", (one.term.name,), "skills", one.term.name, 3) for one in named if one.term.kind == "skill"]
    kept: dict[tuple[str, ...], _Wish] = {}
    for wish in wishes:
        key = wish.terms or (wish.part,)
        known = kept.get(key)
        kept[key] = wish if known is None else _stronger(known, wish)
    order = sorted(_without_parts(list(kept.values())), key=lambda wish: (_RANK[wish.kind], -wish.stars))
    proposed = [_posted(wish) for wish in order if not refusal(wish.text)][:MOST_PROPOSED]
    return read_criteria(proposed)


_RANK: dict[CriterionKind, int] = {"knockout": 0, "must": 1, "nice": 2, "note": 3}


def _stronger(one: _Wish, other: _Wish) -> _Wish:
    first, second = sorted((one, other), key=lambda wish: (_RANK[wish.kind], -wish.stars))
    return first._replace(years=first.years or second.years, level=first.level or second.level,
                          text=first.text if first.years or not second.years else second.text)  # fmt: skip


def _without_parts(wishes: list[_Wish]) -> Iterator[_Wish]:
    """Leave out a term that stands in an either/or group of the same kind or a stronger one."""
    groups = [wish for wish in wishes if len(wish.terms) > 1]
    for wish in wishes:
        is_covered = len(wish.terms) == 1 and any(
            wish.terms[0] in group.terms and _RANK[group.kind] <= _RANK[wish.kind] and not wish.years
            for group in groups
        )
        if not is_covered:
            yield wish


def _posted(wish: _Wish) -> dict[str, object]:
    made = {"kind": wish.kind, "text": wish.text, "terms": list(wish.terms), "part": wish.part, "stars": wish.stars}
    return made | {"years": wish.years, "level": wish.level}


def _kind(line: Line, begin: int, end: int) -> tuple[CriterionKind, int] | None:
    """Return the kind and stars of what stands between two words of a line, or None where nothing is asked."""
    if line.room == "offer":
        return None
    said = {found.label for found in line.found if begin <= found.start and found.end <= end}
    if "nice" in said:
        return "nice", 1
    if line.room == "nice":
        return ("must", 1) if "must" in said else ("nice", 1)
    if line.room == "must" or "must" in said:
        return "must", 1
    return "nice", 2 if line.room == "free" else 1


# -- what a line asks for ---------------------------------------------------------------------------------------------


def _wishes(line: Line, catalogue: Catalogue) -> Iterator[_Wish]:
    mentions = catalogue.find(line.text, line.is_item)
    turns = _turns(line, mentions)
    for group in _groups(line, mentions):
        begin, end = _clause(line, group, turns)
        kind = _kind(line, begin, end)
        if kind is not None:
            yield from _of_group(line, group, *kind)
    kind = _kind(line, 0, len(line.row))
    if kind is None:
        return
    yield from _years_at_all(line, mentions, kind)
    yield from _sectors(line, kind)
    levels = [int(one.label[-1]) for one in line.found if one.label.startswith("degree")]
    if levels and line.room in ("must", "nice") and not any(mention.term.kind == "degree" for mention in mentions):
        yield _Wish(kind[0], (), "education", line.text.strip(" .,;:")[:120], kind[1], level=min(levels))
    permits = [one for one in line.found if one.label == "knock-out"]
    if permits and not any(mention.term.kind == "certificate" for mention in mentions):
        asked = line.text[line.row[permits[0].start].start : line.row[permits[0].end - 1].end]
        yield _Wish("knockout" if kind[0] == "must" else kind[0], (asked,), "certifications", asked, kind[1])


def _groups(line: Line, mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Put the mentions of an either/or together: "Python, Go or Rust", "a cloud (e.g. AWS, Azure)"."""
    waiting: list[Mention] = []
    is_choice = False
    for mention in mentions:
        between = words(line.text[waiting[-1].end : mention.start]) if waiting else []
        linked = bool(waiting) and len(between) <= _LONGEST_LINK and waiting[0].term.kind == mention.term.kind
        either = any(word.text in _either() for word in between) or [word.text for word in between] == ["/"]
        listed = all(word.text in (",", "(", "/") for word in between)
        if linked and (either or (listed and bool(between))):
            is_choice |= either
            waiting.append(mention)
            continue
        yield from _split(waiting, is_choice)
        waiting, is_choice = [mention], _is_example(line, mention)
    yield from _split(waiting, is_choice)


def _split(waiting: list[Mention], is_choice: bool) -> Iterator[list[Mention]]:
    if is_choice and len(waiting) > 1:
        yield waiting
    else:
        yield from ([mention] for mention in waiting)


@cache
def _either() -> frozenset[str]:
    return frozenset(word for line in wording("opening").groups["or"] for word in line.split("|"))


def _is_example(line: Line, mention: Mention) -> bool:
    """Whether "such as" or "e.g." stands before a mention."""
    first = next((index for index, word in enumerate(line.row) if word.start >= mention.start), len(line.row))
    return any(found.label == "such as" and 0 <= first - found.end <= 1 for found in line.found)


def _turns(line: Line, mentions: Sequence[Mention]) -> list[int]:
    """Return the words after which a line says of the rest how much it is asked: ", ideally with Django"."""
    last = mentions[-1].start if mentions else 0
    return [
        one.start - 1
        for one in line.found
        if one.label in ("nice", "must")
        and line.row[one.start].start < last
        and one.start
        and line.row[one.start - 1].text in _TURNING
    ]


def _clause(line: Line, group: Sequence[Mention], turns: Sequence[int]) -> tuple[int, int]:
    """Return the words around a group from turn to turn."""
    first = next((index for index, word in enumerate(line.row) if word.start >= group[0].start), 0)
    last = next((index for index, word in enumerate(line.row) if word.start >= group[-1].end), len(line.row))
    begin = max((turn for turn in turns if turn < first), default=0)
    end = min((turn for turn in turns if turn >= last), default=len(line.row))
    return begin, end


def _of_group(line: Line, group: Sequence[Mention], kind: CriterionKind, stars: int) -> Iterator[_Wish]:
    names = tuple(dict.fromkeys(mention.term.name for mention in group))
    term = group[0].term
    if term.kind == "degree":
        yield _Wish(kind, (), "education", line.text[group[0].start : group[-1].end], stars,
                    level=min(mention.term.level or 6 for mention in group))  # fmt: skip
        return
    if term.kind == "language":
        level = level_in(_beside(line, group))
        text = " or ".join(f"{name} {_LEVELS[min(level, 5)]}" if level else name for name in names)
        yield _Wish(kind, names, "skills", text, stars)
        return
    first = next((index for index, word in enumerate(line.row) if word.start >= group[0].start), 0)
    after = next((index for index, word in enumerate(line.row) if word.start >= group[-1].end), len(line.row))
    if term.kind == "certificate":
        is_knockout = kind == "must" and _is_knockout(line, first, after, names)
        yield _Wish("knockout" if is_knockout else kind, names, "certifications", " or ".join(names), stars)
        return
    years = years_claimed(line.row, first, after) or None
    text = " or ".join(names)
    yield _Wish(kind, names, "skills", f"{years:g} years of {text}" if years else text, stars, years)


def _is_knockout(line: Line, first: int, after: int, names: Sequence[str]) -> bool:
    near = any(one.label == "knock-out" and one.start < after and first < one.end for one in line.found)
    return near or any(one.label == "knock-out" for name in names for one in opening_phrases().find(words(name)))


def _beside(line: Line, group: Sequence[Mention]) -> list[Word]:
    """Return the words around a language up to the next comma."""
    left = max(line.text.rfind(mark, 0, group[0].start) for mark in ",;")
    rights = [line.text.find(mark, group[-1].end) for mark in ",;"]
    right = min((at for at in rights if at >= 0), default=len(line.text))
    return [word for word in line.row if left < word.start < right]


def _years_at_all(line: Line, mentions: Sequence[Mention], kind: tuple[CriterionKind, int]) -> Iterator[_Wish]:
    """Yield the years of work that a line asks for, unless they are of a skill."""
    if any(mention.term.kind == "skill" for mention in mentions) or _is_told(line, kind[0]):
        return
    years = years_claimed(line.row, 0, 0) or next(
        (years for index in range(0, len(line.row), 4) if (years := years_claimed(line.row, index, index))), 0
    )
    if years:
        yield _Wish(kind[0], (), "experience", f"{years:g} years of experience", kind[1], years)


def _is_told(line: Line, kind: CriterionKind) -> bool:
    """Whether a line tells of the work or the company and asks for nothing."""
    return line.room in ("duty", "free") and kind == "nice"


def _sectors(line: Line, kind: tuple[CriterionKind, int]) -> Iterator[_Wish]:
    """Yield the field of business that a line asks experience of."""
    if line.room not in ("must", "nice"):
        return
    said = f" {fold(line.text)} "
    for label, names in wording("sector").groups.items():
        if any(f" {fold(name)}" in said for name in names):
            yield _Wish("nice", tuple(names), "domain", label, max(2, kind[1]))
