"""Calculations in the test's own process, which elsewhere have a process to themselves."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def garbage_of_others_waits() -> Iterator[None]:
    """A calculation breaks off by an exception out of a signal, which may not meet what other tests left behind."""
    gc.collect(0)
    gc.disable()
    yield
    gc.enable()
