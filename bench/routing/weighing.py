"""How kinds of evidence are weighed: multinomial regression on a few numbers, for `fit.py`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from bench.routing.figures import calibration_error
from bench.routing.labelled import Invented, Labelled, built_in, greedy
from services.agents.routing import elsewhere
from services.agents.routing.claims import claims
from services.agents.routing.encoder import Encoder
from services.agents.routing.evidence import gather
from services.agents.routing.names import named
from services.agents.routing.parameters import LEARNT, NOBODY, meanings, words
from services.agents.routing.reading import Reading
from services.agents.routing.router import of_available

FOLDS = 5
KINDS = ("words", "named", "named_part", "last", "last_following", "last_short", "last_certain", "meaning")
_STEPS, _PACE = 3000, 0.05
_SHRINK_WEIGHTS, _SHRINK_BIAS = 0.002, 0.005


def folds(count: int) -> Iterator[frozenset[int]]:
    order = np.random.RandomState(0).permutation(count)
    yield from (frozenset(map(int, part)) for part in np.array_split(order, FOLDS))


def evidence(
    questions: Sequence[Labelled], texts: Sequence[Any], scores: np.ndarray, *, with_meaning: bool
) -> np.ndarray:
    """Question × agent × kind."""
    rows = np.zeros((len(questions), len(LEARNT), len(KINDS)))
    for at, (row, question, text) in enumerate(zip(rows, questions, texts, strict=True)):
        row[:, 0] = scores[at, 0]
        reading = Reading(question.text)
        found = [named(reading, question.names.get(agent_id, ())) for agent_id in LEARNT]
        row[:, 1], row[:, 2] = [each == "whole" for each in found], [each == "part" for each in found]
        if question.after in LEARNT:
            row[LEARNT.index(question.after), 3:7] = (
                1.0,
                text.claims.get("following_words", 0.0),
                text.claims.get("short", 0.0),
                max(0.0, *scores[at, 0]),
            )
        if with_meaning:
            row[:, 7] = scores[at, 1]
    return rows


def softmax(rows: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    scores = rows @ weights + bias
    parts = np.exp(scores - scores.max(1, keepdims=True))
    return parts / parts.sum(1, keepdims=True)


def regression(rows: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights and bias of the least loss, by Adam from a fixed start."""
    count = rows.shape[2]
    values = np.concatenate([[3.0], np.zeros(count - 1 + len(LEARNT))])
    speed, force = np.zeros_like(values), np.zeros_like(values)
    wanted = np.eye(len(LEARNT))[labels]
    shrink = np.concatenate([[0.0], np.full(count - 1, _SHRINK_WEIGHTS), np.full(len(LEARNT), _SHRINK_BIAS)])
    for step in range(1, _STEPS + 1):
        off = (softmax(rows, values[:count], values[count:]) - wanted) / len(labels)
        slope = np.concatenate([np.einsum("ij,ijk->k", off, rows), off.sum(0)]) + shrink * values
        speed = 0.9 * speed + 0.1 * slope
        force = 0.999 * force + 0.001 * slope * slope
        values -= _PACE * (speed / (1 - 0.9**step)) / (np.sqrt(force / (1 - 0.999**step)) + 1e-8)
    return values[:count], values[count:]


def fit_weighing(
    questions: Sequence[Labelled], texts: Sequence[Any], scores: np.ndarray, *, with_meaning: bool
) -> dict[str, object]:
    rows = evidence(questions, texts, scores, with_meaning=with_meaning)
    weights, bias = regression(rows, _labels(questions))
    named_weights = {kind: round(float(weight), 3) for kind, weight in zip(KINDS, weights, strict=True)}
    return named_weights | {"bias": [round(float(each), 3) for each in bias]}


