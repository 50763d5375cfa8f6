"""Whether a regular expression takes time in proportion to the text, whatever the text.

Python's engine tries one way after the other. It takes quadratic time or worse if a text can be read in two ways, both
of which can go on: by two repetitions of the pattern, or by a repetition and by the search for the next place to start
(Weber and Seidl, *On the degree of ambiguity of finite automata*, 1991). This looks for both in the pattern's
automaton, and errs on the safe side: a condition in the middle of a pattern, such as ``\\b``, counts as always met.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from typing import Any

_ALPHABET = [chr(code) for code in range(128)] + ["é", "\u2028", "漢"]
_EVERY = (1 << len(_ALPHABET)) - 1
_AS_GOOD_AS_UNBOUNDED = 256
_BEGIN = -1  # just before a match's first character
_COPIES = 3  # of what is repeated a bounded number of times

_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
_LOOKS = (_constants.ASSERT, _constants.ASSERT_NOT)
_LINE_STARTS = (_constants.AT_BEGINNING, _constants.AT_BEGINNING_LINE)


def slow_reading(pattern: str | bytes, flags: int = 0, *, method: str = "search") -> str | None:
    """Return how a text can take more than linear time, or None. ``method`` is how the pattern is used."""
    parsed = _parser.parse(pattern, flags)
    automaton = _Automaton(parsed)
    accept, *_ = automaton.build(list(parsed), 0)
    automaton.finish(accept, can_stop_early=method != "fullmatch")
    if method not in ("match", "fullmatch"):
        slow = automaton.slow_start(list(parsed))
        if slow:
            return slow
    return automaton.slow_repetitions()


class _Automaton:
    """State 0 is the start. ``_steps`` are transitions on sets of characters (bits), ``_empty`` those on nothing."""

    def __init__(self, parsed: Any) -> None:
        self._state = parsed.state
        self._steps: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._empty: dict[int, list[int]] = defaultdict(list)
        self._conditional: dict[int, list[int]] = defaultdict(list)
        self._count = 1
        self._edges: dict[int, list[tuple[int, int]]] = {}
        self._done: set[int] = set()

    # -- from the pattern ---------------------------------------------------------------------------------------------

    def build(self, items: Iterable[tuple[Any, Any]], at: int) -> tuple[int, bool]:
        """Append items after state ``at``. Returns the last state, and whether it repeats something."""
        repeats = False
        for kind, value in items:
            at, again = self._item(kind, value, at)
            repeats |= again
        return at, repeats

    def _item(self, kind: Any, value: Any, at: int) -> tuple[int, bool]:
        if kind in _REPEATS:
            return self._repeat(*value, at)
        if kind is _constants.SUBPATTERN:
            return self.build(value[3], at)
        if kind is _constants.ATOMIC_GROUP:
            return self.build(value, at)
        if kind is _constants.BRANCH:
            return self._branch(value[1], at)
        if kind in _LOOKS:
            _, repeats = self.build(value[1], self._new())
            if repeats:
                raise ValueError("a repetition inside a look-around cannot be judged")
            return self._after(at, self._conditional), False
        if kind is _constants.AT:
            return self._after(at, self._conditional), False
        there = self._new()
        self._steps[at].append((self.characters(kind, value), there))
        return there, False

    def _repeat(self, least: int, most: Any, body: Any, at: int) -> tuple[int, bool]:
        repeats = False
        for _ in range(min(least, _COPIES)):
            at, _again = self.build(body, at)
        if most is _constants.MAXREPEAT or most > _AS_GOOD_AS_UNBOUNDED:
            # Two copies by turns: a repetition inside a repetition is then two states that read the same text.
            at = self._after(at, self._empty)
            middle, _again = self.build(body, at)
            end, _again = self.build(body, middle)
            self._empty[end].append(at)
            out = self._new()
            self._empty[at].append(out)
            self._empty[middle].append(out)
            return out, True
        for _ in range(min(most - least, _COPIES)):
            end, again = self.build(body, at)
            self._empty[at].append(end)
            at, repeats = end, repeats or again
        return at, repeats

    def _branch(self, branches: Any, at: int) -> tuple[int, bool]:
        out, repeats = self._new(), False
        for branch in branches:
            start = self._after(at, self._empty)
            end, again = self.build(branch, start)
            self._empty[end].append(out)
            repeats |= again
        return out, repeats

    def characters(self, kind: Any, value: Any) -> int:
        if kind is _constants.GROUPREF:
            raise ValueError("a reference to a group cannot be judged")
        if kind is _constants.ANY:
            return _EVERY if self._state.flags & re.DOTALL else _EVERY & ~(1 << _ALPHABET.index("\n"))
        flags = self._state.flags & (re.IGNORECASE | re.UNICODE | re.ASCII)
        one = _compiler.compile(_parser.SubPattern(self._state, [(kind, value)]), flags)
        return sum(1 << place for place, character in enumerate(_ALPHABET) if one.fullmatch(character))

    def _new(self) -> int:
        self._count += 1
        return self._count - 1

    def _after(self, at: int, by: dict[int, list[int]]) -> int:
        there = self._new()
        by[at].append(there)
        return there

    # -- what it can read ---------------------------------------------------------------------------------------------

    def finish(self, accept: int, *, can_stop_early: bool) -> None:
        for state in range(self._count):
            reached = self._closure(state, conditions=True)
            self._edges[state] = [edge for there in reached for edge in self._steps[there]]
            if can_stop_early and accept in self._closure(state, conditions=False):
                self._done.add(state)  # whoever comes here has a match, and tries nothing else

    def _closure(self, state: int, *, conditions: bool) -> set[int]:
        reached, left = {state}, [state]
        while left:
            here = left.pop()
            for there in (*self._empty[here], *(self._conditional[here] if conditions else ())):
                if there not in reached:
                    reached.add(there)
                    left.append(there)
        return reached

    def slow_start(self, items: list[tuple[Any, Any]]) -> str | None:
        """A repetition that reads what can also begin a match, and can fail after it."""
        for loop in self._loops():
            for before, first in _entries(items, self):
                pairs = {
                    (there, stays) for character, stays in self._edges[loop] if character & before for there in [-1]
                }
                seen: set[tuple[int, int]] = set()
                left = list(pairs)
                while left:
                    here, stays = left.pop()
                    if here == stays == loop:
                        return f"begins anywhere in what it repeats: {self._reads(loop)}"
                    if (here, stays) in seen:
                        continue
                    seen.add((here, stays))
                    mask = first if here == -1 else _EVERY
                    for read, there in self._edges[0 if here == -1 else here]:
                        for kept, on in self._edges[stays]:
                            if read & kept & mask:
                                left.append((there, on))
        return None

    def slow_repetitions(self) -> str | None:
        """Two repetitions one after the other that can share a text in every way."""
        for one in self._loops():
            for other in self._loops():
                if one != other and self._share(one, other):
                    return f"repeats the same twice: {self._reads(one)} and {self._reads(other)}"
        return None

    def _share(self, one: int, other: int) -> bool:
        seen: set[tuple[int, int, int]] = set()
        left = [(one, one, other)]
        while left:
            state = left.pop()
            for a, to_a in self._edges[state[0]]:
                for b, to_b in self._edges[state[1]]:
                    if not a & b:
                        continue
                    for c, to_c in self._edges[state[2]]:
                        after = (to_a, to_b, to_c)
                        if a & b & c and after not in seen:
                            if after == (one, other, other):
                                return True
                            seen.add(after)
                            left.append(after)
        return False

    def _loops(self) -> Iterator[int]:
        """States that reading can come back to, and from which a match is not certain."""
        for state in range(self._count):
            if state not in self._done and state in self._ahead(state):
                yield state

    def _ahead(self, state: int) -> set[int]:
        reached: set[int] = set()
        left = [state]
        while left:
            for _, there in self._edges[left.pop()]:
                if there not in reached:
                    reached.add(there)
                    left.append(there)
        return reached

    def _reads(self, state: int) -> str:
        read = 0
        for characters, _ in self._edges[state]:
            read |= characters
        return "".join(character for place, character in enumerate(_ALPHABET) if read >> place & 1)[:40]


def _entries(items: list[tuple[Any, Any]], automaton: _Automaton) -> list[tuple[int, int]]:
    """Where a match can begin: the characters before it, and those that it may begin with."""
    if not items:
        return [(_EVERY, _EVERY)]
    kind, value = items[0]
    if kind is _constants.AT and value is _constants.AT_BEGINNING_STRING:
        return []
    if kind is _constants.AT and value in _LINE_STARTS:
        return [(1 << _ALPHABET.index("\n"), _EVERY)] if automaton._state.flags & re.MULTILINE else []
    if kind is _constants.AT and value is _constants.AT_BOUNDARY:
        word = sum(1 << place for place, character in enumerate(_ALPHABET) if re.fullmatch(r"\w", character))
        return [(_EVERY & ~word, word), (word, _EVERY & ~word)]
    if kind in _LOOKS and value[0] < 0 and len(value[1]) == 1:
        characters = automaton.characters(*value[1][0])
        return [(characters if kind is _constants.ASSERT else _EVERY & ~characters, _EVERY)]
    return [(_EVERY, _EVERY)]
