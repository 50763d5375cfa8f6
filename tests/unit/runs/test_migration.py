"""The scans table becomes the runs table and loses nothing of any scan's row, on either database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

import services.database.database
from services.auth.identity import Identity
from services.container import Container
from services.scanning.face import FACE
from tests.support.setting import FACES, settings_in

FACTS = {"commit": "c0ffee", "ref": "main", "files": 3, "languages": {"python": 3}, "nodes": 2, "edges": 1,
         "summary": {"total_issues": 7}, "execution_time": 2.5}  # fmt: skip
ADMIN = Identity("root", "root", "admin", "access", "login", 1e12)


@pytest.fixture(params=["sqlite", "postgres"])
def container(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Container]:
    url = "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
    container = Container(settings_in(tmp_path, store={"database_url": url}), FACES)
    migrate_to(container, "0003")
    yield container
    container.close()


def migrate_to(container: Container, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(services.database.database.__file__).parent / "migrations"))
    config.attributes["engine"] = container.database.engine
    command.upgrade(config, revision)


def add_scan(container: Container, scan_id: str, **values: Any) -> None:
    row = {
        "scan_id": scan_id, "owner_id": "alice", "kind": "https", "owner": "pallets", "repo_name": "flask",
        "url": "https://github.com/pallets/flask", "ref": None, "created_at": 1000.0, "state": None, "error": None,
        "stage": "", "progress": 0.0, "started_at": None, "finished_at": None, "facts": None,
    } | values  # fmt: skip
    add_row(container, "scans", row)


def add_job(container: Container, job_id: str, **values: Any) -> None:
    params = {
        "scan_id": job_id,
        "repo_name": "flask",
        "owner": "pallets",
        "url": "https://github.com/pallets/flask",
        "address": "https://github.com/pallets/flask/tree/main",
        "ref": None,
        "upload": "",
        "cache": "",
    }
    row = {
        "id": job_id, "kind": "scan", "owner_id": "alice", "channel": f"scan.{job_id}", "params": json.dumps(params),
        "state": "running", "reason": "", "stage": "graph", "progress": 0.15, "progress_message": "Building",
        "result": None, "place": "here", "runner": "r1", "attempt": 1, "has_secret": False, "cancel_requested": False,
        "told": False, "created_at": 1000.0, "started_at": 1001.0, "heartbeat_at": 1002.0, "finished_at": None,
    } | values  # fmt: skip
    add_row(container, "jobs", row)


def add_row(container: Container, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    with container.database.session() as session:
        session.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)


def test_an_ended_scan_keeps_all_that_its_row_said(container: Container) -> None:
    add_scan(
        container, "a", ref="main", state="succeeded", stage="done", progress=1.0,
        started_at=1001.0, finished_at=1004.0, facts=json.dumps(FACTS),
    )  # fmt: skip
    add_scan(container, "b", state="failed", stage="source", error="It is gone.", created_at=1005.0)
    container.database.migrate()
    scan = container.service(FACE).get(ADMIN, "a")
    assert scan.as_dict() == {
        "scan_id": "a", "kind": "https", "owner": "pallets", "repo_name": "flask", "ref": "main", "commit": "c0ffee",
        "url": "https://github.com/pallets/flask", "status": "succeeded", "stage": "done", "progress": 1.0,
        "created_at": 1000.0, "started_at": 1001.0, "finished_at": 1004.0, "summary": {"total_issues": 7},
        "languages": {"python": 3}, "roles": {}, "graph": {"nodes": 2, "edges": 1}, "execution_time": 2.5,
        "history": None, "error": None, "previous_id": None, "issues_found": 7,
    }  # fmt: skip
    failed = container.service(FACE).get(ADMIN, "b")
    assert (failed.status, failed.stage, failed.error, failed.previous_id) == ("failed", "source", "It is gone.", "a")
    assert failed.owner_id == "alice"
    assert [found.scan_id for found in container.service(FACE).list(ADMIN, query="PALLETS/fl")] == ["b", "a"]
    assert container.service(FACE).newest("flask", lambda channel: True).scan_id == "b"


def test_a_scan_under_way_is_where_its_job_is_and_can_be_repeated_later(container: Container) -> None:
    add_scan(container, "a", ref="main")
    add_job(container, "a", has_secret=True)
    container.database.migrate()
    scan = container.service(FACE).get(ADMIN, "a")
    assert (scan.status, scan.stage, scan.progress, scan.started_at, scan.ref) == (
        "running",
        "graph",
        0.15,
        1001.0,
        "main",
    )
    with container.database.session() as session:
        kept = session.execute(text("SELECT request, has_secret, message FROM runs")).one()
    assert json.loads(kept.request)["address"] == "https://github.com/pallets/flask/tree/main"
    assert (bool(kept.has_secret), kept.message) == (True, "Building")


def test_an_ending_that_nobody_had_looked_at_is_taken_from_the_job(container: Container) -> None:
    add_scan(container, "a")
    add_job(container, "a", state="succeeded", progress=1.0, result=json.dumps(FACTS), finished_at=1009.0)
    add_scan(container, "b", created_at=1001.0)
    add_job(container, "b", state="failed", reason="Cut off.", stage="analysis")
    add_scan(container, "c", created_at=1002.0)
    container.database.migrate()
    container.run_follower.settle()
    found = {scan.scan_id: (scan.status, scan.stage, scan.error) for scan in container.service(FACE).list(ADMIN)}
    assert found["a"] == ("succeeded", "done", None)
    assert found["b"] == ("failed", "analysis", "Cut off.")
    assert found["c"][0] == "failed"
    assert container.service(FACE).get(ADMIN, "a").issues_found == 7


def test_a_large_table_is_moved_whole(container: Container) -> None:
    row = (
        "INSERT INTO scans (scan_id, owner_id, kind, owner, repo_name, url, created_at, state, stage, progress) VALUES"
    )
    with container.database.session() as session:
        session.execute(
            text(f"{row} (:id, 'alice', 'https', 'o', 'r', 'https://example.com/o/r', :at, 'succeeded', 'done', 1.0)"),
            [{"id": f"{number:016x}", "at": float(number)} for number in range(2500)],
        )
    container.database.migrate()
    assert container.service(FACE).count(ADMIN) == 2500
    assert [scan.created_at for scan in container.service(FACE).list(ADMIN, limit=2)] == [2499.0, 2498.0]
