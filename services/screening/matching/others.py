"""Others: what a text names as theirs and not the person's: "forwarded to the payroll team", "inspected by others".

A team, a firm or people of a trade are others where a word leads to them: to, by, from, after, alongside, helping. They
are not where the person is one of them or leads them: "worked for the payroll team", "promoted to the welding crew".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from services.screening.matching.phrase import Found, Phrases, Word
from services.screening.matching.wording import word_set, wording

_PHRASES = ("own", "done by others", "mine", "handed over", "passed on", "nothing else")
_PERSONS = (
    "er", "or", "ist", "ian", "yst", "ant", "eur", "euse", "ien", "ienne", "erin", "ero", "era", "dora", "ista",
    "nurse", "cook", "chef", "clerk", "guard", "mechanic", "barista",
)  # fmt: skip
_MOST_BETWEEN = 4
_RECEIVER = 6


@cache
def _phrases() -> Phrases:
    return Phrases({label: wording("others").groups[label] for label in _PHRASES})


@cache
def _done() -> Phrases:
    return Phrases({label: wording("others").groups[label] for label in ("done by others", "passed on")})


@cache
def _choices(group: str) -> frozenset[str]:
    return frozenset(word for line in wording("others").groups[group] for word in line.split("|"))


@cache
def _persons() -> frozenset[str]:
    """Names of people of a trade, in the singular."""
    words = {word for lines in wording("occupation").groups.values() for line in lines for word in line.split("|")}
    return frozenset(word for word in words if word.endswith(_PERSONS)) - word_set("others", "not a person")


@cache
def _crowds() -> frozenset[str]:
    """Names of people of a trade, in the plural."""
    plurals = (f"{word}{ending}" for word in _persons() for ending in ("s", "n", "nen", "es"))
    return frozenset(plurals) | _choices("crowd")


@cache
def _people() -> frozenset[str]:
    return _choices("team") | _choices("firm") | _choices("team first") | _crowds() | _persons()


def may_speak_of_others(bare: Iterable[str]) -> bool:
    """Return False where no word of a text is of other people: a quick no for most of a text."""
    words = frozenset(bare)
    return not words.isdisjoint(_people()) or _done().can_stand_in(words)


class Others:
    """A text in words, with the phrases in it that tell what others do."""

    def __init__(self, row: Sequence[Word], named: set[int]) -> None:
        self._row = row
        self._named = named
        self._found: dict[str, list[Found]] = {label: [] for label in _PHRASES}
        for found in _phrases().find(row):
            self._found[found.label].append(found)

    def have(self, begin: int, first: int, after: int, end: int) -> bool:
        """Whether others have what the words from ``first`` to before ``after`` name, in a clause."""
        return (
            self._is_led_to(begin, first, after, end)
            or self._is_handed_over(begin, first, after, end)
            or self.did(begin, first, after, end)
        )

    def did(self, begin: int, first: int, after: int, end: int) -> bool:
        """Tell "payroll was run by an outside firm", but not by me."""
        last = after
        while last < end and last in self._named:
            last += 1
        for one in self._found["done by others"]:
            follows = first <= one.start <= last and after < one.end <= end
            if follows or (one.start <= first and after <= one.end):
                return not any(begin <= mine.start < end for mine in self._found["mine"])
        return False

    def _is_handed_over(self, begin: int, first: int, after: int, end: int) -> bool:
        """Tell "forwarded supplier invoices to the accounts payable team"."""
        if not any(
            begin <= one.start and first - _MOST_BETWEEN < one.end <= first for one in self._found["handed over"]
        ):
            return False
        to = next((i for i in range(after, end) if self._row[i].text in _choices("receiver")), end)
        return any(word.text in _people() for word in self._row[to : min(end, to + _RECEIVER)])

    def is_all_else(self, after: int) -> bool:
        """Whether a text says before the word ``after`` that the person did one thing only."""
        return any(one.end <= after for one in self._found["nothing else"])

    def _is_led_to(self, begin: int, first: int, after: int, end: int) -> bool:
        """Tell "to the payroll team", "au service paie", "behind the TIG welders", "supporting registered nurses"."""
        index, skipped, is_team = first - 1, 0, False
        while index >= begin and skipped < _MOST_BETWEEN and self._stands_between(index):
            is_team = is_team or self._row[index].text in _choices("team first")
            index, skipped = index - 1, skipped + 1
        if index < begin or any(one.start <= index < one.end for one in self._found["own"]):
            return False
        leads = self._row[index].text
        to_anybody = leads in word_set("others", "leads to")
        if not to_anybody and leads not in word_set("others", "leads to a team"):
            return False
        if is_team or self._row[after - 1].text in _crowds() or (skipped and self._row[after - 1].text in _persons()):
            return True
        while after < end and after in self._named and self._row[after].text not in _people():
            after += 1
        following = self._row[after].text if after < end else ""
        if following in _choices("firm"):
            return to_anybody
        passed_on = any(one.start == after for one in self._found["passed on"])
        return following in _choices("team") | _crowds() or (passed_on and leads == "an" and skipped > 0)

    def _stands_between(self, index: int) -> bool:
        word = self._row[index].text
        if word in ("a", "an") and self._row[index + 1].text in word_set("others", "article of a noun"):
            return False  # "an die Buchhaltung", "a la gestoría"
        return word.isdecimal() or word in word_set("others", "between") or word in _choices("team first")
