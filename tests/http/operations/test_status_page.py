"""The page of the system's status as the server sends it, and maintenance as forms."""

from __future__ import annotations

import re
import time

import pytest
from flask.testing import FlaskClient

from services.auth.audit import AuditFilter
from services.auth.user import User
from services.container import Container
from services.jobs.place import place_of
from services.operations.face import FACE
from services.operations.status.record import StatusRecord
from services.runs.execution import Execution, add_execution
from tests.http.conftest import PASSWORD, sign_in_by_form


@pytest.fixture
def admin(client: FlaskClient, container: Container) -> FlaskClient:
    container.users.create("root", PASSWORD, role="admin")
    sign_in_by_form(client, "root")
    return client


def span(container: Container, part: str, level: str, why: str, since_s: float, until_s: float) -> None:
    """So many seconds ago."""
    now = time.time()
    row = StatusRecord(
        place=place_of(container.settings.data), part=part, level=level, why=why, since=now - since_s,
        until=now - until_s,
    )  # fmt: skip
    with container.database.session() as session:
        session.add(row)


def part(html: str, key: str) -> str:
    found = re.search(rf'<li class="part" id="part-{key}".*?</li>\s*<li class="part', html, re.DOTALL)
    assert found
    return found[0]


def test_before_anybody_looked_it_says_that_nothing_is_known(client: FlaskClient, alice: User) -> None:
    sign_in_by_form(client, "alice")
    html = client.get("/status").text
    assert "Nothing is known: the job runner is away" in html
    assert html.count('class="part"') >= 9 and 'fill="url(#unknown)"' in html


def test_each_part_shows_how_it_is_and_was_and_why(admin: FlaskClient, container: Container) -> None:
    span(container, "disk", "ok", "Plenty.", 86_000, 7200)
    span(container, "disk", "down", "<b>0 B</b> are free.", 7200, 3600)
    span(container, "disk", "ok", "Plenty.", 3600, 0)
    html = part(admin.get("/status").text, "disk")
    assert re.findall(r'strip__piece" data-level="(\w+)"', html) == ["unknown", "ok", "down", "ok"]
    assert "&lt;b&gt;0 B&lt;/b&gt; are free." in html and "<b>" not in html
    assert "Trouble or no data 2 times in 24 h" in html
    assert "Works" in html and "Plenty." in html


def test_trouble_stands_in_the_first_sentence(admin: FlaskClient, container: Container) -> None:
    operations = container.service(FACE)
    operations.look()
    operations.look()
    html = admin.get("/status").text
    sentence = re.search(r"data-standing>.*?</p>", html, re.DOTALL)
    assert sentence and "Web workers" in sentence[0] and "do not work as they should" in sentence[0]


def test_numbers_of_the_whole_server_are_for_admins(client: FlaskClient, container: Container, alice: User) -> None:
    with container.database.session() as session:
        for owner in (alice.id, "bob", "bob"):
            now = time.time()
            one = Execution(
                f"{owner}{time.monotonic_ns()}", "etl", "", owner, "jobs.etl", now - 40, state="succeeded",
                started_at=now - 30, finished_at=now - (10 if owner == "bob" else 25),
            )  # fmt: skip
            add_execution(session, one)
    sign_in_by_form(client, "alice")
    html = client.get("/status").text
    assert re.findall(r'data-tile="(\w+)"', html) == [
        "running", "queued", "success", "duration_50", "duration_95", "duration_99"
    ]  # fmt: skip
    assert re.search(r'data-tile="duration_99">.*?number">5.0 s<', html, re.DOTALL), "bob's took longer"
    assert "Begin maintenance" not in html and "/monitoring" not in html


def test_maintenance_is_begun_and_ended_here(admin: FlaskClient, container: Container) -> None:
    form = admin.get("/status").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert token
    fields = {"csrf_token": token[1], "message": "The disk is being changed.", "minutes": "60"}
    assert admin.post("/status/maintenance", data=fields).status_code == 303
    current = container.service(FACE).notifications.maintenances.current()
    assert current is not None and current.until is not None and 3500 < current.until - time.time() <= 3600
    html = admin.get("/status").text
    assert "The disk is being changed." in html and "End maintenance" in html
    assert admin.post("/status/maintenance/end", data=fields).status_code == 303
    assert container.service(FACE).notifications.maintenances.current() is None
    acts = [entry.act for entry in container.audit_log.newest(AuditFilter(), 2)]
    assert acts == ["maintenance.ended", "maintenance.begun"]


@pytest.mark.parametrize(("message", "minutes"), [("", "60"), ("x" * 501, "0"), ("Work", "7"), ("Work", "<b>")])
def test_what_cannot_be_begun_is_said(admin: FlaskClient, message: str, minutes: str) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', admin.get("/status").text)
    assert token
    answer = admin.post("/status/maintenance", data={"csrf_token": token[1], "message": message, "minutes": minutes})
    assert answer.status_code == 400 and "Nothing was changed" in answer.text


def test_members_begin_no_maintenance(client: FlaskClient, alice: User) -> None:
    sign_in_by_form(client, "alice")
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/status").text)
    assert token
    fields = {"csrf_token": token[1], "message": "Work", "minutes": "0"}
    assert client.post("/status/maintenance", data=fields).status_code == 403
