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


PAGE = {"Accept": "text/html"}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 408, 409, 413, 414, 415, 422, 429, 431, 500, 503])
def test_whoever_is_signed_in_keeps_the_rail_on_an_error(client: FlaskClient, alice: User, status: int) -> None:
    sign_in_by_form(client, "alice")
    answer = client.get(f"/refused/{status}", headers=PAGE)
    assert answer.status_code == status
    assert 'class="rail"' in answer.text and "Signed in as alice" in answer.text
    assert "+layout" in answer.text and 'class="panel plain__card"' in answer.text
    assert answer.text.count("<h1") == 1


def test_the_rail_stays_where_no_gate_asks_who_it_is(client: FlaskClient, alice: User) -> None:
    sign_in_by_form(client, "alice")
    for answer in (
        client.get("/static/nothing.css", headers=PAGE),
        client.delete("/login", headers=PAGE),
        client.post("/login", data={}, headers=PAGE),
        client.get("/?token=forged", headers=PAGE),
        client.get("/analysis?access_token=forged", headers=PAGE),
    ):
        assert answer.status_code >= 400
        assert 'class="rail"' in answer.text, answer.request.path


def test_whoever_is_not_signed_in_gets_a_card_alone(client: FlaskClient) -> None:
    for answer in (
        client.get("/login"),
        client.get("/static/nothing.css", headers=PAGE),
        client.get("/?token=forged", headers=PAGE),
        client.post("/login", data={}, headers=PAGE),
    ):
        assert 'class="panel plain__card"' in answer.text and "+layout" in answer.text
        assert 'class="rail"' not in answer.text
        assert answer.text.count("<h1") == 1


def test_trying_again_asks_for_the_same_address_of_this_site(client: FlaskClient, alice: User) -> None:
    sign_in_by_form(client, "alice")
    page = client.get("/refused/503?q=%22%3E&x=%ff", headers=PAGE).text
    assert 'href="?q=%22%3E&amp;x=%ff"' in page


def test_an_error_page_needs_no_database(client: FlaskClient, container: Container, alice: User) -> None:
    sign_in_by_form(client, "alice")
    with container.database.session() as session:
        session.execute(text("ALTER TABLE logins RENAME TO gone"))
    answer = client.get("/", headers=PAGE)
    assert answer.status_code == 503
    assert 'class="panel plain__card"' in answer.text and 'class="rail"' not in answer.text
