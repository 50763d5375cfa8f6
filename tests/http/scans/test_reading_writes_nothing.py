"""No GET request changes the database or the event log, on any route."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from services.container import Container
from tests.http.conftest import sign_in_by_form
from tests.support.scan_job import Running
from tests.support.scan_start import Headers, start

VALUES = {
    "repo_name": "demo", "path": "a.py", "other_id": "previous", "filename": "css/tokens.css", "channel": "scan.none",
    "client_id": "none", "agent_id": "none", "name": "none", "user_id": "none", "screening_id": "none",
    "candidate_id": "none", "opening_id": "none", "number": 1,
}  # fmt: skip


def reading_paths(app: Flask, scan_id: str) -> list[str]:
    return [_path(app, rule, scan_id) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]


def _path(app: Flask, rule: Rule, scan_id: str) -> str:
    values = {name: scan_id if name == "scan_id" else VALUES[name] for name in rule.arguments}
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values)


def test_no_get_request_writes(
    app: Flask, client: FlaskClient, container: Container, running: Running, done: str, admin: Headers, repository: Path
) -> None:
    sign_in_by_form(client, "root")
    ended_unseen = start(client, admin, repository)["scan_id"]
    running.end(running.claim(), "failed", "The process was killed.")
    queued = start(client, admin, repository)["scan_id"]
    before = container.database.version(), container.event_log.head()
    for scan_id in (done, ended_unseen, queued):
        for path in reading_paths(app, scan_id):
            client.get(path, headers=admin).close()
            client.get(path).close()
            assert (container.database.version(), container.event_log.head()) == before, path
    client.post(f"/rlm/scans/{queued}/cancel", headers=admin)
    assert container.database.version() != before[0], "the test would notice"
