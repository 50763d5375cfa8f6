"""Acting on executions of every face, by whoever owns them and by admins; and what a timeline shows to whom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from services.agents.face import FACE as AGENTS
from services.agents.runs.asking import SentMessage
from services.auth.audit import AuditFilter
from services.auth.identity import Identity
from services.container import Container
from services.operations.face import FACE
from services.runs.execution import execution_of
from services.runs.execution_record import ExecutionRecord
from services.settings.settings import Settings
from services.streaming.event import new_event
from tests.http.conftest import error_code
from tests.http.scans.conftest import just_done, repository, running
from tests.http.three_users import admin, alice, app_with_users, bob
from tests.support.scan_start import Headers, start
from tests.support.setting import settings_in

__all__ = ["admin", "alice", "bob", "just_done", "repository", "running"]

PATH = "/dashboard/api/executions"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "data", scanning={"local_roots": (tmp_path / "repositories",)})


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    with app_with_users(settings) as app:
        yield app


@pytest.fixture
def queued(client: FlaskClient, alice: Headers, repository: Path) -> str:
    """Alice's analysis, which nobody runs."""
    return str(start(client, alice, repository)["scan_id"])


@pytest.fixture
def answer(container: Container, alice: Headers) -> str:
    """An answer to Alice, which nobody makes."""
    return container.service(AGENTS).ask(identity_of(container, "alice"), SentMessage("a secret question")).id


@pytest.fixture
def outside(container: Container, alice: Headers) -> str:
    """An execution that a program of Alice's reports."""
    events = [
        ("execution.started", {"execution_id": "e1", "title": "Nightly", "alert": "high"}),
        ("execution.progress", {"execution_id": "e1", "progress": 0.5, "note": "kept"}),
    ]
    made = [new_event("jobs.etl", type, data) for type, data in events]
    copies = container.inboxes.copies(identity_of(container, "alice"), made)
    container.publisher.publish([*made, *copies])
    container.service(FACE).reports.read()
    (found,) = [row["id"] for row in executions(container) if row["execution_id"] == "e1"]
    return str(found)


def identity_of(container: Container, name: str) -> Identity:
    user = container.users.by_name(name)
    return Identity(user.id, name, user.role, "access", "l", 1e12)  # type: ignore[arg-type]


def executions(container: Container) -> list[dict[str, object]]:
    with container.database.session() as session:
        return [execution_of(row).as_dict() for row in session.scalars(select(ExecutionRecord))]


def test_an_owner_and_an_admin_cancel_and_retry_and_nobody_else(
    client: FlaskClient, container: Container, alice: Headers, bob: Headers, admin: Headers, queued: str
) -> None:
    assert client.post(f"{PATH}/{queued}/cancel", headers=bob).status_code == 404
    early = client.post(f"{PATH}/{queued}/retry", headers=alice)
    assert (early.status_code, error_code(early)) == (409, "scan_running")
    cancelled = client.post(f"{PATH}/{queued}/cancel", headers=admin)
    assert (cancelled.status_code, cancelled.json["status"]) == (202, "cancelled")
    again = client.post(f"{PATH}/{queued}/cancel", headers=alice)
    assert (again.status_code, error_code(again)) == (409, "execution_ended")
    retried = client.post(f"{PATH}/{queued}/retry", headers=alice)
    assert (retried.status_code, retried.json["status"]) == (202, "queued")
    assert retried.json["id"] != queued
    acts = container.audit_log.newest(AuditFilter(act="run"), 10)
    assert [(entry.act, entry.actor, entry.subject_id) for entry in acts] == [("run.cancelled", "root", queued)]


def test_an_admin_stops_an_answer_and_does_not_read_or_repeat_it(
    client: FlaskClient, container: Container, alice: Headers, admin: Headers, answer: str
) -> None:
    assert client.post(f"{PATH}/{answer}/cancel", headers=admin).status_code == 202
    assert container.service(AGENTS).runs.cancelled([answer]) == [answer]
    assert client.post(f"{PATH}/{answer}/retry", headers=admin).status_code == 404
    seen = client.get(f"{PATH}/{answer}/timeline", headers=admin)
    assert seen.json["is_private"] is True
    assert [entry["type"] for entry in seen.json["events"]] == ["queued"]
    assert "secret" not in seen.text
    assert client.get(f"{PATH}/{answer}/timeline", headers=alice).json["is_private"] is False


