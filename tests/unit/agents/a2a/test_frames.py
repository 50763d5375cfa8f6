"""The frames of a stream are the same, however the network cuts it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agents.a2a.frames import read_frames
from services.http_exchange.event_line import FrameTooLarge

STREAM = (
    b"\xef\xbb\xbf: hello\ndata: {1}\n\nid: 7\ndata:2\r\ndata: 3\r\n\r\nevent: x\rdata: \xf0\x9f\x99\x82\r\r\ndata\n\n"
)
FRAMES = [b"{1}", b"2\n3", "🙂".encode(), b""]


@given(st.lists(st.integers(0, len(STREAM))))
def test_a_stream_may_be_cut_anywhere(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(STREAM)]
    chunks = [STREAM[begin:end] for begin, end in itertools.pairwise(places)]
    assert list(read_frames(chunks, 100)) == FRAMES


def test_a_stream_may_arrive_byte_by_byte() -> None:
    assert list(read_frames([bytes([byte]) for byte in STREAM], 100)) == FRAMES


@pytest.mark.parametrize(
    ("end", "frames"), [(b'data: {"a":1}', [b'{"a":1}']), (b'data: {"a":1}\n', [b'{"a":1}']), (b'data: {"a":', [])]
)
def test_the_last_frame_counts_if_it_is_whole(end: bytes, frames: list[bytes]) -> None:
    assert list(read_frames([end], 100)) == frames


@pytest.mark.parametrize("endless", [b"data: " + b"x" * 99, b"x" * 101, b"data: x\n" * 60])
def test_a_frame_has_a_limit(endless: bytes) -> None:
    with pytest.raises(FrameTooLarge):
        list(read_frames([endless], 100))
