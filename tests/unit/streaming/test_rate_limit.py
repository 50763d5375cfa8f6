"""The rate limit of publishers."""

from __future__ import annotations

import pytest

from services.errors import LimitReached
from services.streaming.publishing.rate_limit import RateLimit


def test_a_burst_of_a_seconds_worth_then_the_rate() -> None:
    now = [0.0]
    limit = RateLimit(10, clock=lambda: now[0])
    for _ in range(10):
        limit.take("a", 1)
    with pytest.raises(LimitReached) as refused:
        limit.take("a", 1)
    assert refused.value.retry_after_s == 1
    limit.take("b", 10)
    now[0] += 0.5
    limit.take("a", 5)
    with pytest.raises(LimitReached):
        limit.take("a", 1)


def test_a_large_batch_is_let_in_and_pays_afterwards() -> None:
    now = [0.0]
    limit = RateLimit(10, clock=lambda: now[0])
    limit.take("a", 35)
    now[0] += 2.4
    with pytest.raises(LimitReached) as refused:
        limit.take("a", 10)
    assert refused.value.retry_after_s == 2
    now[0] += 1.2
    limit.take("a", 10)


def test_zero_is_no_limit() -> None:
    RateLimit(0).take("a", 10**9)
