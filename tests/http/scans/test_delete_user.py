"""Deleting a user deletes their analyses, and is refused while one of these is running."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from services.container import Container
from tests.support.scan_job import Running
from tests.support.scan_start import Headers, start


def test_a_deleted_user_takes_their_analyses_with_them(
    app: Flask, client: FlaskClient, container: Container, done: str, admin: Headers
) -> None:
    assert client.get(f"/rlm/scans/{done}", headers=admin).status_code == 200
    result = app.test_cli_runner().invoke(args=["user", "delete", "alice", "--yes"])
    assert (result.exit_code, result.stderr) == (0, "Deleted alice and 1 analysis.\n")
    assert client.get(f"/rlm/scans/{done}", headers=admin).status_code == 404
    assert not list((container.settings.data / "scans").glob(f"{done}*"))


def test_a_user_with_work_in_progress_is_kept_out_and_deleted_later(
    app: Flask, client: FlaskClient, running: Running, alice: Headers, admin: Headers, repository: Path
) -> None:
    scan_id = start(client, alice, repository)["scan_id"]
    delete = ["user", "delete", "alice", "--yes"]
    refused = app.test_cli_runner().invoke(args=delete)
    assert refused.exit_code == 1
    assert f"work in progress: cancel it ({scan_id})" in refused.stderr
    assert client.get("/rlm/scans", headers=alice).status_code == 401
    running.run_next()
    assert app.test_cli_runner().invoke(args=delete).exit_code == 0
    assert client.get(f"/rlm/scans/{scan_id}", headers=admin).status_code == 404
