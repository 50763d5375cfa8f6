"""Slots bound how many requests are worked on at once, and how many of one user."""

from __future__ import annotations

import pytest

from services.errors import LimitReached, Unavailable
from services.process.slots import Slots

SLOTS = {"busy": "Others are at it.", "own": "You are at it."}


def test_who_finds_none_free_in_time_is_told_so() -> None:
    slots = Slots(2, 0.01, **SLOTS)
    with slots.one(), slots.one_of("ada"):
        with pytest.raises(Unavailable, match="Others"), slots.one():
            pytest.fail("there were two")
        with pytest.raises(Unavailable, match="Others"), slots.one_of("ben"):
            pytest.fail("there were two")
    with slots.one_of("ben"), slots.one():
        pass


def test_a_user_has_one_at_a_time_and_loses_it_whatever_happens() -> None:
    slots = Slots(2, 0.01, **SLOTS)
    with pytest.raises(ValueError, match="broken"), slots.one_of("ada"):
        with pytest.raises(LimitReached, match="You"), slots.one_of("ada"):
            pytest.fail("she has one")
        raise ValueError("broken")
    with slots.one_of("ada"):
        pass
