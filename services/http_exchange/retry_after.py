"""``Retry-After``: how long a server wants to be left alone, in seconds or as a date (RFC 9110 §10.2.3)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

_MOST_DIGITS = 9


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """None where the header is missing, or says nothing that can be read."""
    raw = headers.get("Retry-After", "").strip()
    if raw.isascii() and raw.isdecimal():
        return float(raw[:_MOST_DIGITS])
    try:
        return max(0.0, parsedate_to_datetime(raw).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None
