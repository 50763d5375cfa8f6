"""Photos: whether an image may show the person."""

from __future__ import annotations


def is_portrait(width: float, height: float) -> bool:
    """Whether an image of this size, in points, may be a photo of a person: neither an icon nor a background."""
    return 40 <= width <= 260 and 40 <= height <= 320 and 0.55 <= width / height <= 1.35
