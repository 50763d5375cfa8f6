"""The pages of webhooks: each person their own, the secret once, what was done in the audit log."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.auth.audit import AuditFilter
from services.auth.user import User
from services.container import Container
from services.operations.face import FACE
from services.operations.notifications.webhook import Webhooks
from tests.http.conftest import PASSWORD, sign_in_by_form

AT = "/dashboard/webhooks"
PAGER = {
    "name": "Pager <b>",
    "url": "https://hooks.example.com/in",
    "types": ["execution.failed"],
    "least_alert": "low",
}


@pytest.fixture
def page(client: FlaskClient, alice: User) -> FlaskClient:
    sign_in_by_form(client, "alice")
    return client


@pytest.fixture
def webhooks(container: Container) -> Webhooks:
    return container.service(FACE).notifications.webhooks


def post(page: FlaskClient, path: str, **fields: object) -> TestResponse:
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.get(AT).text)
    assert token
    return page.post(f"{AT}{path}", data={"csrf_token": token[1], **fields})


def added(page: FlaskClient) -> tuple[str, str]:
    """Its id, and the page with its secret."""
    html = post(page, "", **PAGER).text
    found = re.search(rf"{AT}/(\w+)/test", html)
    assert found
    return found[1], html


def test_without_webhooks_it_offers_the_first(page: FlaskClient) -> None:
    html = page.get(AT).text
    assert "No webhooks yet" in html and '<details class="panel admin-new" open>' in html
    assert "not only mine" not in html, "only admins hear of everybody's"
    assert "execution.failed" in html and "system.trouble" not in html


def test_the_secret_is_shown_once_and_kept_by_no_browser(page: FlaskClient) -> None:
    webhook_id, html = added(page)
    assert html.count("whsec_") >= 1 and "shown only this once" in html and "Pager &lt;b&gt;" in html
    again = page.get(f"{AT}/{webhook_id}")
    assert "whsec_" not in again.text and again.headers["Cache-Control"] == "no-store"
    rotated = post(page, f"/{webhook_id}/rotate")
    assert "whsec_" in rotated.text and rotated.headers["Cache-Control"] == "no-store"


def test_what_cannot_be_used_is_said_and_what_was_typed_stays(page: FlaskClient, webhooks: Webhooks) -> None:
    for wrong in ({"url": "ftp://x"}, {"types": []}, {"name": ""}, {"least_alert": "huge"}, {"sees_all": "1"}):
        answer = post(page, "", **{**PAGER, **wrong})
        assert answer.status_code == 400, wrong
        assert ("Nothing was changed" in answer.text and "Pager &lt;b&gt;" in answer.text) or "name" in wrong
    assert "No webhooks yet" in page.get(AT).text


def test_a_test_is_queued_and_its_way_is_shown(page: FlaskClient) -> None:
    webhook_id, _ = added(page)
    assert "No messages yet" in page.get(f"{AT}/{webhook_id}").text
    assert post(page, f"/{webhook_id}/test").status_code == 303
    html = page.get(f"{AT}/{webhook_id}").text
    assert 'data-state="waiting"' in html and "A test" in html and "Send again" not in html


def test_it_is_turned_off_and_on_changed_and_deleted(page: FlaskClient, container: Container) -> None:
    webhook_id, _ = added(page)
    assert post(page, f"/{webhook_id}/off").status_code == 303
    assert "Turn it on" in page.get(f"{AT}/{webhook_id}").text
    assert post(page, f"/{webhook_id}/test").status_code == 409
    post(page, f"/{webhook_id}/on")
    post(page, f"/{webhook_id}", **{**PAGER, "name": "Phone", "types": ["execution.no_news", "execution.alert"]})
    html = page.get(f"{AT}/{webhook_id}").text
    assert "Phone" in html
    assert post(page, f"/{webhook_id}", **{**PAGER, "url": "nowhere"}).status_code == 400
    assert post(page, f"/{webhook_id}/delete").status_code == 303
    assert page.get(f"{AT}/{webhook_id}").status_code == 404
    acts = [entry.act for entry in container.audit_log.newest(AuditFilter(), 10) if "webhook" in entry.act]
    assert acts == ["webhook.deleted", *["webhook.changed"] * 3, "webhook.created"]


def test_nobody_sees_or_changes_anothers(page: FlaskClient, container: Container) -> None:
    webhook_id, _ = added(page)
    container.users.create("mallory", PASSWORD)
    other = page.application.test_client()
    sign_in_by_form(other, "mallory")
    assert "Pager &lt;b&gt;" not in other.get(AT).text
    assert other.get(f"{AT}/{webhook_id}").status_code == 404
    for act in ("", "/test", "/rotate", "/off", "/delete", "/deliveries/msg_1/send"):
        assert post(other, f"/{webhook_id}{act}", **PAGER).status_code == 404, act


def test_an_admin_sees_whose_they_are(page: FlaskClient, container: Container) -> None:
    added(page)
    container.users.create("root", PASSWORD, role="admin")
    admin = page.application.test_client()
    sign_in_by_form(admin, "root")
    html = admin.get(AT).text
    assert "Pager &lt;b&gt;" in html and "alice" in html and "not only mine" in html and "system.trouble" in html


def test_forms_without_their_token_change_nothing(page: FlaskClient) -> None:
    assert page.post(AT, data=PAGER).status_code == 400
    assert "No webhooks yet" in page.get(AT).text
