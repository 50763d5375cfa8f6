"""Colours, as far as it matters whether a person can read one on another."""

from __future__ import annotations

from typing import NamedTuple

_LEAST_CONTRAST = 1.15
"""WCAG's contrast ratio; ``#eee`` on white has 1.16. Light grey small print has 1.6, and can be read."""
_MOST_DISTANCE = 48


class Colour(NamedTuple):
    """Each channel from 0 to 255."""

    red: int
    green: int
    blue: int


WHITE = Colour(255, 255, 255)
BLACK = Colour(0, 0, 0)


def cannot_be_told_apart(text: Colour, background: Colour) -> bool:
    if max(abs(one - other) for one, other in zip(text, background, strict=True)) > _MOST_DISTANCE:
        return False
    lighter, darker = sorted((_luminance(text), _luminance(background)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05) < _LEAST_CONTRAST


def from_hexadecimal(text: str) -> Colour | None:
    """``FFFFFF`` or ``#ffffff``; None for ``auto`` and whatever else is no colour."""
    digits = text.strip().removeprefix("#")
    if len(digits) != 6:
        return None
    try:
        return Colour(*bytes.fromhex(digits))
    except ValueError:
        return None


def _luminance(colour: Colour) -> float:
    """WCAG 2.2's relative luminance."""
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
