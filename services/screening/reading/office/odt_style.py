"""The styles of an ODT, with all that they are derived from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from services.screening.reading.colour import from_hexadecimal
from services.screening.reading.number import number_in
from services.screening.reading.office.container import attribute, child, name_of
from services.screening.reading.office.flow_style import FlowStyle

_MOST_ANCESTORS = 20
_DEFAULT_PT = 12.0
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "px": 0.75, "pc": 12.0}
_SHEETS = ("styles", "automatic-styles")
_BOLD = ("bold", "600", "700", "800", "900")


class OdtStyles:
    def __init__(self, content: etree._Element, sheet: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self.base = FlowStyle(size=_DEFAULT_PT)
        for root in (sheet, content):
            for style in _styles_in(root):
                if name := attribute(style, "name"):
                    self._styles[name] = style
                elif attribute(style, "family") == "paragraph":
                    self.base = _applied(self.base, style)

    def of(self, name: str | None, around: FlowStyle) -> FlowStyle:
        """A style's look inside another: what it does not say is as around it."""
        for style in self._ancestors(name):
            around = _applied(around, style)
        return around

    def used_masters(self, body: etree._Element) -> set[str]:
        """The page styles that paragraphs ask for, and the one that a document begins with."""
        used = {"Standard"}
        for item in body.iter():
            for style in self._ancestors(attribute(item, "style-name") if name_of(item) in ("p", "h") else None):
                if master := attribute(style, "master-page-name"):
                    used.add(master)
        return used

    def _ancestors(self, name: str | None) -> list[etree._Element]:
        found: list[etree._Element] = []
        while name in self._styles and len(found) < _MOST_ANCESTORS:
            found.append(self._styles[name])
            name = attribute(found[-1], "parent-style-name")
        return found[::-1]


def length_pt(text: str) -> float | None:
    number, points = number_in(text[:-2]), _POINTS.get(text[-2:])
    return None if number is None or points is None else number * points


def _styles_in(root: etree._Element | None) -> Iterator[etree._Element]:
    for name in _SHEETS:
        sheet = child(root, name)
        for style in sheet if sheet is not None else ():
            if name_of(style) in ("style", "default-style"):
                yield style


def _applied(look: FlowStyle, style: etree._Element) -> FlowStyle:
    if attribute(style, "default-outline-level") not in (None, "") or attribute(style, "name") in ("Title", "Subtitle"):
        look = replace(look, is_heading=True)
    for properties in style:
        size = attribute(properties, "font-size")
        if name_of(properties) == "text-properties":
            look = replace(look, size=_size(size, look.size)) if size else look
            if weight := attribute(properties, "font-weight"):
                look = replace(look, bold=weight in _BOLD)
            if colour := attribute(properties, "color"):
                look = replace(look, colour=from_hexadecimal(colour))
            if display := attribute(properties, "display"):
                look = replace(look, is_hidden=display in ("none", "true"))
        for name in ("background-color", "fill-color"):
            if (colour := attribute(properties, name)) and (fill := from_hexadecimal(colour)) is not None:
                look = replace(look, background=fill)
    return look


def _size(text: str, around: float | None) -> float | None:
    if text.endswith("%"):
        share = number_in(text[:-1])
        return around * share / 100 if around and share is not None else around
    return length_pt(text) or around
