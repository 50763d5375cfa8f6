"""How a companion's program ends: what went wrong is logged once, and nobody tries again at once."""

from __future__ import annotations

import pytest

from services.companion import start
from services.companion.companion import Companion

COMPANION = Companion("sweeper", "services.sweeper")


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the program has waited for, which the test does not."""
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)
    return pauses


def test_work_that_ends_is_a_success(pauses: list[float]) -> None:
    assert start.exit_status(COMPANION, lambda: None) == 0
    assert pauses == []


def test_work_that_fails_is_logged_and_keeps_its_lock_for_a_while(
    pauses: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ValueError("no broom")

    assert start.exit_status(COMPANION, fail) == 1
    (line,) = caplog.records
    assert (line.getMessage(), line.name) == ("companion_failed", "services.sweeper")
    assert line.exc_info is not None
    assert pauses == [start.AFTER_FAILURE_S]
