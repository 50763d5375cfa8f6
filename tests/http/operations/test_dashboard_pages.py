"""The dashboard's pages as the server sends them, before any script runs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from services.auth.user import User
from services.container import Container
from services.runs.execution import Execution, add_execution
from tests.http.conftest import sign_in_by_form


@pytest.fixture
def page(client: FlaskClient, container: Container, alice: User) -> FlaskClient:
    """Signed in as Alice, who has three nights that failed alike, one that runs, and 60 hours."""
    with container.database.session() as session:
        for number in range(60):
            hour = Execution(
                f"h{number}", "hour", f"Hour {number}", alice.id, "jobs.h", float(number), state="succeeded"
            )
            add_execution(session, hour)
        for number in range(3):
            night = Execution(f"n{number}", "etl", "<b>Night</b>", alice.id, "jobs.etl", 100.0 + number, state="failed")
            add_execution(session, night_that_failed(night))
        running = Execution("r", "camera", "Gate", alice.id, "jobs.c", 200.0, state="running", stage="watching")
        add_execution(session, running)
        add_execution(session, Execution("other", "etl", "Somebody else's", "bob", "jobs.etl", 300.0))
    sign_in_by_form(client, "alice")
    return client


def night_that_failed(night: Execution) -> Execution:
    return replace(night, error="No room", finished_at=night.created_at + 1, alert="high")


def test_it_is_complete_and_shows_nobody_elses(page: FlaskClient) -> None:
    html = page.get("/dashboard").text
    assert 'data-number="running">1<' in html and "Gate" in html and " · watching" in html
    assert "&lt;b&gt;Night&lt;/b&gt;" in html and "No room" in html and "severity-high" in html
    assert "Somebody else" not in html


def test_repeats_are_one_row_that_unfolds(page: FlaskClient) -> None:
    html = page.get("/dashboard").text
    assert "and 2 more like it" in html and html.count('data-within="n2"') == 2


def test_pages_lead_to_one_another(page: FlaskClient) -> None:
    html = page.get("/dashboard?kind=hour").text
    assert "60 executions" in html and "Hour 10<" in html and "Hour 9<" not in html
    href = html[html.index("/dashboard?before=") :].split('"')[0].replace("&amp;", "&")
    older = page.get(href).text
    assert "Hour 9<" in older and "Hour 10<" not in older and "after=" in older


@pytest.mark.parametrize(
    ("query", "said"),
    [("q=nothing", "Nothing matches"), ("status=no_news", "Nothing matches"), ("since=2030-01-01", "Nothing matches")],
)
def test_what_finds_nothing_says_so(page: FlaskClient, query: str, said: str) -> None:
    assert said in page.get(f"/dashboard?{query}").text


def test_one_page_says_first_why_it_failed(page: FlaskClient) -> None:
    html = page.get("/dashboard/executions/n0").text
    assert html.index("No room") < html.index("What happened")
    assert "False positive" in html and 'data-act="cancel"' not in html
    assert 'data-act="cancel"' in page.get("/dashboard/executions/r").text
    assert page.get("/dashboard/executions/other").status_code == 404
    assert page.get("/dashboard?before=x").status_code == 400


def test_a_run_of_a_face_leads_to_its_own_page(page: FlaskClient, container: Container, alice: User) -> None:
    with container.database.session() as session:
        add_execution(session, Execution("s1", "scan", "a/b", alice.id, "scan.s1", 1.0, state="succeeded"))
    assert 'href="/analysis/s1"' in page.get("/dashboard/executions/s1").text


@pytest.mark.parametrize("path", ["/dashboard?kind=etl", "/dashboard/executions/n0"])
def test_an_open_page_may_ask_for_its_content_alone(page: FlaskClient, path: str) -> None:
    whole, part = page.get(path), page.get(path, headers={"X-Part": "content"})
    assert "<nav" in whole.text and 'class="rail"' in whole.text and 'class="rail"' not in part.text
    content = part.text[part.text.index("<div") : part.text.rindex("</html>")]
    for shown in ("&lt;b&gt;Night&lt;/b&gt;", "No room", "data-events="):
        assert shown in content and shown in whole.text
    assert "<title>" in part.text and len(part.text) < len(whole.text) / 1.2
