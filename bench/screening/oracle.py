"""A product that answers from the labels. It checks the measuring program: every row must come out perfect."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.screening.cast import label, people

CONNECTED = True


def read(path: Path, as_of: str) -> dict[str, Any]:
    known = label(people()[path.name[:4]])
    return known | {"years": sum(known["years"]) / 2}


def rank(
    opening: dict[str, Any], paths: Sequence[Path], as_of: str, on_row: Callable[[], None] | None = None
) -> list[dict[str, Any]]:
    entries = []
    for path in paths:
        known = label(people()[path.name[:4]])["openings"][opening["id"]]
        verdicts = {name: said.replace("wished", "unknown") for name, said in known["criteria"].items()}
        criteria = [{"id": name, "verdict": verdict} for name, verdict in verdicts.items()]
        entries.append({"file": path.name, "score": known["relevance"] * 33, "criteria": criteria})
        if on_row:
            on_row()
    return entries


def rerank(opening: dict[str, Any], paths: Sequence[Path], as_of: str) -> list[dict[str, Any]]:
    return rank(opening, paths, as_of)
