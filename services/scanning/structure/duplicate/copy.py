"""A copy: code that stands at several places of a repository."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """Lines count from 1; ``lines`` are those with code."""

    path: str
    first: int
    last: int
    lines: int


@dataclass(frozen=True, slots=True)
class Copy:
    """All places of a piece of code, in the order of the files. ``lines`` is what the longest have in common."""

    places: list[Place]
    lines: int
