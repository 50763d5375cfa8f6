"""A support bundle: enough to help, and nothing of what was planted in every place that it could come from."""

from __future__ import annotations

import io
import json
import logging
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from services.client_report import meter
from services.container import Container
from services.jobs.place import place_of
from services.operations.status.record import StatusRecord
from services.runs.execution import Execution, add_execution
from services.settings.settings import Settings
from services.streaming.event import new_event
from services.streaming.streams import Streams
from services.telemetry import trail
from services.telemetry.error_log import FOLDER, ErrorLog
from tests.http.operations.conftest import follow
from tests.http.three_users import admin, alice, app_with_users
from tests.support.scan_start import Headers
from tests.support.setting import settings_in

__all__ = ["admin", "alice"]

PLANTED = "zaphod"
PATH = "/api/v1/admin/support"
TRAIL = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(
        tmp_path / "data",
        server={"cors_origins": (f"https://{PLANTED}.example",)},
        auth={"admin_user": PLANTED},
        language_model={"api_key": f"sk-{PLANTED}", "base_url": f"https://{PLANTED}:{PLANTED}@{PLANTED}.example/v1"},
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    with app_with_users(settings) as app:
        yield app


@pytest.fixture
def planted(container: Container, worker: Streams) -> None:
    """Names, tokens, payloads and addresses, wherever a stranger can leave them."""
    owner = container.users.create(PLANTED, "correct horse battery staple")
    container.service_tokens.create(name=PLANTED, publish=[f"{PLANTED}.*"])
    container.publisher.publish([new_event(f"jobs.{PLANTED}", "note", {"text": PLANTED})])
    follow(worker, PLANTED, f"jobs.{PLANTED}")
    with container.database.session() as session:
        made = Execution(PLANTED, PLANTED, PLANTED, owner.id, f"jobs.{PLANTED}", 1.0, state="failed")
        add_execution(session, made, is_told=True)
        place = place_of(container.settings.data)
        session.add(StatusRecord(place=place, part="disk", level="down", why=PLANTED, since=1.0, until=9e9))
    meter.FAILED.add(2, "member", "3g", "other")
    _log_everything(container.settings.data)


def _log_everything(data: Path) -> None:
    handler = ErrorLog(str(data / FOLDER), 2**20)
    own, other = logging.getLogger("services.planted"), logging.getLogger("elsewhere")
    for logger in (own, other):
        logger.addHandler(handler)
        logger.propagate = False
    trail.begin(TRAIL)
    try:
        own.warning(
            "request_failed",
            extra={"path": f"/{PLANTED}", "error": PLANTED, "user": PLANTED, "address": "198.51.100.7", "code": "busy"}
            | {"job": PLANTED, "state": f"{PLANTED}@example.com", "tries": 3, PLANTED.upper(): PLANTED},
        )
        try:
            _raise()
        except RuntimeError:
            own.exception("job_not_run")
        own.error(f"{PLANTED} cannot be read")
        other.error(PLANTED)
        other.error("Invalid request from %s", PLANTED)
    finally:
        trail.begin("")
        for logger in (own, other):
            logger.removeHandler(handler)


def _raise() -> None:
    try:
        raise ValueError(f'{PLANTED}\nTraceback (most recent call last):\n  File "{PLANTED}"')
    except ValueError as error:
        raise RuntimeError(f"token={PLANTED}") from error


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        assert bundle.testzip() is None
        return {name: bundle.read(name) for name in bundle.namelist()}


def test_nothing_that_was_planted_is_in_it(client: FlaskClient, admin: Headers, planted: None) -> None:
    answer = client.get(PATH, headers=admin)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    for name, content in unpacked(answer.data).items():
        assert PLANTED.encode() not in content.lower(), name
        assert b"198.51.100" not in content, name
        assert b"203.0.113" not in content, name
        assert b"could not be made" not in content, name


def test_what_helps_is_in_it(client: FlaskClient, admin: Headers, planted: None) -> None:
    parts = unpacked(client.get(PATH, headers=admin).data)
    segments = json.loads(parts["segments.json"])  # with what other tests of this process reported
    (of_3g,) = (row for row in segments if (row["user_segment"], row["network_type"]) == ("member", "3g"))
    assert of_3g["sse_streams_failed_total"] >= 2
    assert {"part": "disk", "state": "down", "since": 1.0} in json.loads(parts["status.json"])
    assert set(json.loads(parts["executions.json"])) >= {"queued", "running"}
    assert [row["streams"] for row in json.loads(parts["journal.json"])] == [1]
    assert b"sse_concurrent_streams" in parts["metrics.txt"]
    settings = {one["name"]: one for one in json.loads(parts["settings.json"])}
    assert settings["TAILRACE_WORKERS"]["value"] == "2"
    assert settings["TAILRACE_LOG_FORMAT"]["value"] == "text"
    assert json.loads(parts["about.json"])["libraries"]["flask"]
    errors = [json.loads(line) for line in parts["errors.jsonl"].splitlines()]
    assert [line["event"] for line in errors] == [
        "request_failed",
        "job_not_run",
        *["(a message of another library)"] * 3,
    ]
    assert {line["request_id"] for line in errors} == {TRAIL}
    assert {name: errors[0].get(name) for name in ("code", "tries", "job", "state")} == {
        "code": "busy",
        "tries": 3,
        "job": None,
        "state": None,
    }
    outer, inner = errors[1]["errors"]
    assert (outer["type"], inner["type"]) == ("builtins.RuntimeError", "builtins.ValueError")
    assert re.fullmatch(r"tests/http/operations/test_support\.py:\d+ _raise", outer["where"][-1])


def test_a_part_that_cannot_be_made_costs_no_other(client: FlaskClient, admin: Headers, container: Container) -> None:
    journal = container.settings.data / "journal"
    journal.mkdir(exist_ok=True)
    (journal / "streams.db").write_bytes(b"no database" * 1000)
    parts = unpacked(client.get(PATH, headers=admin).data)
    assert parts["metrics.txt"]
    assert set(parts) > {"journal.json", "errors.jsonl", "about.json"}


def test_members_get_none_and_it_is_in_the_audit_log(client: FlaskClient, admin: Headers, alice: Headers) -> None:
    assert client.get(PATH, headers=alice).status_code == 403
    client.get(PATH, headers=admin)
    acts = client.get("/api/v1/admin/audit?act=support.bundled", headers=admin).json
    assert len(acts["entries"]) == 1


def test_the_command_writes_a_file_for_its_owner_alone_and_none_over_another(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    path = tmp_path / "bundle.zip"
    assert runner.invoke(args=["support", "--output", str(path)]).output.startswith(str(path))
    assert path.stat().st_mode & 0o777 == 0o600
    assert "README.txt" in unpacked(path.read_bytes())
    again = runner.invoke(args=["support", "--output", str(path)])
    assert (again.exit_code, "Choose another with --output" in again.output) == (1, True)


def test_the_page_of_the_settings_has_a_button(client: FlaskClient, admin: Headers) -> None:
    assert f'href="{PATH}"' in client.get("/admin/settings", headers=admin).text
