"""Markdown: what its marks mean, told by markdown-it's tokens."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.token import Token

from services.screening.reading.document import Document
from services.screening.reading.draft import Draft, Look
from services.screening.reading.html import write_html
from services.screening.reading.limits import ReadingLimits
from services.screening.reading.plain_text import read_as_text

_BLOCKS = {"paragraph_close", "blockquote_close", "hr"}
_PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def read_markdown(content: bytes, limits: ReadingLimits) -> Document:
    text = read_as_text(content)
    draft = Draft(limits)
    for token in _PARSER.parse(_without_front_matter(text)):
        _take(draft, token)
    return draft.document("md")


def _without_front_matter(text: str) -> str:
    """Without the settings between two lines of dashes that site generators read."""
    if not text.startswith("---\n"):
        return text
    _, end, rest = text[4:].partition("\n---\n")
    return rest if end else text


def _take(draft: Draft, token: Token) -> None:
    if token.type == "inline":
        _take_inline(draft, token.children or [])
    elif token.type in ("fence", "code_block"):
        draft.write(token.content)
        draft.end_block()
    elif token.type == "html_block":
        write_html(draft, token.content)
    elif token.type == "heading_open":
        draft.end_block()
        draft.begin_heading()
    elif token.type == "list_item_open":
        draft.end_line()
        draft.begin_bullet()
    elif token.type == "tr_open":
        draft.begin_row()
    elif token.type in ("td_open", "th_open"):
        draft.begin_cell()
    elif token.type == "tr_close":
        draft.end_row()
    elif token.type == "paragraph_close" and token.hidden:  # of a tight list: its items are lines of one block
        draft.end_line()
    elif token.type in _BLOCKS or token.type in ("heading_close", "bullet_list_close", "ordered_list_close"):
        draft.end_block()


def _take_inline(draft: Draft, tokens: list[Token]) -> None:
    bold = 0
    for token in tokens:
        if token.type == "strong_open":
            bold += 1
        elif token.type == "strong_close":
            bold -= 1
        elif token.type in ("text", "code_inline"):
            draft.write(token.content, Look(bold=bold > 0))
        elif token.type in ("softbreak", "hardbreak"):  # contacts are often written line by line
            draft.write("\n")
        elif token.type == "link_open":
            draft.link(str(token.attrs.get("href", "")))
        elif token.type == "html_inline" and token.content.lower().startswith("<br"):
            draft.write("\n")
