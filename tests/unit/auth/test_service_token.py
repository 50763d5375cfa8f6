"""Service tokens: a secret that changes while programs run, who made them, when they were used, when they expire."""

from __future__ import annotations

import pytest

from services.auth.audit import Actor
from services.auth.service_token import LONGEST_GRACE_S, ServiceTokens
from services.errors import BadRequest, Conflict, NotFound
from tests.unit.auth.conftest import Clock

DAY_S = 86_400.0


def test_after_a_rotation_the_old_secret_works_for_the_grace_and_no_longer(
    service_tokens: ServiceTokens, clock: Clock
) -> None:
    token = service_tokens.create(name="ci", publish=["jobs.*"])
    old = token.credential
    new = service_tokens.rotate(token.id, DAY_S).credential
    assert new != old
    before, after = service_tokens.identity(old), service_tokens.identity(new)
    assert before is not None and after is not None
    assert before.user_id == after.user_id == token.id, "it is one publisher under both"
    assert before.authorised_until == clock.now + DAY_S, "a stream that the old secret opened ends with it"
    assert service_tokens.open_among([old, new]) == {old, new}
    clock.now += DAY_S + 1
    assert service_tokens.identity(old) is None
    assert service_tokens.identity(new) is not None
    assert service_tokens.open_among([old, new]) == {new}


def test_without_a_grace_the_old_secret_is_void_at_once(service_tokens: ServiceTokens) -> None:
    token = service_tokens.create(publish=["jobs.*"])
    old = token.credential
    assert service_tokens.identity(old) is not None
    new = service_tokens.rotate(token.id, 0).credential
    assert service_tokens.identity(old) is None
    assert service_tokens.open_among([old, new]) == {new}


def test_of_several_rotations_only_the_last_secret_but_one_has_a_grace(service_tokens: ServiceTokens) -> None:
    token = service_tokens.create(publish=["jobs.*"])
    first = token.credential
    second = service_tokens.rotate(token.id, DAY_S).credential
    third = service_tokens.rotate(token.id, DAY_S).credential
    assert [service_tokens.identity(one) is not None for one in (first, second, third)] == [False, True, True]


@pytest.mark.parametrize("credential", ["{id}.0", "{id}.1", "{id}.9", "{id}.x", "{id}.-1", "{id}.²", "{id}.", ".", ""])
def test_a_credential_that_was_never_handed_out_opens_nothing_new(
    service_tokens: ServiceTokens, credential: str
) -> None:
    token = service_tokens.create(publish=["jobs.*"])
    service_tokens.rotate(token.id, 0)
    named = credential.format(id=token.id)
    assert service_tokens.identity(named) is None
    assert service_tokens.open_among([named]) == set()


def test_a_rotation_may_give_more_time(service_tokens: ServiceTokens, clock: Clock) -> None:
    token = service_tokens.create(publish=["jobs.*"], lasts_s=10 * DAY_S)
    assert token.state(clock.now) == "expiring"
    assert service_tokens.rotate(token.id, 0).expires_at == token.expires_at
    assert service_tokens.rotate(token.id, 0, lasts_s=90 * DAY_S).state(clock.now) == "active"


def test_what_has_ended_is_not_rotated(service_tokens: ServiceTokens, clock: Clock) -> None:
    revoked, expired = service_tokens.create(publish=["jobs.*"]), service_tokens.create(publish=["a"], lasts_s=10)
    service_tokens.revoke(revoked.id)
    clock.now += 11
    for token in (revoked, expired):
        with pytest.raises(Conflict):
            service_tokens.rotate(token.id, 0)
    with pytest.raises(NotFound):
        service_tokens.rotate("nothing", 0)
    for grace_s in (-1, LONGEST_GRACE_S + 1, float("nan")):
        with pytest.raises(BadRequest):
            service_tokens.rotate(service_tokens.create(publish=["a"]).id, grace_s)


def test_a_token_knows_its_maker(service_tokens: ServiceTokens) -> None:
    made = service_tokens.create(publish=["jobs.*"], by=Actor("u1", "ada"))
    on_the_line = service_tokens.create(publish=["jobs.*"])
    assert (service_tokens.maker_of(made.id), service_tokens.maker_of(on_the_line.id)) == ("u1", None)
    assert service_tokens.get(on_the_line.id).maker == "command line"
    assert service_tokens.maker_of("nothing") is None


def test_the_last_use_is_written_once_a_minute(service_tokens: ServiceTokens, clock: Clock) -> None:
    token = service_tokens.create(publish=["jobs.*"])
    began = clock.now
    service_tokens.note_use(token.id, "192.0.2.1")
    clock.now += 59
    service_tokens.note_use(token.id, "192.0.2.2")
    row = service_tokens.get(token.id)
    assert (row.last_used_at, row.last_used_address) == (began, "192.0.2.1")
    clock.now += 2
    service_tokens.note_use(token.id, "192.0.2.3")
    row = service_tokens.get(token.id)
    assert (row.last_used_at, row.last_used_address) == (clock.now, "192.0.2.3")


@pytest.mark.parametrize(
    ("lasts_s", "state"), [(None, "active"), (15 * DAY_S, "active"), (14 * DAY_S, "expiring"), (1, "expiring")]
)
def test_a_token_that_expires_soon_says_so(
    service_tokens: ServiceTokens, clock: Clock, lasts_s: float | None, state: str
) -> None:
    token = service_tokens.create(publish=["jobs.*"], lasts_s=lasts_s)
    assert token.state(clock.now) == state
    clock.now += 1e9
    assert token.state(clock.now) == ("active" if lasts_s is None else "expired")
