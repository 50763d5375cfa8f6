"""Baselines: what simple routers say, on the same examples that the router learnt from."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable

from services.agents.routing.example import examples
from services.agents.routing.parameters import NOBODY
from services.agents.routing.reading import Reading
from services.agents.routing.vocabulary import vocabularies

Baseline = Callable[[str], str]

_KEYWORDS = {
    "mathematics": "math", "unit": "units", "calendar": "units", "code": "repository", "hiring": "screening",
    "operation": "operations", "language": "llm",
}  # fmt: skip
_K1, _B = 1.5, 0.75
_SHOWN = [(agent_id, Reading(text).words) for agent_id, texts in examples().items() for text in texts]


def baselines() -> dict[str, Baseline]:
    return {"majority": _majority, "keyword": _keyword, "BM25": _bm25(), "TF-IDF": _tf_idf()}


def _majority(_text: str) -> str:
    return NOBODY


def _keyword(text: str) -> str:
    """The agent whose vocabulary has most of the words; nobody if none has any."""
    hits: Counter[str] = Counter()
    for name, agent_id in _KEYWORDS.items():
        hits[agent_id] += vocabularies()[name].hits(Reading(text))
    agent_id, most = max(hits.items(), key=lambda item: (item[1], item[0]))
    return agent_id if most else NOBODY


def _bm25() -> Baseline:
    """The agent of the example that Okapi BM25 ranks first."""
    standing_in = Counter(word for _, words in _SHOWN for word in set(words))
    mean_length = sum(len(words) for _, words in _SHOWN) / len(_SHOWN)
    holding: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, (_, words) in enumerate(_SHOWN):
        for word, count in Counter(words).items():
            rarity = math.log(1 + (len(_SHOWN) - standing_in[word] + 0.5) / (standing_in[word] + 0.5))
            damped = count + _K1 * (1 - _B + _B * len(words) / mean_length)
            holding[word].append((at, rarity * count * (_K1 + 1) / damped))
    return lambda text: _first(holding, dict.fromkeys(Reading(text).words, 1.0))


def _tf_idf() -> Baseline:
    """The agent of the example with the smallest angle between its words and the question's."""
    standing_in = Counter(word for _, words in _SHOWN for word in set(words))
    holding: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, (_, words) in enumerate(_SHOWN):
        values = {word: count * math.log(len(_SHOWN) / standing_in[word]) for word, count in Counter(words).items()}
        length = math.sqrt(sum(value * value for value in values.values())) or 1.0
        for word, value in values.items():
            holding[word].append((at, value / length))

    def decide(text: str) -> str:
        counts = Counter(word for word in Reading(text).words if word in standing_in)
        return _first(holding, {w: count * math.log(len(_SHOWN) / standing_in[w]) for w, count in counts.items()})

    return decide


def _first(holding: dict[str, list[tuple[int, float]]], asked: dict[str, float]) -> str:
    scores: dict[int, float] = defaultdict(float)
    for word, weight in asked.items():
        for at, value in holding.get(word, ()):
            scores[at] += weight * value
    return _SHOWN[min(scores, key=lambda at: (-scores[at], at))][0] if scores else NOBODY
