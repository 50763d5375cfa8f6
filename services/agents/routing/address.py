"""An address: a question that says which agent is to answer. "@weather …", "ask weather …", "weather: …", "frag den
Wetter-Agenten …" go to that agent, whatever else their words say; a name that no agent has is no address.

Many names are ordinary words ("units", "weather"). So an address opens a sentence, and the less a verb means asking,
the more must follow from which it is seen that the name is one: "use weather to …", but not "use weather data …".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import chain, islice
from pathlib import Path

from services.agents.routing.decision import Candidate
from services.agents.routing.parameters import is_learnt, words
from services.agents.routing.reading import Reading

_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_|\n")
_ENDS = frozenset([".", "!", "?", ";", ":", ",", "(", ")", '"', "“", "”", "„", "«", "»", "–", "—", "\n"])
_SENTENCE_ENDS = frozenset([".", "!", "?", ";", ":", "\n"])
_LEADING_SIGNS, _BETWEEN_SIGNS = "¿¡,!-'\"(", "'-"
_MOST_LEADING, _MOST_BETWEEN, _MOST_PLACES = 8, 5, 40
_LEAST_RARITY = 5.0
"""Of one of a name's words; "the", "my" and "why" name nobody."""


def addressed(reading: Reading, candidates: Collection[Candidate]) -> Candidate | None:
    """The agent that is asked by name. Of several by that name, one of ours is meant."""
    text = _Text(reading.plain)
    ours_first = sorted(candidates, key=lambda each: (not is_learnt(each), each.agent_id))
    spelled = [(name, each) for each in ours_first for name in _names(each)]
    spelled.sort(key=lambda pair: -len(pair[0]))
    mentioned = (_named(text, at, spelled)[0] for at in islice(text.mentions(), _MOST_PLACES))
    asked = (_asked(text, at, spelled) for at in islice(text.sentences(), _MOST_PLACES))
    return next(filter(None, chain(mentioned, asked)), None)


@cache
def _around() -> dict[str, frozenset[str]]:
    lists: dict[str, set[str]] = {}
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if line.endswith(":"):
            words_of_list = lists.setdefault(line[:-1], set())
        elif line and not line.startswith("#"):
            words_of_list.update(line.split())
    return {name: frozenset(each) for name, each in lists.items()}


class _Text:
    """Folded text as tokens: words, and every sign by itself."""

    def __init__(self, plain: str) -> None:
        found = list(_TOKEN.finditer(plain))
        self.tokens = [each.group() for each in found]
        self._spans = [each.span() for each in found]

    def at(self, place: int) -> str:
        """A token; after the end, an empty one."""
        return self.tokens[place] if place < len(self.tokens) else ""

    def touch(self, place: int) -> bool:
        """Whether nothing stands between this token and the one before it."""
        return 0 < place < len(self.tokens) and self._spans[place - 1][1] == self._spans[place][0]

    def mentions(self) -> Iterator[int]:
        """Behind every "@" that is not within a word, as it is in an address of mail."""
        for place in range(1, len(self.tokens)):
            is_in_word = self.touch(place - 1) and self.at(place - 2).isalnum()
            if self.at(place - 1) == "@" and self.touch(place) and not is_in_word:
                yield place

    def sentences(self) -> Iterator[int]:
        for place in range(len(self.tokens)):
            if place == 0 or self.tokens[place - 1] in _SENTENCE_ENDS:
                yield place


_Spelled = Sequence[tuple[tuple[str, ...], Candidate]]


def _names(candidate: Candidate) -> Iterator[tuple[str, ...]]:
    """The words of its id and its name, without an "agent" at the end."""
    for name in {candidate.agent_id, candidate.name}:
        parts = Reading(name).words
        if len(parts) > 1 and parts[-1] in _around()["agent"]:
            parts = parts[:-1]
        if any(words().rarity(part) >= _LEAST_RARITY for part in parts):
            yield parts
            if len(parts) > 1:
                yield ("".join(parts),)


def _named(text: _Text, place: int, spelled: _Spelled) -> tuple[Candidate | None, int]:
    """Whose name stands here, the longest first, and where it ends."""
    for name, candidate in spelled:
        end = _end_of(text, place, name)
        if end and not _is_cut(text, end):
            return candidate, end
    return None, place


def _end_of(text: _Text, place: int, name: Sequence[str]) -> int:
    """0 if it does not stand here. Hyphens between its words do not matter, nor does an "agent" behind it."""
    for number, part in enumerate(name):
        if number and text.at(place) in ("-", "_"):
            place += 1
        if text.at(place) != part:
            return 0
        place += 1
    suffix = place + 1 if text.at(place) in ("-", "_") else place
    return suffix + 1 if text.at(suffix) in _around()["agent"] else place


def _is_cut(text: _Text, end: int) -> bool:
    """Whether what ends here is a part of a longer name, such as that of a file or a server."""
    return text.at(end) in ("-", "_", ".", "/", "@") and text.touch(end) and text.touch(end + 1)


def _asked(text: _Text, start: int, spelled: _Spelled) -> Candidate | None:
    """Whom a sentence that starts here is for."""
    place, is_greeted = start, False
    for _ in range(_MOST_LEADING):
        found = _called(text, place, spelled, is_greeted, start == 0) or _told(text, place, spelled)
        if found is not None:
            return found
        if text.at(place) not in _around()["leading"] and text.at(place) not in _LEADING_SIGNS:
            return None
        is_greeted = is_greeted or text.at(place) in _around()["greetings"]
        place += 1
    return None


def _called(text: _Text, place: int, spelled: _Spelled, is_greeted: bool, is_first: bool) -> Candidate | None:
    """ "weather: …", "hey weather, …", "weather, please …", and "bitte weather fragen"."""
    candidate, end = _named(text, place, spelled)
    after = text.at(end)
    if candidate is None or after in ("fragen", "befragen"):
        return candidate
    if after == ":" and is_first:
        return candidate
    if is_greeted and (after in _ENDS or after in _around()["goes_on"]):
        return candidate
    return candidate if after == "," and text.at(end + 1) in _around()["goes_on"] and is_first else None


def _told(text: _Text, place: int, spelled: _Spelled) -> Candidate | None:
    """ "ask weather …", "use the weather agent …"."""
    verb = text.at(place)
    if verb not in _around()["asking"] and verb not in _around()["giving"]:
        return None
    for at in range(place + 1, place + 2 + _MOST_BETWEEN):
        says_agent = text.at(at) in _around()["agent"]
        candidate, end = _named(text, at + says_agent, spelled)
        if candidate is not None:
            goes_on = text.at(end) in _around()["goes_on"] or text.at(end) in _ENDS or end >= len(text.tokens)
            is_clear = says_agent or text.at(end - 1) in _around()["agent"] or goes_on
            return candidate if is_clear or (verb in _around()["asking"] and not is_learnt(candidate)) else None
        if text.at(at) not in _around()["between"] and text.at(at) not in _BETWEEN_SIGNS and not says_agent:
            return None
    return None
