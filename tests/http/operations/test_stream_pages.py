"""The pages for admins about streams and channels, as the server draws them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from services.auth.user import User
from services.container import Container
from services.streaming.end_reason import EndReason
from services.streaming.streams import Streams
from tests.http.conftest import PASSWORD, form_token, sign_in_by_form
from tests.http.operations.conftest import follow, publish

PAGES = ["/admin/connections", "/admin/channels", "/admin/why", "/admin/channels/jobs.a"]


@pytest.fixture
def browser(client: FlaskClient, container: Container) -> FlaskClient:
    container.users.create("root", PASSWORD, "admin")
    sign_in_by_form(client, "root")
    return client


@pytest.mark.parametrize("path", PAGES)
def test_members_do_not_see_them(client: FlaskClient, container: Container, alice: User, path: str) -> None:
    publish(container, "jobs.a")
    sign_in_by_form(client, "alice")
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_they_can_be_read_with_nothing_to_show(browser: FlaskClient, container: Container, path: str) -> None:
    publish(container, "jobs.a")
    container.event_log.purge("jobs.a")
    assert browser.get(path).status_code == 200


def test_connections_and_their_end(
    browser: FlaskClient,
    container: Container,
    alice: User,
    worker: Streams,
) -> None:
    opened = follow(worker, alice.id, "jobs.a")
    worker.room.beat()
    page = browser.get("/admin/connections?user=alice").text
    assert opened.client_id in page
    assert "jobs.a" in page
    assert opened.client_id not in browser.get("/admin/connections?channel=jobs.b").text
    token = form_token(browser, "/admin/connections")
    ended = browser.post(f"/admin/connections/{opened.client_id}/end", data={"csrf_token": token})
    assert ended.status_code == 303
    worker.pump.pass_on()
    assert opened.end_reason is EndReason.LIMIT
    opened.close()


def test_the_verdict_stands_above_its_picture(
    browser: FlaskClient,
    container: Container,
    alice: User,
    worker: Streams,
) -> None:
    before = publish(container, "jobs.a")
    worker.pump.pass_on()
    opened = follow(worker, alice.id, "jobs.a")
    lost = publish(container, "jobs.a")
    opened.end(EndReason.AGE)
    opened.close()
    worker.recorder.beat()
    for query in (f"who=alice&id={before}&what=after", f"who={opened.client_id}&id={lost}", f"user=alice&event={lost}"):
        page = browser.get(f"/admin/why?{query}").text
        assert 'data-verdict="unwritten"' in page, query
        assert page.index("maximum age") < page.index("timeline__bar") < page.index("Written up to")
    assert browser.get("/admin/why?who=alice&id=x").status_code == 400
    assert browser.get("/admin/why?who=nobody&id=5").status_code == 200
    hostile = browser.get("/admin/why?who=<script>alert(1)</script>&id=<b>").text
    assert "<script>alert" not in hostile


def test_retention_is_set_and_deleted_on_the_page(browser: FlaskClient, container: Container) -> None:
    token = form_token(browser, "/admin/channels")
    fields = {"csrf_token": token, "pattern": "jobs.*", "events": "5", "age": "", "grace": ""}
    assert browser.post("/admin/retention", data=fields).status_code == 303
    assert container.retention_rules.in_force().of("jobs.1").events == 5
    for wrong in ({"pattern": "A"}, {"events": "x"}, {"age": "nan"}, {"events": ""}):
        answer = browser.post("/admin/retention", data=fields | wrong)
        assert answer.status_code == 400, wrong
        assert "field__error" in answer.text
    assert browser.post("/admin/retention/jobs.*/delete", data={"csrf_token": token}).status_code == 303
    assert container.retention_rules.list() == []


def test_a_channel_shows_its_events_but_no_words_of_a_conversation(browser: FlaskClient, container: Container) -> None:
    id = publish(container, "jobs.a", text="<script>alert(1)</script>")
    page = browser.get(f"/admin/channels/jobs.a?id={id}").text
    assert "&lt;script&gt;alert(1)" in page
    assert "Remove all events" in page
    publish(container, "chat.7", words="a secret")
    private = browser.get("/admin/channels/chat.7").text
    assert "secret" not in private
    assert "What is said here is private" in private
    assert "Remove all events" not in private
    token = form_token(browser, "/admin/channels")
    assert browser.post("/admin/channels/jobs.a/purge", data={"csrf_token": token}).status_code == 303
    assert browser.post("/admin/channels/jobs.a/close", data={"csrf_token": token}).status_code == 303
    assert browser.post("/admin/channels/chat.7/purge", data={"csrf_token": token}).status_code == 409
