"""The audit log: every act with who, what and when, in the transaction of the act, and for good."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect

from services.auth.audit import DAY_S, Actor, AuditEntry, AuditFilter, AuditLog, Subject, record
from services.auth.chat_key import ChatKeys
from services.auth.service_token import ServiceTokens
from services.auth.user import User, Users
from services.database.database import Database
from services.errors import Conflict
from tests.unit.auth.conftest import PASSWORD, Clock

ROOT = Actor("r00t", "root", "203.0.113.7")
ALL = AuditFilter()


@pytest.fixture
def audit_log(database: Database, clock: Clock) -> AuditLog:
    return AuditLog(database, 400, clock=clock)


def acts(log: AuditLog) -> list[str]:
    return [entry.act for entry in log.newest(ALL, 100)]


def test_an_entry_says_who_did_what_to_whom_when_and_from_where(users: Users, audit_log: AuditLog) -> None:
    users.create("bob", PASSWORD)
    bob = users.set_role("bob", "admin", by=ROOT)
    (entry,) = audit_log.newest(ALL, 1)
    assert (entry.actor_id, entry.actor, entry.address) == ("r00t", "root", "203.0.113.7")
    assert (entry.act, entry.subject_kind, entry.subject_id, entry.subject) == (
        "user.role_changed", "user", bob.id, "bob",
    )  # fmt: skip
    assert entry.details == {"from": "member", "to": "admin"}
    assert entry.at == 1_800_000_000.0


def test_every_change_of_a_user_is_written_down_and_no_password(users: Users, audit_log: AuditLog) -> None:
    users.create("root", PASSWORD, "admin")
    users.create("bob", PASSWORD)
    users.set_password("bob", "another good password")
    users.disable("bob")
    users.enable("bob")
    users.grant("bob", "publish", "jobs.*")
    users.grant("bob", "publish", "jobs.*")  # he has it already: nothing happens
    users.revoke_grant("bob", "publish", "jobs.*")
    users.delete(users.by_name("bob"), deleted=["3 analyses"])
    assert acts(audit_log) == [
        "user.deleted", "user.grant_removed", "user.granted", "user.enabled", "user.disabled",
        "user.password_changed", "user.created", "user.created",
    ]  # fmt: skip
    written = " ".join(f"{entry.subject} {entry.details}" for entry in audit_log.every(ALL))
    assert "password" not in written.lower()
    assert "argon2" not in written


def test_tokens_and_keys_that_somebody_makes_for_others_are_written_down(
    service_tokens: ServiceTokens, chat_keys: ChatKeys, alice: User, audit_log: AuditLog
) -> None:
    token = service_tokens.create(name="ci", publish=["jobs.*"], by=ROOT)
    service_tokens.revoke(token.id, by=ROOT)
    chat_keys.revoke(chat_keys.create(alice.id, "editor").id, alice.id)  # her own are her own business
    chat_keys.revoke(chat_keys.create(alice.id, "editor", by=ROOT).id, by=ROOT)
    assert acts(audit_log) == [
        "chat_key.revoked", "chat_key.created", "token.revoked", "token.created", "user.created",
    ]  # fmt: skip


def test_an_act_that_fails_leaves_no_entry(users: Users, audit_log: AuditLog) -> None:
    users.create("root", PASSWORD, "admin")
    for fails in (lambda: users.disable("root"), lambda: users.set_role("root", "member")):
        with pytest.raises(Conflict, match="the last admin"):
            fails()
    with pytest.raises(Conflict):
        users.create("root", PASSWORD)
    assert acts(audit_log) == ["user.created"]


def test_an_entry_goes_with_the_transaction_that_it_tells_of(database: Database, audit_log: AuditLog) -> None:
    with pytest.raises(RuntimeError), database.session() as session:
        record(session, ROOT, "thing.done", Subject("thing", "1"))
        raise RuntimeError("the act failed")
    assert acts(audit_log) == []


def test_entries_outlive_the_user_they_tell_of(users: Users, audit_log: AuditLog) -> None:
    users.create("bob", PASSWORD)
    users.delete(users.by_name("bob"))
    assert [entry.subject for entry in audit_log.newest(AuditFilter(subject="bob"), 10)] == ["bob", "bob"]
    keys = inspect(AuditEntry).local_table.foreign_keys
    assert not keys


def test_only_age_removes_an_entry(users: Users, audit_log: AuditLog, clock: Clock) -> None:
    users.create("bob", PASSWORD)
    clock.now += 399 * DAY_S
    users.disable("bob")
    audit_log.expire()
    assert acts(audit_log) == ["user.disabled", "user.created"]
    clock.now += 2 * DAY_S
    audit_log.expire()
    assert acts(audit_log) == ["user.disabled"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (AuditFilter(act="user.created"), ["user.created"]),
        (AuditFilter(act="user"), ["user.disabled", "user.created"]),
        (AuditFilter(actor="r00t"), ["user.disabled", "thing.done"]),
        (AuditFilter(actor="command line"), ["user.created"]),
        (AuditFilter(subject="bob"), ["user.disabled", "user.created"]),
        (AuditFilter(text="BOB"), ["user.disabled", "user.created"]),
        (AuditFilter(text="%"), ["thing.done"]),
        (AuditFilter(since=1_800_000_100.0), ["user.disabled"]),
        (AuditFilter(until=1_800_000_100.0), ["thing.done", "user.created"]),
    ],
)
def test_entries_are_found_by_act_actor_subject_words_and_time(
    wanted: AuditFilter, expected: list[str], users: Users, audit_log: AuditLog, clock: Clock
) -> None:
    users.create("bob", PASSWORD)
    audit_log.record(ROOT, "thing.done", Subject("thing", "1", "100%"))
    clock.now += 100
    users.disable("bob", by=ROOT)
    assert [entry.act for entry in audit_log.every(wanted)] == expected


def test_a_page_of_entries_begins_below_the_last_one(audit_log: AuditLog) -> None:
    for number in range(5):
        audit_log.record(ROOT, "thing.done", Subject("thing", str(number)))
    first = audit_log.newest(ALL, 2)
    second = audit_log.newest(ALL, 2, first[-1].id)
    assert [entry.subject_id for entry in (*first, *second)] == ["4", "3", "2", "1"]


def test_a_detail_of_any_length_is_kept_short(audit_log: AuditLog) -> None:
    audit_log.record(ROOT, "thing.done", Subject("thing", "1" * 900, "n" * 900), {"words": ["w" * 9_000]})
    (entry,) = audit_log.newest(ALL, 1)
    assert len(entry.details["words"][0]) == 500
    assert len(entry.subject) == len(entry.subject_id) == 255
