"""A batch as an event. An event has a size limit and a batch has none, so the least severe issues wait for the report.

Nothing is dropped silently: ``truncated`` says how many issues of which file are missing.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec

from services.scanning.analysis.batch import BatchResult
from services.scanning.analysis.issue import SEVERITIES, Issue, IssuesByFile

_Ranked = list[tuple[str, Issue]]


def event_data(result: BatchResult, max_bytes: int) -> dict[str, Any]:
    """The data of ``batch_complete``, at most ``max_bytes`` when encoded. The same batch always gives the same event.

    The caller subtracts what it adds itself (type, channel, repository name).
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
    if _size(data) > max_bytes:  # so many files that even their names do not fit
        data["truncated"] = {"": len(ranked)}
    return data


def data_with_files(result: BatchResult, max_bytes: int) -> dict[str, Any]:
    """With ``files``, those of the batch, if they leave enough room for the issues."""
    size = _size({"files": result.files})
    if size > max_bytes // 4:
        return event_data(result, max_bytes)
    return event_data(result, max_bytes - size) | {"files": result.files}


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
