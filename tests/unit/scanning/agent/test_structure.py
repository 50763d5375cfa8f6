"""What the agent says of duplicated and unused code."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.scanning.agent.query import Query
from services.scanning.agent.reading import Judged, read_report
from services.scanning.agent.vocabulary import Topic
from services.scanning.report.json import to_json
from services.scanning.scan_folder import ScanFolder
from tests.support.report import issue, report

FOUND = [
    issue(3, rule="duplicated-code", engine="structure", message="12 lines of code"),
    issue(9, rule="duplicated-code", engine="structure", message="30 lines of code"),
    issue(20, rule="unused-export", engine="structure", message="Nothing names f"),
    issue(30, rule="S602", message="Shell"),
]


def answer(folder: Path, topic: Topic, most: int | None = None) -> str:
    scan = ScanFolder(folder, "a1")
    scan.create()
    scan.write_report("json", to_json(report(issues_by_file={"src/a.py": FOUND})))
    return read_report(Query(topic=topic, most=most), Judged(scan, {}))


@pytest.mark.parametrize(
    ("topic", "begin", "holds"),
    [
        ("duplicates", "2 duplicates:", "src/a.py:9"),
        ("unused", "1 unused export:", "Nothing names f"),
    ],
)
def test_it_lists_them_and_nothing_else(tmp_path: Path, topic: Topic, begin: str, holds: str) -> None:
    said = answer(tmp_path, topic)
    assert said.startswith(begin)
    assert holds in said
    assert "Shell" not in said


def test_it_lists_as_many_as_asked_for(tmp_path: Path) -> None:
    assert "and 1 more duplicate" in answer(tmp_path, "duplicates", most=1)
