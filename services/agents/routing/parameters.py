"""Parameters: what the router has learnt, made by ``python -m bench.routing.fit`` from examples and labelled questions.

The model is a sum that can be read. Each word, pair and part of a word, and each claim, has a weight for every agent
that comes with Tailrace and for nobody. So has, where there is an encoder, every number of a text's meaning. What they
come to is weighed against the names in the text and the agent that answered last (`Weighing`), and becomes a share of
the whole for each agent.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from services.agents.routing.decision import Candidate

NOBODY = "nobody"
LEARNT = ("llm", "math", NOBODY, "operations", "repository", "screening", "units")
"""The agents that come with Tailrace, and nobody. The order of every list of weights."""

_FOLDER = Path(__file__).with_name("parameters")
_FEATURE_SCALE, _MEANING_SCALE = 1000, 10_000


Named = Literal["", "part", "whole"]
"""How much of a name stands in a text."""


class Weighing(msgspec.Struct, frozen=True):
    """How much each kind of evidence for an agent counts. ``bias`` is in the order of `LEARNT`."""

    words: float
    named: float
    named_part: float
    last: float
    last_following: float
    last_short: float
    last_certain: float
    meaning: float
    bias: list[float]

    def of_name(self, named: Named) -> float:
        return self.named if named == "whole" else self.named_part if named else 0.0


class Elsewhere(msgspec.Struct, frozen=True):
    """How an agent is judged that is only known by its card; `elsewhere.py` names the evidence."""

    weights: dict[str, float]
    bias: float


class Words(msgspec.Struct, frozen=True):
    """Weights are whole numbers, a thousandth each. ``features`` begin with their rarity."""

    features: dict[str, list[int]]
    claims: dict[str, list[int]]
    bias: list[float]
    weighing: Weighing
    elsewhere: Elsewhere
    unknown_rarity: float

    def rarity(self, feature: str) -> float:
        """The rarer in questions, the more a word says about one."""
        known = self.features.get(feature)
        return known[0] / _FEATURE_SCALE if known else self.unknown_rarity


class Meanings(msgspec.Struct, frozen=True):
    """One row for every number of a meaning."""

    rows: list[list[int]]
    bias: list[float]
    weighing: Weighing
    elsewhere: Elsewhere


def is_learnt(candidate: Candidate) -> bool:
    """An agent elsewhere may have the id of one that comes along, where that one is missing."""
    return candidate.is_builtin and candidate.agent_id in LEARNT


@cache
def words() -> Words:
    return msgspec.json.decode((_FOLDER / "words.json").read_bytes(), type=Words)


@cache
def meanings() -> Meanings:
    return msgspec.json.decode((_FOLDER / "meanings.json").read_bytes(), type=Meanings)
