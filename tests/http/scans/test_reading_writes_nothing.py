"""No GET request changes the database or the event log, on any route but those that the audit log notes."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from services.container import Container
from tests.http.conftest import sign_in_by_form
from tests.support.scan_job import Running
from tests.support.scan_start import Headers, start

VALUES = {"repo_name": "demo", "path": "a.py", "other_id": "previous", "filename": "css/tokens.css", "number": 1}
"""Those of parameters that have to be something; what all others name does not exist."""

NOTED = {"/api/v1/admin/support"}
"""What is handed out there leaves the server, so the audit log says who took it."""


def reading_paths(app: Flask, scan_id: str) -> list[str]:
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.rule not in NOTED]
    return [_path(app, rule, scan_id) for rule in rules]


def _path(app: Flask, rule: Rule, scan_id: str) -> str:
    values = {name: scan_id if name == "scan_id" else VALUES.get(name, "none") for name in rule.arguments}
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
