"""The backdrop of a DOCX: the colour that lies behind text, on the page, in a shape, in a table with a style."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from lxml import etree

from services.screening.reading.colour import WHITE, Colour, from_hexadecimal
from services.screening.reading.office.container import attribute, child, name_of

_VML_SHAPES = frozenset(("shape", "rect", "roundrect", "oval"))
_SHAPES = _VML_SHAPES | {"wsp", "pic"}
_OTHER_FILLS = ("gradFill", "blipFill", "pattFill", "grpFill")


class Backdrop(NamedTuple):
    """``colour`` is None where nothing of its own lies there. ``is_unknown``: something does, of an unknown colour."""

    colour: Colour | None = None
    is_unknown: bool = False


def page_colour(parts: Iterable[etree._Element]) -> Colour | None:
    """None if a shape or a picture may lie behind text: then the page's colour proves nothing."""
    colour = WHITE
    for item in _shown(parts):
        name = name_of(item)
        is_behind = name == "anchor" and attribute(item, "behindDoc") in ("1", "true", "on")
        if is_behind or name in _VML_SHAPES:
            return None
        if name == "background":
            colour = from_hexadecimal(attribute(item, "color") or "") or colour
    return colour


def count_shapes(parts: Iterable[etree._Element]) -> int:
    return sum(name_of(item) in _SHAPES for item in _shown(parts))


def backdrop_of(shape: etree._Element, *, is_alone: bool) -> Backdrop:
    """What lies behind a shape's own text. A shape without a fill may stand on another, unless it ``is_alone``."""
    if name_of(shape) != "wsp":
        colour = from_hexadecimal((attribute(shape, "fillcolor") or "").lstrip("#"))
        return Backdrop(colour, is_unknown=colour is None)
    properties = child(shape, "spPr")
    solid = child(properties, "solidFill")
    if solid is not None:
        plain = child(solid, "srgbClr")
        colour = None if plain is None else from_hexadecimal(attribute(plain, "val") or "")
        return Backdrop(colour, is_unknown=colour is None)
    style = child(shape, "style", "fillRef")
    is_styled = child(properties, "noFill") is None and style is not None and attribute(style, "idx") != "0"
    has_other = any(child(properties, name) is not None for name in _OTHER_FILLS)
    return Backdrop(is_unknown=has_other or is_styled or not is_alone)


def is_shape(element: etree._Element) -> bool:
    return name_of(element) == "wsp" or name_of(element) in _VML_SHAPES


def _shown(parts: Iterable[etree._Element]) -> Iterable[etree._Element]:
    """All elements but those of a fallback, which repeats a shape in another way of writing."""
    waiting = list(parts)
    while waiting:
        item = waiting.pop()
        if name_of(item) != "Fallback":
            yield item
            waiting += item
