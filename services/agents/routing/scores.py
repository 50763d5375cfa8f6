"""Word statistics: how much a text's words, claims and meaning say for each agent that the router has learnt."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from services.agents.routing.parameters import LEARNT, Meanings, Words
from services.agents.routing.reading import Reading

_THOUSANDTH, _TEN_THOUSANDTH = 1 / 1000, 1 / 10_000


def word_scores(reading: Reading, claims: Mapping[str, float], words: Words) -> list[float]:
    """In the order of `LEARNT`. The features are one vector of length 1, so that a long text has no more to say."""
    scores = list(words.bias)
    for name, strength in claims.items():
        _add(scores, words.claims.get(name), strength * _THOUSANDTH)
    counts = Counter(feature for feature in reading.features if feature in words.features)
    values = {feature: (1 + math.log(count)) * words.rarity(feature) for feature, count in counts.items()}
    length = math.sqrt(sum(value * value for value in values.values()))
    for feature, value in values.items():
        known = words.features[feature]
        _add(scores, known[1:], value / length * _THOUSANDTH)
    return scores


def meaning_scores(meaning: Sequence[float], meanings: Meanings) -> list[float]:
    scores = list(meanings.bias)
    for value, row in zip(meaning, meanings.rows, strict=True):
        _add(scores, row, value * _TEN_THOUSANDTH)
    return scores


def shares(scores: Sequence[float]) -> list[float]:
    """Numbers above 0 with the sum 1 (softmax)."""
    highest = max(scores)
    parts = [math.exp(score - highest) for score in scores]
    whole = sum(parts)
    return [part / whole for part in parts]


def _add(scores: list[float], weights: Sequence[int] | None, factor: float) -> None:
    if weights is not None:
        for number in range(len(LEARNT)):
            scores[number] += weights[number] * factor
