"""The frames of an answer are the same however its bytes are cut, and whatever ends its lines."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.language_model.event_stream import MAX_FRAME_BYTES, Frame, read_frames
from services.language_model.failure import AttemptFailed

BODY = (
    b': comment\nevent: message\ndata: {"a": "\xe4\xbd\xa0"}\n\ndata:\n\n: \ndata:{"b":\ndata: 2}\n\n'
    b"id: 7\nretry: 9\n\n"
    b'data: {"c": 3}\ndata: {"d": 4}\nevent: error\ndata: {"e": 5}\n\ndata: [DONE]\n\n'
)
FRAMES = [
    Frame({"a": "你"}, "message"),
    Frame({"b": 2}),
    Frame({"c": 3}),
    Frame({"d": 4}),
    Frame({"e": 5}, "error"),
    Frame(None, is_done=True),
]


def cut(body: bytes, places: Iterable[int]) -> list[bytes]:
    edges = sorted({0, len(body), *(place % len(body) for place in places)})
    return [body[start:end] for start, end in pairwise(edges)]


@given(st.sets(st.integers(0, 400)), st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_cuts_and_line_ends_change_nothing(places: set[int], line_end: bytes) -> None:
    assert list(read_frames(cut(BODY.replace(b"\n", line_end), places))) == FRAMES


def test_a_frame_comes_with_its_last_byte() -> None:
    taken: list[int] = []

    def parts() -> Iterable[bytes]:
        for number in range(3):
            taken.append(number)
            yield b'data: {"n": %d}\n' % number

    frames = iter(read_frames(parts()))
    assert next(frames).value == {"n": 0}
    assert taken == [0]


@pytest.mark.parametrize("start", [b"data: ", b": ", b'data: "x"\n\n' + b"data: [1,\ndata: " * 2, b"{"])
def test_a_frame_without_end_is_cut(start: bytes) -> None:
    endless = [start, *[b"x" * 2**16] * (MAX_FRAME_BYTES // 2**16 + 2)]
    with pytest.raises(AttemptFailed, match="did not stop"):
        list(read_frames(endless))


@pytest.mark.parametrize("body", [b"data: {\n\n", b"data: {", b"{", b'{"a": 1} {"a": 2}', b"data: " + b"[" * 200_000])
def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(AttemptFailed, match="not JSON"):
        list(read_frames([body]))


def test_nothing_is_no_frame() -> None:
    assert list(read_frames([])) == []
    assert list(read_frames([b"\n", b"\r\n"])) == []
