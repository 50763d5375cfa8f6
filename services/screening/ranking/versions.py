"""Versions: résumés of one stack that are probably the same person's, by e-mail, phone or nearly equal text.

They are linked. Nobody is dropped or merged: two people may share a phone, and who is right is for a person to say.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from services.screening.matching.phrase import fold
from services.screening.profile import Profile

Pair = tuple[int, int]

SHINGLE_WORDS = 4
SAMPLE = 512
"""The smallest hashes of a text stand for it, so that comparing two takes as long for long texts as for short ones."""
SKETCH = 48
"""Of those, how many are looked up: texts that share few of them are not compared."""
FEWEST_SHARED = 12
NEARLY_EQUAL = 0.6
FEWEST_SHINGLES = 25
MOST_TOGETHER = 300
"""What more résumés share comes from a template or an agency, and links nobody."""


class Sample(NamedTuple):
    """A sample: ``hashes`` in order, all that the text has up to ``last``."""

    hashes: list[int]
    known: frozenset[int]
    last: float


def versions(profiles: Sequence[Profile]) -> list[list[int]]:
    """Return for each profile the indexes of its other versions in the stack, in the stack's order."""
    pairs = {
        *_sharing([{value.text.casefold() for value in profile.emails} for profile in profiles]),
        *_sharing([{value.text for value in profile.phones} for profile in profiles]),
        *_nearly_equal([_sample(profile) for profile in profiles]),
    }
    found: list[list[int]] = [[] for _ in profiles]
    for one, other in pairs:
        found[one].append(other)
        found[other].append(one)
    return [sorted(others) for others in found]


def _sample(profile: Profile) -> Sample:
    """Return a sample of the hashes of every few words in a row; it is the same in every process."""
    row = fold(" ".join(statement.text for statement in profile.statements if not statement.identity)).split()
    runs = (" ".join(row[at : at + SHINGLE_WORDS]) for at in range(len(row) - SHINGLE_WORDS + 1))
    every = sorted({zlib.crc32(run.encode()) for run in runs})
    hashes = every[:SAMPLE]
    return Sample(hashes, frozenset(hashes), hashes[-1] if len(every) > SAMPLE else float("inf"))


def _sharing(keys: Sequence[Iterable[Hashable]]) -> Iterator[Pair]:
    """Yield the pairs that have a key in common, once for each such key."""
    holders: dict[Hashable, list[int]] = defaultdict(list)
    for index, own in enumerate(keys):
        for key in own:
            holders[key].append(index)
    for group in holders.values():
        if len(group) <= MOST_TOGETHER:
            yield from combinations(group, 2)


def _nearly_equal(texts: Sequence[Sample]) -> Iterator[Pair]:
    """Yield the pairs of which most shingles are the same. Only texts whose sketches meet are compared."""
    sketches = [text.hashes[:SKETCH] if len(text.hashes) >= FEWEST_SHINGLES else [] for text in texts]
    for (one, other), count in Counter(_sharing(sketches)).items():
        if count >= FEWEST_SHARED and _likeness(texts[one], texts[other]) >= NEARLY_EQUAL:
            yield one, other


def _likeness(one: Sample, other: Sample) -> float:
    """Return the share of shingles in common (Jaccard), of the hashes that both samples reach to."""
    last = min(one.last, other.last)
    shared = len(one.known & other.known)
    return shared / (bisect_right(one.hashes, last) + bisect_right(other.hashes, last) - shared)
