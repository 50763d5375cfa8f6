"""Webhooks and maintenance over the API, as a command, and on every page."""

from __future__ import annotations

import time
from typing import Any

import pytest
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import delete, select

from services.auth.audit import AuditEntry
from services.container import Container
from services.operations.face import FACE
from services.operations.notifications.record import WebhookRecord
from tests.http.conftest import PASSWORD, sign_in
from tests.support.race import just_before_writing

HOOKS = "/dashboard/api/webhooks"
MAINTENANCE = "/dashboard/api/maintenance"
NEW = {"name": "Pager", "url": "https://hooks.example.com/in", "types": ["execution.failed"]}
PAGE = {"Accept": "text/html"}
Headers = dict[str, str]


@pytest.fixture
def alice(client: FlaskClient, container: Container) -> Headers:
    container.users.create("alice", PASSWORD)
    return sign_in(client, "alice")


@pytest.fixture
def root(client: FlaskClient, container: Container) -> Headers:
    container.users.create("root", PASSWORD, "admin")
    return sign_in(client, "root")


def acts(container: Container) -> list[str]:
    with container.database.session() as session:
        found = session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
    return [act for act in found if act.startswith(("webhook.", "maintenance."))]


def test_a_webhook_is_made_changed_tested_and_deleted(
    client: FlaskClient, container: Container, alice: Headers, root: Headers
) -> None:
    made = client.post(HOOKS, json=NEW, headers=alice)
    assert made.status_code == 201 and made.json is not None
    assert made.json["secret"].startswith("whsec_")
    one = f"{HOOKS}/{made.json['id']}"
    (listed,) = client.get(HOOKS, headers=alice).json["webhooks"]  # type: ignore[index]
    assert listed == {name: value for name, value in made.json.items() if name != "secret"}
    assert client.get(one, headers=root).json == listed
    changed = client.patch(one, json={"types": ["execution.no_news"], "is_enabled": False}, headers=alice).json
    assert changed is not None and (changed["types"], changed["is_enabled"]) == (["execution.no_news"], False)
    assert client.post(f"{one}/test", headers=alice).status_code == 409
    client.patch(one, json={"is_enabled": True}, headers=alice)
    tested = client.post(f"{one}/test", headers=alice)
    assert tested.status_code == 202 and tested.json is not None
    (delivery,) = client.get(f"{one}/deliveries", headers=alice).json["deliveries"]  # type: ignore[index]
    assert (delivery["id"], delivery["state"]) == (tested.json["delivery_id"], "waiting")
    assert client.post(f"{one}/deliveries/{delivery['id']}/send", headers=alice).status_code == 202
    assert client.post(f"{one}/deliveries/msg_none/send", headers=alice).status_code == 404
    assert client.post(f"{one}/rotate", headers=alice).json["secret"] != made.json["secret"]  # type: ignore[index]
    assert client.delete(one, headers=alice).status_code == 204
    assert client.get(one, headers=alice).status_code == 404
    assert acts(container) == [
        "webhook.created", "webhook.changed", "webhook.changed", "webhook.rotated", "webhook.deleted"
    ]  # fmt: skip


def test_a_webhook_that_is_deleted_while_it_is_changed_is_not_there(
    client: FlaskClient, container: Container, alice: Headers
) -> None:
    webhook_id = client.post(HOOKS, json=NEW, headers=alice).json["id"]  # type: ignore[index]
    with just_before_writing(WebhookRecord, lambda: _forget(container, WebhookRecord)):
        answer = client.patch(f"{HOOKS}/{webhook_id}", json={"name": "New"}, headers=alice)
    assert answer.status_code == 404
    assert answer.json == {"error": {"code": "not_found", "message": "It was deleted meanwhile."}}


def _forget(container: Container, record: type) -> None:
    with container.database.session() as session:
        session.execute(delete(record))


