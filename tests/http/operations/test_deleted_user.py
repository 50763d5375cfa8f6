"""A deleted user is forgotten everywhere at once, but for the audit log, which says who did what."""

from __future__ import annotations

import msgspec
import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from services.auth.audit import AuditFilter
from services.auth.user import User
from services.container import Container
from services.operations.notifications.record import DeliveryRecord, NoticeRecord, WebhookRecord
from services.streaming.journal.sqlite_journal import Batch
from tests.http.conftest import PASSWORD


@pytest.fixture
def others(container: Container) -> dict[str, User]:
    return {name: container.users.create(name, PASSWORD, "admin") for name in ("root", "ada", "grace")}


def test_nothing_that_names_them_is_left(container: Container, runner: FlaskCliRunner, others: dict[str, User]) -> None:
    ada, grace = others["ada"], others["grace"]
    rows = [
        (f"c-{user.id}", "w", user.id, "l", "events", '["jobs.a"]', "", "", 1, None, 0, 0, 0, "", 0, 1)
        for user in (ada, grace)
    ]
    container.journal.write("w", Batch(opened=rows), 1)
    container.journal.leave("w")
    for user in (ada, grace):
        container.refusals.note("publish_rate", user.id, user.username, "192.0.2.1", "Too many.", 5)
    container.refusals.flush()
    with container.database.session() as session:
        session.add(
            WebhookRecord(
                id="hook", owner_id=others["root"].id, name="n", url="https://x.example", secret="s", types=[],
                least_alert="none", sees_all=True, created_at=1,
            )
        )  # fmt: skip
        session.flush()
        for user in (ada, grace):
            execution = {"id": "e", "owner": user.id, "title": f"What {user.username} does"}
            body = msgspec.json.encode({"type": "execution.failed", "data": execution}).decode()
            told = {"type": "execution.failed", "body": body}
            session.add(DeliveryRecord(id=f"m-{user.username}", webhook_id="hook", created_at=1, **told))
            notice = {"subject": "execution:e", "type": "execution.failed", "body": execution, "is_open": False}
            session.add(NoticeRecord(key=user.username, owner_id=user.id, at=1, **notice))

    assert runner.invoke(args=["user", "delete", "ada", "--yes"]).exit_code == 0

    with container.journal.reading() as journal:
        assert journal.of_user(ada.id, 10) == []
        assert len(journal.of_user(grace.id, 10)) == 1
    assert [refusal.caller for refusal in container.refusals.newest()] == [grace.id]
    with container.database.session() as session:
        assert session.scalars(select(DeliveryRecord.id)).all() == ["m-grace"]
        assert session.scalars(select(NoticeRecord.key)).all() == ["grace"]
    [entry] = container.audit_log.newest(AuditFilter(act="user.deleted"), 5)
    assert (entry.subject, entry.actor) == ("ada", "command line")
