"""Webhooks: who may have them, what they hear of, what waits for them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from services.auth.user import User
from services.database.database import Database
from services.errors import BadRequest, Conflict, LimitReached, NotFound
from services.operations.notifications.notice import of_execution, of_parts
from services.operations.notifications.webhook import Webhook, Webhooks
from services.operations.status.status import Standing
from services.runs.execution import Execution
from tests.unit.jobs.conftest import Clock
from tests.unit.operations.notifications.conftest import ADMIN, ALICE, BOB

URL = "https://hooks.example.com/in?x=1"
FIELDS: dict[str, Any] = {"name": "Pager", "url": URL, "types": ["execution.failed"], "least_alert": "high"}


def added(webhooks: Webhooks, who: Any = ALICE, **fields: Any) -> Webhook:
    return webhooks.add(who, **{**FIELDS, "sees_all": False, **fields})[0]


def heard(webhooks: Webhooks, webhook: Webhook) -> list[str]:
    return [delivery.type for delivery in webhooks.deliveries(ADMIN, webhook.id, 100)]


def test_the_secret_is_shown_once_and_kept_sealed(webhooks: Webhooks, database: Database) -> None:
    webhook, secret = webhooks.add(ALICE, **FIELDS, sees_all=False)
    assert secret.startswith("whsec_")
    assert secret not in str(webhook.as_dict())
    with database.engine.connect() as connection:
        assert secret not in str(connection.exec_driver_sql("SELECT * FROM webhooks").all())
    assert webhooks.rotate(ALICE, webhook.id) != secret


def test_everybody_has_their_own_and_admins_see_all(webhooks: Webhooks) -> None:
    own = added(webhooks)
    assert webhooks.list(ALICE) == webhooks.list(ADMIN) == [own]
    assert webhooks.list(BOB) == []
    for act in (webhooks.get, webhooks.rotate, webhooks.test, webhooks.remove):
        with pytest.raises(NotFound):
            act(BOB, own.id)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "x" * 129},
        {"name": "two\nlines"},
        {"name": "half \ud83d"},
        {"name": "none\0"},
        {"url": "ftp://example.com/"},
        {"url": "https://user:password@example.com/"},
        {"types": []},
        {"types": ["execution.started"]},
        {"least_alert": "none"},
        {"sees_all": True},
    ],
    ids=str,
)
def test_a_field_that_cannot_be_used_is_refused(webhooks: Webhooks, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        added(webhooks, **wrong)
    kept = added(webhooks)
    with pytest.raises(BadRequest):
        webhooks.change(ALICE, kept.id, wrong)
    assert webhooks.list(ALICE) == [kept]


def test_nobody_has_more_than_they_may(webhooks: Webhooks) -> None:
    for _ in range(3):
        added(webhooks)
    with pytest.raises(LimitReached):
        added(webhooks)
    assert added(webhooks, BOB)


def test_a_webhook_hears_of_what_its_owner_may_see_and_wants(webhooks: Webhooks, database: Database) -> None:
    alices, bobs = added(webhooks), added(webhooks, BOB)
    pager = added(webhooks, ADMIN, sees_all=True, types=["execution.alert", "system.trouble"])
    off = webhooks.change(ALICE, added(webhooks).id, {"is_enabled": False})
    failed = Execution("e1", "etl", "Nightly", "alice", "jobs.etl", 1.0, state="failed", alert="medium")
    high = Execution("e2", "etl", "Nightly", "bob", "jobs.etl", 1.0, state="running", alert="high")
    trouble = of_parts("here", [Standing("disk", "Disk", "down", "why", 1.0)])
    with database.session() as session:
        webhooks.queue(session, [*of_execution(failed), *of_execution(high), *trouble], lambda _notice: "/status")
    assert heard(webhooks, alices) == ["execution.failed"]
    assert heard(webhooks, bobs) == heard(webhooks, off) == []
    assert sorted(heard(webhooks, pager)) == ["execution.alert", "system.trouble"]


@pytest.mark.parametrize(("change", "left"), [({"role": "member"}, ["execution.failed"]), ({"disabled_at": 1.0}, [])])
def test_who_is_no_admin_or_no_user_any_more_hears_no_more_than_they_may(
    webhooks: Webhooks, database: Database, change: dict[str, Any], left: list[str]
) -> None:
    pager = added(webhooks, ADMIN, sees_all=True, types=["execution.failed", "system.trouble"])
    with database.session() as session:
        session.execute(update(User).where(User.id == "root").values(change))
    of_others = Execution("e1", "etl", "Nightly", "alice", "jobs.etl", 1.0, state="failed")
    own = Execution("e2", "etl", "Nightly", "root", "jobs.etl", 1.0, state="failed")
    trouble = of_parts("here", [Standing("disk", "Disk", "down", "why", 1.0)])
    with database.session() as session:
        webhooks.queue(session, [*of_execution(of_others), *of_execution(own), *trouble], lambda _notice: "/")
    assert heard(webhooks, pager) == left


def test_what_waits_is_bounded(webhooks: Webhooks, database: Database) -> None:
    webhook = added(webhooks)
    failed = Execution("e1", "etl", "Nightly", "alice", "jobs.etl", 1.0, state="failed")
    for _ in range(4):
        with database.session() as session:
            webhooks.queue(session, 2 * of_execution(failed)[-1:], lambda _notice: "/")
    assert len(heard(webhooks, webhook)) == 5


def test_one_that_is_off_is_not_tested(webhooks: Webhooks) -> None:
    off = webhooks.change(ALICE, added(webhooks).id, {"is_enabled": False})
    with pytest.raises(Conflict):
        webhooks.test(ALICE, off.id)


def test_a_webhook_is_tested_some_times_a_minute(webhooks: Webhooks, clock: Clock) -> None:
    one, other = added(webhooks), added(webhooks)
    for _ in range(10):
        webhooks.test(ALICE, one.id)
    with pytest.raises(LimitReached, match="10 times a minute"):
        webhooks.test(ALICE, one.id)
    assert webhooks.test(ALICE, other.id)
    clock.at += 61
    assert webhooks.test(ALICE, one.id)


def test_what_is_deleted_takes_its_messages_along(webhooks: Webhooks) -> None:
    webhook = added(webhooks)
    webhooks.test(ALICE, webhook.id)
    webhooks.remove(ALICE, webhook.id)
    with pytest.raises(NotFound):
        webhooks.deliveries(ALICE, webhook.id, 10)
    added(webhooks)
    added(webhooks)
    assert webhooks.remove_all("alice") == 2
