"""Searches copies: rows of equal units, each as long as possible.

One pass from the first unit to the last, as LZ77 does it: where a window of enough weight has been seen before, the
match is extended to both sides, and the pass goes on behind it. So each unit is looked at a bounded number of times,
however often a repository repeats itself. What overlaps at a place is one family.

A window lies inside one function, so a row of getters is no copy; around a window, whole functions may be equal, too.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.scanning.structure.duplicate.copy import Copy, Place
from services.scanning.structure.duplicate.unit import END, FileUnits

MIN_LINES = 8
_MIN_DISTINCT = 4
_MIN_DISTINCT_SHARE = 0.45
"""Of the units. Below it, it is a table that is written as statements."""
_EARLIER = 8
"""Places of one window that are compared with a later one."""
_NEAR_ROWS = 12
"""Between two matches of the same places: a line that was changed in one of them."""
_WINDOW_UNITS = 200
"""A window of more holds nearly nothing, and comparing such would take long."""
_MODULUS = (1 << 61) - 1
_BASE = 1_000_003


class _Match(NamedTuple):
    """``length`` units from ``earlier`` on are those from ``later`` on."""

    earlier: int
    later: int
    length: int

    @property
    def spans(self) -> tuple[range, range]:
        return range(self.earlier, self.earlier + self.length), range(self.later, self.later + self.length)


def find_copies(files: Sequence[FileUnits], min_tokens: int) -> list[Copy]:
    """The copies of at least ``min_tokens``, the largest first."""
    row = _Row(files)
    matches = [match for match in _matches(row, min_tokens) if row.is_worth(match)]
    copies = [row.copy(family) for family in _families(_joined(matches, row), row)]
    return sorted(copies, key=lambda copy: (-copy.lines * (len(copy.places) - 1), copy.places))


class _Row:
    """The units of all files, one after the other. Between two files is one that equals no other."""

    def __init__(self, files: Sequence[FileUnits]) -> None:
        self.files = files
        self.hashes, self.weights, self.functions = array("Q"), array("L"), array("L")
        self.first_rows, self.last_rows, self.file_of = array("L"), array("L"), array("L")
        functions = 0
        for number, file in enumerate(files):
            self.hashes.extend([*file.hashes, END])
            self.weights.extend([*file.weights, 0])
            self.functions.extend([*(functions + function for function in file.functions), 0])
            functions += max(file.functions, default=0)
            self.first_rows.extend([*file.first_rows, 0])
            self.last_rows.extend([*file.last_rows, 0])
            self.file_of.extend([number] * (len(file.hashes) + 1))

    def is_border(self, at: int) -> bool:
        """Whether no function is there."""
        return at < 0 or at >= len(self.functions) or not self.functions[at]

    def is_equal(self, one: int, other: int) -> bool:
        return self.hashes[one] == self.hashes[other] and not self.is_border(one) and not self.is_border(other)

    def is_worth(self, match: _Match) -> bool:
        """Whether people would want to see it."""
        spans = match.spans
        hashes = [self.hashes[at] for at in spans[1] if self.hashes[at] != END]
        is_table = len(set(hashes)) < max(_MIN_DISTINCT, _MIN_DISTINCT_SHARE * len(hashes))
        return not is_table and min(map(self.lines, spans)) >= MIN_LINES

    def lines(self, span: range) -> int:
        """Those with code."""
        count, last = 0, -1
        for at in span:
            if self.hashes[at] != END:
                count += max(0, self.last_rows[at] - max(last, self.first_rows[at] - 1))
                last = max(last, self.last_rows[at])
        return count

    def copy(self, family: list[range]) -> Copy:
        places = sorted((self.file_of[span.start], span.start, span) for span in family)
        lines = sorted((self.lines(span) for span in family), reverse=True)
        return Copy([self._place(file, span) for file, _, span in places], lines[1])

    def _place(self, file: int, span: range) -> Place:
        first, last = self.first_rows[span.start] + 1, self.last_rows[span.stop - 1] + 1
        return Place(self.files[file].path, first, last, self.lines(span))


def _windows(row: _Row, min_tokens: int) -> Iterator[tuple[int, int]]:
    """``(start, key)`` of the smallest window of enough weight from each unit on: the same units, the same key."""
    total = len(row.hashes)
    sums, powers, end, weight = array("Q", [0]), array("Q", [1]), 0, 0
    for value in row.hashes:
        sums.append((sums[-1] * _BASE + value + 1) % _MODULUS)
        powers.append(powers[-1] * _BASE % _MODULUS)
    for start in range(total):
        function = row.functions[start]
        if end < start:
            end, weight = start, 0
        while end < total and weight < min_tokens and end - start < _WINDOW_UNITS and row.functions[end] == function:
            weight += row.weights[end]
            end += 1
        if function and weight >= min_tokens and row.hashes[start] != END:
            yield start, (sums[end] - sums[start] * powers[end - start]) % _MODULUS
        if end > start:
            weight -= row.weights[start]


def _matches(row: _Row, min_tokens: int) -> Iterator[_Match]:
    seen: dict[int, list[int]] = {}
    done = 0  # behind the last match
    for start, key in _windows(row, min_tokens):
        earlier = seen.setdefault(key, [])
        if start >= done:
            found = max(
                (_extended(row, place, start, done) for place in earlier), key=lambda match: match.length, default=None
            )
            if found is not None and _weight(row, found) >= min_tokens:
                yield found
                done = found.later + found.length
        if len(earlier) < _EARLIER:
            earlier.append(start)


def _weight(row: _Row, match: _Match) -> int:
    return sum(row.weights[match.later : match.later + match.length])


def _extended(row: _Row, earlier: int, later: int, done: int) -> _Match:
    """The longest match around these two units. It does not overlap itself, nor what is done."""
    end = 0
    while earlier + end < later and row.is_equal(earlier + end, later + end):
        end += 1
    begin = 0
    while later - begin > max(done, earlier + end) and row.is_equal(earlier - begin - 1, later - begin - 1):
        begin += 1
    first, last = -begin, end
    while first < last and _is_remainder(row, later + first):
        first += 1
    while first < last and not row.weights[later + last - 1]:
        last -= 1
    return _Match(earlier + first, later + first, last - first)


def _is_remainder(row: _Row, at: int) -> bool:
    """Whether what is there ends something that began before: a body, a case with ``break``, an ``if`` with ``else``.
    A head has no weight either, and is a beginning.
    """
    return row.hashes[at] == END or row.weights[at] == 1


def _joined(matches: Sequence[_Match], row: _Row) -> list[tuple[range, range]]:
    """The two places of each match. Matches that follow one another at both, with little between, are one."""
    joined: list[tuple[range, range]] = []
    for match in matches:
        pair = match.spans
        if joined and all(_is_near(before, after, row) for before, after in zip(joined[-1], pair, strict=True)):
            one, other = (range(before.start, after.stop) for before, after in zip(joined[-1], pair, strict=True))
            if one.stop <= other.start:  # else they are the halves of one place
                joined.pop()
                pair = one, other
        joined.append(pair)
    return joined


def _is_near(before: range, after: range, row: _Row) -> bool:
    if row.file_of[before.start] != row.file_of[after.start] or after.start < before.stop:
        return False
    return row.first_rows[after.start] - row.last_rows[before.stop - 1] <= _NEAR_ROWS


def _families(pairs: Sequence[tuple[range, range]], row: _Row) -> list[list[range]]:
    """Places that are copies of one another; those that overlap by more than half are one place."""
    places = sorted({span for pair in pairs for span in pair}, key=lambda span: (span.start, span.stop))
    merged: list[range] = []
    place_of: dict[range, int] = {}
    for span in places:
        if merged and _overlap(merged[-1], span) * 2 > min(len(merged[-1]), len(span)):
            merged[-1] = range(merged[-1].start, max(merged[-1].stop, span.stop))
        else:
            merged.append(span)
        place_of[span] = len(merged) - 1
    root = list(range(len(merged)))

    def find(place: int) -> int:
        while root[place] != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    for one, other in pairs:
        root[find(place_of[other])] = find(place_of[one])
    families: dict[int, list[range]] = {}
    for place, span in enumerate(merged):
        families.setdefault(find(place), []).append(span)
    return [family for family in families.values() if len(family) > 1]


def _overlap(one: range, other: range) -> int:
    return min(one.stop, other.stop) - max(one.start, other.start)
