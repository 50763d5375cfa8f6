"""A batch as an event: an event is bounded, a batch's findings are not, so the least severe are left to the report.

Nothing is dropped in silence: ``truncated`` says how many issues of which file the event does not hold.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec

from services.scanning.analysis.batch import BatchResult
from services.scanning.analysis.issue import SEVERITIES, Issue, IssuesByFile

_Ranked = list[tuple[str, Issue]]


def event_data(result: BatchResult, max_bytes: int) -> dict[str, Any]:
    """The ``batch_complete`` data of at most ``max_bytes`` once encoded: the same batch always gives the same event.

    The caller takes off what it adds itself (type, channel, repository name).
    """
    data = _data(result, _plain(result.issues_by_file), {})
    if _size(data) <= max_bytes:
        return data
    ranked = sorted(
        ((path, issue) for path, issues in result.issues_by_file.items() for issue in issues),
        key=lambda found: (-SEVERITIES.index(found[1].severity), found[0], found[1]),
    )
    fits, too_many = 0, len(ranked)
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if _size(_trimmed(result, ranked, middle)) <= max_bytes:
            fits = middle
        else:
            too_many = middle
    data = _trimmed(result, ranked, fits)
    if _size(data) > max_bytes:  # so many files that naming them is too much
        data["truncated"] = {"": len(ranked)}
    return data


def _trimmed(result: BatchResult, ranked: _Ranked, count: int) -> dict[str, Any]:
    kept: IssuesByFile = {}
    for path, issue in ranked[:count]:
        kept.setdefault(path, []).append(issue)
    by_path = {path: sorted(kept[path]) for path in sorted(kept)}
    dropped = Counter(path for path, _ in ranked[count:])
    return _data(result, _plain(by_path), {path: dropped[path] for path in sorted(dropped)})


def _data(result: BatchResult, issues: dict[str, list[dict[str, Any]]], truncated: dict[str, int]) -> dict[str, Any]:
    data: dict[str, Any] = {
        "batch": result.batch,
        "total_batches": result.total_batches,
        "issues_by_file": issues,
        "summary": result.summary,
    }
    if truncated:
        data["truncated"] = truncated
    return data


def _plain(issues_by_file: IssuesByFile) -> dict[str, list[dict[str, Any]]]:
    return {path: [msgspec.structs.asdict(issue) for issue in issues] for path, issues in issues_by_file.items()}


def _size(data: dict[str, Any]) -> int:
    return len(msgspec.json.encode(data))
