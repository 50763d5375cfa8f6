"""Programs report executions by publishing; what is wrong is refused when it is published, and nothing of it stored."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import select

from services.container import Container
from services.operations.executions.intake import INBOX
from services.operations.face import FACE
from services.runs.execution_record import ExecutionRecord
from tests.http.conftest import error_code

STARTED = {"channel": "jobs.etl", "type": "execution.started", "data": {"execution_id": "e1", "title": "Nightly"}}
PROGRESS = {"channel": "jobs.etl", "type": "execution.progress", "data": {"execution_id": "e1", "progress": 0.5}}
OTHER = {"channel": "jobs.etl", "type": "step", "data": {"execution_id": 7}}


@pytest.fixture
def program(container: Container) -> dict[str, str]:
    """A service token, as a header."""
    row = container.service_tokens.create(publish=["jobs.*"])
    return {"Authorization": f"Bearer {container.tokens.issue_service(row.id, row.expires_at)}"}


def rows(container: Container) -> list[tuple[str | None, str, str, float]]:
    while container.service(FACE).reports.read():
        pass
    with container.database.session() as session:
        found = session.scalars(select(ExecutionRecord).order_by(ExecutionRecord.created_at))
        return [(row.execution_id, row.title, row.state, row.progress) for row in found]


def test_one_and_many_are_taken_and_answered_with_their_own_ids(
    client: FlaskClient, container: Container, program: dict[str, str]
) -> None:
    (first,) = client.post("/api/v1/publish", json=STARTED, headers=program).json["ids"]
    ids = client.post("/api/v1/publish", json=[OTHER, PROGRESS], headers=program).json["ids"]
    lines = "\n".join(json.dumps(event) for event in (PROGRESS, OTHER))
    more = client.post("/api/v1/publish", data=lines, headers=program, content_type="application/x-ndjson").json["ids"]
    kept = container.event_log.read_after(["jobs.etl"], 0).items
    assert [event.id for event in kept] == [first, *ids, *more]  # type: ignore[union-attr]
    assert rows(container) == [("e1", "Nightly", "running", 0.5)]


def test_a_repeated_request_is_answered_alike_and_counts_once(
    client: FlaskClient, container: Container, program: dict[str, str]
) -> None:
    headers = program | {"Idempotency-Key": "k1"}
    answers = [client.post("/api/v1/publish", json=[STARTED, OTHER], headers=headers).json for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(answers[0]["ids"]) == 2
    assert len(container.event_log.read_after([INBOX], 0).items) == 1


def test_a_wrong_report_is_refused_with_all_that_came_with_it(
    client: FlaskClient, container: Container, program: dict[str, str]
) -> None:
    wrong = PROGRESS | {"data": {"execution_id": "e1", "progress": 2}}
    answer = client.post("/api/v1/publish", json=[STARTED, wrong], headers=program)
    assert (answer.status_code, error_code(answer)) == (400, "bad_report")
    assert "Event 2" in answer.json["error"]["message"]
    assert container.event_log.read_after(["jobs.etl", INBOX], 0).items == []


def test_only_to_channels_that_are_granted(client: FlaskClient, program: dict[str, str]) -> None:
    answer = client.post("/api/v1/publish", json=STARTED | {"channel": "executions"}, headers=program)
    assert answer.status_code == 403
    answer = client.post("/api/v1/publish", json=STARTED | {"channel": INBOX}, headers=program)
    assert answer.status_code == 400
    assert client.get(f"/api/v1/channels/{INBOX}/events", headers=program).status_code == 400


def test_an_operator_reports_from_the_command_line(runner: FlaskCliRunner, container: Container) -> None:
    assert container.event_log.head()  # there is a log
    data = '{"execution_id": "e9", "title": "By hand"}'
    done = runner.invoke(args=["publish", "jobs.hand", "execution.started", data])
    assert done.exit_code == 0, done.output
    refused = runner.invoke(args=["publish", "jobs.hand", "execution.started", "{}"])
    assert (refused.exit_code, "execution_id" in refused.output) == (1, True)
    assert rows(container) == [("e9", "By hand", "running", 0.0)]
