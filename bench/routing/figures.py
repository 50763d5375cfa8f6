"""Figures: how good decisions are, of which the right ones are known."""

from __future__ import annotations

from collections.abc import Sequence

BINS = 10


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """How far, on average, confidence is from the share of decisions that were right, in ten bins (ECE)."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, is_right in zip(confidences, right, strict=True):
        bins[min(BINS - 1, int(confidence * BINS))].append((float(confidence), bool(is_right)))
    apart = (abs(sum(c for c, _ in each) - sum(r for _, r in each)) for each in bins)
    return sum(apart) / len(confidences)
