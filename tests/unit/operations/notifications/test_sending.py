"""Messages arrive signed, are tried again under the same id, follow no redirect, and are given up in the end."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import update
from standardwebhooks import Webhook as Verifier

from services.auth.user import User
from services.database.database import Database
from services.operations.notifications.delivery import Delivery
from services.operations.notifications.meter import TRIES
from services.operations.notifications.record import DeliveryRecord
from services.operations.notifications.sending import PAUSES_S, Sending
from services.operations.notifications.webhook import Webhooks
from services.sealing import Sealing
from tests.support.condition import wait_for_value, wait_until
from tests.support.race import just_before_writing
from tests.support.raw_server import Asked, RawServer, raw_server, sends, whole
from tests.unit.jobs.conftest import Clock
from tests.unit.operations.notifications.conftest import ALICE, BOB

Begin = Callable[[RawServer], tuple[str, str]]


@pytest.fixture
def clock() -> Clock:
    """Signatures are checked by others, who have the real time."""
    clock = Clock()
    clock.at = time.time()
    return clock


@pytest.fixture
def sending(database: Database, sealing: Sealing, clock: Clock) -> Iterator[Sending]:
    sending = Sending(database, sealing, allow_private=True, now=clock)
    yield sending
    sending.close()


@pytest.fixture
def begin(webhooks: Webhooks) -> Begin:
    """A webhook at that server, with one message on its way; its id and secret."""

    def begin(server: RawServer) -> tuple[str, str]:
        webhook, secret = webhooks.add(
            ALICE, name="Pager", url=f"{server.url}/in", types=["execution.failed"], least_alert="high", sees_all=False
        )
        webhooks.test(ALICE, webhook.id)
        return webhook.id, secret

    return begin


def tried(sending: Sending, webhooks: Webhooks, webhook_id: str, attempts: int) -> Delivery:
    """Send what is due until the message has been tried so often."""

    def found() -> Delivery | None:
        sending.send()
        (delivery,) = webhooks.deliveries(ALICE, webhook_id, 10)
        return delivery if delivery.attempts >= attempts else None

    return wait_until(found, f"{attempts} tries", within_s=20)


def test_a_message_is_signed_as_the_standard_says(sending: Sending, webhooks: Webhooks, begin: Begin) -> None:
    with raw_server(sends(whole(b"", status="204 No Content"))) as server:
        webhook_id, secret = begin(server)
        assert tried(sending, webhooks, webhook_id, 1).state == "delivered"
        (asked,) = server.asked
    assert (asked.method, asked.path, asked.headers["content-type"]) == ("POST", "/in", "application/json")
    told = Verifier(secret).verify(asked.body, asked.headers)
    assert told["type"] == "webhook.test"
    with pytest.raises(Exception, match="signature"):
        Verifier(secret).verify(asked.body.replace(b"test", b"best"), asked.headers)


def test_it_is_tried_again_later_and_later_under_one_id(
    sending: Sending, webhooks: Webhooks, begin: Begin, clock: Clock
) -> None:
    with raw_server(sends(whole(b"", status="500 Internal Server Error"))) as server:
        webhook_id, _ = begin(server)
        for attempt in range(1, len(PAUSES_S) + 2):
            delivery = tried(sending, webhooks, webhook_id, attempt)
            if delivery.next_at is not None:
                pause = delivery.next_at - clock.at
                assert 0.89 * PAUSES_S[attempt - 1] < pause < 1.11 * PAUSES_S[attempt - 1]
                sending.send()
                clock.at = delivery.next_at
        assert {asked.headers["webhook-id"] for asked in server.asked} == {delivery.id}
        assert len({asked.headers["webhook-timestamp"] for asked in server.asked}) == len(server.asked) == 10
    assert (delivery.state, delivery.status, delivery.error) == ("failed", 500, "It answered 500.")
    webhook = webhooks.get(ALICE, webhook_id)
    assert webhook.disabled_at is not None
    assert webhook.problem == "It answered 500. It was turned off after 10 tries."


def test_every_try_is_counted(sending: Sending, webhooks: Webhooks, begin: Begin, clock: Clock) -> None:
    before = counted()
    with (
        raw_server(sends(whole(b"", status="204 No Content"))) as takes,
        raw_server(sends(whole(b"", status="500 Internal Server Error"))) as fails,
        raw_server(sends(whole(b"", status="410 Gone"))) as gone,
    ):
        for server in (takes, fails, gone):
            tried(sending, webhooks, begin(server)[0], 1)
    expected = {outcome: before[outcome] + 1 for outcome in ("arrived", "failed", "given_up")}
    wait_for_value(lambda: {outcome: counted()[outcome] for outcome in expected}, expected, "they are counted")


def counted() -> dict[str, float]:
    return {outcome: count for (outcome,), (count,) in TRIES.read()}


def test_a_redirect_is_not_followed(sending: Sending, webhooks: Webhooks, begin: Begin) -> None:
    with raw_server(sends(whole(b""))) as elsewhere:
        moved = whole(b"", status="307 Temporary Redirect", head=f"Location: {elsewhere.url}/\r\n")
        with raw_server(sends(moved)) as server:
            webhook_id, _ = begin(server)
            delivery = tried(sending, webhooks, webhook_id, 1)
    assert "redirect" in delivery.error and delivery.state == "waiting"
    assert elsewhere.asked == []


def test_one_that_is_gone_is_turned_off(sending: Sending, webhooks: Webhooks, begin: Begin) -> None:
    with raw_server(sends(whole(b"", status="410 Gone"))) as server:
        webhook_id, _ = begin(server)
        assert tried(sending, webhooks, webhook_id, 1).state == "failed"
    assert webhooks.get(ALICE, webhook_id).disabled_at is not None


def test_who_was_disabled_hears_nothing_more_until_they_are_back(
    sending: Sending, webhooks: Webhooks, begin: Begin, database: Database
) -> None:
    def disable(at: float | None) -> None:
        with database.session() as session:
            session.execute(update(User).where(User.id == ALICE.user_id).values(disabled_at=at))

    with raw_server(sends(whole(b""), whole(b""))) as server:
        alices, _ = begin(server)
        disable(1.0)
        bobs, _ = webhooks.add(
            BOB, name="Chat", url=server.url, types=["execution.failed"], least_alert="high", sees_all=False
        )
        webhooks.test(BOB, bobs.id)
        sending.send()
        wait_until(lambda: webhooks.deliveries(BOB, bobs.id, 1)[0].arrived_at, "Bob hears of it")
        assert webhooks.deliveries(ALICE, alices, 1)[0].attempts == 0, "hers was due first"
        disable(None)
        assert tried(sending, webhooks, alices, 1).arrived_at


def test_a_private_address_is_not_connected_to(
    database: Database, sealing: Sealing, webhooks: Webhooks, begin: Begin, clock: Clock
) -> None:
    """Also when the name led to a public one while the webhook was made."""
    careful = Sending(database, sealing, allow_private=False, look_up=lambda _host, _port: ["10.0.0.7"], now=clock)
    with raw_server(sends(whole(b""))) as server:
        webhook_id, _ = begin(server)
        webhooks.change(ALICE, webhook_id, {"url": "https://hooks.example.com/"})
        delivery = tried(careful, webhooks, webhook_id, 1)
        assert server.asked == []
    careful.close()
    assert "private" in delivery.error and delivery.state == "waiting"


def test_a_slow_webhook_delays_no_other(sending: Sending, webhooks: Webhooks, begin: Begin) -> None:
    let_go = threading.Event()

    def hang(connection: socket.socket, _asked: Asked) -> None:
        let_go.wait(10)
        connection.sendall(whole(b""))

    with raw_server(hang) as slow, raw_server(sends(whole(b""))) as quick:
        slow_id, _ = begin(slow)
        quick_id, _ = begin(quick)
        assert tried(sending, webhooks, quick_id, 1).state == "delivered"
        webhooks.test(ALICE, slow_id)
        sending.send()
        assert len(slow.asked) == 1, "one message at a time"
        let_go.set()
        answered = lambda: [one for one in webhooks.deliveries(ALICE, slow_id, 10) if one.attempts]  # noqa: E731
        wait_until(answered, "it has answered", within_s=20)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_locked_database_delays_a_message(
    sending: Sending, webhooks: Webhooks, begin: Begin, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with raw_server(sends(whole(b"", status="204 No Content"))) as server:
        webhook_id, _ = begin(server)
        with database.session() as foreign:
            database.one_at_a_time(foreign)
            sending.send()
            wait_until(lambda: caplog.records, "the lock to be met", within_s=60)
        assert tried(sending, webhooks, webhook_id, 1).state == "delivered"
        assert len(server.asked) == 1
    assert {(record.message, record.exc_info) for record in caplog.records} == {("webhook_delayed", None)}


def test_a_webhook_may_be_deleted_while_its_message_is_on_its_way(
    sending: Sending, webhooks: Webhooks, begin: Begin, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"), raw_server(sends(whole(b"", status="204 No Content"))) as server:
        webhook_id, _ = begin(server)
        with just_before_writing(DeliveryRecord, lambda: webhooks.remove(ALICE, webhook_id)):
            sending.send()
            wait_until(
                lambda: [one for one in caplog.records if one.levelname != "DEBUG"], "it is noticed", within_s=20
            )
        assert len(server.asked) == 1
    assert [(record.message, record.exc_info) for record in caplog.records] == [("webhook_gone", None)]
