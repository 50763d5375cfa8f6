"""A part of the system that can be well or not: its name for people, and how to look at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

S_contra = TypeVar("S_contra", contravariant=True)

Level = Literal["ok", "degraded", "down"]
LEVELS: tuple[Level, ...] = ("ok", "degraded", "down")


@dataclass(frozen=True, slots=True)
class Finding:
    """How a part is, and why: a sentence for people, with the numbers that matter."""

    level: Level
    why: str


@dataclass(frozen=True, slots=True)
class Part(Generic[S_contra]):
    """``key`` is its name for programs. ``look`` may block for a moment; what it raises means that the part is down."""

    key: str
    name: str
    look: Callable[[S_contra], Finding]
