"""Jitter: spreads what would otherwise happen to everybody at the same moment."""

from __future__ import annotations

import random


def jittered(value: float, by: float = 0.1) -> float:
    """``value`` ± ``by`` of it."""
    return value * random.uniform(1 - by, 1 + by)  # noqa: S311 – spreading, not secrecy


def up_to(seconds: float) -> float:
    """Somewhere between now and ``seconds`` from now."""
    return random.uniform(0, seconds)  # noqa: S311 – spreading, not secrecy
