"""A program may have so many executions running at once, and is told when it wants more."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from services.container import Container
from services.operations.face import FACE
from services.settings.settings import Settings
from tests.http.conftest import error_code
from tests.support.setting import settings_in


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path, operations={"running_executions": 2})


def test_one_too_many_is_refused_and_nothing_of_its_request_is_stored(
    client: FlaskClient, container: Container
) -> None:
    row = container.service_tokens.create(publish=["jobs.*"])
    headers = {"Authorization": f"Bearer {container.tokens.issue_service(row.id, row.expires_at)}"}

    def say(what: str, *ids: str, **fields: object) -> tuple[int, str]:
        events = [
            {"channel": "jobs.etl", "type": f"execution.{what}", "data": {"execution_id": id, **fields}} for id in ids
        ]
        answer = client.post("/api/v1/publish", json=events, headers=headers)
        return answer.status_code, error_code(answer) if answer.status_code >= 400 else ""

    assert say("started", "one", "two") == (201, "")
    assert say("started", "three") == (429, "too_many_running")
    assert say("progress", "one", "three", progress=0.5) == (429, "too_many_running")
    reports = container.service(FACE).reports
    while reports.read():
        pass
    with container.database.session() as session:
        numbers = session.connection().exec_driver_sql("SELECT execution_id, progress FROM executions").all()
    assert sorted(numbers) == [("one", 0.0), ("two", 0.0)]
    assert say("finished", "one", status="succeeded") == (201, "")
    while reports.read():
        pass
    assert say("started", "three") == (201, "")
