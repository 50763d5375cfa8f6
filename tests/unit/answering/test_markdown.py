"""A stranger's text stays text, whatever it holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from services.answering.markdown import code, link, plain, prose, table

STRANGE = st.text(st.sampled_from("ab1 `*_~[]()<>!|\\#$&;:/@.-+=\n\r\u202e\"'{}")) | st.text()
READER = MarkdownIt("commonmark").enable("table")


def seen(markdown: str) -> tuple[set[str], str]:
    """The kinds of what a reader makes of it, and the text of it."""
    tokens = READER.parse(markdown)
    inline = [child for token in tokens for child in token.children or ()]
    return {token.type for token in (*tokens, *inline)}, "".join(child.content for child in inline)


@given(STRANGE)
def test_plain_text_is_nothing_but_text(text: str) -> None:
    kinds, _ = seen(f"It says {plain(text)}.")
    assert kinds == {"paragraph_open", "inline", "paragraph_close", "text"}


@given(STRANGE)
def test_code_is_one_piece_of_code_also_in_a_link_and_a_table(text: str) -> None:
    kinds, shown = seen(table(("Name",), [(link(code(text), "/analysis/1"),)]))
    assert {"link_open", "code_inline"} <= kinds
    assert kinds.isdisjoint({"image", "html_inline", "em_open", "strong_open", "heading_open"})
    assert "](/analysis" not in shown


@given(STRANGE)
def test_prose_is_text_and_code(text: str) -> None:
    kinds, _ = seen(f"It says {prose(text)}.")
    assert kinds <= {"paragraph_open", "inline", "paragraph_close", "text", "code_inline"}


@pytest.mark.parametrize(
    "text", ["src/my_file.py", "snake_case and (parentheses)", "O'Brien-Smith, 50 %", "C++ & C#".replace("& ", "and ")]
)
def test_ordinary_names_are_written_as_they_are(text: str) -> None:
    assert plain(text) == text
    assert code(text) == f"`{text}`"


def test_no_address_or_formula_is_left_for_a_reader_to_find() -> None:
    escaped = plain(r"https://evil.example www.evil.example a@evil.example \(x\) \[y\] $$z$$")
    assert not any(sign in escaped for sign in ("://", "www.", "@", "\\(", "\\[", "$"))


def test_what_is_too_long_is_cut() -> None:
    assert len(plain("a" * 5000)) == 200
    assert plain("a" * 5000).endswith("…")


def test_a_link_leads_where_it_says_whatever_the_path_holds() -> None:
    assert link("x", "/files/a b)#c?.py", "L3") == "[x](/files/a%20b%29%23c%3F.py#L3)"
