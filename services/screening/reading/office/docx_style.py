"""The styles of a DOCX: what a paragraph's and a run's properties come to, with all that they are based on."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from services.screening.reading.colour import from_hexadecimal
from services.screening.reading.number import number_in
from services.screening.reading.office.container import Container, attribute, child, name_of
from services.screening.reading.office.docx_backdrop import Backdrop
from services.screening.reading.office.flow_style import FlowStyle

_MOST_ANCESTORS = 20
_OFF = ("0", "false", "off", "none")
_HEADINGS = ("heading", "title", "subtitle")
_BODY_LEVEL = 9
_DEFAULT_PT = 10.0


class DocxStyles:
    def __init__(self, container: Container) -> None:
        self._styles: dict[str, etree._Element] = {}
        self._known: dict[str, FlowStyle] = {}
        self._default_paragraph = ""
        self._lists = _Lists(container.xml("word/numbering.xml"))
        self.base = FlowStyle(size=_DEFAULT_PT)
        root = container.xml("word/styles.xml")
        for style in root if root is not None else ():
            if name_of(style) == "docDefaults":
                self.base = self._run(self.base, child(style, "rPrDefault", "rPr"))
            elif name_of(style) == "style" and (name := attribute(style, "styleId")):
                self._styles[name] = style
                if attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true", "on"):
                    self._default_paragraph = name

    def of_paragraph(self, properties: etree._Element | None, around: FlowStyle) -> FlowStyle:
        """``around``: of the cell or text box that it is in."""
        style = self.base
        name = _value(child(properties, "pStyle")) or self._default_paragraph
        if name:
            style = self._named(name)
        style = replace(
            style,
            background=style.background or around.background,
            is_on_unknown=around.is_on_unknown,
            is_hidden=style.is_hidden or around.is_hidden,
        )
        return self._paragraph(style, properties)

    def of_table(self, properties: etree._Element | None, around: FlowStyle) -> FlowStyle:
        """A table's style may give its cells any colour."""
        name = _value(child(properties, "tblStyle"))
        items = (item for ancestor in self._ancestors(name or "") for item in ancestor.iter())
        shadings = [item for item in items if name_of(item) == "shd"]
        if any(attribute(one, "fill") not in (None, "auto") or attribute(one, "themeFill") for one in shadings):
            around = on_backdrop(around, Backdrop(is_unknown=True))
        return shaded(around, properties)

    def of_run(self, properties: etree._Element | None, paragraph: FlowStyle) -> FlowStyle:
        style = paragraph
        if properties is None:
            return style
        if name := _value(child(properties, "rStyle")):
            for ancestor in self._ancestors(name):
                style = self._run(style, child(ancestor, "rPr"))
        return self._run(style, properties)

    def _named(self, name: str) -> FlowStyle:
        if name not in self._known:
            style = self.base
            for ancestor in self._ancestors(name):
                style = self._run(style, child(ancestor, "rPr"))
                style = self._paragraph(style, child(ancestor, "pPr"))
                said = (_value(child(ancestor, "name")) or "").lower()
                style = replace(style, is_heading=style.is_heading or said.startswith(_HEADINGS))
                style = replace(style, is_list=style.is_list or said.startswith("list bullet"))
            self._known[name] = style
        return self._known[name]

    def _ancestors(self, name: str) -> list[etree._Element]:
        """The style and those that it is based on, the most general first."""
        found: list[etree._Element] = []
        current: str | None = name
        while current in self._styles and len(found) < _MOST_ANCESTORS:
            found.append(self._styles[current])
            current = _value(child(found[-1], "basedOn"))
        return found[::-1]

    def _paragraph(self, style: FlowStyle, properties: etree._Element | None) -> FlowStyle:
        if properties is None:
            return style
        outline = child(properties, "outlineLvl")
        if outline is not None:
            level = number_in(_value(outline))
            style = replace(style, is_heading=level is not None and level < _BODY_LEVEL)
        numbering = child(properties, "numPr")
        if numbering is not None:
            style = replace(style, is_list=self._lists.is_list(numbering))
        return shaded(style, properties)

    def _run(self, style: FlowStyle, properties: etree._Element | None) -> FlowStyle:
        for item in properties if properties is not None else ():
            value = _value(item)
            match name_of(item):
                case "sz" if (half_points := number_in(value)) is not None:
                    style = replace(style, size=half_points / 2)
                case "b":
                    style = replace(style, bold=_is_on(value))
                case "vanish" | "specVanish":
                    style = replace(style, is_hidden=_is_on(value))
                case "color":
                    style = replace(style, colour=from_hexadecimal(value or ""))
                case "highlight":
                    style = replace(style, background=_HIGHLIGHTS.get(value or "", style.background))
                case "textFill" if child(item, "noFill") is not None:
                    style = replace(style, is_invisible=True)
        return shaded(style, properties)


class _Lists:
    """Which numberings are lists. Headings can be numbered, too."""

    def __init__(self, root: etree._Element | None) -> None:
        self._formats: dict[tuple[str, str], str] = {}
        self._abstract: dict[str, str] = {}
        for item in root if root is not None else ():
            if name_of(item) == "abstractNum":
                for level in item:
                    if name_of(level) == "lvl":
                        key = attribute(item, "abstractNumId") or "", attribute(level, "ilvl") or ""
                        self._formats[key] = _value(child(level, "numFmt")) or ""
            elif name_of(item) == "num":
                self._abstract[attribute(item, "numId") or ""] = _value(child(item, "abstractNumId")) or ""

    def is_list(self, numbering: etree._Element) -> bool:
        number = _value(child(numbering, "numId")) or ""
        level = _value(child(numbering, "ilvl")) or "0"
        if number == "0":
            return False
        return self._formats.get((self._abstract.get(number, ""), level), "bullet") != "none"


def shaded(style: FlowStyle, properties: etree._Element | None) -> FlowStyle:
    """With the colour behind a run, a paragraph or a cell."""
    shading = child(properties, "shd")
    if shading is None:
        return style
    fill = from_hexadecimal(attribute(shading, "fill") or "")
    return replace(style, background=fill) if fill is not None else style


def on_backdrop(style: FlowStyle, behind: Backdrop) -> FlowStyle:
    return replace(style, background=behind.colour, is_on_unknown=behind.is_unknown)


def _value(element: etree._Element | None) -> str | None:
    return None if element is None else attribute(element, "val")


def _is_on(value: str | None) -> bool:
    return value is None or value.lower() not in _OFF


_HIGHLIGHTS = {
    name: colour
    for name, digits in {
        "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF", "red": "FF0000",
        "yellow": "FFFF00", "white": "FFFFFF", "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000",
        "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000", "darkGray": "808080",
        "lightGray": "C0C0C0",
    }.items()
    if (colour := from_hexadecimal(digits)) is not None
}  # fmt: skip
