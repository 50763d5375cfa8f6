"""Positions as text: only digits for a number below 2^63 count, whatever a client sends."""

from __future__ import annotations

import time

import pytest

from services.errors import BadRequest
from services.streaming.log.event_log import MAX_POSITION, parse_position


@pytest.mark.parametrize(
    ("text", "position"),
    [
        (None, None),
        ("", None),
        ("0", 0),
        ("000", 0),
        ("7", 7),
        ("0" * 5000 + "7", 7),
        (str(MAX_POSITION), MAX_POSITION),
        (f"000{MAX_POSITION}", MAX_POSITION),
    ],
)
def test_digits_are_a_position(text: str | None, position: int | None) -> None:
    assert parse_position(text) == position


@pytest.mark.parametrize(
    "text", ["-1", "+1", "1.5", "1e3", "0x10", "1 2", " 1", "1_0", "٣", "²", "abc", "0" * 30 + "x", str(2**63)]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        parse_position(text)


def test_a_megabyte_of_digits_is_refused_at_once() -> None:
    started = time.perf_counter()
    with pytest.raises(BadRequest):
        parse_position("1" * 1_000_000)
    assert time.perf_counter() - started < 1
