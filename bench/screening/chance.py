"""Intervals by the bootstrap: what the figure might have been with other people from the same source."""

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

ROUNDS = 1000
Each = TypeVar("Each")


def interval(
    items: Sequence[Each], figure: Callable[[Sequence[Each]], float], rounds: int = ROUNDS
) -> tuple[float, float]:
    """Return the middle 95 per cent of a figure over samples of the items, drawn with replacement."""
    rng = Random("bootstrap")
    found = sorted(figure(rng.choices(items, k=len(items))) for _ in range(rounds))
    return found[int(0.025 * rounds)], found[int(0.975 * rounds) - 1]
