"""HTML: what a browser without scripts would show."""

from __future__ import annotations

from lxml import etree, html

from services.screening.reading.document import Document
from services.screening.reading.draft import Draft, Look
from services.screening.reading.html_style import Appearance, Styles
from services.screening.reading.limits import ReadingLimits
from services.screening.reading.number import number_in
from services.screening.reading.photo import is_portrait
from services.screening.reading.plain_text import read_as_text
from services.screening.reading.unreadable import corrupt

_HEADING_TAGS = "h1 h2 h3 h4 h5 h6"
_PARAGRAPH_TAGS = f"p tr dt dd div section article header footer aside table ul ol {_HEADING_TAGS}"
_LINE_TAGS = (
    "address blockquote body caption center details dialog dir dl fieldset figcaption figure form hgroup hr html legend"
    " li main menu nav pre summary tbody tfoot thead"
)
_SILENT_TAGS = (
    "script style template head noscript object iframe svg math canvas audio video select textarea option datalist"
    " noframes noembed map"
)
_HEADINGS = frozenset(_HEADING_TAGS.split())
_PARAGRAPHS = frozenset(_PARAGRAPH_TAGS.split())
_BLOCKS = _PARAGRAPHS.union(_LINE_TAGS.split())
_SILENT = frozenset(_SILENT_TAGS.split())
_BLANKS = " \t\n\r\f"


def read_html(content: bytes, limits: ReadingLimits) -> Document:
    draft = Draft(limits)
    write_html(draft, read_as_text(content))
    return draft.document("html")


def write_html(draft: Draft, text: str) -> None:
    """Raises: UnreadableFile."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace") or b" ", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise corrupt("it holds no HTML that can be read") from None
    styles = Styles(root)
    appearance = styles.of(root, Appearance())
    _Walk(draft, styles).element(root, appearance)
    draft.end_block()


class _Walk:
    def __init__(self, draft: Draft, styles: Styles) -> None:
        self._draft = draft
        self._styles = styles
        self._ends_with_blank = True

    def element(self, element: html.HtmlElement, appearance: Appearance) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _SILENT:
            return
        is_block = tag in _BLOCKS or appearance.is_block
        if is_block:
            self._end(tag in _PARAGRAPHS or appearance.is_block)
        self._begin(element, tag, appearance)
        if tag == "tr" or appearance.spreads:
            self._row(element, appearance)
        else:
            self._text(element.text, appearance)
            for child in element.iterchildren():
                self.element(child, self._styles.of(child, appearance))
                self._text(child.tail, appearance)
        if appearance.floats:
            self._tab()
        if is_block:
            self._end(tag in _PARAGRAPHS or appearance.is_block)

    def _begin(self, element: html.HtmlElement, tag: str, appearance: Appearance) -> None:
        if tag == "br":
            self._end(is_paragraph=False)
        elif tag in _HEADINGS and appearance.hidden is None:
            self._draft.begin_heading()
        elif tag == "li":
            self._draft.begin_bullet()
        elif tag == "a":
            self._draft.link(element.get("href") or "")
        elif tag == "img":
            self._image(element, appearance)
        if appearance.floats:
            self._tab()

    def _row(self, row: html.HtmlElement, appearance: Appearance) -> None:
        self._draft.begin_row()
        self._cell(row.text, appearance)
        for child in row.iterchildren():
            self._draft.begin_cell()
            self._ends_with_blank = True
            self.element(child, self._styles.of(child, appearance))
            self._cell(child.tail, appearance)
        self._draft.end_row()
        self._ends_with_blank = True

    def _cell(self, text: str | None, appearance: Appearance) -> None:
        if text and text.strip():
            self._draft.begin_cell()
            self._text(text, appearance)

    def _text(self, text: str | None, appearance: Appearance) -> None:
        if not text:
            return
        look = Look(appearance.size, appearance.bold, appearance.hidden)
        if appearance.keeps_blanks:
            self._draft.write(text.expandtabs(8), look)
            self._ends_with_blank = text.endswith(tuple(_BLANKS))
            return
        words = " ".join(part for part in text.translate(_TO_BLANK).split(" ") if part)
        starts = text[0] in _BLANKS and not self._ends_with_blank
        if not words:
            if starts:
                self._draft.write(" ", look)
                self._ends_with_blank = True
            return
        self._ends_with_blank = text[-1] in _BLANKS
        self._draft.write(" " * starts + words + " " * self._ends_with_blank, look)

    def _image(self, element: html.HtmlElement, appearance: Appearance) -> None:
        if appearance.hidden is None:
            sides = [_pixels(element.get(side)) for side in ("width", "height")]
            if is_portrait(*(side * 0.75 for side in sides)):
                self._draft.has_photo = True

    def _tab(self) -> None:
        self._draft.tab()
        self._ends_with_blank = True

    def _end(self, is_paragraph: bool) -> None:
        self._ends_with_blank = True
        if is_paragraph:
            self._draft.end_block()
        else:
            self._draft.end_line()


_TO_BLANK = {ord(character): " " for character in _BLANKS}


def _pixels(value: str | None) -> float:
    return number_in((value or "").strip().removesuffix("px")) or 0.0
