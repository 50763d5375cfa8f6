"""Work on whole reports: done elsewhere, within limits, once; and scans of older versions stay readable."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.errors import Conflict, LimitReached, NotFound
from services.process.limits import Limits
from services.scanning.report.json import to_json
from services.scanning.report.work import ReportWork
from services.scanning.scan_folder import ScanFolder
from services.scanning.triage.verdict import Verdict, VerdictsByFile
from tests.support.report import issue, report


def scan(data: Path, scan_id: str, **changes: Any) -> ScanFolder:
    folder = ScanFolder(data, scan_id)
    folder.create()
    folder.write_report("json", to_json(report(scan_id=scan_id, **changes)))
    return folder


def old_scan(data: Path, scan_id: str, **changes: Any) -> ScanFolder:
    """As an older version left it."""
    folder = scan(data, scan_id, **changes)
    folder.issues_folder.rmdir()
    return folder


def test_two_reports_are_compared_and_the_answer_is_kept(tmp_path: Path) -> None:
    before = scan(tmp_path, "a1", issues_by_file={"a.py": [issue(3)]}, fingerprints={"a.py": ["f1"]})
    after = scan(tmp_path, "b2", issues_by_file={"a.py": [issue(9)]}, fingerprints={"a.py": ["f2"]})
    path = ReportWork().compared("ada", before, after, ({}, {}))
    found = msgspec.json.decode(path.read_bytes())
    assert [one["line"] for one in found["new"] + found["fixed"]] == [9, 3]
    made = path.stat().st_ino
    assert ReportWork().compared("ada", before, after, ({}, {})).stat().st_ino == made


def test_only_the_newest_comparison_is_kept(tmp_path: Path) -> None:
    first, second, after = (scan(tmp_path, name) for name in ("a1", "b2", "c3"))
    work = ReportWork()
    work.compared("ada", first, after, ({}, {}))
    newest = work.compared("ada", second, after, ({}, {}))
    assert list(after.path.glob("comparison-*")) == [newest]


def test_a_comparison_is_made_again_when_a_verdict_changes(tmp_path: Path) -> None:
    before = scan(tmp_path, "a1")
    after = scan(tmp_path, "b2", issues_by_file={"a.py": [issue(9)]}, fingerprints={"a.py": ["f1"]})
    work = ReportWork()

    def new(verdicts: VerdictsByFile) -> tuple[int, int]:
        found = msgspec.json.decode(work.compared("ada", before, after, ({}, verdicts)).read_bytes())
        return len(found["new"]), found["closed"]["new"]

    assert [new({}), new({"a.py": {"f1": Verdict("accepted")}}), new({})] == [(1, 0), (0, 1), (1, 0)]
    assert len(list(after.path.glob("comparison-*"))) == 1


def test_groups_and_exports_are_made_once_and_kept(tmp_path: Path) -> None:
    folder, work = scan(tmp_path, "a1"), ReportWork()
    path = work.grouped("ada", folder, "file", {})
    assert [group["key"] for group in msgspec.json.decode(path.read_bytes())["groups"]] == ["src/b.py", "src/a.py"]
    made = path.stat().st_ino
    assert work.grouped("ada", folder, "file", {}).stat().st_ino == made
    page, text = (work.export("ada", folder, form, "severity", {}) for form in ("html", "md"))
    assert page.read_text().startswith("<!doctype html>")
    assert "### Critical" in text.read_text()
    assert len({path, page, text, work.grouped("ada", folder, "rule", {})}) == 4


@pytest.mark.parametrize("gone", [0, 1], ids=["before", "after"])
def test_an_analysis_that_is_deleted_while_it_is_compared_is_not_called_damaged(tmp_path: Path, gone: int) -> None:
    compared = scan(tmp_path, "a1"), scan(tmp_path, "b2")
    shutil.rmtree(compared[gone].path)
    with pytest.raises(NotFound, match="deleted meanwhile"):
        ReportWork().compared("ada", *compared, ({}, {}))


def test_a_user_has_one_report_read_at_a_time(tmp_path: Path) -> None:
    before, after = scan(tmp_path, "a1"), scan(tmp_path, "b2")
    work = ReportWork()
    together = threading.Barrier(2)
    refused: list[BaseException] = []

    def compare() -> None:
        together.wait()
        try:
            work.compared("ada", before, after, ({}, {}))
        except LimitReached as refusal:
            refused.append(refusal)

    threads = [threading.Thread(target=compare) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert work.compared("ada", before, after, ({}, {})).exists()


@pytest.mark.parametrize("content", [b"{", b"[" * 10**6, b'{"files": 3}'])
def test_a_damaged_report_is_a_sentence_and_leaves_nothing(tmp_path: Path, content: bytes) -> None:
    before, after = scan(tmp_path, "a1"), old_scan(tmp_path, "b2")
    after.write_report("json", content)
    with pytest.raises(Conflict, match="analyse the repository again"):
        ReportWork().compared("ada", before, after, ({}, {}))
    with pytest.raises(Conflict):
        ReportWork().split("ada", after)
    assert sorted(path.name for path in after.path.iterdir()) == ["report.json"]


def test_a_report_too_large_for_memory_costs_its_reader_only(tmp_path: Path) -> None:
    large = old_scan(tmp_path, "a1", issues_by_file={"a.py": [issue(line) for line in range(200_000)]})
    with pytest.raises(Conflict):
        ReportWork(Limits(wall_s=20, memory_bytes=40 * 2**20)).split("ada", large)
    assert not large.is_split


def test_issues_of_an_older_versions_report_are_read_by_file(tmp_path: Path) -> None:
    many = [issue(line) for line in range(1, 1501)]
    folder = old_scan(tmp_path, "a1", issues_by_file={"a.py": [issue(3)], "b.py": many})
    assert not folder.is_split
    ReportWork().split("ada", folder)
    assert folder.issues("a.py").issues == [issue(3)]
    assert (folder.issues("b.py").issues, folder.issues("b.py").not_kept) == (many[:1000], 500)
    assert sorted(path.name for path in folder.path.iterdir()) == ["issues", "report.json"]


def test_issues_of_an_older_versions_unfinished_scan_are_read_too(tmp_path: Path) -> None:
    folder = old_scan(tmp_path, "a1")
    folder.report("json").unlink()
    lines = [
        msgspec.json.encode({"issues_by_file": {name: [issue(line)]}}) for name, line in (("a.py", 1), ("b.py", 2))
    ]
    (folder.path / "findings.jsonl").write_bytes(b"\n".join([*lines, b'{"issues_by']))
    ReportWork().split("ada", folder)
    assert folder.issues("b.py").issues == [issue(2)]
