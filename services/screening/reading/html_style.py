"""The part of CSS that decides what can be seen, and what stands beside what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import cssselect2
import tinycss2
import tinycss2.color4
from lxml import html

from services.screening.reading.colour import BLACK, WHITE, Colour
from services.screening.reading.document import HiddenReason
from services.screening.reading.hidden import reason_hidden

_POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "pc": 12.0, "rem": 12.0}
_SIZES = {"xx-small": 7, "x-small": 7.5, "small": 10, "medium": 12, "large": 14, "x-large": 18, "xx-large": 24}
_TAG_SIZES = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67, "small": 0.83, "big": 1.2, "sub": 0.83}
_BOLD_TAGS = frozenset(("b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6", "dt"))
_FAR_PT = -300.0
_MAX_RULES = 3000
_MAX_STYLE_BYTES = 300_000


@dataclass(frozen=True, slots=True)
class Appearance:
    """What an element looks like. All but ``is_block``, ``spreads`` and ``floats`` is handed down to its children.

    ``spreads``: its children stand side by side. ``floats``: it stands at the margin, beside what follows.
    """

    size: float = 12.0
    bold: bool = False
    colour: Colour = BLACK
    background: Colour | None = WHITE
    """None where a picture or a gradient is behind the text."""
    gone: HiddenReason | None = None
    """Why the whole subtree cannot be seen."""
    is_invisible: bool = False
    """Unlike ``gone``, a child can undo it."""
    keeps_blanks: bool = False
    is_block: bool = False
    spreads: bool = False
    floats: bool = False

    @property
    def hidden(self) -> HiddenReason | None:
        return self.gone or reason_hidden(
            size=self.size, colour=self.colour, background=self.background, is_marked=self.is_invisible
        )


class Styles:
    """The style sheets of a page, without those for print and without conditions."""

    def __init__(self, root: html.HtmlElement) -> None:
        self._matcher = cssselect2.Matcher()
        self._count = 0
        self._wrappers = {
            wrapper.etree_element: wrapper for wrapper in cssselect2.ElementWrapper.from_html_root(root).iter_subtree()
        }
        for sheet in root.iter("style"):
            text = sheet.text or ""
            if len(text) <= _MAX_STYLE_BYTES:
                self._add(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))

    def of(self, element: html.HtmlElement, parent: Appearance) -> Appearance:
        tag = element.tag if isinstance(element.tag, str) else ""
        look = replace(
            parent,
            bold=parent.bold or tag in _BOLD_TAGS,
            size=parent.size * _TAG_SIZES.get(tag, 1.0),
            keeps_blanks=parent.keeps_blanks or tag == "pre",
            is_block=False,
            spreads=False,
            floats=False,
        )
        if element.get("hidden") is not None:
            look = replace(look, gone="marked as hidden")
        for attribute, name in (("color", "color"), ("bgcolor", "background-color")):
            if (value := element.get(attribute)) is not None:
                look = _apply(look, parent, dict(_declarations(f"{name}:{value[:30]}")))
        declared: dict[str, list[Any]] = {}
        if (wrapper := self._wrappers.get(element)) is not None and self._count:
            for *_, found in sorted(self._matcher.match(wrapper), key=lambda match: match[:2]):
                declared.update(found)
        declared.update(_declarations(element.get("style") or ""))
        return _apply(look, parent, declared) if declared else look

    def _add(self, rules: list[Any]) -> None:
        for rule in rules:
            if rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content is not None:
                if tinycss2.serialize(rule.prelude).strip().lower() in ("screen", "all", "only screen"):
                    self._add(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))
            elif rule.type == "qualified-rule" and self._count < _MAX_RULES:
                self._count += 1
                declared = dict(_declarations(rule.content))
                try:
                    selectors = cssselect2.compile_selector_list(rule.prelude)
                except cssselect2.SelectorError:
                    continue
                for selector in selectors:
                    if selector.pseudo_element is None and not selector.never_matches:
                        self._matcher.add_selector(selector, declared)


def _declarations(source: Any) -> Iterator[tuple[str, list[Any]]]:
    parsed = tinycss2.parse_blocks_contents(source, skip_comments=True, skip_whitespace=True)
    for declaration in parsed:
        if declaration.type == "declaration":
            values = [token for token in declaration.value if token.type not in ("whitespace", "comment")]
            yield declaration.lower_name, values


def _apply(look: Appearance, parent: Appearance, declared: dict[str, list[Any]]) -> Appearance:
    if tokens := declared.get("font"):
        look = _with_font(look, parent, tokens)
    if tokens := declared.get("font-size"):
        look = replace(look, size=_size(tokens[0], parent.size, look.size))
    if tokens := declared.get("font-weight"):
        word = _word(tokens[0])
        weight = tokens[0].value if tokens[0].type == "number" else 0
        look = replace(look, bold=word in ("bold", "bolder") or weight >= 600)
    if tokens := declared.get("color"):
        look = _coloured(look, tokens[0])
    for name in ("background-color", "background"):
        if tokens := declared.get(name):
            look = replace(look, background=_background(tokens, look.background))
    if tokens := declared.get("white-space"):
        look = replace(look, keeps_blanks=_word(tokens[0]).startswith("pre"))
    if tokens := declared.get("visibility"):
        look = replace(look, is_invisible=_word(tokens[0]) in ("hidden", "collapse"))
    if (reason := _why_gone(declared, look.size)) is not None:
        look = replace(look, gone=look.gone or reason)
    display = " ".join(_word(token) for token in declared.get("display", []))
    direction = " ".join(_word(token) for token in declared.get("flex-direction", []))
    spreads = display in ("flex", "inline-flex", "table-row") and not direction.startswith("column")
    spreads = spreads or (display in ("grid", "inline-grid") and "grid-template-columns" in declared)
    is_block = display in ("block", "flex", "grid", "table", "table-row", "list-item", "flow-root")
    floats = any(_word(token) in ("right", "left") for token in declared.get("float", []))
    return replace(look, spreads=spreads, is_block=is_block, floats=floats)


def _with_font(look: Appearance, parent: Appearance, tokens: list[Any]) -> Appearance:
    """The shorthand: words, then the size, then the family."""
    for token in tokens:
        if token.type in ("dimension", "percentage") or (token.type == "number" and token.value == 0):
            return replace(look, size=_size(token, parent.size, look.size))
        if _word(token) == "bold" or (token.type == "number" and token.value >= 600):
            look = replace(look, bold=True)
    return look


def _why_gone(declared: dict[str, list[Any]], size: float) -> HiddenReason | None:
    """An element that takes no room or is moved off the page, as against one that is merely hard to read."""
    if any(_word(token) == "none" for token in declared.get("display", [])):
        return "marked as hidden"
    if any(_share(token) <= 0.02 for token in declared.get("opacity", [])):
        return "invisible"
    is_clipped = any(token.type == "function" for token in declared.get("clip", []))
    if is_clipped or any("inset(50%" in token.serialize() for token in declared.get("clip-path", [])):
        return "marked as hidden"
    clips = any(_word(token) in ("hidden", "clip") for token in declared.get("overflow", []))
    flat = any(_size(tokens[0], size, 99) <= 1 for name in ("height", "width", "max-height", "max-width")
               if (tokens := declared.get(name)))  # fmt: skip
    if clips and flat:
        return "marked as hidden"
    is_placed = any(_word(token) in ("absolute", "fixed", "relative") for token in declared.get("position", []))
    for name in ("left", "right", "top", "bottom", "text-indent", "margin-left", "margin-top"):
        if (is_placed or "-" in name) and (tokens := declared.get(name)) and _size(tokens[0], size, 0) < _FAR_PT:
            return "off the page"
    return None


def _coloured(look: Appearance, token: Any) -> Appearance:
    colour = tinycss2.color4.parse_color(token)
    if colour is None or colour == "currentcolor":
        return look
    if colour.alpha <= 0.05:
        return replace(look, gone=look.gone or "invisible")
    return replace(look, colour=_on(colour, look.background or WHITE))


def _background(tokens: list[Any], behind: Colour | None) -> Colour | None:
    for token in tokens:
        if token.type in ("url", "function") and getattr(token, "lower_name", "url") not in (
            "rgb",
            "rgba",
            "hsl",
            "hsla",
        ):
            return None
        colour = tinycss2.color4.parse_color(token)
        if colour is not None and colour != "currentcolor" and colour.alpha > 0.02:
            return _on(colour, behind or WHITE)
    return behind


def _on(colour: Any, behind: Colour) -> Colour:
    channels = colour.to("srgb").coordinates
    mixed = [
        round(255 * min(1.0, max(0.0, channel or 0.0)) * colour.alpha + under * (1 - colour.alpha))
        for channel, under in zip(channels, behind, strict=True)
    ]
    return Colour(*mixed)


def _word(token: Any) -> str:
    return str(token.lower_value) if token.type == "ident" else ""


def _share(token: Any) -> float:
    if token.type == "percentage":
        return float(token.value / 100)
    return float(token.value) if token.type == "number" else 1.0


def _size(token: Any, parent: float, otherwise: float) -> float:
    """In points."""
    if token.type == "dimension":
        if token.lower_unit == "em":
            return float(token.value * parent)
        return float(token.value * _POINTS[token.lower_unit]) if token.lower_unit in _POINTS else otherwise
    if token.type == "percentage":
        return float(token.value / 100 * parent)
    if token.type == "number" and token.value == 0:
        return 0.0
    if token.type == "ident":
        return {"smaller": 0.83 * parent, "larger": 1.2 * parent}.get(
            token.lower_value, float(_SIZES.get(token.lower_value, otherwise))
        )
    return otherwise
