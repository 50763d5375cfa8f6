"""From a credential to a live identity: what a login, a service token and an outside token open,
and when they stop working.
"""

from __future__ import annotations

import math

import jwt
import pytest

from services.auth.authentication import Authentication
from services.auth.chat_key import ChatKeys
from services.auth.identity import Identity
from services.auth.keyring import Keyring
from services.auth.login import Logins
from services.auth.permission import Permissions
from services.auth.service_token import ServiceTokens
from services.auth.tokens import Tokens
from services.auth.user import User, Users
from services.errors import BadRequest, Forbidden, NotFound, Unauthenticated
from services.settings.settings import Settings
from tests.unit.auth.conftest import Clock
from tests.unit.auth.test_tokens import RSA_KEY, RSA_PUBLIC, outside_claims


@pytest.fixture
def authentication(
    tokens: Tokens, logins: Logins, users: Users, service_tokens: ServiceTokens, chat_keys: ChatKeys
) -> Authentication:
    permissions = Permissions(
        {
            "progress": lambda identity, name: name == identity.user_id,
            "system": lambda identity, name: not name,
        }
    )
    return Authentication(
        tokens=tokens,
        logins=logins,
        users=users,
        service_tokens=service_tokens,
        chat_keys=chat_keys,
        permissions=permissions,
    )


def session_of(logins: Logins, user: User) -> Identity:
    found = logins.identity(logins.open(user.id, "session").login_id)
    assert found is not None
    return found


def test_an_access_token_is_its_live_login(
    authentication: Authentication, tokens: Tokens, logins: Logins, alice: User
) -> None:
    login = logins.open(alice.id, "access")
    text = tokens.issue_access(login)
    assert authentication.by_bearer(text).username == "alice"
    logins.close(login.login_id)
    with pytest.raises(Unauthenticated, match="ended"):
        authentication.by_bearer(text)


def test_a_session_is_not_an_access_token_nor_the_reverse(
    authentication: Authentication, tokens: Tokens, logins: Logins, alice: User
) -> None:
    session, access = logins.open(alice.id, "session"), logins.open(alice.id, "access")
    assert authentication.by_session(session.login_id, "kid") is not None
    assert authentication.by_session(access.login_id, "kid") is None
    assert authentication.by_session(None, "") is None
    assert authentication.by_session(["list"], "kid") is None
    with pytest.raises(Unauthenticated):
        authentication.by_bearer(tokens.issue_access(session))


def test_a_service_token_is_its_live_row(
    authentication: Authentication, tokens: Tokens, service_tokens: ServiceTokens, clock: Clock
) -> None:
    row = service_tokens.create(name="ci", publish=["jobs.*"], subscribe=["news"])
    text = tokens.issue_service(row.id, row.expires_at)
    identity = authentication.by_bearer(text)
    assert (identity.role, identity.username, identity.publish, identity.subscribe) == (
        "service",
        "ci",
        ("jobs.*",),
        ("news",),
    )
    assert identity.authorised_until == math.inf
    service_tokens.revoke(row.id)
    with pytest.raises(Unauthenticated, match="ended"):
        authentication.by_bearer(text)
    with pytest.raises(NotFound):
        service_tokens.revoke(row.id)


def test_a_service_token_ends_with_its_row_whatever_it_says_itself(
    authentication: Authentication, tokens: Tokens, service_tokens: ServiceTokens, clock: Clock
) -> None:
    row = service_tokens.create(publish=["jobs.*"], lasts_s=60)
    text = tokens.issue_service(row.id, None)
    assert authentication.by_bearer(text).authorised_until == clock.now + 60
    clock.now += 60
    with pytest.raises(Unauthenticated):
        authentication.by_bearer(text)


def test_a_service_token_is_good_for_something(service_tokens: ServiceTokens) -> None:
    with pytest.raises(BadRequest, match="Grant something"):
        service_tokens.create()
    with pytest.raises(BadRequest, match="pattern"):
        service_tokens.create(publish=["Jobs"])


def test_a_stream_token_is_its_login_limited_to_its_channels(
    authentication: Authentication, tokens: Tokens, logins: Logins, alice: User
) -> None:
    owner = session_of(logins, alice)
    identity = authentication.by_stream_token(tokens.issue_stream(owner, ["system"])[0], None)
    assert (identity.kind, identity.channels, identity.login_id) == ("stream", {"system"}, owner.login_id)
    assert identity.authorised_until == owner.authorised_until


