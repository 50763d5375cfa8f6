"""Who may read and publish to which channel:
every rule of the contract, for Alice, an outsider, an admin and a program.
"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from services.auth.identity import Identity
from services.auth.permission import MayRead, Permissions, check_pattern
from services.errors import BadRequest

ALICE = Identity("alice-id", "alice", "member", "access", "login-a", math.inf)
BOB = replace(ALICE, user_id="bob-id", username="bob", login_id="login-b")
ADMIN = replace(ALICE, user_id="admin-id", username="admin", role="admin")
PROGRAM = Identity("program-id", "program", "service", "service", "program-id", math.inf)


def _owned_by_alice(thing: str) -> MayRead:
    return lambda identity, name: name == thing and identity.user_id == "alice-id"


permissions = Permissions(
    {
        "scan": _owned_by_alice("s1"),
        "chat": _owned_by_alice("c1"),
        "screening": lambda identity, name: False,
        "progress": lambda identity, name: name == identity.user_id,
        "executions": lambda identity, name: name == identity.user_id,
        "system": lambda identity, name: not name and identity.role == "member",
    }
)


@pytest.mark.parametrize("channel", ["scan.s1", "chat.c1", "progress.alice-id", "executions.alice-id"])
def test_what_is_ones_own_is_read_by_its_owner_and_admins_only(channel: str) -> None:
    assert permissions.may_read(ALICE, channel)
    assert permissions.may_read(ADMIN, channel)
    assert not permissions.may_read(BOB, channel)
    assert not permissions.may_read(PROGRAM, channel)


@pytest.mark.parametrize(
    "channel", ["scan.none", "scan.", "scan", "screening.s1", "executions", "jobs.1", "progress.bob-id", "scan.s1.x"]
)
def test_what_is_nobodys_or_somebody_elses_is_not_read(channel: str) -> None:
    assert not permissions.may_read(ALICE, channel)
    assert permissions.may_read(ADMIN, channel)


def test_the_system_channel_is_for_people() -> None:
    assert permissions.may_read(ALICE, "system")
    assert not permissions.may_read(PROGRAM, "system")


def test_a_granted_pattern_opens_its_channels_and_no_others() -> None:
    bob = replace(BOB, subscribe=("jobs.*", "news"))
    assert [
        name
        for name in ("jobs.1", "jobs.a.b", "news", "jobs", "newsroom", "myjobs.1")
        if permissions.may_read(bob, name)
    ] == [
        "jobs.1",
        "jobs.a.b",
        "news",
    ]
    assert not permissions.may_publish(bob, "jobs.1")


def test_members_and_programs_publish_where_they_were_granted_only() -> None:
    for caller in (ALICE, PROGRAM):
        assert not permissions.may_publish(caller, "jobs.1")
        granted = replace(caller, publish=("jobs.*",))
        assert permissions.may_publish(granted, "jobs.1")
        assert not permissions.may_publish(granted, "news")
        assert not permissions.may_read(granted, "jobs.1")


@pytest.mark.parametrize(
    "channel", ["scan.s1", "screening.x", "progress.alice-id", "chat.c1", "executions", "executions.alice-id", "system"]
)
def test_a_faces_channel_takes_a_grant_that_names_the_face(channel: str) -> None:
    face = channel.split(".")[0]
    for caller in (ALICE, ADMIN, PROGRAM):
        assert not permissions.may_publish(caller, channel)
        assert not permissions.may_publish(replace(caller, publish=("*", f"{face[:2]}*", f"{face}*")), channel)
        assert permissions.may_publish(replace(caller, publish=(channel,)), channel)


def test_an_explicit_grant_reaches_a_faces_channels() -> None:
    assert permissions.may_publish(replace(PROGRAM, publish=("scan.*",)), "scan.s1")


@pytest.mark.parametrize("channel", ["scan.s1", "screening.x", "progress.bob-id", "chat.c1", "executions", "system"])
def test_a_pattern_that_does_not_name_a_face_reads_nothing_of_it(channel: str) -> None:
    face = channel.partition(".")[0]
    for pattern in ("*", f"{face[0]}*", f"{face[:3]}*", f"{face}*"):
        assert not permissions.may_read(replace(PROGRAM, subscribe=(pattern,)), channel)
    for pattern in (channel, *([f"{face}.*"] if "." in channel else [])):
        assert permissions.may_read(replace(PROGRAM, subscribe=(pattern,)), channel)
    assert permissions.may_read(replace(PROGRAM, subscribe=("*",)), f"{face}ner.1")


def test_an_admin_publishes_to_what_is_no_faces() -> None:
    assert permissions.may_publish(ADMIN, "jobs.1")
    assert permissions.may_publish(ADMIN, "scanner.1")


def test_everybody_is_offered_a_channel_of_ones_own_to_try_things_on() -> None:
    granted = replace(ALICE, publish=("build.*",), subscribe=("build.*", "jobs.*"))
    unread = replace(ALICE, publish=("jobs.*",))
    assert permissions.own_channel(ADMIN, "jobs.demo") == "jobs.demo.admin-id"
    assert permissions.own_channel(granted, "jobs.demo") == "build.demo.alice-id"
    assert permissions.own_channel(unread, "jobs.demo") == "progress.alice-id"
    assert permissions.may_read(ALICE, permissions.own_channel(ALICE, "jobs.demo"))


def test_a_stream_token_reads_its_channels_and_publishes_nothing() -> None:
    stream = replace(ADMIN, kind="stream", channels=frozenset({"jobs.1"}), publish=("*",))
    assert permissions.may_read(stream, "jobs.1")
    assert not permissions.may_read(stream, "jobs.2")
    assert not permissions.may_publish(stream, "jobs.1")


def test_nobody_reaches_the_internal_channel_by_a_pattern() -> None:
    for pattern in ("~control", "~*", "**", "", "Jobs.*", "jobs.*.x", "a" * 129, "jobs.\n"):
        with pytest.raises(BadRequest, match="pattern"):
            check_pattern(pattern)
    assert [check_pattern(pattern) for pattern in ("*", "jobs.*", "jobs.42", "j*")] == ["*", "jobs.*", "jobs.42", "j*"]
