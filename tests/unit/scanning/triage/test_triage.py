"""Triage of real scans: a verdict outlives the scan that it was made on, and follows a file to its new name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.auth.identity import Identity
from services.container import Container
from services.errors import BadRequest, NotFound
from services.scanning.face import FACE
from services.scanning.report.json import from_json
from services.scanning.scan_run import Scan
from services.scanning.scans import Scans
from services.scanning.triage.verdict import MAX_ISSUES, Change, Place, Triaged, numbered
from tests.support.git_repository import commit, git, make_repository
from tests.support.scan_job import Running
from tests.support.schema import give_schema
from tests.support.setting import settings_in

ALICE = Identity("alice", "alice", "member", "access", "login", 1e12)
SHELL = "subprocess.call(input(), shell=True)\n"
UTILS = (
    "import subprocess\n\n\ndef run():\n    " + SHELL + "".join(f"NAME_{number} = {number}\n" for number in range(9))
)
ACCEPTED = Change(state="accepted")


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    settings = settings_in(tmp_path / "data", scanning={"local_roots": (tmp_path,)})
    container = Container(settings, [FACE])
    container.settings.data.mkdir()
    give_schema(container.database, container.migrations)
    container.users.create("carol", "correct horse battery")
    yield container
    container.close()


@pytest.fixture
def scans(container: Container) -> Scans:
    return container.service(FACE)


@pytest.fixture
def running(container: Container, tmp_path: Path) -> Running:
    return Running(container, tmp_path / "jobs")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return make_repository(tmp_path / "demo", {"src/utils.py": UTILS, "src/other.py": UTILS})


def analysed(scans: Scans, running: Running, repository: Path) -> Scan:
    scan_id = scans.start("alice", str(repository)).scan_id
    running.run_next()
    scan = scans.get(ALICE, scan_id)
    assert scan.status == "succeeded", scan.error
    return scan


def issues_of(scans: Scans, scan: Scan, path: str) -> list[Place]:
    report = from_json(scans.folder(scan.scan_id).report("json").read_bytes())
    return [(path, fingerprint) for fingerprint in numbered(report.fingerprints[path])]


def places(triaged: list[Triaged]) -> list[Place]:
    return [(one.path, one.fingerprint) for one in triaged]


def test_a_renamed_file_with_a_changed_line_keeps_its_verdicts(
    scans: Scans, running: Running, repository: Path
) -> None:
    first = analysed(scans, running, repository)
    issues = issues_of(scans, first, "src/utils.py")
    assert issues
    scans.triage.decide(ALICE, first, issues, ACCEPTED)
    git(repository, "mv", "src/utils.py", "src/utilities.py")
    commit(repository, {"src/utilities.py": f"# new\n{UTILS}# one more line\n"}, "Change")
    second = analysed(scans, running, repository)
    assert places(scans.triage.of(second)) == issues_of(scans, second, "src/utilities.py")
    assert places(scans.triage.of(first)) == issues

    git(repository, "mv", "src/utilities.py", "src/tools.py")
    commit(repository, {"src/tools.py": UTILS}, "Change")
    scans.delete(ALICE, first.scan_id)
    third = analysed(scans, running, repository)
    assert places(scans.triage.of(third)) == issues_of(scans, third, "src/tools.py")


def test_what_is_decided_under_the_new_name_builds_on_the_old(scans: Scans, running: Running, repository: Path) -> None:
    first = analysed(scans, running, repository)
    issue = issues_of(scans, first, "src/utils.py")[0]
    scans.triage.decide(ALICE, first, [issue], Change(state="accepted", note="known"))
    git(repository, "mv", "src/utils.py", "src/tools.py")
    commit(repository, {}, "Change")
    second = analysed(scans, running, repository)
    renamed = ("src/tools.py", issue[1])
    [made] = scans.triage.decide(ALICE, second, [renamed], Change(assignee="carol"))
    assert (made.verdict.state, made.verdict.note, made.verdict.assignee) == ("accepted", "known", "carol")
    assert [(one.state, one.assignee) for one in made.history] == [("accepted", "")]
    assert scans.triage.in_reports(first)["src/utils.py"][issue[1]].assignee == ""


def test_a_verdict_outlives_the_scan_and_is_about_one_file(scans: Scans, running: Running, repository: Path) -> None:
    first = analysed(scans, running, repository)
    issue = issues_of(scans, first, "src/utils.py")[0]
    assert issue[1] in {fingerprint for _, fingerprint in issues_of(scans, first, "src/other.py")}
    scans.triage.decide(ALICE, first, [issue], ACCEPTED)
    scans.delete(ALICE, first.scan_id)
    second = analysed(scans, running, repository)
    assert places(scans.triage.of(second)) == [issue]


def test_one_more_of_the_same_is_open(scans: Scans, running: Running, repository: Path) -> None:
    first = analysed(scans, running, repository)
    issues = issues_of(scans, first, "src/utils.py")
    scans.triage.decide(ALICE, first, issues, ACCEPTED)
    commit(repository, {"src/utils.py": f"{UTILS}\n\ndef again():\n    {SHELL}"}, "Change")
    second = analysed(scans, running, repository)
    assert places(scans.triage.of(second)) == issues
    assert len(set(issues_of(scans, second, "src/utils.py")) - set(issues)) == 1


def test_only_issues_of_the_scan_are_decided(scans: Scans, running: Running, repository: Path) -> None:
    scan = analysed(scans, running, repository)
    known = issues_of(scans, scan, "src/utils.py")[0]
    for wrong in (
        (known[0], "f" * 16),
        (known[0], f"{known[1]}:2"),
        ("src/none.py", known[1]),
        ("\ud800", "f"),
        ("\0", "f"),
    ):
        with pytest.raises(NotFound, match="no such issue"):
            scans.triage.decide(ALICE, scan, [known, wrong], ACCEPTED)
    for count in (0, MAX_ISSUES + 1):
        with pytest.raises(BadRequest, match="1 to 1,000"):
            scans.triage.decide(ALICE, scan, [("a.py", str(number)) for number in range(count)], ACCEPTED)
    with pytest.raises(BadRequest, match="not the name of a user"):
        scans.triage.decide(ALICE, scan, [known], Change(assignee="nobody"))
    assert scans.triage.of(scan) == []
