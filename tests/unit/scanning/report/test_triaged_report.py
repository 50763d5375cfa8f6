"""What reports say of issues that people decided about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from services.scanning.analysis.issue import Issue
from services.scanning.report.excerpt import Excerpt
from services.scanning.report.export import EXPORTS
from services.scanning.report.group import By, to_groups
from services.scanning.report.json import to_json
from services.scanning.report.report import Report
from services.scanning.report.work import ReportWork
from services.scanning.scan_folder import ScanFolder
from services.scanning.triage.verdict import State, Verdict, VerdictsByFile
from tests.support.report import HOSTILE_NAMES, issue, report

SARIF = json.loads((Path(__file__).parents[3] / "support/sarif-2.1.0.json").read_text())
OPEN, KNOWN, FALSE = "left as it is", "what we live with", "what is no fault"


def verdict(state: State, note: str = "", by: str = "ada") -> Verdict:
    return Verdict(state, note=note, by=by, at=1.0)


def judged(**changes: Any) -> Report:
    """Return a report with an issue in each state, all in one file and with one fingerprint."""
    issues: list[Issue] = [issue(1, message=FALSE), issue(2, message=KNOWN), issue(3, message=OPEN)]
    values: dict[str, Any] = {
        "issues_by_file": {"src/a.py": issues},
        "fingerprints": {"src/a.py": ["f", "f", "f"]},
        "excerpts": {"ruff S602": Excerpt("src/a.py", 1, 1, ["what_is_no_fault()"])},
        "verdicts": {"src/a.py": {"f": verdict("false_positive"), "f:2": verdict("accepted", "behind the proxy")}},
    }
    return report(**{**values, **changes})


def exported(form: str, found: Report, by: By = "rule") -> str:
    return EXPORTS[form](found, by).decode()


@pytest.mark.parametrize("by", ["rule", "file", "severity"])
@pytest.mark.parametrize("form", ["html", "md"])
def test_false_positives_are_left_out_and_accepted_issues_listed_apart(form: str, by: By) -> None:
    text = exported(form, judged(), by)
    assert FALSE not in text and "what_is_no_fault" not in text
    assert "1 issue is left out: marked as false positive." in text
    assert text.index(OPEN) < text.index("Accepted: 1") < text.index(KNOWN)
    assert "behind the proxy" in text and "ada" in text


@pytest.mark.parametrize("form", ["html", "md"])
def test_counts_are_of_open_issues(form: str) -> None:
    text = exported(form, judged())
    assert ("1 issue</title>" if form == "html" else "| high | 1 |") in text
    nothing = exported(form, judged(verdicts={"src/a.py": dict.fromkeys(("f", "f:2", "f:3"), verdict("accepted"))}))
    assert ("No issue is open." if form == "html" else "None open.") in nothing


@pytest.mark.parametrize("form", ["html", "md"])
def test_notes_and_names_are_text(form: str) -> None:
    for hostile in HOSTILE_NAMES:
        found = judged(verdicts={"src/a.py": {"f": verdict("accepted", hostile, hostile)}})
        assert "<script" not in exported(form, found)
        assert "\n# heading" not in exported(form, found)
        assert "](javascript:" not in exported("md", found)


def test_an_issue_that_is_only_assigned_is_open() -> None:
    found = judged(verdicts={"src/a.py": {"f": Verdict(assignee="bob", by="ada", at=1.0)}})
    assert FALSE in exported("md", found) and "Accepted" not in exported("md", found)


def test_sarif_has_suppressions_and_stays_valid() -> None:
    log = json.loads(exported("sarif", judged()))
    jsonschema.Draft7Validator(SARIF).validate(log)
    [results] = [run["results"] for run in log["runs"] if run["results"]]
    assert [result["suppressions"] for result in results] == [
        [{"kind": "external", "status": "accepted", "justification": "False positive (ada)"}],
        [{"kind": "external", "status": "accepted", "justification": "Accepted risk (ada): behind the proxy"}],
        [],
    ]
    plain = json.loads(exported("sarif", judged(verdicts={})))
    assert not [result for run in plain["runs"] for result in run["results"] if "suppressions" in result]


def test_json_has_the_verdicts() -> None:
    told = json.loads(exported("json", judged()))["verdicts"]["src/a.py"]["f:2"]
    assert told == {"state": "accepted", "assignee": "", "note": "behind the proxy", "by": "ada", "at": 1.0}


def test_groups_hold_open_issues_and_count_the_others() -> None:
    told = msgspec.json.decode(to_groups(judged(), "rule"))
    assert [(group["count"], group["excerpt"]) for group in told["groups"]] == [(1, None)]
    assert (told["accepted"], told["false_positive"]) == (1, 1)


def test_a_report_is_made_again_when_verdicts_change_and_the_old_one_goes(tmp_path: Path) -> None:
    folder, work = ScanFolder(tmp_path, "a1"), ReportWork()
    folder.create()
    folder.write_report("json", to_json(judged(verdicts={})))
    folder.write_report("md", b"as it was written")
    assert work.export("ada", folder, "md", "rule", {}).read_bytes() == b"as it was written"
    first: VerdictsByFile = {"src/a.py": {"f": verdict("accepted")}}
    made = work.export("ada", folder, "md", "rule", first)
    assert "Accepted: 1" in made.read_text()
    inode = made.stat().st_ino
    assert work.export("ada", folder, "md", "rule", first).stat().st_ino == inode
    grouped = work.grouped("ada", folder, "rule", first)
    second = work.export("ada", folder, "md", "rule", {"src/a.py": {"f": verdict("false_positive")}})
    assert FALSE not in second.read_text()
    assert not made.exists() and grouped.exists()
    assert work.export("ada", folder, "cyclonedx", "rule", first) == folder.report("cyclonedx")
