"""A batch's event: bounded however much was found, and honest about what it leaves out."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.scanning.analysis.batch import BatchResult
from services.scanning.analysis.batch_event import event_data
from services.scanning.analysis.issue import SEVERITIES, IssuesByFile
from tests.support.report import issue

MAX_BYTES = 65_536


def result(issues_by_file: IssuesByFile) -> BatchResult:
    return BatchResult(
        1, 3, issues_by_file, sorted(issues_by_file), {"total_files": len(issues_by_file), "total_issues": 0}
    )


def encoded(data: dict[str, Any]) -> int:
    return len(msgspec.json.encode(data))


def test_a_batch_that_fits_is_told_whole() -> None:
    data = event_data(result({"a.py": [issue(1)]}), MAX_BYTES)
    assert data == {
        "batch": 1,
        "total_batches": 3,
        "issues_by_file": {
            "a.py": [{"line": 1, "column": 1, "rule": "S602", "severity": "high", "message": "bad", "engine": "ruff"}]
        },
        "summary": {"total_files": 1, "total_issues": 0},
    }


def test_the_least_severe_are_left_out_and_counted() -> None:
    worst = [issue(line, severity="critical") for line in range(1, 11)]
    least = [issue(line, severity="low", message="x" * 100) for line in range(11, 2011)]
    data = event_data(result({"a.py": worst + least, "b.py": least}), MAX_BYTES)
    assert MAX_BYTES * 0.99 < encoded(data) <= MAX_BYTES
    kept = data["issues_by_file"]
    assert [item["severity"] for item in kept["a.py"][:10]] == ["critical"] * 10
    assert len(kept.get("a.py", [])) + data["truncated"].get("a.py", 0) == 2010
    assert len(kept.get("b.py", [])) + data["truncated"].get("b.py", 0) == 2000
    assert data == event_data(result({"a.py": worst + least, "b.py": least}), MAX_BYTES)


def test_more_files_than_can_be_named_still_fit() -> None:
    data = event_data(result({f"{number}{'x' * 200}.py": [issue(1)] for number in range(1000)}), MAX_BYTES)
    assert encoded(data) <= MAX_BYTES
    assert data["truncated"] == {"": 1000}


issues = st.builds(
    issue, st.integers(1, 99), severity=st.sampled_from(SEVERITIES), message=st.text('aé"\\\n', max_size=60)
)


@given(
    found=st.dictionaries(
        st.text("ab/é", min_size=1, max_size=20), st.lists(issues, min_size=1, max_size=20), max_size=10
    )
)
def test_no_event_is_too_large_and_no_issue_unaccounted_for(found: IssuesByFile) -> None:
    data = event_data(result(found), 2000)
    assert encoded(data) <= 2000
    shown = sum(len(kept) for kept in data["issues_by_file"].values())
    assert shown + sum(data.get("truncated", {}).values()) == sum(len(each) for each in found.values())
