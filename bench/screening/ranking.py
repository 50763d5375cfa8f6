"""How well people are ordered and judged: nDCG@10 against the baselines, and the verdicts on criteria."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from bench.screening.cast import label, openings, people
from bench.screening.chance import ROUNDS

DEPTH = 10
PROFESSIONS = {
    "icu-nurse": "nu",
    "backend": "so",
    "platform": "so",
    "accountant": "ac",
    "warehouse-lead": "lo",
    "transport-planner": "lo",
    "electrician": "el",
    "maths-teacher": "te",
}
Scores = Mapping[str, float]  # a score for each person
Ranked = dict[str, dict[str, Scores]]  # system, opening: the scores


def ndcg(scores: Scores, gains: Mapping[str, int], sample: Sequence[str]) -> float:
    """Return nDCG@10 with gains of 2^relevance - 1; people with equal scores share the mean gain of their places."""
    tied: dict[float, list[float]] = defaultdict(list)
    for name in sample:
        tied[scores.get(name, -math.inf)].append(2 ** gains[name] - 1)
    order: list[float] = []
    for score in sorted(tied, reverse=True):
        order += [sum(tied[score]) / len(tied[score])] * len(tied[score])
        if len(order) >= DEPTH:
            break
    best = sorted((2 ** gains[name] - 1 for name in sample), reverse=True)
    ideal = discounted(best)
    return discounted(order) / ideal if ideal else 1.0


def discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains[:DEPTH]))


def relevance() -> dict[str, dict[str, int]]:
    return {
        opening: {name: person.relevance.get(opening, 0) for name, person in people().items()} for opening in openings()
    }


def figures(ranked: Ranked) -> dict[str, float]:
    """Return each system's mean nDCG@10 over the openings."""
    gains, everybody = relevance(), list(people())
    return {
        system: sum(ndcg(scores, gains[name], everybody) for name, scores in by_opening.items()) / len(by_opening)
        for system, by_opening in ranked.items()
    }


def sampled(ranked: Ranked, rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Return each system's mean nDCG@10 in samples of openings and of people; all systems get the same samples."""
    rng, gains, everybody, names = Random("samples"), relevance(), list(people()), list(openings())
    found: dict[str, list[float]] = {system: [] for system in ranked}
    for _ in range(rounds):
        drawn, crowd = rng.choices(names, k=len(names)), rng.choices(everybody, k=len(everybody))
        for system, by_opening in ranked.items():
            each = {name: ndcg(by_opening[name], gains[name], crowd) for name in set(drawn)}
            found[system].append(sum(each[name] for name in drawn) / len(drawn))
    return found


def middle(values: Sequence[float]) -> tuple[float, float]:
    """Return the interval that holds the middle 95 per cent of the values."""
    order = sorted(values)
    return order[int(0.025 * len(order))], order[int(0.975 * len(order)) - 1]


def verdicts(entries: Mapping[str, Sequence[Mapping[str, Any]]], kinds: Sequence[str]) -> list[dict[str, str]]:
    """Return each judged criterion of these kinds, for the people of the opening's profession.

    ``entries`` holds the product's ranking per opening. People without labels of criteria (the stuffed) are left out,
    and so are other professions, whose criteria are nearly all unknown.
    """
    judged = []
    for opening_id, opening in openings().items():
        wanted = {each["id"]: each["kind"] for each in opening["criteria"] if each["kind"] in kinds}
        for entry in entries[opening_id]:
            person = people()[entry["file"][:4]]
            if not person.id.startswith(PROFESSIONS[opening_id]) or "stuffed" in person.head:
                continue
            said = {each["id"]: each["verdict"] for each in entry["criteria"]}
            for name, known in label(person)["openings"][opening_id]["criteria"].items():
                if name in wanted:
                    judged.append(
                        {
                            "person": person.id,
                            "opening": opening_id,
                            "criterion": name,
                            "label": known,
                            "said": str(said.get(name)),
                        }
                    )
    return judged


def is_right(judged: Mapping[str, str]) -> bool:
    if judged["label"] == "wished":
        return judged["said"] in ("denied", "unknown")
    return judged["said"] == judged["label"]


def confusion(judged: Sequence[Mapping[str, str]]) -> str:
    counts = Counter((each["label"], each["said"]) for each in judged if not is_right(each))
    return ", ".join(f"{known} taken for {said}: {number}" for (known, said), number in counts.most_common())