def test_messages_are_sent_again_so_often_a_minute(
    client: FlaskClient, container: Container, alice: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = client.post(HOOKS, json=NEW, headers=alice).json
    assert made is not None
    one = f"{HOOKS}/{made['id']}"
    began = time.time()
    webhooks = container.service(FACE).notifications.webhooks
    ids = []
    for minute in range(11):
        monkeypatch.setattr(webhooks, "_now", lambda minute=minute: began + 100 * minute)
        ids.append(client.post(f"{one}/test", headers=alice).json["delivery_id"])  # type: ignore[index]
    for id in ids[:10]:
        assert client.post(f"{one}/deliveries/{id}/send", headers=alice).status_code == 202
    again = client.post(f"{one}/deliveries/{ids[0]}/send", headers=alice)
    assert (again.status_code, again.json["error"]["code"]) == (429, "sent_again")  # type: ignore[index]
    assert 0 < int(again.headers["Retry-After"]) <= 60
    more = client.post(f"{one}/deliveries/{ids[10]}/send", headers=alice)
    assert (more.status_code, more.json["error"]["code"]) == (429, "many_sent_again")  # type: ignore[index]
    monkeypatch.setattr(webhooks, "_now", lambda: began + 1061)
    assert client.post(f"{one}/deliveries/{ids[0]}/send", headers=alice).status_code == 202


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": None},
        {"url": "http://hooks.example.com/"},
        {"url": "https://127.0.0.1/"},
        {"url": "https://169.254.169.254/latest/meta-data/"},
        {"types": "execution.failed"},
        {"types": [1]},
        {"sees_all": 1},
        {"sees_all": True},
    ],
    ids=str,
)
def test_a_webhook_that_cannot_be_is_refused(client: FlaskClient, alice: Headers, wrong: dict[str, Any]) -> None:
    body = {name: value for name, value in (NEW | wrong).items() if value is not None}
    assert client.post(HOOKS, json=body, headers=alice).status_code == 400
    assert client.get(HOOKS, headers=alice).json["webhooks"] == []  # type: ignore[index]


def test_maintenance_is_told_on_every_page(client: FlaskClient, container: Container, root: Headers) -> None:
    begun = client.put(MAINTENANCE, json={"message": "The <disk> is being changed."}, headers=root)
    assert begun.status_code == 200
    for page in ("/", "/account", "/chat"):
        assert "The &lt;disk&gt; is being changed." in client.get(page, headers=root | PAGE).text, page
    assert client.delete(MAINTENANCE, headers=root).status_code == 204
    assert client.get(MAINTENANCE, headers=root).json == {"maintenance": None}
    assert "is being changed" not in client.get("/", headers=root | PAGE).text
    assert acts(container) == ["maintenance.begun", "maintenance.ended"]


def test_members_read_of_maintenance_and_do_not_begin_it(client: FlaskClient, alice: Headers) -> None:
    assert client.put(MAINTENANCE, json={"message": "x"}, headers=alice).status_code == 403
    assert client.delete(MAINTENANCE, headers=alice).status_code == 403
    assert client.get(MAINTENANCE, headers=alice).json == {"maintenance": None}


@pytest.mark.parametrize("body", [{}, {"message": " "}, {"message": "x", "until": 1}, {"message": "x", "until": "now"}])
def test_maintenance_that_cannot_be_is_refused(client: FlaskClient, root: Headers, body: dict[str, Any]) -> None:
    assert client.put(MAINTENANCE, json=body, headers=root).status_code == 400


def test_maintenance_is_a_command_too(runner: FlaskCliRunner, container: Container) -> None:
    begun = runner.invoke(args=["maintenance", "begin", "The disk is being changed.", "--minutes", "5"])
    assert begun.exit_code == 0, begun.output
    ended = runner.invoke(args=["maintenance", "end"])
    assert (ended.exit_code, ended.output) == (0, "Maintenance is off.\n")
    assert acts(container) == ["maintenance.begun", "maintenance.ended"]