def shares_of_unseen(
    questions: Sequence[Labelled], texts: Sequence[Any], scores: np.ndarray, *, with_meaning: bool
) -> np.ndarray:
    """Each question's shares from a weighing that was fitted without it."""
    rows, labels = evidence(questions, texts, scores, with_meaning=with_meaning), _labels(questions)
    shares = np.zeros((len(questions), len(LEARNT)))
    for held_out in folds(len(questions)):
        there = np.array(sorted(held_out))
        rest = np.array([at for at in range(len(questions)) if at not in held_out])
        shares[there] = softmax(rows[there], *regression(rows[rest], labels[rest]))
    return shares


def report(questions: Sequence[Labelled], shares: np.ndarray, kind: str) -> None:
    """How good these shares are as decisions."""
    nobody, llm = LEARNT.index(NOBODY), LEARNT.index("llm")
    shares, labels = shares.copy(), _labels(questions)
    for without_llm in (False, True):
        if without_llm:
            shares[:, nobody] += shares[:, llm]
            shares[:, llm] = 0
            labels = np.where(labels == llm, nobody, labels)
        right = shares.argmax(1) == labels
        error = calibration_error(list(shares.max(1)), list(right))
        print(f"{kind}{', no llm' if without_llm else ''}: {right.mean():.1%} right, calibration error {error:.3f}")


def fit_elsewhere(
    questions: Sequence[Labelled], shares: np.ndarray, agents: Sequence[Invented], *, with_meaning: bool
) -> dict[str, object]:
    """Logistic regression: a question against a card, its own or another's. ``shares`` are the questions'."""
    encoder = Encoder() if with_meaning else None
    taught = [*(agent for agent in agents if not agent.for_test), *greedy()]
    rows, labels = [], []
    for text, agent_id, hosted in [
        *((q.text, q.agent, list(each)) for q, each in zip(questions, shares, strict=True)),
        *((text, agent.candidate.agent_id, None) for agent in taught for text in agent.questions),
    ]:
        judging = [agent for agent in taught if agent_id != NOBODY or not agent.answers_nobodys]
        rows += _fits(text, judging, encoder, hosted)
        labels += [agent.candidate.agent_id == agent_id for agent in judging]
    if encoder:
        encoder.stop()
    names = sorted(rows[0])
    numbers = np.array([[row[name] for name in names] for row in rows])
    weights, bias = _logistic(numbers, np.array(labels, dtype=float))
    return {
        "weights": {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)},
        "bias": round(float(bias), 3),
    }


def _fits(
    text: str, agents: Sequence[Invented], encoder: Encoder | None, hosted: Sequence[float] | None
) -> list[dict[str, float]]:
    reading, profiles = Reading(text), [elsewhere.profile_of(agent.candidate) for agent in agents]
    look = encoder.look(reading.text, {profile.key: profile.texts for profile in profiles}) if encoder else None
    if hosted is None:
        gathered = gather(reading, claims(reading), look, {}, None)
        hosted = of_available(gathered.shares((meanings() if look else words()).weighing), built_in())
    vector = elsewhere.vector_of(reading)
    near, rival = (look.near, look.rival) if look else ({}, 0.0)
    return [elsewhere.fit(reading, vector, profile, near.get(profile.key), rival, hosted) for profile in profiles]


def _logistic(rows: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, float]:
    """Newton's steps. As if every other question were for the agent."""
    rows = np.hstack([rows, np.ones((len(rows), 1))])
    share = labels.mean()
    counts = np.where(labels == 1, 0.5 / share, 0.5 / (1 - share)) / len(labels)
    values = np.zeros(rows.shape[1])
    shrink = np.diag([0.0003] * (rows.shape[1] - 1) + [0.0])
    for _ in range(50):
        likely = 1 / (1 + np.exp(-(rows @ values)))
        slope = rows.T @ (counts * (likely - labels)) + shrink @ values
        curve = (rows * (counts * likely * (1 - likely))[:, None]).T @ rows + shrink
        values -= np.linalg.solve(curve + 1e-9 * np.eye(len(values)), slope)
    return values[:-1], values[-1]


def _labels(questions: Sequence[Labelled]) -> np.ndarray:
    return np.array([LEARNT.index(question.agent) for question in questions])
