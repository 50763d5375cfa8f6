"""Maintenance: on for everybody until its end, and while it is on nothing is news."""

from __future__ import annotations

import pytest

from services.database.database import Database
from services.errors import BadRequest
from services.operations.notifications.maintenance import Maintenances
from services.operations.notifications.notifier import Notifier
from services.operations.notifications.webhook import Webhooks
from services.operations.status.status import Standing
from tests.unit.jobs.conftest import Clock
from tests.unit.operations.notifications.conftest import ADMIN


@pytest.fixture
def maintenances(database: Database, clock: Clock) -> Maintenances:
    return Maintenances(database, clock)


def test_it_is_on_until_it_ends(maintenances: Maintenances, database: Database, clock: Clock) -> None:
    assert maintenances.current() is None
    with database.session() as session:
        maintenances.begin(session, " The disk is being changed. ", clock.at + 60)
    current = maintenances.current()
    assert current is not None and current.message == "The disk is being changed."
    clock.at += 60
    assert maintenances.current() is None
    with database.session() as session:
        maintenances.begin(session, "Again.", None)
        maintenances.end(session)
    assert maintenances.current() is None


def test_another_message_begins_no_other_maintenance(
    maintenances: Maintenances, database: Database, clock: Clock
) -> None:
    with database.session() as session:
        first = maintenances.begin(session, "One.", None)
    clock.at += 5
    with database.session() as session:
        second = maintenances.begin(session, "Two.", clock.at + 10)
    assert (first.since, second.since) == (clock.at - 5, clock.at - 5)


@pytest.mark.parametrize(
    ("message", "until"), [(" ", None), ("x" * 501, None), ("a\0", None), ("\ud83d", None), ("x", -1.0), ("x", 4e8)]
)
def test_what_cannot_be_is_refused(
    maintenances: Maintenances, database: Database, clock: Clock, message: str, until: float | None
) -> None:
    with database.session() as session, pytest.raises(BadRequest):
        maintenances.begin(session, message, None if until is None else clock.at + until)


def test_trouble_is_news_after_maintenance_if_it_is_still_there(
    maintenances: Maintenances, webhooks: Webhooks, database: Database, clock: Clock
) -> None:
    notifier = Notifier(database, "here", webhooks, maintenances, lambda _notice: "/status", clock)
    types = ["system.trouble", "system.recovered"]
    webhook, _ = webhooks.add(
        ADMIN, name="Pager", url="https://example.com/", types=types, least_alert="high", sees_all=True
    )
    down = [Standing("disk", "Disk", "down", "why", clock.at), Standing("cpu", "Processors", "down", "why", clock.at)]
    with database.session() as session:
        maintenances.begin(session, "The disk is being changed.", clock.at + 60)
    notifier.parts_seen(down)
    assert webhooks.deliveries(ADMIN, webhook.id, 10) == []
    clock.at += 60
    notifier.parts_seen([down[0], Standing("cpu", "Processors", "ok", "why", clock.at)])
    notifier.parts_seen([down[0]])
    assert [delivery.type for delivery in webhooks.deliveries(ADMIN, webhook.id, 10)] == ["system.trouble"]