def test_a_stream_token_dies_with_its_login(
    authentication: Authentication, tokens: Tokens, logins: Logins, alice: User
) -> None:
    owner = session_of(logins, alice)
    text, _ = tokens.issue_stream(owner, ["system"])
    assert authentication.is_alive(owner)
    logins.close(owner.login_id)
    assert not authentication.is_alive(owner)
    with pytest.raises(Unauthenticated, match="ended"):
        authentication.by_stream_token(text, owner.login_id)


def test_a_program_can_hand_out_stream_tokens_of_its_own(
    authentication: Authentication, tokens: Tokens, service_tokens: ServiceTokens
) -> None:
    row = service_tokens.create(subscribe=["jobs.*"])
    program = authentication.by_bearer(tokens.issue_service(row.id, None))
    text, _ = tokens.issue_stream(program, ["jobs.1"])
    identity = authentication.by_stream_token(text, None)
    assert identity.role == "service" and authentication.is_alive(identity)
    service_tokens.revoke(row.id)
    assert not authentication.is_alive(identity)
    with pytest.raises(Unauthenticated):
        authentication.by_stream_token(text, None)


def test_an_expired_stream_token_opens_beside_the_live_session_of_its_login_only(
    authentication: Authentication, tokens: Tokens, logins: Logins, users: Users, alice: User, clock: Clock
) -> None:
    users.grant("alice", "subscribe", "jobs.*")
    own, other = session_of(logins, alice), session_of(logins, alice)
    text, lasts_s = tokens.issue_stream(own, ["jobs.1"])
    clock.now += lasts_s
    assert authentication.by_stream_token(text, own.login_id).channels == {"jobs.1"}
    for session in (None, other.login_id, "", "unknown"):
        with pytest.raises(Unauthenticated, match="expired"):
            authentication.by_stream_token(text, session)


def test_a_stream_token_opens_no_more_than_its_login_may_read_by_now(
    authentication: Authentication, tokens: Tokens, logins: Logins, users: Users, alice: User
) -> None:
    users.grant("alice", "subscribe", "jobs.*")
    text, _ = tokens.issue_stream(session_of(logins, alice), ["jobs.1", f"progress.{alice.id}"])
    assert authentication.by_stream_token(text, None)
    users.revoke_grant("alice", "subscribe", "jobs.*")
    with pytest.raises(Forbidden):
        authentication.by_stream_token(text, None)


def test_an_expired_stream_token_of_an_access_token_has_no_session_to_live_on(
    authentication: Authentication, tokens: Tokens, logins: Logins, alice: User, clock: Clock
) -> None:
    access = logins.identity(logins.open(alice.id, "access").login_id)
    assert access is not None
    text, lasts_s = tokens.issue_stream(access, [f"progress.{alice.id}"])
    clock.now += lasts_s
    with pytest.raises(Unauthenticated, match="expired"):
        authentication.by_stream_token(text, access.login_id)


def test_an_outside_token_is_a_member_who_can_be_signed_out_and_disabled(
    settings: Settings,
    keyring: Keyring,
    users: Users,
    logins: Logins,
    service_tokens: ServiceTokens,
    chat_keys: ChatKeys,
) -> None:
    trusting = settings.changed(auth={"jwt_public_key": RSA_PUBLIC})
    authentication = Authentication(
        tokens=Tokens(trusting, keyring),
        logins=logins,
        users=users,
        service_tokens=service_tokens,
        chat_keys=chat_keys,
        permissions=Permissions({}),
    )
    first, second = (jwt.encode(outside_claims(jti=number), RSA_KEY, "RS256") for number in "12")
    identity = authentication.by_bearer(first)
    assert (identity.role, identity.username) == ("member", "https://issuer.example 42")
    assert authentication.by_bearer(second).user_id == identity.user_id
    logins.close(identity.login_id)
    with pytest.raises(Unauthenticated, match="ended"):
        authentication.by_bearer(first)
    assert authentication.by_bearer(second)
    users.disable("https://issuer.example 42")
    with pytest.raises(Unauthenticated, match="ended"):
        authentication.by_bearer(second)
