"""A character that was cut waits for its other half, wherever it was cut."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.held_text import HeldText


def shown(*pieces: str) -> list[str]:
    text = HeldText()
    return [*(text.take(piece) for piece in pieces), text.end()]


@given(st.text(), st.sets(st.integers(0, 50)))
def test_surrogates_and_bytes_are_joined_again(text: str, places: set[int]) -> None:
    utf16 = text.encode("utf-16-le")
    edges = sorted({0, len(utf16), *(2 * place for place in places if 2 * place < len(utf16))})
    halves = [utf16[a:b].decode("utf-16-le", "surrogatepass") for a, b in pairwise(edges)]
    assert "".join(shown(*halves)) == text

    utf8 = text.encode()
    edges = sorted({0, len(utf8), *(place for place in places if place < len(utf8))})
    parts = [utf8[a:b].decode("utf-8", "surrogateescape") for a, b in pairwise(edges)]
    assert "".join(shown(*parts)) == text


def test_nothing_is_held_longer_than_it_must_be() -> None:
    assert shown("a\ud83d", "\ude42", "b") == ["a", "🙂", "b", ""]
    assert shown("plain", "你") == ["plain", "你", ""]
    assert shown("a\udcf0\udc9f", "\udc99\udc82!") == ["a", "🙂!", ""]


def test_halves_that_belong_to_nothing_are_marked() -> None:
    assert "".join(shown("a\ud83d", "b")) == "a\ufffdb"
    assert "".join(shown("\ude42b")) == "\ufffdb"
    assert "".join(shown("a\udcf0")) == "a\ufffd"
    assert "".join(shown("a\ud83d")) == "a\ufffd"
    assert "".join(shown("a\ud83d", "\ud83d\ude42")) == "a\ufffd🙂"
