"""DOCX: every paragraph that Word shows, wherever it stands: body, tables, text boxes, headers and footers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from lxml import etree

from services.screening.reading.colour import Colour
from services.screening.reading.document import Document
from services.screening.reading.draft import Draft
from services.screening.reading.limits import ReadingLimits
from services.screening.reading.number import number_in
from services.screening.reading.office.container import Container, attribute, child, name_of
from services.screening.reading.office.docx_backdrop import (
    Backdrop,
    backdrop_of,
    count_shapes,
    is_shape,
    page_colour,
)
from services.screening.reading.office.docx_style import DocxStyles, on_backdrop, shaded
from services.screening.reading.office.flow_style import FlowStyle
from services.screening.reading.photo import is_portrait
from services.screening.reading.unreadable import corrupt

_EMU_PER_PT = 12_700
_DELETED = frozenset(("del", "moveFrom", "Fallback", "instrText", "delText", "commentReference", "annotationRef"))
_NOTHING = Backdrop()
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(path: Path, limits: ReadingLimits) -> Document:
    """Raises: UnreadableFile."""
    draft = Draft(limits)
    with Container(path, limits) as container:
        main = _main_part(container)
        root = container.xml(main)
        body = child(root, "body")
        if root is None or body is None:
            raise corrupt("its text is missing")
        links = _relations(container, main)
        styles = DocxStyles(container)
        headers, footers = (
            [(container.xml(f"word/{links[key]}"), f"word/{links[key]}") for key in keys if key in links]
            for keys in _margins(body)
        )
        parts = [root, *(part for part, _ in (*headers, *footers) if part is not None)]
        page, has_one_shape = page_colour(parts), count_shapes(parts) == 1
        for part, name in (*headers, (body, main), *footers):
            if part is not None:
                own = links if name == main else _relations(container, name)
                _Walk(draft, styles, own, page, has_one_shape=has_one_shape).blocks(part, styles.base)
                draft.end_block()
    return draft.document("docx")


class _Walk:
    def __init__(
        self, draft: Draft, styles: DocxStyles, links: dict[str, str], page: Colour | None, *, has_one_shape: bool
    ) -> None:
        self._draft = draft
        self._styles = styles
        self._links = links
        self._page = page
        self._has_one_shape = has_one_shape
        self._boxes: list[tuple[etree._Element, FlowStyle]] = []

    def blocks(self, parent: etree._Element, around: FlowStyle) -> None:
        for item in parent:
            name = name_of(item)
            if name == "p":
                self._paragraph(item, around)
            elif name == "tbl":
                self._table(item, around)
            elif name not in _DELETED:  # content controls, custom XML, moved and inserted blocks
                self.blocks(item, around)

    def _paragraph(self, paragraph: etree._Element, around: FlowStyle) -> None:
        properties = child(paragraph, "pPr")
        style = self._styles.of_paragraph(properties, around)
        is_item = style.is_list and not style.is_heading
        if is_item:
            self._draft.begin_item()
        elif style.is_heading:
            self._draft.begin_heading()
        self._inline(paragraph, style)
        self._draft.end_paragraph()
        boxes, self._boxes = self._boxes, []
        for box, look in boxes:
            self._draft.end_block()
            self.blocks(box, look)
            self._draft.end_block()

    def _inline(self, parent: etree._Element, paragraph: FlowStyle) -> None:
        for item in parent:
            name = name_of(item)
            if name in _DELETED or name == "pPr":
                if name == "instrText":
                    self._field(item.text or "")
            elif name == "r":
                self._run(item, self._styles.of_run(child(item, "rPr"), paragraph))
            else:
                if name == "hyperlink":
                    self._draft.link(self._links.get(attribute(item, "id") or "", ""))
                self._inline(item, paragraph)

    def _run(self, run: etree._Element, style: FlowStyle) -> None:
        look = style.look(self._page)
        for item in run:
            name = name_of(item)
            if name == "t":
                self._draft.write((item.text or "").replace("\n", " "), look)
            elif name in _BREAKS:
                self._draft.write(_BREAKS[name], look)
            elif name == "sym":
                self._draft.write(_symbol(item), look)
            elif name == "instrText":
                self._field(item.text or "")
            elif name not in _DELETED and name != "rPr":
                self._drawing(item, style)

    def _drawing(self, item: etree._Element, style: FlowStyle, behind: Backdrop = _NOTHING) -> None:
        """Text boxes are read after their paragraph. Of a box that is written twice, the fallback is left out."""
        name = name_of(item)
        if name in _DELETED:
            return
        if name == "txbxContent":
            look = on_backdrop(replace(self._styles.base, is_hidden=style.is_hidden), behind)
            self._boxes.append((item, look))
            return
        if is_shape(item):
            behind = backdrop_of(item, is_alone=self._has_one_shape)
        if name in ("inline", "anchor") and style.look(self._page).hidden is None:
            self._picture(item)
        for inner in item:
            self._drawing(inner, style, behind)

    def _picture(self, drawing: etree._Element) -> None:
        extent = child(drawing, "extent")
        if extent is None or not any(name_of(inner) == "blip" for inner in drawing.iter()):
            return
        width, height = ((number_in(attribute(extent, side)) or 0.0) / _EMU_PER_PT for side in ("cx", "cy"))
        self._draft.has_photo = self._draft.has_photo or is_portrait(width, height)

    def _table(self, table: etree._Element, around: FlowStyle) -> None:
        around = self._styles.of_table(child(table, "tblPr"), around)
        for row in _rows(table, "tr"):
            hidden = around.is_hidden or child(row, "trPr", "hidden") is not None
            self._draft.begin_row()
            for cell in _rows(row, "tc"):
                self._draft.begin_cell()
                self.blocks(cell, replace(shaded(around, child(cell, "tcPr")), is_hidden=hidden))
            self._draft.end_row()

    def _field(self, instruction: str) -> None:
        words = instruction.split()
        if len(words) > 1 and words[0].upper() == "HYPERLINK":
            self._draft.link(words[1].strip('"'))


def _rows(parent: etree._Element, name: str) -> Iterable[etree._Element]:
    """Rows or cells, also those that content controls wrap."""
    for item in parent:
        if name_of(item) == name:
            yield item
        elif name_of(item) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _rows(item, name)


def _main_part(container: Container) -> str:
    root = container.xml("_rels/.rels")
    for relation in root if root is not None else ():
        if (attribute(relation, "Type") or "").endswith("/officeDocument"):
            return (attribute(relation, "Target") or "").lstrip("/")
    return "word/document.xml"


def _relations(container: Container, part: str) -> dict[str, str]:
    folder, _, name = part.rpartition("/")
    root = container.xml(f"{folder}/_rels/{name}.rels")
    found = {}
    for relation in root if root is not None else ():
        target = attribute(relation, "Target") or ""
        found[attribute(relation, "Id") or ""] = target.removeprefix("/word/")
    return found


def _margins(body: etree._Element) -> tuple[list[str], list[str]]:
    """The relations of the headers and footers that are shown: those of even pages repeat the others."""
    headers: dict[str, None] = {}
    footers: dict[str, None] = {}
    for section in body.iter():
        if name_of(section) != "sectPr":
            continue
        kinds = ("first", "default") if child(section, "titlePg") is not None else ("default",)
        for kind in kinds:
            for item in section:
                found = {"headerReference": headers, "footerReference": footers}.get(name_of(item))
                if found is not None and attribute(item, "type") == kind:
                    found[attribute(item, "id") or ""] = None
    return list(headers), list(footers)


def _symbol(item: etree._Element) -> str:
    try:
        return chr(int(attribute(item, "char") or "", 16))
    except (ValueError, OverflowError):
        return ""
