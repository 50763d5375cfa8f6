"""Stance: how a clause speaks of something that it names.

    has      "Python in production since 2019", "no complaints in nine years of Python"
    basic    "familiar with the basics of Python"
    open     "Kubernetes is the next thing I want to learn", "a licence is not a problem": neither yes nor no
    denied   "no experience with Docker, Helm or Kubernetes", "Kubernetes: noch nicht"

A negation that speaks of having ("no experience with", "never used") reaches to the end of its clause. A bare one
("without", "no") reaches only what follows it directly: "no complaints in Python" stops at the complaints. Either goes
on through a list, and ends where the next item speaks for itself ("no Kubernetes, Python since 2019").
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from enum import IntEnum
from functools import cache

from services.screening.matching.others import Others, may_speak_of_others
from services.screening.matching.phrase import Found, Phrases, Word, ends_sentence
from services.screening.matching.wording import word_set, wording

_COMMAS = frozenset((",", "/", "and", "und", "et", "y", "e", "&", "sowie", "plus"))
_ORS = frozenset(("or", "nor", "oder", "noch", "ou", "ni", "o", "u"))
_LONGEST_SKIP = 6
_NEAR = 6
_REACH = 80
"""Words before and after a mention that are read as its clause: a row of nothing but negations costs no more."""


class Stance(IntEnum):
    """From the strongest to the weakest."""

    HAS = 3
    BASIC = 2
    OPEN = 1
    DENIED = 0


@cache
def _phrases() -> Phrases:
    groups = wording("stance").groups
    return Phrases({label: group for label, group in groups.items() if label != "skipped"})


@cache
def _fillers() -> frozenset[str]:
    """What may stand between a bare negation and what it denies: ``without a valid``."""
    classes = wording("stance").classes
    return frozenset(classes["kind"]) | {"-", '"', "“", "(", ":"}


_CUES = ("denied", "bare", "bare doing", "wished", "others", "basic", "denied after", "wished after", "basic after")


@cache
def _cues() -> Phrases:
    return Phrases({label: wording("stance").groups[label] for label in _CUES})


def speaks_plainly(bare: Sequence[str]) -> bool:
    """Return True where no word of a text can turn what it names into anything but had."""
    return not (_cues().can_stand_in(bare) or may_speak_of_others(bare))


class Clauses:
    """A text in words, with the phrases in it that tell how it speaks of things.

    ``named``: the words at which something is named, as pairs of first and after last.
    """

    def __init__(self, row: Sequence[Word], named: Sequence[tuple[int, int]]) -> None:
        self._row = row
        self._named = {index for first, after in named for index in range(first, after)}
        self._found: dict[str, list[Found]] = {}
        for found in _phrases().find(row):
            self._found.setdefault(found.label, []).append(found)
        self._others = Others(row, self._named)

    def stance(self, first: int, after: int) -> Stance:
        """Return how the text speaks of what its words from ``first`` to before ``after`` name."""
        begin, end = self._clause(first, after)
        said_after = self._said_after(after, end)
        if said_after is not None:
            return said_after
        said_before = self._said_before(begin, first, end)
        if said_before is not None:
            return said_before
        if self._is_broken(begin, first, after, end):
            return Stance.OPEN
        if self._others.did(begin, first, after, end) and self._others.is_all_else(after):
            return Stance.DENIED
        if self._others.have(begin, first, after, end) or self._is_of_others(begin, first, after, end):
            return Stance.OPEN
        return Stance.HAS

    def _in(self, label: str, begin: int, end: int) -> list[Found]:
        return [one for one in self._starting(label, begin, end) if one.end <= end]

    def _starting(self, label: str, begin: int, end: int) -> Sequence[Found]:
        """Return what starts at the words from ``begin`` to before ``end``, in the text's order."""
        every = self._found.get(label, [])
        return every[bisect_left(every, begin, key=_start) : bisect_left(every, end, key=_start)]

    # -- where the clause begins and ends -----------------------------------------------------------------------------

    def _clause(self, first: int, after: int) -> tuple[int, int]:
        least, most = max(0, first - _REACH), min(len(self._row), after + _REACH)
        turns = {one.start for one in self._starting("but", least, most)}
        begin = first
        while begin > least and not ends_sentence(self._row, begin - 1) and begin not in turns:
            begin -= 1
        end = after
        while end < most and not ends_sentence(self._row, end) and end not in turns:
            end += 1
        return begin, end

    # -- what stands before -------------------------------------------------------------------------------------------

    def _said_before(self, begin: int, first: int, end: int) -> Stance | None:
        """Return what the nearest cue before the mention says of it."""
        excused = self._in("excused", begin, end)
        nearest: tuple[int, Stance] | None = None
        for label, stance in (("denied", Stance.DENIED), ("wished", Stance.OPEN), ("basic", Stance.BASIC)):
            for cue in self._in(label, begin, first):
                if not _is_within(cue, excused) and self._reaches(cue.end, first, end):
                    nearest = max(nearest or (-1, stance), (cue.end, stance), key=lambda pair: pair[0])
        for cue in (*self._in("bare", begin, first), *self._in("bare doing", begin, first)):
            if not _is_within(cue, excused):
                stance_of_bare = self._bare(cue.end, first, end)
                if stance_of_bare is not None:
                    nearest = max(nearest or (-1, stance_of_bare), (cue.end, stance_of_bare), key=lambda pair: pair[0])
        return nearest[1] if nearest else None

    def _reaches(self, cue_end: int, first: int, end: int) -> bool:
        """Whether a cue's list goes on to a mention: every later item must be one that says nothing for itself."""
        item_begin, separator = cue_end, ""
        for index in range(cue_end, end + 1):
            is_separator = index < end and self._row[index].text in _COMMAS | _ORS
            if not is_separator and index < end:
                continue
            if separator and separator not in _ORS and self._goes_on(item_begin, index):
                return False
            if index > first:
                return True
            item_begin, separator = index + 1, self._row[index].text if index < end else ""
        return True

    def _goes_on(self, begin: int, end: int) -> bool:
        return bool(self._starting("going on", begin, end))

    def _bare(self, cue_end: int, first: int, end: int) -> Stance | None:
        """Judge a mention after "no" or "without": directly, or as a later item of a list of named things."""
        between = self._row[cue_end:first]
        separators = [word.text for word in between if word.text in _COMMAS | _ORS]
        own = len(between)
        while own and between[own - 1].text not in _COMMAS | _ORS:
            own -= 1
        if any(word.text not in _fillers() for word in between[own:]):
            return None
        if not separators:
            return Stance.DENIED
        allowed = _COMMAS | _ORS | _fillers()
        if any(cue_end + i not in self._named and word.text not in allowed for i, word in enumerate(between[:own])):
            return None
        if separators[-1] in _ORS:
            return Stance.DENIED
        item_end = next((i for i in range(first, end) if self._row[i].text in _COMMAS | _ORS), end)
        return None if self._goes_on(cue_end + own, item_end) else Stance.OPEN

    # -- what stands after --------------------------------------------------------------------------------------------

    def _said_after(self, after: int, end: int) -> Stance | None:
        """Return what directly follows the mention: "Kubernetes: none", "Kubernetes kenne ich noch nicht"."""
        index, skipped = after, 0
        while index < end and skipped <= _LONGEST_SKIP:
            said = [(one.end, stance) for label, stance in _AFTER for one in self._starting(label, index, index + 1)]
            if said:
                return max(said, key=lambda pair: pair[0])[1]
            if index not in self._named:
                if self._row[index].text not in word_set("stance", "skipped"):
                    return None
                skipped += 1
            index += 1
        return None

    def _is_broken(self, begin: int, first: int, after: int, end: int) -> bool:
        """Tell a negation inside of what tells of a thing: "drywall, never hung or taped"."""
        excused = self._in("excused", begin, end)
        cues = (*self._in("bare", first + 1, after), *self._in("denied", first + 1, after))
        return any(not _is_within(cue, excused) for cue in cues)

    # -- whose it is --------------------------------------------------------------------------------------------------

    def _is_of_others(self, begin: int, first: int, after: int, end: int) -> bool:
        """Tell "recruited Java developers" and "alongside the SAP team": others have it."""
        cues = [one for one in self._in("others", begin, first) if first - one.end <= _NEAR]
        return bool(cues) and bool(self._in("people", after, min(end, after + _NEAR // 2)))


_AFTER = (
    ("denied after", Stance.DENIED), ("wished after", Stance.OPEN), ("basic after", Stance.BASIC),
    ("had after", Stance.HAS),
)  # fmt: skip
"""Of the phrases that follow a mention at one word, the longest holds: "is not new to me", not "is not"."""


def _start(found: Found) -> int:
    return found.start


def _is_within(cue: Found, excused: list[Found]) -> bool:
    return any(one.start <= cue.start < one.end for one in excused)
