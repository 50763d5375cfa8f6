"""An answer: what a model wrote. It is not trusted: whatever does not exist or does not fit is dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from services.language_model.json_answer import find_object
from services.scanning.analysis.issue import SEVERITIES, Issue, Severity

_MAX_FINDINGS = 50
_MAX_MESSAGE_CHARS = 400
_MAX_SUMMARY_CHARS = 400
_SYNONYMS: dict[str, Severity] = {
    "blocker": "critical", "severe": "high", "major": "high", "error": "high", "moderate": "medium",
    "warning": "medium", "minor": "low", "info": "low", "informational": "low", "note": "low",
}  # fmt: skip
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Request:
    """The model wants to see something first. ``kind`` is ``read``, ``search`` or ``list``."""

    kind: str
    argument: Any


@dataclass(slots=True)
class Review:
    """What the model says about some pieces."""

    findings: dict[str, list[Issue]] = field(default_factory=dict)
    summaries: dict[str, str] = field(default_factory=dict)


def read_answer(text: str, paths: Collection[str], line_count: Callable[[str], int]) -> Review | Request | None:
    """A review of the files in ``paths``, or a request; ``None`` if it is neither."""
    answer = find_object(text)
    if answer is None:
        return None
    for kind in ("read", "search", "list"):
        if kind in answer and "findings" not in answer:
            return Request(kind, answer[kind])
    if "findings" not in answer and "summaries" not in answer:
        return None
    review = Review()
    for item in _items(answer.get("findings"))[:_MAX_FINDINGS]:
        path, issue = _finding(item, paths, line_count)
        if issue is not None:
            review.findings.setdefault(path, []).append(issue)
    summaries = answer.get("summaries")
    for path, summary in summaries.items() if isinstance(summaries, dict) else ():
        if path in paths and isinstance(summary, str) and summary.strip():
            review.summaries[path] = one_line(summary, _MAX_SUMMARY_CHARS)
    return review


def one_line(text: str, max_chars: int) -> str:
    line = " ".join(text.encode("utf-8", "replace").decode().split())
    return line if len(line) <= max_chars else line[: max_chars - 1] + "…"


def _items(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _finding(
    item: dict[str, Any], paths: Collection[str], line_count: Callable[[str], int]
) -> tuple[str, Issue | None]:
    path, message = item.get("path"), item.get("message")
    line = _whole(item.get("line"))
    if not isinstance(path, str) or path not in paths or not isinstance(message, str) or not message.strip():
        return "", None
    if line is None or not 1 <= line <= line_count(path):
        return "", None
    rule = _NOT_SLUG.sub("-", str(item.get("rule") or "fault").lower()).strip("-")[:40] or "fault"
    column = max(1, _whole(item.get("column")) or 1)
    return path, Issue(
        line, column, rule, _severity(item.get("severity")), one_line(message, _MAX_MESSAGE_CHARS), "rlm"
    )


def _whole(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return int(value)
    except (ValueError, OverflowError):
        return None


def _severity(value: Any) -> Severity:
    word = str(value).strip().lower()
    for severity in SEVERITIES:
        if word == severity:
            return severity
    return _SYNONYMS.get(word, "low")
