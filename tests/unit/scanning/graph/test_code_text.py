"""Code apart from strings and comments."""

from __future__ import annotations

import pytest

from services.scanning.graph.code_text import pieces


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('a = "b // c"; d // e\nf', "a = ; d \nf"),
        ('a = "b\\" c"; d', "a = ; d"),
        ('a = "b\\\nC d', "a = \nC d"),
        ("a /* b */ c", "a  c"),
    ],
    ids=["comment", "escaped quote", "backslash before the end of the line", "block"],
)
def test_what_is_left_is_code(text: str, code: str) -> None:
    found = list(pieces(text))
    assert "".join(piece for kind, piece in found if kind == "code") == code
    assert "".join(piece for _, piece in found) == text
