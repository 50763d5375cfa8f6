"""The dependencies of a scan: what its manifests name is in the report, and what is vulnerable among the issues."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.scanning.dependencies.finding import issues_of
from services.scanning.dependencies.package import Package
from services.scanning.dependencies.vulnerability import Dependencies, Vulnerability
from services.scanning.report.json import from_json
from services.scanning.report.report import Report
from services.scanning.scan_folder import ScanFolder
from services.scanning.scan_kind import SCAN
from services.settings.settings import Settings
from tests.support.git_repository import make_repository
from tests.support.osv_server import OsvServer, record
from tests.support.port import free_port
from tests.support.scan_job import ScanJob
from tests.support.setting import settings_in

LOCK = """\
{
  "lockfileVersion": 3,
  "packages": {
    "": { "dependencies": { "lodash": "^4" } },
    "node_modules/lodash": { "version": "4.17.20", "license": "MIT" }
  }
}
"""
FILES = {"package-lock.json": LOCK, "package.json": '{"dependencies": {"lodash": "^4"}}', "a.py": "x = 1\n"}
LODASH = record(
    "GHSA-1", "npm", "lodash", ["4.17.20"], fixed="4.17.21", summary="Injection", database_specific={"severity": "HIGH"}
)
MakeJob = Callable[..., ScanJob]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "data", scanning={"local_roots": (tmp_path / "repositories",)})


@pytest.fixture
def make_job(tmp_path: Path, settings: Settings) -> MakeJob:
    def make(files: dict[str, str], **scanning: Any) -> ScanJob:
        repository = str(make_repository(tmp_path / "repositories" / "a1", files))
        params = {"scan_id": "a1", "repo_name": "a1", "owner": "local", "url": repository, "address": repository}
        return ScanJob(settings.changed(scanning=scanning), params, tmp_path / "jobs")

    return make


def report_of(settings: Settings) -> Report:
    return from_json(ScanFolder(settings.data, "a1").report("json").read_bytes())


def told(job: ScanJob) -> dict[str, Any]:
    [event] = [event for event in job.events if event.type == "dependencies_complete"]
    return dict(event.data)


def test_packages_are_in_the_report_and_nobody_is_asked_without_a_setting(
    make_job: MakeJob, settings: Settings
) -> None:
    job = make_job(FILES)
    job.run()
    dependencies = report_of(settings).dependencies
    assert [(one.label, one.relation, one.licence) for one in dependencies.packages] == [
        ("lodash 4.17.20", "direct", "MIT")
    ]
    assert (dependencies.asked, dependencies.notes) == ("", [])
    assert (told(job)["packages"], told(job)["asked"]) == (1, False)


def test_a_vulnerable_package_is_an_issue_where_the_lock_pins_it(make_job: MakeJob, settings: Settings) -> None:
    with OsvServer(LODASH).running() as osv:
        job = make_job(FILES, osv_url=osv.url)
        facts = job.run()
    [issue] = report_of(settings).issues_by_file["package-lock.json"]
    assert (issue.line, issue.severity) == (5, "high")
    assert (issue.rule, issue.engine) == ("vulnerable-dependency", "dependencies")
    assert issue.message == "lodash 4.17.20 has a known vulnerability, GHSA-1: Injection. Update to 4.17.21."
    assert facts["summary"]["high_issues"] == facts["summary"]["total_issues"] == 1
    event = told(job)
    assert (event["packages"], event["vulnerable"], event["vulnerabilities"], event["asked"]) == (1, 1, 1, True)
    assert event["summary"] == facts["summary"]
    assert event["issues_by_file"]["package-lock.json"][0]["rule"] == "vulnerable-dependency"


def test_the_lock_can_be_read_with_its_issue(make_job: MakeJob, settings: Settings) -> None:
    with OsvServer(LODASH).running() as osv:
        make_job(FILES, osv_url=osv.url).run()
    folder = ScanFolder(settings.data, "a1")
    assert folder.source("package-lock.json", 10_000) == LOCK
    assert [issue.rule for issue in folder.issues("package-lock.json").issues] == ["vulnerable-dependency"]


def test_it_joins_what_engines_found_in_the_same_file(make_job: MakeJob, settings: Settings) -> None:
    manifest = '{"dependencies": {"lodash": "4.17.20"},\n"password": "hunter2hunter2zQ"}\n'
    with OsvServer(LODASH).running() as osv:
        facts = make_job({"package.json": manifest}, osv_url=osv.url).run()
    report = report_of(settings)
    assert {issue.engine for issue in report.issues_by_file["package.json"]} == {"secrets", "dependencies"}
    assert len(report.fingerprints["package.json"]) == facts["summary"]["total_issues"] == 2
    assert facts["summary"]["files_with_issues"] == 1


def test_a_database_that_does_not_answer_costs_only_what_it_knew(make_job: MakeJob, settings: Settings) -> None:
    job = make_job(FILES, osv_url=f"http://127.0.0.1:{free_port()}", osv_s=5)
    job.run()
    report = report_of(settings)
    assert len(report.dependencies.packages) == 1
    assert any("vulnerability database cannot be reached" in note for note in report.notes)


def test_a_broken_lock_is_said(make_job: MakeJob, settings: Settings) -> None:
    make_job({"package-lock.json": "{"}).run()
    assert report_of(settings).notes == ["Dependencies: package-lock.json is not JSON."]


def test_the_bill_of_materials_is_kept_with_the_exports(make_job: MakeJob, settings: Settings) -> None:
    make_job(FILES).run()
    bom = json.loads(ScanFolder(settings.data, "a1").report("cyclonedx").read_bytes())
    assert [component["purl"] for component in bom["components"]] == ["pkg:npm/lodash@4.17.20"]


def test_a_repository_without_manifests_tells_nothing_of_them(make_job: MakeJob) -> None:
    job = make_job({"a.py": "x = 1\n"})
    job.run()
    assert "dependencies_complete" not in [event.type for event in job.events]


def test_the_network_is_the_jobs_at_first_only_where_a_database_is_set(make_job: MakeJob, settings: Settings) -> None:
    upload = {"scan_id": "a1", "repo_name": "a", "owner": "upload", "url": "a", "upload": "a1"}
    asks = settings.changed(scanning={"osv_url": "https://osv.example"})
    access = SCAN.job.early_access
    assert access is not None
    assert [access(one, upload).network for one in (settings, asks)] == [False, True]


def vulnerability(number: int, severity: Any = "medium", fixed: str = "") -> Vulnerability:
    return Vulnerability(id=f"CVE-{number}", source_id="X", severity=severity, affects={"pkg:npm/a@1.0.0": fixed})


def message(*known: Vulnerability, is_dev: bool = False) -> tuple[str, str]:
    package = Package(ecosystem="npm", name="a", version="1.0.0", path="yarn.lock", is_dev=is_dev)
    [[issue]] = issues_of(Dependencies(packages=[package], vulnerabilities=list(known))).values()
    return issue.severity, issue.message


def test_several_vulnerabilities_of_a_package_are_one_issue_the_worst_first() -> None:
    known = [vulnerability(1, fixed="1.0.9"), vulnerability(2, "high", "1.0.10"), vulnerability(3, fixed="1.0.1")]
    assert message(*known) == (
        "high",
        "a 1.0.0 has 3 known vulnerabilities: CVE-2. Also CVE-1, CVE-3. Update to 1.0.10.",
    )


def test_it_is_said_when_an_update_mends_only_a_part_or_nothing() -> None:
    assert message(vulnerability(1, fixed="1.0.1"), vulnerability(2))[1].endswith("which mends a part.")
    assert message(vulnerability(1))[1].endswith("No mended version is known.")


def test_what_never_runs_in_production_is_less_urgent() -> None:
    assert message(vulnerability(1, "critical"), is_dev=True)[0] == "high"
    assert message(vulnerability(1, "low"), is_dev=True)[0] == "low"
