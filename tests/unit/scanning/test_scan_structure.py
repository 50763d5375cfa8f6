"""The structure of a scan: what shows only when all files are known is told after the last batch, as issues."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.scanning.report.json import from_json
from services.scanning.report.report import Report
from services.scanning.scan_folder import ScanFolder
from services.settings.settings import Settings
from tests.support.git_repository import make_repository
from tests.support.scan_job import ScanJob
from tests.support.setting import settings_in

BODY = """\
    paid = []
    for invoice in invoices:
        if invoice.is_open and invoice.due < today():
            amount = invoice.total * rate
            if amount > LIMIT:
                amount = LIMIT
            invoice.pay(amount, note="late")
            paid.append(invoice)
        else:
            invoice.remind(amount, invoice.owner)
    report(paid, invoices)
    return len(paid)
"""
IMPORTS = "from app.terms import LIMIT, report, today\n"
ONE = f"{IMPORTS}\n\ndef settle(invoices, rate):\n{BODY}"
OTHER = f"{IMPORTS}\nGRACE = 3\n\n\ndef again(invoices, rate):\n{BODY}"
USES = "from app.b import again\n\nagain([], 1)\n"
FILES = {"app/a.py": ONE, "app/b.py": OTHER, "app/terms.py": "LIMIT = 3\n", "main.py": USES}
RULE = "duplicated-code"
MakeJob = Callable[..., ScanJob]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "data", scanning={"local_roots": (tmp_path / "repositories",)})


@pytest.fixture
def make_job(tmp_path: Path, settings: Settings) -> MakeJob:
    def make(files: dict[str, Any], scan: str = "a1", **scanning: Any) -> ScanJob:
        repository = str(make_repository(tmp_path / "repositories" / scan, files))
        params = {"scan_id": scan, "repo_name": scan, "owner": "local", "url": repository, "address": repository}
        return ScanJob(settings.changed(scanning=scanning), params, tmp_path / "jobs" / scan)

    return make


def report_of(settings: Settings, scan: str = "a1") -> Report:
    return from_json(ScanFolder(settings.data, scan).report("json").read_bytes())


def copies_in(report: Report) -> list[str]:
    return [path for path, issue in report.issues() if issue.rule == RULE]


def told(job: ScanJob) -> dict[str, Any]:
    [event] = [event for event in job.events if event.type == "structure_complete"]
    return dict(event.data)


def test_a_copy_is_one_issue_where_most_depends_on_it(make_job: MakeJob, settings: Settings) -> None:
    job = make_job(FILES)
    facts = job.run()
    report = report_of(settings)
    assert copies_in(report) == ["app/b.py"]
    [issue] = report.issues_by_file["app/b.py"]
    assert (issue.line, issue.engine, issue.severity) == (7, "structure", "low")
    assert "app/a.py:5-16" in issue.message
    event = told(job)
    assert event["copies"] == 1
    assert event["issues_by_file"]["app/b.py"][0]["rule"] == RULE
    assert event["summary"] == facts["summary"]
    assert facts["summary"]["low_issues"] == facts["summary"]["total_issues"]
    assert [one.rule for one in ScanFolder(settings.data, "a1").issues("app/b.py").issues] == [RULE]


def test_what_nothing_uses_is_told_too_and_any_file_counts_as_use(make_job: MakeJob, settings: Settings) -> None:
    unused = {**FILES, "app/terms.py": "LIMIT = 3\n\n\ndef leftover():\n    return LIMIT\n", "setup.cfg": "[flake8]\n"}
    job = make_job(unused)
    job.run()
    assert told(job)["unused_exports"] == 1
    [issue] = report_of(settings).issues_by_file["app/terms.py"]
    assert (issue.line, issue.rule, issue.engine, issue.severity) == (4, "unused-export", "structure", "low")
    job = make_job({**unused, "LICENSE.pdf": b"%PDF \0 leftover \n"}, scan="a2")  # no file that is analysed
    job.run()
    assert told(job)["unused_exports"] == 0


def test_it_is_told_after_the_last_batch(make_job: MakeJob) -> None:
    job = make_job(FILES, batch_files=1)
    job.run()
    types = [event.type for event in job.events]
    assert types.index("structure_complete") > max(at for at, type in enumerate(types) if type == "batch_complete")


def test_copies_in_tests_and_of_tests_are_left_alone(make_job: MakeJob, settings: Settings) -> None:
    job = make_job({"app/a.py": ONE, "tests/test_a.py": OTHER, "tests/test_b.py": ONE})
    job.run()
    assert told(job)["copies"] == 0
    assert copies_in(report_of(settings)) == []


def test_languages_are_as_alike_as_they_are(make_job: MakeJob) -> None:
    job = make_job({"app/locale/de.py": ONE, "app/locale/fr.py": OTHER})
    job.run()
    assert told(job)["copies"] == 0


def test_a_setting_turns_the_search_off(make_job: MakeJob) -> None:
    job = make_job(FILES, copy_tokens=0)
    job.run()
    assert told(job)["copies"] == 0


def test_what_was_not_compared_is_said(make_job: MakeJob, settings: Settings) -> None:
    job = make_job(FILES, compared_tokens=90)
    job.run()
    assert told(job)["copies"] == 0
    assert "Duplicated code: 2 of 4 files were compared, the most important ones." in report_of(settings).notes


def test_a_repository_can_suppress_it(make_job: MakeJob, settings: Settings) -> None:
    wanted = f'[[suppress]]\nrule = "{RULE}"\npath = "app/"\n'
    job = make_job({**FILES, ".tailrace.toml": wanted})
    job.run()
    assert "issues_by_file" not in told(job) or not told(job)["issues_by_file"]
    report = report_of(settings)
    assert copies_in(report) == []
    assert any(note.startswith(".tailrace.toml suppressed 1 issue of duplicated-code") for note in report.notes)


def test_it_keeps_its_fingerprint_when_the_code_moves(make_job: MakeJob, settings: Settings) -> None:
    make_job(FILES).run()
    make_job({**FILES, "app/b.py": f"# a\n# comment\n{OTHER}"}, scan="a2").run()
    before, after = (report_of(settings, scan).fingerprints["app/b.py"] for scan in ("a1", "a2"))
    assert before == after
    assert [issue.line for issue in report_of(settings, "a2").issues_by_file["app/b.py"]] == [9]


def test_sarif_explains_it(make_job: MakeJob, settings: Settings) -> None:
    make_job(FILES).run()
    log = json.loads(ScanFolder(settings.data, "a1").report("sarif").read_bytes())
    [run] = [run for run in log["runs"] if run["tool"]["driver"]["name"] == "structure"]
    [rule] = run["tool"]["driver"]["rules"]
    assert (rule["id"], rule["shortDescription"]["text"]) == (RULE, "Duplicated code")
    assert "security-severity" not in rule.get("properties", {})
    [result] = run["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "app/b.py"
    assert result["partialFingerprints"]
