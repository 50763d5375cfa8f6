"""ODT: every paragraph that a word processor shows, wherever it stands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lxml import etree

from services.screening.reading.colour import WHITE
from services.screening.reading.document import Document
from services.screening.reading.draft import Draft
from services.screening.reading.limits import ReadingLimits
from services.screening.reading.number import number_in
from services.screening.reading.office.container import Container, attribute, child, name_of
from services.screening.reading.office.flow_style import FlowStyle
from services.screening.reading.office.odt_style import OdtStyles, length_pt
from services.screening.reading.photo import is_portrait
from services.screening.reading.unreadable import corrupt, encrypted

_SILENT = frozenset((
    "tracked-changes", "annotation", "annotation-end", "sequence-decls", "variable-decls", "user-field-decls", "forms",
    "table-of-content-source", "object", "object-ole", "desc", "title", "script", "note-citation", "ruby-text",
))  # fmt: skip
_ROWS = frozenset(("table-header-rows", "table-rows", "table-row-group"))
_HIDDEN = frozenset(("hidden-text", "hidden-paragraph"))
_MOST_BLANKS = 200


def read_odt(path: Path, limits: ReadingLimits) -> Document:
    """Raises: UnreadableFile."""
    draft = Draft(limits)
    with Container(path, limits) as container:
        if b"encryption-data" in (container.read("META-INF/manifest.xml") or b""):
            raise encrypted()
        content, sheet = container.xml("content.xml"), container.xml("styles.xml")
        body = child(content, "body", "text")
        if content is None or body is None:
            raise corrupt("its text is missing")
        styles = OdtStyles(content, sheet)
        walk = _Walk(draft, styles)
        masters = child(sheet, "master-styles")
        pages = [page for page in masters if name_of(page) == "master-page"] if masters is not None else []
        used = styles.used_masters(body)
        shown = [page for page in pages if attribute(page, "name") in used] or pages[:1]
        for page in shown:
            walk.part(child(page, "header"))
        walk.part(body)
        for page in shown:
            walk.part(child(page, "footer"))
    return draft.document("odt")


class _Walk:
    def __init__(self, draft: Draft, styles: OdtStyles) -> None:
        self._draft = draft
        self._styles = styles
        self._boxes: list[tuple[etree._Element, FlowStyle]] = []

    def part(self, part: etree._Element | None) -> None:
        if part is not None:
            self._blocks(part, self._styles.base, is_list=False)
            self._draft.end_block()

    def _blocks(self, parent: etree._Element, around: FlowStyle, *, is_list: bool) -> None:
        for item in parent:
            name = name_of(item)
            if name in ("p", "h"):
                self._paragraph(item, around, is_list=is_list and name == "p")
            elif name == "table":
                self._table(item, around)
            elif name == "list":
                self._blocks(item, around, is_list=True)
            elif name == "frame":
                self._inline_item(item, around)
                self._empty_boxes()
            elif name not in _SILENT:
                self._blocks(item, around, is_list=is_list)

    def _paragraph(self, paragraph: etree._Element, around: FlowStyle, *, is_list: bool) -> None:
        style = self._styles.of(attribute(paragraph, "style-name"), around)
        if is_list:
            self._draft.begin_item()
        elif name_of(paragraph) == "h" or style.is_heading:
            self._draft.begin_heading()
        self._inline(paragraph, style)
        self._draft.end_paragraph()
        self._empty_boxes()

    def _empty_boxes(self) -> None:
        boxes, self._boxes = self._boxes, []
        for box, look in boxes:
            self._draft.end_block()
            self._blocks(box, look, is_list=False)
            self._draft.end_block()

    def _inline(self, parent: etree._Element, style: FlowStyle) -> None:
        look = style.look(WHITE)
        self._draft.write(_collapsed(parent.text), look)
        for item in parent:
            self._inline_item(item, style)
            self._draft.write(_collapsed(item.tail), look)

    def _inline_item(self, item: etree._Element, style: FlowStyle) -> None:
        name = name_of(item)
        look = style.look(WHITE)
        if name == "s":
            count = number_in(attribute(item, "c"))
            self._draft.write(" " * (1 if count is None else min(int(count), _MOST_BLANKS)), look)
        elif name == "tab":
            self._draft.write("\t", look)
        elif name == "line-break":
            self._draft.write("\n", look)
        elif name == "frame":
            self._frame(item, style)
        elif name == "text-box":
            self._boxes.append((item, style))
        elif name in _HIDDEN:
            self._inline(item, replace(style, is_hidden=True))
        elif name not in _SILENT:
            if name == "a":
                self._draft.link(attribute(item, "href") or "")
            self._inline(item, self._styles.of(attribute(item, "style-name"), style))

    def _frame(self, frame: etree._Element, style: FlowStyle) -> None:
        """A text box is read after the paragraph that it hangs on; an image may be a photo."""
        look = replace(self._styles.base, is_hidden=style.is_hidden)
        around = self._styles.of(attribute(frame, "style-name"), look)
        for item in frame:
            if name_of(item) == "text-box":
                self._boxes.append((item, around))
            elif name_of(item) == "image":
                width, height = (length_pt(attribute(frame, side) or "") or 0.0 for side in ("width", "height"))
                self._draft.has_photo = self._draft.has_photo or (height > 0 and is_portrait(width, height))

    def _table(self, table: etree._Element, around: FlowStyle) -> None:
        for row in table:
            if name_of(row) in _ROWS:
                self._table(row, around)
            elif name_of(row) == "table-row":
                is_hidden = around.is_hidden or attribute(row, "visibility") in ("collapse", "filter")
                self._draft.begin_row()
                for cell in row:
                    if name_of(cell) == "table-cell":
                        self._draft.begin_cell()
                        style = self._styles.of(attribute(cell, "style-name"), replace(around, is_hidden=is_hidden))
                        self._blocks(cell, style, is_list=False)
                self._draft.end_row()


def _collapsed(text: str | None) -> str:
    """Blanks in the file mean one; more are written as elements."""
    if not text:
        return ""
    words = " ".join(text.split())
    return " " * text[0].isspace() + words + " " * (bool(words) and text[-1].isspace())
