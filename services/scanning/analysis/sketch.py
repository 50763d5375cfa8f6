"""A sketch: a few numbers that say how alike two texts are, without the texts (MinHash, Broder 1997).

The smallest hashes of a text's distinct lines are a fair sample of them. Of two texts, the share of the common ones
estimates how many lines they share; for texts of up to ``SIZE`` distinct lines it is exact.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

SIZE = 32
_DIGITS = 8
"""Of each hash, in hexadecimal."""
_MAX_BYTES = 4 * 2**20


def sketches(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """By path; an unreadable or empty file has none."""
    found = {path: _of_file(root / path) for path in paths}
    return {path: sketch for path, sketch in found.items() if sketch}


def sketch(text: str) -> str:
    lines = {" ".join(line.split()) for line in text.splitlines()} - {""}
    hashes = sorted({hashlib.sha256(line.encode("utf-8", "replace")).hexdigest()[:_DIGITS] for line in lines})
    return "".join(hashes[:SIZE])


def hashes_of(sketch: str) -> list[str]:
    return [sketch[start : start + _DIGITS] for start in range(0, len(sketch), _DIGITS)]


def likeness(one: str, other: str) -> float:
    """From 0, nothing in common, to 1."""
    first, second = set(hashes_of(one)), set(hashes_of(other))
    sample = sorted(first | second)[:SIZE]
    return sum(each in first and each in second for each in sample) / len(sample) if sample else 0.0


def _of_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return sketch(file.read(_MAX_BYTES).decode("utf-8", "replace"))
    except OSError:
        return ""
