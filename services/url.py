"""A URL from a stranger, taken apart without surprises. Lint forbids ``urlsplit``, which raises, everywhere else."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit  # noqa: TID251


def split_url(text: str) -> SplitResult | None:
    """The parts of a URL. None where ``urlsplit`` raises (``//[``), or its parts would when read (port 99999)."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts
