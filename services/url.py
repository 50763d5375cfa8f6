"""A URL from a stranger, taken apart without surprises."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def split_url(text: str) -> SplitResult | None:
    """The parts of a URL, all of them readable; None where ``urlsplit`` raises (``//[``), or would later (a port of 99999)."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts
