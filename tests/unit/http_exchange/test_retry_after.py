"""How long a server wants to be left alone, however it says it."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest

from services.http_exchange.retry_after import retry_after_s


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7),
        (" 0 ", 0),
        ("9" * 5000, 999_999_999),
        ("", None),
        ("-7", None),
        ("soon", None),
        ("٧", None),
        ("Wed, 99 Foo 2026 00:00:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
    ],
)
def test_what_it_says(text: str, seconds: float | None) -> None:
    assert retry_after_s({"Retry-After": text}) == seconds


def test_a_date_is_as_far_away_as_it_is() -> None:
    said = retry_after_s({"Retry-After": formatdate(time.time() + 100, usegmt=True)})
    assert said is not None and 90 < said <= 100
    assert retry_after_s({}) is None
