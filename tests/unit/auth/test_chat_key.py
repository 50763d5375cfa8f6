"""A chat key acts for its user, as a member and without grants, until anything ends it."""

from __future__ import annotations

import pytest

from services.auth.authentication import Authentication
from services.auth.chat_key import MOST_KEYS, ChatKeys
from services.auth.tokens import Tokens
from services.auth.user import User, Users
from services.errors import BadRequest, LimitReached, NotFound, Unauthenticated
from tests.unit.auth.conftest import PASSWORD, Clock
from tests.unit.auth.test_authentication import authentication

__all__ = ["authentication"]


def issued(tokens: Tokens, chat_keys: ChatKeys, user: User, lasts_s: float | None = None) -> tuple[str, str]:
    key = chat_keys.create(user.id, "editor", lasts_s)
    return key.id, tokens.issue_chat(key.id, user.id, key.expires_at)


def test_it_acts_for_its_user_and_is_never_an_admin(
    authentication: Authentication, tokens: Tokens, chat_keys: ChatKeys, users: Users, alice: User
) -> None:
    users.create("second", PASSWORD, "admin")
    users.set_role("alice", "admin")
    users.grant("alice", "publish", "*")
    _id, text = issued(tokens, chat_keys, alice)
    identity = authentication.by_bearer(text)
    assert (identity.user_id, identity.role, identity.kind) == (alice.id, "member", "chat_key")
    assert (identity.publish, identity.subscribe) == ((), ())
    assert authentication.is_alive(identity)


@pytest.mark.parametrize("ending", ["revoke", "expire", "disable", "password", "delete"])
def test_it_ends_with_its_user_its_time_or_a_revocation(
    authentication: Authentication, tokens: Tokens, chat_keys: ChatKeys, users: Users, alice: User, clock: Clock,
    ending: str,
) -> None:  # fmt: skip
    key_id, text = issued(tokens, chat_keys, alice, lasts_s=3600)
    identity = authentication.by_bearer(text)
    match ending:
        case "revoke":
            chat_keys.revoke(key_id)
        case "expire":
            clock.now += 3600
        case "disable":
            users.disable("alice")
            users.enable("alice")
        case "password":
            users.set_password("alice", PASSWORD + "!")
        case "delete":
            users.delete(alice)
    with pytest.raises(Unauthenticated):
        authentication.by_bearer(text)
    assert not authentication.is_alive(identity)
    assert (key_id in authentication.ended([key_id])) == (ending != "expire")


def test_only_its_owner_revokes_it_and_only_once(chat_keys: ChatKeys, alice: User) -> None:
    key = chat_keys.create(alice.id)
    with pytest.raises(NotFound):
        chat_keys.revoke(key.id, "somebody else")
    chat_keys.revoke(key.id, alice.id)
    with pytest.raises(NotFound):
        chat_keys.revoke(key.id, alice.id)
    assert [chat_keys.is_alive(one) for one in chat_keys.list(alice.id)] == [False]


def test_there_are_only_so_many_and_their_names_fit_a_line(chat_keys: ChatKeys, alice: User) -> None:
    for name in ("x" * 65, "two\nlines"):
        with pytest.raises(BadRequest):
            chat_keys.create(alice.id, name)
    first, *_others = (chat_keys.create(alice.id) for _ in range(MOST_KEYS))
    with pytest.raises(LimitReached):
        chat_keys.create(alice.id)
    chat_keys.revoke(first.id)
    chat_keys.create(alice.id)
