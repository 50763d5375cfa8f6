"""An agent that is only known by its card: how well a question fits what the card says.

A card is a stranger's text. It is cut to a few examples and lines; the nearest counts, so more of them win nothing; an
example that an agent of ours has is no example; and what ours are sure to answer is hardly ever given away.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.agents.routing.decision import Candidate
from services.agents.routing.example import agents_of_examples, key_of
from services.agents.routing.parameters import LEARNT, NOBODY, Elsewhere, words
from services.agents.routing.reading import Reading

_SKILLS, _EXAMPLES, _TAGS = 20, 25, 60
_EXAMPLE_LETTERS, _LINE_LETTERS = 200, 300
_TELLING_RARITY = 4.0
"""Of a word that stands in few questions, and so tells what one is about."""
_UNSURE = 0.01
_GUARD = 4
"""Where our agents have the share s, one elsewhere has at most 1 - s**4: what ours are sure of stays with them."""

Vector = dict[str, float]


@dataclass(frozen=True, slots=True)
class Profile:
    """What is read of a card. ``texts`` are what a question is held against, the examples first."""

    key: str
    texts: tuple[str, ...]
    vectors: tuple[Vector, ...]
    topics: frozenset[str]


def profile_of(candidate: Candidate) -> Profile:
    skills = candidate.skills[:_SKILLS]
    lines = [candidate.description, *(f"{skill.name}. {skill.description}" for skill in skills)]
    tags = [tag for skill in skills for tag in skill.tags][:_TAGS]
    examples = [text[:_EXAMPLE_LETTERS] for skill in skills for text in skill.examples]
    return _profile(
        tuple(dict.fromkeys(examples[: 20 * _EXAMPLES])),
        tuple(line[:_LINE_LETTERS] for line in lines),
        tuple(tag[:_LINE_LETTERS] for tag in [candidate.name, *tags]),
    )


@lru_cache(maxsize=500)
def _profile(examples: tuple[str, ...], lines: tuple[str, ...], tags: tuple[str, ...]) -> Profile:
    ours = agents_of_examples()
    own = [text for text in examples if ours.get(key_of(text), NOBODY) == NOBODY][:_EXAMPLES]
    texts = tuple(text for text in (*own, *lines) if text.strip()) or ("",)
    readings = [Reading(text) for text in texts]
    topics = {word for reading in (*readings, *map(Reading, tags)) for word in reading.words}
    key = hashlib.sha256("\0".join(texts).encode("utf-8", "replace")).hexdigest()[:32]
    return Profile(
        key,
        tuple(reading.text for reading in readings),
        tuple(vector_of(reading) for reading in readings),
        frozenset(topics),
    )


def vector_of(reading: Reading) -> Vector:
    """The rarities of a text's words and parts of words, of length 1 together."""
    known = words()
    vector = {feature: known.rarity(feature) for feature in reading.features}
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {feature: value / length for feature, value in vector.items()}


def fit(
    reading: Reading,
    vector: Vector,
    profile: Profile,
    near: tuple[float, float] | None,
    rival: float,
    hosted: Sequence[float],
) -> dict[str, float]:
    """The evidence, by the names of `Elsewhere.weights`. ``near`` and ``rival`` are the encoder's, ``hosted`` the
    shares of the agents that the router has learnt.
    """
    general = hosted[LEARNT.index("llm")]
    evidence = {
        "words": max(_cosine(vector, other) for other in profile.vectors),
        "topics": _coverage(reading.words, profile.topics),
        "ours": _log_odds(ours_of(hosted)),
        "general": _log_odds(general),
        "nobody": _log_odds(hosted[LEARNT.index(NOBODY)]),
    }
    if near is not None:
        evidence |= {"meaning": near[0], "meanings": near[1], "lead": near[0] - rival}
    return evidence


def odds(evidence: Mapping[str, float], elsewhere: Elsewhere, ours: float, more: float) -> float:
    """For this agent against all that the router has learnt, of which ``ours`` is the share of the special ones.
    ``more`` is what names and the last turn say for it.
    """
    score = more + elsewhere.bias + sum(weight * evidence.get(name, 0.0) for name, weight in elsewhere.weights.items())
    most = 1 / max(ours, 0.01) ** _GUARD - 1
    return min(most, math.exp(max(-30.0, min(30.0, score))))


def ours_of(hosted: Sequence[float]) -> float:
    """The share of our agents, without the one for anything in general."""
    return max(0.0, 1 - hosted[LEARNT.index("llm")] - hosted[LEARNT.index(NOBODY)])


def _cosine(one: Vector, other: Vector) -> float:
    small, large = sorted((one, other), key=len)
    return sum(value * large.get(feature, 0.0) for feature, value in small.items())


def _coverage(asked: Collection[str], topics: Collection[str]) -> float:
    """How much of what the question is about is in the card, by the rarity of its words."""
    rarities = {word: words().rarity(word) for word in asked}
    whole = sum(rarity for rarity in rarities.values() if rarity > _TELLING_RARITY)
    found = sum(rarity for word, rarity in rarities.items() if rarity > _TELLING_RARITY and word in topics)
    return found / whole if whole else 0.0


def _log_odds(share: float) -> float:
    return math.log((share + _UNSURE) / (1 + _UNSURE - share))
