"""Versions: résumés of one stack that are probably the same person's, by e-mail, phone or nearly equal text.

They are linked and flagged. Nobody is dropped or merged: two people may share a phone, and who is right is for a person
to say.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Literal, NamedTuple

from services.screening.matching.phrase import fold
from services.screening.profile import Profile

Reason = Literal["e-mail", "phone", "text"]

SHINGLE_WORDS = 4
SKETCH = 48
"""The smallest hashes of a text stand for it: two texts share as large a part of them as of their shingles."""
FEWEST_SHARED = 12
NEARLY_EQUAL = 0.6
FEWEST_SHINGLES = 25
MOST_TOGETHER = 300
"""A shingle that more résumés share comes from a template, and links nobody."""


class Version(NamedTuple):
    """The index of another résumé of the stack, and by what it is taken for the same person's."""

    other: int
    reasons: tuple[Reason, ...]


def versions(profiles: Sequence[Profile]) -> list[list[Version]]:
    """Return for each profile its other versions in the stack, in the stack's order."""
    pairs: dict[tuple[int, int], list[Reason]] = defaultdict(list)
    for pair in _sharing([_emails(profile) for profile in profiles]):
        pairs[pair].append("e-mail")
    for pair in _sharing([{value.text for value in profile.phones} for profile in profiles]):
        pairs[pair].append("phone")
    for pair in _nearly_equal([shingles(profile) for profile in profiles]):
        pairs[pair].append("text")
    found: list[list[Version]] = [[] for _ in profiles]
    for (one, other), reasons in sorted(pairs.items()):
        found[one].append(Version(other, tuple(reasons)))
        found[other].append(Version(one, tuple(reasons)))
    return [sorted(links) for links in found]


def shingles(profile: Profile) -> frozenset[int]:
    """Return hashes of every few words in a row; they are the same in every process."""
    row = fold(" ".join(statement.text for statement in profile.statements if not statement.identity)).split()
    runs = (" ".join(row[at : at + SHINGLE_WORDS]) for at in range(len(row) - SHINGLE_WORDS + 1))
    return frozenset(zlib.crc32(run.encode()) for run in runs)


def _emails(profile: Profile) -> set[str]:
    return {value.text.casefold() for value in profile.emails}


def _sharing(keys: Sequence[Iterable[Hashable]]) -> set[tuple[int, int]]:
    holders: dict[Hashable, list[int]] = defaultdict(list)
    for index, own in enumerate(keys):
        for key in own:
            holders[key].append(index)
    return {(one, other) for group in holders.values() for at, one in enumerate(group) for other in group[at + 1 :]}


def _nearly_equal(texts: Sequence[frozenset[int]]) -> Iterable[tuple[int, int]]:
    """Yield the pairs of which most shingles are the same. Only texts whose sketches meet are compared."""
    holders: dict[int, list[int]] = defaultdict(list)
    for index, own in enumerate(texts):
        if len(own) >= FEWEST_SHINGLES:
            for key in sorted(own)[:SKETCH]:
                holders[key].append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for group in holders.values():
        if len(group) <= MOST_TOGETHER:
            shared.update((one, other) for at, one in enumerate(group) for other in group[at + 1 :])
    for (one, other), count in shared.items():
        if count >= FEWEST_SHARED and len(texts[one] & texts[other]) >= NEARLY_EQUAL * len(texts[one] | texts[other]):
            yield one, other
