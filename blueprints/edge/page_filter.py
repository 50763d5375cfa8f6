"""Words and numbers as pages show them: Jinja filters for moments, durations, counts and places."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint
from flask_babel import gettext


def iso_time(at: float) -> str:
    """Unix seconds as ISO 8601 in UTC, to the second."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def relative_time(at: float) -> str:
    """``just now``, ``3 min ago``, ``yesterday``, ``4 Nov``; the scripts' ``relative`` says the same, so that nothing
    moves when they take over.
    """
    seconds = time.time() - at
    if seconds < 45:
        return str(gettext("just now"))
    if seconds < 3600:
        return str(gettext("%(number)s min ago", number=max(1, round(seconds / 60))))
    if seconds < 86_400:
        return str(gettext("%(number)s h ago", number=round(seconds / 3600)))
    if seconds < 172_800:
        return str(gettext("yesterday"))
    if seconds < 604_800:
        return str(gettext("%(number)s days ago", number=int(seconds // 86_400)))
    then = datetime.fromtimestamp(at, UTC)
    return then.strftime("%-d %b" if then.year == datetime.now(UTC).year else "%-d %b %Y")


def duration(seconds: float) -> str:
    """``7.4 s``, ``2 min 5 s``, ``1 h 12 min``; the scripts' ``duration`` says the same."""
    if seconds < 9.95:
        return f"{max(seconds, 0):.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def count(number: int) -> str:
    """A count with thin spaces between thousands."""
    return f"{number:,}".replace(",", "\u202f")


def size(number: int) -> str:
    """Bytes, rounded for people."""
    amount = float(number)
    for unit in ("B", "KiB", "MiB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}"
        amount /= 1024
    return f"{amount:.1f} GiB"


def location(url: str) -> str:
    """A repository's address without the scheme and the ``.git`` that all of them have."""
    return url.removeprefix("https://").removeprefix("file://").removesuffix("/").removesuffix(".git")


def severity_counts(summary: Mapping[str, Any]) -> dict[str, int]:
    """How many issues of each severity a summary names; ``other`` counts those that it does not break down."""
    counts = {severity: int(summary.get(f"{severity}_issues", 0)) for severity in ("critical", "high", "medium", "low")}
    counts["other"] = max(0, int(summary.get("total_issues", 0)) - sum(counts.values()))
    return counts


def add_filters(blueprint: Blueprint) -> None:
    """Make every filter of this module known to the templates."""
    for function in (iso_time, relative_time, duration, count, size, location, severity_counts):
        blueprint.add_app_template_filter(function)
