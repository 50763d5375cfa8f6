"""What must not move a score: another identity, hidden text, another format of the same résumé."""

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.screening.cast import openings
from bench.screening.layouts import FILES, index

SAME = 1e-9


def stacks(kind: str) -> list[list[Path]]:
    """Return the groups of files that must get the same score: ``swapped``, ``hidden`` or ``formats``."""
    return [[FILES / name for name in group] for group in index()[kind]]


def spreads(product: ModuleType, kind: str, as_of: str) -> list[dict[str, Any]]:
    """Rank all files of a kind in one stack per opening; return how far the scores of each group lie apart."""
    groups = stacks(kind)
    paths = list(dict.fromkeys(path for group in groups for path in group))
    found = []
    for opening in openings().values():
        scores = {entry["file"]: float(entry["score"]) for entry in product.rank(opening, paths, as_of)}
        found += [
            {"opening": opening["id"], "files": names_of(group), "spread": spread(group, scores)} for group in groups
        ]
    return found


def names_of(group: Sequence[Path]) -> list[str]:
    return [path.name for path in group]


def spread(group: Sequence[Path], scores: dict[str, float]) -> float:
    """Return the distance of the scores; a file that was not scored at all is as far away as can be."""
    got = [scores[path.name] for path in group if path.name in scores]
    return max(got) - min(got) if len(got) == len(group) else 100.0


def changed(found: Sequence[dict[str, Any]]) -> int:
    return sum(each["spread"] > SAME for each in found)
