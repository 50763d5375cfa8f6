"""The lines of a stream are the same, however the network cuts it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.http_exchange.event_line import FrameTooLarge, read_lines

STREAM = b"\xef\xbb\xbfone\n\r\n\xf0\x9f\x99\x82\r\rdata: x\r\nlast"
LINES = [b"\xef\xbb\xbfone", b"", "🙂".encode(), b"", b"data: x", b"last"]


@given(st.lists(st.integers(0, len(STREAM))))
def test_lines_may_be_cut_anywhere_and_nothing_may_arrive_in_between(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(STREAM)]
    chunks = [STREAM[begin:end] for begin, end in itertools.pairwise(places)]
    assert list(read_lines(chunks, 100)) == LINES


def test_a_line_comes_with_its_end() -> None:
    taken: list[int] = []

    def chunks() -> Iterator[bytes]:
        for number in range(3):
            taken.append(number)
            yield b"%d\n" % number

    assert next(read_lines(chunks(), 100)) == b"0"
    assert taken == [0]


def test_a_line_has_a_limit() -> None:
    assert list(read_lines([b"x" * 100], 100)) == [b"x" * 100]
    with pytest.raises(FrameTooLarge):
        list(read_lines([b"x" * 50, b"x" * 51], 100))