def test_what_runs_elsewhere_is_not_stopped_from_here_but_marked(
    client: FlaskClient, alice: Headers, bob: Headers, outside: str
) -> None:
    for act in ("cancel", "retry"):
        refused = client.post(f"{PATH}/{outside}/{act}", headers=alice)
        assert (refused.status_code, error_code(refused)) == (409, "outside_execution")
    assert client.post(f"{PATH}/{outside}/false_positive", headers=bob).status_code == 404
    assert client.post(f"{PATH}/{outside}/false_positive", headers=alice).json["false_positive"] is True
    unmarked = client.post(f"{PATH}/{outside}/false_positive", headers=alice, json={"value": False})
    assert unmarked.json["false_positive"] is False


def test_many_are_acted_on_if_their_number_is_still_what_was_shown(
    client: FlaskClient, container: Container, alice: Headers, admin: Headers, queued: str, answer: str, outside: str
) -> None:
    def bulk(headers: Headers, **body: object) -> tuple[int, dict[str, object]]:
        answer = client.post(f"{PATH}/bulk", headers=headers, json=body)
        return answer.status_code, answer.json

    wanted = {"owner": identity_of(container, "alice").user_id}
    status, body = bulk(admin, action="cancel", filter=wanted, expected=2)
    assert (status, body["error"]["code"]) == (409, "number_changed")  # type: ignore[index]
    status, body = bulk(admin, action="cancel", filter=wanted, expected=3)
    assert (status, body["done"], body["others"], body["refused"], body["left"]) == (200, 2, 2, 1, 0)
    (refusal,) = body["refusals"]  # type: ignore[misc]
    assert (refusal["id"], refusal["code"]) == (outside, "outside_execution")
    status, body = bulk(alice, action="false_positive", filter={"alert": "high"}, expected=1)
    assert (status, body["done"], body["others"]) == (200, 1, 0)
    (entry,) = container.audit_log.newest(AuditFilter(act="run"), 10)
    assert (entry.act, entry.details["done"]) == ("run.cancelled", 2)


@pytest.mark.parametrize(
    "body",
    [
        {"action": "delete", "filter": {}, "expected": 1},
        {"action": "cancel", "filter": {"state": "x"}, "expected": 1},
        {"action": "cancel", "filter": [], "expected": 1}, {"action": "cancel", "filter": {}, "expected": "1"},
        {"action": "cancel", "filter": {"status": "x"}, "expected": 1}, {"action": "cancel", "expected": 1}, {},
    ],
)  # fmt: skip
def test_a_bulk_that_is_unclear_is_refused(client: FlaskClient, alice: Headers, body: dict[str, object]) -> None:
    assert client.post(f"{PATH}/bulk", headers=alice, json=body).status_code == 400


def test_a_timeline_tells_what_happened_page_by_page(
    client: FlaskClient, alice: Headers, bob: Headers, just_done: str
) -> None:
    whole = client.get(f"{PATH}/{just_done}/timeline", headers=alice).json
    types = [entry["type"] for entry in whole["events"]]
    assert types[0] == "queued"
    assert {"started", "analysis_complete", "ended", "stream_end"} <= set(types)
    assert [entry["at"] for entry in whole["events"]] == sorted(entry["at"] for entry in whole["events"])
    pages, after = [], ""
    while after is not None:
        page = client.get(f"{PATH}/{just_done}/timeline?limit=3&after={after}", headers=alice).json
        pages += page["events"]
        after = page["next"]
    assert sorted(map(str, pages)) == sorted(map(str, whole["events"]))
    assert client.get(f"{PATH}/{just_done}/timeline", headers=bob).status_code == 404
    assert client.get(f"{PATH}/{just_done}/timeline?after=x", headers=alice).status_code == 400


def test_a_reported_timeline_has_the_events_as_they_were_published(
    client: FlaskClient, alice: Headers, outside: str
) -> None:
    page = client.get(f"{PATH}/{outside}/timeline?limit=1", headers=alice).json
    rest = client.get(f"{PATH}/{outside}/timeline?after={page['next']}", headers=alice).json
    events = page["events"] + rest["events"]
    assert [entry["type"] for entry in events] == ["execution.started", "execution.progress"]
    assert events[1]["data"] == {"execution_id": "e1", "progress": 0.5, "note": "kept"}
    assert rest["next"] is None


def test_a_jobs_log_is_for_operators(
    client: FlaskClient, container: Container, alice: Headers, admin: Headers, just_done: str
) -> None:
    folder = container.settings.data / "job-logs"
    folder.mkdir(exist_ok=True)
    (folder / f"{just_done}.log").write_text("what it wrote\n")
    assert client.get(f"{PATH}/{just_done}/log", headers=admin).json == {"log": "what it wrote\n"}
    assert client.get(f"{PATH}/{just_done}/log", headers=alice).json == {"log": None}
