"""Waits for something to become true, instead of sleeping for as long as it might take."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_until(condition: Callable[[], T], what: str, *, within_s: float = 180.0) -> T:
    """Return the first true value of ``condition``. Raises: AssertionError naming ``what`` when the time is up."""
    deadline = time.monotonic() + within_s
    pause_s = 0.005
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"Waited {within_s:g} s in vain: {what}. The last value was {value!r}.")
        time.sleep(pause_s)
        pause_s = min(pause_s * 1.5, 0.1)


def wait_for_value(read: Callable[[], T], expected: T, what: str, *, within_s: float = 180.0) -> None:
    """Return once ``read`` returns what is expected. Raises: AssertionError that tells its last values."""
    seen: list[T] = []

    def is_expected() -> bool:
        value = read()
        if seen[-1:] != [value]:
            seen.append(value)
        return value == expected

    try:
        wait_until(is_expected, what, within_s=within_s)
    except AssertionError:
        raise AssertionError(
            f"Waited {within_s:g} s in vain for {expected!r}: {what}. It was {seen[-20:]!r}."
        ) from None
