"""Groups: what their members may do beside what they are granted themselves, and what a change takes away."""

from __future__ import annotations

import pytest

from services.auth.audit import AuditFilter, AuditLog
from services.auth.group import Groups
from services.auth.login import Logins
from services.auth.refusal import Refusals
from services.auth.service_token import ServiceTokens
from services.auth.user import User, Users
from services.database.database import Database
from services.errors import BadRequest, Conflict, NotFound
from services.settings.settings import Settings
from tests.unit.auth.conftest import Clock


@pytest.fixture
def groups(database: Database, clock: Clock) -> Groups:
    return Groups(database, clock=clock)


def granted(logins: Logins, user: User) -> tuple[tuple[str, ...], tuple[str, ...]]:
    identity = logins.identity(logins.open(user.id, "access").login_id)
    assert identity is not None
    return tuple(sorted(identity.publish)), tuple(sorted(identity.subscribe))


def test_a_user_may_what_they_and_their_groups_are_granted(
    groups: Groups, users: Users, logins: Logins, alice: User
) -> None:
    night, day = groups.create("Night shift"), groups.create("Day shift")
    groups.grant(night.id, "subscribe", "jobs.*")
    groups.grant(day.id, "publish", "notes.day")
    assert granted(logins, alice) == ((), ())
    groups.add_member(night.id, alice)
    groups.add_member("Day shift", alice)
    groups.add_member("Day shift", alice)  # twice is harmless
    users.grant("alice", "subscribe", "mine.*")
    assert granted(logins, alice) == (("notes.day",), ("jobs.*", "mine.*"))
    assert groups.remove_member(day.id, alice) == [alice.id]
    assert groups.revoke_grant(night.id, "subscribe", "jobs.*") == [alice.id]
    assert granted(logins, alice) == ((), ("mine.*",))


def test_a_change_of_a_group_holds_for_a_login_that_is_open(groups: Groups, logins: Logins, alice: User) -> None:
    group = groups.create("Night shift")
    groups.add_member(group.id, alice)
    login_id = logins.open(alice.id, "session").login_id

    def may_read() -> tuple[str, ...]:
        identity = logins.identity(login_id)
        assert identity is not None
        return identity.subscribe

    assert may_read() == ()
    groups.grant(group.id, "subscribe", "jobs.*")
    assert may_read() == ("jobs.*",)
    groups.delete(group.id)
    assert may_read() == ()


def test_a_deleted_group_says_whose_rights_went_and_leaves_its_members(
    groups: Groups, users: Users, alice: User
) -> None:
    group = groups.create("Night shift")
    groups.add_member(group.id, alice)
    assert groups.delete("Night shift").member_ids == [alice.id]
    assert users.by_name("alice").id == alice.id
    assert groups.all() == []


def test_a_deleted_user_is_in_no_group(groups: Groups, users: Users, alice: User) -> None:
    group = groups.create("Night shift")
    groups.add_member(group.id, alice)
    users.delete(alice)
    assert groups.get(group.id).members == ()


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "two\nlines\0", "\u202edneirf"])
def test_a_name_that_cannot_be_shown_is_refused(groups: Groups, name: str) -> None:
    with pytest.raises(BadRequest):
        groups.create(name)


def test_two_groups_have_two_names(groups: Groups) -> None:
    groups.create("Night shift")
    other = groups.create("Day  shift ")
    assert other.name == "Day shift"
    with pytest.raises(Conflict):
        groups.create("Night shift")
    with pytest.raises(Conflict):
        groups.rename(other.id, "Night shift")
    assert groups.rename(other.id, "Late shift").name == "Late shift"


def test_what_is_not_there_is_not_found(groups: Groups, alice: User) -> None:
    group = groups.create("Night shift")
    for missing in (
        lambda: groups.get("nothing"),
        lambda: groups.delete("nothing"),
        lambda: groups.remove_member(group.id, alice),
        lambda: groups.revoke_grant(group.id, "publish", "jobs.*"),
    ):
        with pytest.raises(NotFound):
            missing()


def test_every_change_is_written_down(groups: Groups, database: Database, alice: User) -> None:
    group = groups.create("Night shift")
    groups.rename(group.id, "Late shift")
    groups.add_member(group.id, alice)
    groups.grant(group.id, "publish", "jobs.*")
    groups.revoke_grant(group.id, "publish", "jobs.*")
    groups.remove_member(group.id, alice)
    groups.delete(group.id)
    entries = list(reversed(AuditLog(database, 400).newest(AuditFilter(act="group"), 20)))
    assert [entry.act.removeprefix("group.") for entry in entries] == [
        "created", "renamed", "member_added", "granted", "grant_removed", "member_removed", "deleted",
    ]  # fmt: skip
    assert entries[2].details == {"user_id": alice.id, "username": "alice"}


@pytest.mark.integration
def test_all_of_it_holds_on_postgresql(postgres_url: str, settings: Settings, clock: Clock) -> None:
    database = Database(settings.changed(store={"database_url": postgres_url}).database)
    database.migrate()
    users, groups, logins = Users(database, clock=clock), Groups(database, clock=clock), Logins(database, settings)
    tokens, refusals = ServiceTokens(database), Refusals(database, clock=clock)
    users.create("root", "correct horse battery", "admin")
    alice = users.create("alice", "correct horse battery")
    group = groups.create("Night shift")
    groups.grant(group.id, "subscribe", "jobs.*")
    groups.add_member(group.id, alice)
    users.grant("alice", "publish", "mine.*")
    assert granted(logins, alice) == (("mine.*",), ("jobs.*",))
    with pytest.raises(Conflict, match="last admin"):
        users.set_role("root", "member")
    assert [user.username for user in users.search("ALI", "member", "enabled")] == ["alice"]
    first = tokens.create(publish=["jobs.*"]).credential
    second = tokens.rotate(first, 60).credential
    tokens.note_use(first, "192.0.2.1")
    assert tokens.open_among([first, second]) == {first, second}
    assert tokens.identity(first) is not None
    for _ in range(2):
        refusals.note("jobs", alice.id, "alice", "192.0.2.1", "Slower.", 5)
        refusals.flush()
    assert [row.count for row in refusals.newest()] == [2]
    users.delete(alice)
    log = AuditLog(database, 400)
    assert [entry.act for entry in log.newest(AuditFilter(text="ALICE"), 2)] == ["user.deleted", "user.granted"]
    assert "user.created" in log.acts()
    database.dispose()
