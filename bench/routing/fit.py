"""Learn the router's parameters from its examples and the calibration questions: ``python -m bench.routing.fit``.

Words, claims and meanings get their weights by ridge regression, which has one solution. How these are weighed, and so
the confidence, is fitted on scores of questions that had no part in the weights (five folds). It prints what the same
five folds say about questions that nothing was fitted on, and writes ``services/agents/routing/parameters/``.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.routing.labelled import Labelled, invented, labelled
from bench.routing.weighing import fit_elsewhere, fit_weighing, folds, report, shares_of_unseen
from services.agents.routing import names, parameters
from services.agents.routing.claims import claims
from services.agents.routing.example import examples, key_of
from services.agents.routing.meaning_work import look
from services.agents.routing.parameters import LEARNT
from services.agents.routing.reading import Reading

FOLDER = Path(parameters.__file__).with_name("parameters")
LEAST_TEXTS = 3
"""In which a word stands, to have a weight."""
WORD_RIDGE, MEANING_RIDGE = 0.5, 1.0
CLAIMS_SHARE = 0.5
"""How much all claims together count beside all words, before anything is learnt."""
LEAST_SPREAD = 0.15
NO_ELSEWHERE = {"weights": {}, "bias": 0.0}


@dataclass(frozen=True, slots=True)
class Text:
    label: int
    features: Counter[str]
    claims: dict[str, float]
    meaning: np.ndarray

    @classmethod
    def of(cls, text: str, agent_id: str) -> Text:
        reading = Reading(text)
        meaning = np.array(look(reading.text, [], {}).meaning)
        return cls(LEARNT.index(agent_id), Counter(reading.features), claims(reading), meaning)


def ridge(rows: np.ndarray, labels: Sequence[int], strength: float) -> tuple[np.ndarray, np.ndarray]:
    wanted = np.eye(len(LEARNT))[list(labels)] * 2 - 1
    middle, level = rows.mean(0), wanted.mean(0)
    centred = rows - middle
    dual = np.linalg.solve(centred @ centred.T + strength * np.eye(len(rows)), wanted - level)
    weights = centred.T @ dual
    return weights, level - middle @ weights


def learn_words(texts: Sequence[Text]) -> dict[str, object]:
    """`parameters.Words` without its weighing."""
    standing_in = Counter(feature for text in texts for feature in text.features)
    place = {feature: at for at, feature in enumerate(sorted(f for f, c in standing_in.items() if c >= LEAST_TEXTS))}
    rarity = [round(math.log((1 + len(texts)) / (1 + standing_in[feature])) + 1, 3) for feature in place]
    claim_names = sorted({name for text in texts for name in text.claims})
    counts = np.zeros((len(texts), len(place)))
    claimed = np.array([[text.claims.get(name, 0.0) for name in claim_names] for text in texts])
    for row, text in zip(counts, texts, strict=True):
        for feature, count in text.features.items():
            if feature in place:
                row[place[feature]] = (1 + math.log(count)) * rarity[place[feature]]
    counts /= np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1e-9)
    scale = CLAIMS_SHARE / math.sqrt(len(claim_names)) / np.maximum(claimed.std(0), LEAST_SPREAD)
    weights, bias = ridge(np.hstack([counts, claimed * scale]), [text.label for text in texts], WORD_RIDGE)
    thousandths = np.rint(weights * 1000).astype(int)
    claim_weights = np.rint(weights[len(place) :] * scale[:, None] * 1000).astype(int)
    return {
        "features": {f: [round(rarity[at] * 1000), *map(int, thousandths[at])] for f, at in place.items()},
        "claims": {name: list(map(int, row)) for name, row in zip(claim_names, claim_weights, strict=True)},
        "bias": [round(float(each), 4) for each in bias],
        "unknown_rarity": round(math.log(1 + len(texts)) + 1, 3),
    }


def learn_meanings(texts: Sequence[Text]) -> dict[str, object]:
    rows = np.array([text.meaning for text in texts])
    weights, bias = ridge(rows, [text.label for text in texts], MEANING_RIDGE)
    return {
        "rows": [list(map(int, row)) for row in np.rint(weights * 10_000)],
        "bias": [round(float(each), 4) for each in bias],
    }


def main() -> None:
    questions = labelled("calibration")
    keys = {key_of(question.text) for question in questions}
    shown = [
        Text.of(text, agent_id)
        for agent_id, all_of in examples().items()
        for text in all_of
        if key_of(text) not in keys
    ]
    asked = [Text.of(question.text, question.agent) for question in questions]
    unweighed = {"weighing": _nothing(), "elsewhere": NO_ELSEWHERE}
    words, meanings = learn_words([*shown, *asked]), learn_meanings([*shown, *asked])
    _write(words | unweighed, meanings | unweighed)
    scores = _scores_of_unseen(questions, shown, asked)
    unseen = {}
    for kind, learnt in (("words", words), ("meanings", meanings)):
        learnt["weighing"] = fit_weighing(questions, asked, scores, with_meaning=kind == "meanings")
        unseen[kind] = shares_of_unseen(questions, asked, scores, with_meaning=kind == "meanings")
        report(questions, unseen[kind], kind)
    _write(words | {"elsewhere": NO_ELSEWHERE}, meanings | {"elsewhere": NO_ELSEWHERE})
    for kind, learnt in (("words", words), ("meanings", meanings)):
        learnt["elsewhere"] = fit_elsewhere(questions, unseen[kind], invented(), with_meaning=kind == "meanings")
    _write(words, meanings)


def _scores_of_unseen(questions: Sequence[Labelled], shown: Sequence[Text], asked: Sequence[Text]) -> np.ndarray:
    """For each question, its scores by words and by meaning of a model that was not shown it."""
    scores = np.zeros((len(asked), 2, len(LEARNT)))
    for held_out in folds(len(asked)):
        rest = [*shown, *(text for at, text in enumerate(asked) if at not in held_out)]
        words, meanings = learn_words(rest), learn_meanings(rest)
        for at in held_out:
            scores[at, 0] = _word_scores(asked[at], words)
            scores[at, 1] = asked[at].meaning @ np.array(meanings["rows"]) / 10_000 + meanings["bias"]
    return scores


def _word_scores(text: Text, learnt: dict[str, object]) -> np.ndarray:
    known = learnt["features"]
    values = {f: (1 + math.log(count)) * known[f][0] for f, count in text.features.items() if f in known}
    length = math.sqrt(sum(value * value for value in values.values())) or 1.0
    scores = np.array(learnt["bias"])
    for feature, value in values.items():
        scores = scores + value / length * np.array(known[feature][1:]) / 1000
    for name, strength in text.claims.items():
        scores = scores + strength * np.array(learnt["claims"].get(name, [0] * len(LEARNT))) / 1000
    return scores


def _nothing() -> dict[str, object]:
    return dict.fromkeys(parameters.Weighing.__struct_fields__, 0.0) | {"bias": [0.0] * len(LEARNT)}


def _write(words: dict[str, object], meanings: dict[str, object]) -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, learnt in (("words", words), ("meanings", meanings)):
        (FOLDER / f"{name}.json").write_text(_written(learnt), encoding="utf-8")
    for kept in (parameters.words, parameters.meanings, names._is_ordinary):
        kept.cache_clear()


def _written(learnt: dict[str, object]) -> str:
    """JSON with a line for each thing that has weights, so that changes can be read."""
    return json.dumps(learnt, ensure_ascii=False, sort_keys=True).replace("], ", "],\n") + "\n"


if __name__ == "__main__":
    main()
