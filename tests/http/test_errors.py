"""Errors on the wire: one shape for programs, a page for people, and no internals."""

from __future__ import annotations

import logging

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from services.auth.user import User
from services.container import Container
from tests.http.conftest import sign_in_by_form


def test_programs_get_code_and_message(client: FlaskClient, bearer: dict[str, str]) -> None:
    answer = client.get("/api/v1/nothing", headers=bearer)
    assert answer.content_type == "application/json"
    assert set(answer.json) == {"error"} and set(answer.json["error"]) == {"code", "message"}


def test_people_get_a_page(client: FlaskClient, alice: User) -> None:
    sign_in_by_form(client, "alice")
    page = client.get("/nothing<script>", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert page.content_type.startswith("text/html")
    assert "There is nothing at this address." in page.text
    assert "Nothing here" in page.text and "<script>" not in page.text.replace("<script src", "")
    assert client.get("/nothing", headers={"Accept": "application/json"}).json["error"]["code"] == "not_found"


def test_a_crash_is_told_to_the_log_alone(
    client: FlaskClient, bearer: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = client.get("/api/v1/crash", headers=bearer)
    assert answer.status_code == 500
    assert "Traceback" not in answer.text and "crashed" not in answer.text and "Bearer" not in answer.text
    assert [record.getMessage() for record in caplog.records] == ["request_crashed"]
    assert caplog.records[0].exc_info is not None


def test_when_to_come_back_is_a_header(client: FlaskClient, bearer: dict[str, str]) -> None:
    answer = client.get("/api/v1/unavailable", headers=bearer)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")


def test_a_method_that_is_not_there_names_those_that_are(client: FlaskClient, bearer: dict[str, str]) -> None:
    answer = client.delete("/api/v1/change", headers=bearer)
    assert answer.status_code == 405
    assert answer.json["error"]["code"] == "method_not_allowed"
    assert "POST" in answer.headers["Allow"]


def test_a_database_that_does_not_answer_is_503(
    client: FlaskClient, container: Container, bearer: dict[str, str]
) -> None:
    with container.database.session() as session:
        session.execute(text("ALTER TABLE logins RENAME TO gone"))
    answer = client.get("/api/v1/private", headers=bearer)
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
    assert "logins" not in answer.text
