"""From when on a question asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.answering.words import words_of
from services.operations.agent.vocabulary import since_of

HOURS = (0.1, 1.0, 5.0, 12.0, 19.9, 20.1, 23.9)
"""A question is asked at any time of the day."""


@pytest.mark.parametrize("hour", HOURS)
@pytest.mark.parametrize(
    ("question", "hours_before_midnight"),
    [
        ("what failed today?", 0.0),
        ("was ist heute Nacht fehlgeschlagen?", 4.0),
        ("what failed last night or today?", 4.0),
        ("what failed yesterday or last night?", 24.0),
    ],
)
def test_days_begin_at_midnight_utc(question: str, hours_before_midnight: float, hour: float) -> None:
    midnight = datetime(2026, 11, 27, tzinfo=UTC)
    since = since_of(words_of(question), (midnight + timedelta(hours=hour)).timestamp())
    assert since is not None and since[0] == (midnight - timedelta(hours=hours_before_midnight)).timestamp()


@pytest.mark.parametrize("hour", HOURS)
def test_of_several_times_the_longest_is_meant(hour: float) -> None:
    now = (datetime(2026, 11, 27, tzinfo=UTC) + timedelta(hours=hour)).timestamp()
    since = since_of(words_of("which jobs failed today or last night, in the last 48 hours?"), now)
    assert since == (now - 48 * 3600, "in the last 48 hours")
    assert since_of(words_of("what failed?"), now) is None
