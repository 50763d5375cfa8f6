"""Scans as their owners see them, on both databases: starting, finding, cancelling, deleting, keeping."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from services.auth.identity import Identity, Role
from services.container import Container
from services.errors import BadRequest, Conflict, LimitReached, NotFound, Unavailable
from services.jobs.job_record import JobRecord
from services.runs.record import RunRecord
from services.scanning.face import FACE
from services.scanning.scans import Scans
from tests.support.git_repository import make_repository
from tests.support.scan_job import RUNNER, Running
from tests.support.schema import give_schema
from tests.support.setting import settings_in


def identity(user_id: str, role: Role = "member") -> Identity:
    return Identity(user_id, user_id, role, "access", "login", 1e12)


ALICE, BOB, ADMIN = identity("alice"), identity("bob"), identity("root", "admin")


@pytest.fixture(params=["sqlite", "postgres"])
def container(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Container]:
    url = "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
    settings = settings_in(
        tmp_path / "data",
        store={"database_url": url},
        jobs={"per_user": 3},
        scanning={"local_roots": (tmp_path,), "kept": 2},
    )
    container = Container(settings, [FACE])
    container.settings.data.mkdir()
    give_schema(container.database, container.migrations)
    yield container
    container.close()


@pytest.fixture
def scans(container: Container) -> Scans:
    return container.service(FACE)


@pytest.fixture
def running(container: Container, tmp_path: Path) -> Running:
    return Running(container, tmp_path / "jobs")


@pytest.fixture
def repository(tmp_path: Path) -> str:
    return str(make_repository(tmp_path / "demo", {"a.py": "import os\nos.system(input())\n"}))


def later(container: Container, seconds: float) -> Scans:
    """Return the same scans, that much later."""
    scans = container.service(FACE)
    return Scans(
        container.database, container.jobs, container.settings, container.event_log, now=lambda: scans._now() + seconds
    )


def test_a_refused_address_stores_nothing(scans: Scans) -> None:
    for url in ("ext::sh -c id", "https://127.0.0.1/a/b", "/etc", "--upload-pack=id", ""):
        with pytest.raises(BadRequest):
            scans.start("alice", url)
    assert scans.list(ADMIN) == []


@pytest.mark.parametrize("ref", ["--upload-pack=id", "a..b", "a b", "\0"])
def test_a_refused_ref_stores_nothing(scans: Scans, repository: str, ref: str) -> None:
    with pytest.raises(BadRequest):
        scans.start("alice", repository, ref=ref)
    assert scans.list(ADMIN) == []


def test_a_scan_is_its_owners_and_admins_see_it(scans: Scans, repository: str) -> None:
    scan = scans.start("alice", repository)
    assert (scan.status, scan.owner, scan.repo_name, scan.channel) == (
        "queued",
        "local",
        "demo",
        f"scan.{scan.scan_id}",
    )
    assert scans.get(ALICE, scan.scan_id) == scans.get(ADMIN, scan.scan_id) == scan
    assert scans.owner_of(scan.scan_id) == "alice"
    assert scans.owner_of("nobody's") is None
    assert scans.list(BOB) == []
    for act in (scans.get, scans.cancel, scans.delete):
        with pytest.raises(NotFound):
            act(BOB, scan.scan_id)


def test_over_the_limit_leaves_no_row(scans: Scans, repository: str) -> None:
    for _ in range(3):
        scans.start("alice", repository)
    with pytest.raises(LimitReached):
        scans.start("alice", repository)
    assert scans.count(ALICE) == len(scans.list(ALICE)) == 3


def test_a_token_without_a_runner_leaves_no_row(container: Container) -> None:
    settings = container.settings.changed(server={"allow_private_hosts": True})
    open_scans = Scans(container.database, container.jobs, settings, container.event_log)
    with pytest.raises(Unavailable):
        open_scans.start("alice", "https://127.0.0.1/owner/repository", access_token="ghp_secret")
    assert open_scans.list(ALICE) == []


@pytest.mark.parametrize("token", ["\ud800", "a\nb", "é", "x" * 5000])
def test_what_cannot_be_a_token_is_refused(container: Container, token: str) -> None:
    settings = container.settings.changed(server={"allow_private_hosts": True})
    open_scans = Scans(container.database, container.jobs, settings, container.event_log)
    with pytest.raises(BadRequest):
        open_scans.start("alice", "https://127.0.0.1/owner/repository", access_token=token)


def test_a_scan_that_succeeded_says_what_was_found(scans: Scans, running: Running, repository: str) -> None:
    scan = scans.start("alice", repository)
    running.run_next()
    done = scans.get(ALICE, scan.scan_id)
    assert (done.status, done.stage, done.progress, done.error) == ("succeeded", "done", 1.0, None)
    assert (
        done.commit is not None and done.summary is not None and done.issues_found == done.summary["total_issues"] > 0
    )
    assert done.finished_at is not None and done.execution_time is not None
    types = [event["type"] for event in running.told(scan.scan_id)]
    assert types[-2:] == ["analysis_complete", "stream_end"]
    assert sum(name.startswith("analysis_") for name in types) == types.count("stream_end") == 1


def test_a_failed_scan_says_why_and_where(scans: Scans, running: Running, repository: str) -> None:
    scan = scans.start("alice", repository, ref="no-such-branch")
    running.run_next()
    failed = scans.get(ALICE, scan.scan_id)
    assert (failed.status, failed.stage) == ("failed", "source")
    assert "no-such-branch" in str(failed.error)
    last = running.told(scan.scan_id)[-2]
    assert (last["type"], last["error"], last["stage"], last["repo_name"]) == (
        "analysis_failed",
        failed.error,
        "source",
        "demo",
    )


def test_a_scan_cut_short_keeps_what_it_had_found(scans: Scans, running: Running, repository: str) -> None:
    scan = scans.start("alice", repository)
    job = running.claim()
    found = {"commit": "c0ffee", "summary": {"total_issues": 3}}
    running.store.note_progress(job.id, RUNNER, "analysis", 0.5, "Half of it", found)
    assert (scans.get(ALICE, scan.scan_id).status, scans.get(ALICE, scan.scan_id).issues_found) == ("running", 3)
    running.end(job, "failed", "The process was killed.", stage="analysis")
    cut = scans.get(ALICE, scan.scan_id)
    assert (cut.status, cut.error, cut.stage) == ("failed", "The process was killed.", "analysis")
    assert (cut.commit, cut.issues_found) == ("c0ffee", 3)


def test_an_ending_outlives_the_jobs_row(container: Container, scans: Scans, running: Running, repository: str) -> None:
    scan = scans.start("alice", repository)
    running.run_next()
    before = scans.get(ALICE, scan.scan_id)
    forget_jobs(container)
    assert scans.get(ALICE, scan.scan_id) == before


def test_an_unread_ending_is_known_by_the_report_when_the_jobs_row_is_gone(
    container: Container, scans: Scans, running: Running, repository: str
) -> None:
    done, lost = scans.start("alice", repository), scans.start("alice", repository)
    running.run_next()
    forget_jobs(container)
    with container.database.session() as session:  # as left by a version that did not settle scans with their jobs
        session.execute(update(RunRecord).values(state="running", facts=None))
    container.run_follower.settle()
    assert scans.get(ALICE, done.scan_id).status == "succeeded"
    assert scans.get(ALICE, done.scan_id).issues_found > 0
    cut = scans.get(ALICE, lost.scan_id)
    assert (cut.status, cut.error) == ("failed", "The analysis was lost before it could begin; start it again.")


def forget_jobs(container: Container) -> None:
    with container.database.session() as session:
        session.execute(delete(JobRecord))


def test_a_queued_scan_is_cancelled_at_once(scans: Scans, running: Running, repository: str) -> None:
    scan = scans.start("alice", repository)
    assert scans.cancel(ALICE, scan.scan_id).status == "cancelled"
    running.tell()
    assert [event["type"] for event in running.told(scan.scan_id)] == ["analysis_cancelled", "stream_end"]
    assert scans.cancel(ALICE, scan.scan_id).status == "cancelled"


def test_a_live_scan_cannot_be_deleted(scans: Scans, running: Running, repository: str) -> None:
    scan = scans.start("alice", repository)
    with pytest.raises(Conflict, match="cancel it first"):
        scans.delete(ALICE, scan.scan_id)
    running.claim()
    with pytest.raises(Conflict, match="cancel it first"):
        scans.delete(ALICE, scan.scan_id)


def test_a_scan_whose_last_events_are_on_their_way_cannot_be_deleted_yet(
    scans: Scans, running: Running, repository: str
) -> None:
    scan = scans.start("alice", repository)
    scans.cancel(ALICE, scan.scan_id)
    with pytest.raises(Conflict, match="just ending"):
        scans.delete(ALICE, scan.scan_id)
    running.tell()
    scans.delete(ALICE, scan.scan_id)


def test_deleting_leaves_nothing(container: Container, scans: Scans, running: Running, repository: str) -> None:
    scan = scans.start("alice", repository)
    running.run_next()
    scans.delete(ALICE, scan.scan_id)
    with pytest.raises(NotFound):
        scans.get(ALICE, scan.scan_id)
    assert list((container.settings.data / "scans").iterdir()) == []
    assert running.told(scan.scan_id) == []


def test_the_previous_scan_is_the_newest_one_of_the_same_repository_with_a_report(
    scans: Scans, running: Running, repository: str, tmp_path: Path
) -> None:
    first = scans.start("alice", repository)
    running.run_next()
    failed = scans.start("alice", repository, ref="nowhere")
    running.run_next()
    scans.start("bob", repository)
    running.run_next()
    scans.start("alice", str(make_repository(tmp_path / "else" / "demo", {"a.py": ""})))
    running.run_next()
    again = scans.start("alice", repository)
    assert scans.get(ALICE, again.scan_id).previous_id == first.scan_id
    assert scans.get(ALICE, failed.scan_id).previous_id == first.scan_id
    assert scans.get(ALICE, first.scan_id).previous_id is None


def test_lists_are_filtered_and_paged(scans: Scans, running: Running, repository: str, tmp_path: Path) -> None:
    other = str(make_repository(tmp_path / "50%_off", {"a.py": ""}))
    first, second, third = (scans.start("alice", url) for url in (repository, other, repository))
    running.run_next()
    ids = [scan.scan_id for scan in scans.list(ALICE)]
    assert ids == [third.scan_id, second.scan_id, first.scan_id]
    assert [scan.scan_id for scan in scans.list(ALICE, status="succeeded")] == [first.scan_id]
    assert scans.count(ALICE, status="queued") == 2
    assert [scan.scan_id for scan in scans.list(ALICE, query="LOCAL/50")] == [second.scan_id]
    assert scans.list(ALICE, query="5%o") == scans.list(ALICE, query="demo_") == []
    assert [scan.scan_id for scan in scans.list(ALICE, limit=1, page=2)] == [second.scan_id]


def test_the_newest_of_a_name_is_found_among_those_one_may_read(scans: Scans, repository: str, tmp_path: Path) -> None:
    mine = scans.start("alice", repository)
    theirs = scans.start("bob", str(make_repository(tmp_path / "else" / "demo", {"a.py": ""})))
    assert scans.newest("demo", lambda _channel: True).scan_id == theirs.scan_id
    assert scans.newest("demo", lambda channel: channel == mine.channel).scan_id == mine.scan_id
    assert scans.newest("demo", lambda _channel: True, frozenset({mine.scan_id})).scan_id == mine.scan_id
    with pytest.raises(NotFound):
        scans.newest("demo", lambda _channel: False)


def test_only_so_many_ended_scans_are_kept_for_each_user(scans: Scans, running: Running, repository: str) -> None:
    kept = [scans.start("bob", repository)]
    running.run_next()
    mine = []
    for _ in range(3):
        mine.append(scans.start("alice", repository))
        running.run_next()
    mine.append(scans.start("alice", repository))
    scans.tidy("alice")
    assert [scan.scan_id for scan in scans.list(ALICE)] == [scan.scan_id for scan in reversed(mine[1:])]
    assert [scan.scan_id for scan in scans.list(BOB)] == [scan.scan_id for scan in kept]


def test_an_upload_becomes_the_scans_and_goes_with_its_ending(
    container: Container, scans: Scans, running: Running
) -> None:
    with scans.new_upload("alice", None) as intake:
        intake.open("../../My Code.tar.gz")
        intake.write(b"no archive")
        scan = scans.start_upload("alice", intake.files[0])
    uploads = container.settings.data / "uploads"
    assert (scan.owner, scan.repo_name, scan.kind) == ("upload", "My-Code", "upload")
    assert [file.name for file in uploads.iterdir()] == [scan.scan_id]
    scans.cancel(ALICE, scan.scan_id)
    assert scans.get(ALICE, scan.scan_id).status == "cancelled"
    assert list(uploads.iterdir()) == []


def test_an_upload_that_a_killed_worker_left_is_removed_in_time(
    container: Container, scans: Scans, repository: str
) -> None:
    uploads = container.settings.data / "uploads"
    uploads.mkdir()
    path = uploads / "0123456789abcdef"
    path.write_bytes(b"half of it")
    scans.tidy("alice")
    assert path.exists()
    later(container, 7200).tidy("alice")
    assert not path.exists()


BAD_ROWS: list[dict[str, str | None]] = [
    {"facts": '{"summary": [1]}'},
    {"facts": '{"files": "many"}'},
    {"facts": "[]"},
    {"facts": "null"},
    {"facts": '{"execution_time": NaN}'},
    {"facts": '{"commit": "\\ud800"}'},
    {"facts": "[" * 100_000},
    {"facts": "no JSON"},
    {"request": "[]"},
    {"request": "{}"},
    {"request": '{"scan_id": 7}'},
    {"request": ""},
    {"stage": "a stage of another version", "message": "\u202e"},
]


@pytest.mark.parametrize("values", BAD_ROWS, ids=lambda values: str(values)[:40])
def test_a_row_that_cannot_be_read_keeps_no_other_from_being_listed(
    container: Container, scans: Scans, repository: str, values: dict[str, str | None]
) -> None:
    bad, good = (scans.start("alice", repository) for _ in range(2))
    with container.database.session() as session:
        session.execute(update(RunRecord).where(RunRecord.id == bad.scan_id).values(**values))
    assert {scan.scan_id for scan in scans.list(ALICE)} == {bad.scan_id, good.scan_id}
    shown = scans.get(ALICE, bad.scan_id)
    assert (shown.owner, shown.repo_name) == (good.owner, good.repo_name)
    assert scans.cancel(ALICE, bad.scan_id).status == "cancelled"


@pytest.mark.parametrize(
    "values", [{"params": "[]"}, {"params": "no JSON"}, {"result": "[]"}, {"result": '{"a": "\\ud800"}'}]
)
def test_a_job_that_cannot_be_read_keeps_no_other_from_running(
    container: Container, scans: Scans, running: Running, repository: str, values: dict[str, str]
) -> None:
    bad, good = (scans.start("alice", repository) for _ in range(2))
    with container.database.session() as session:
        session.execute(update(JobRecord).where(JobRecord.id == bad.scan_id).values(**values))
    running.end(running.claim(), "failed", "A sentence with NUL \0 and half a character \udc80.")
    running.run_next()
    assert {job.state for job in container.jobs.list()} == {"failed", "succeeded"}
    assert scans.get(ALICE, good.scan_id).status == "succeeded"
    assert (
        scans.get(ALICE, bad.scan_id).error == "A sentence with NUL \N{REPLACEMENT CHARACTER} and half a character ?."
    )
