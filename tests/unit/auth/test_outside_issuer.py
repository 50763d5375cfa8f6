"""A key set from a real HTTP server: found, kept and refreshed, whatever state its server is in."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from services.auth.keyring import Keyring
from services.auth.outside_issuer import PAUSE_S, OutsideIssuer
from services.auth.tokens import OutsideClaims, Tokens
from services.errors import Unauthenticated
from services.settings.settings import Settings
from tests.support.condition import wait_until
from tests.support.key_set import BAD_ANSWERS, KeySet, good
from tests.unit.auth.conftest import Clock

DEADLINE_S = 4.0
INSTANT_S = 0.1
"""A look-up that waits for no server takes microseconds."""


@pytest.fixture
def key_set() -> Iterator[KeySet]:
    with KeySet.serving() as served:
        yield served


@pytest.fixture
def issuer(key_set: KeySet, clock: Clock) -> Iterator[OutsideIssuer]:
    with closing(OutsideIssuer(jwks_url=key_set.url, deadline_s=DEADLINE_S, clock=clock)) as issuer:
        yield issuer


@pytest.fixture
def tokens(settings: Settings, keyring: Keyring, issuer: OutsideIssuer) -> Tokens:
    return Tokens(settings, keyring, issuer)


def token(key: rsa.RSAPrivateKey, kid: str | None, algorithm: str = "RS256") -> str:
    claims = {"aud": "tailrace", "sub": "42", "exp": 4_000_000_000}
    return jwt.encode(claims, key, algorithm, headers={} if kid is None else {"kid": kid})


def seconds(action: Callable[[], object]) -> float:
    began = time.monotonic()
    action()
    return time.monotonic() - began


def test_a_token_is_verified_by_the_key_that_it_names(key_set: KeySet, tokens: Tokens) -> None:
    first, second = key_set.add_rsa("one"), key_set.add_rsa("two")
    for key, kid in ((first, "one"), (second, "two"), (first, "one")):
        assert isinstance(tokens.read_bearer(token(key, kid)), OutsideClaims)
    assert key_set.requests == 1
    with pytest.raises(Unauthenticated):
        tokens.read_bearer(token(first, "two"))


def test_a_token_without_key_id_is_tried_against_the_keys_without_one(key_set: KeySet, tokens: Tokens) -> None:
    nameless = [key_set.add_rsa(None), key_set.add_rsa(None), key_set.add_rsa("", alg="RS256")]
    named = key_set.add_rsa("named")
    for key in nameless:
        assert isinstance(tokens.read_bearer(token(key, None)), OutsideClaims)
    for key, kid in ((named, None), (nameless[0], "named"), (nameless[0], "other")):
        with pytest.raises(Unauthenticated):
            tokens.read_bearer(token(key, kid))


@pytest.mark.parametrize(
    "entry",
    [
        {},
        None,
        "text",
        ["list"],
        {"kid": "one"},
        {"kid": 7, "kty": "RSA", "n": "AQAB", "e": "AQAB"},
        {"kid": "x", "kty": "XYZ"},
        {"kid": "x", "kty": "RSA"},
        {"kid": "x", "kty": "RSA", "n": "***", "e": "AQAB"},
        {"kid": "x", "kty": "RSA", "n": 7, "e": None},
        {"kid": "x", "kty": "RSA", "n": "", "e": ""},
        {"kid": "x", "kty": "RSA", "n": "AQAB", "e": "AQAB"},
        {"kid": "x", "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kid": "x", "kty": "OKP", "crv": "Ed25519", "x": "AA"},
        {"kid": "x", "kty": ["RSA"], "use": {"sig": 1}, "key_ops": 5},
        {"kid": "x", "kty": "oct", "k": "c2VjcmV0"},
    ],
)
def test_a_key_that_cannot_be_read_voids_no_other(key_set: KeySet, tokens: Tokens, entry: object) -> None:
    key_set.keys.append(entry)
    key = key_set.add_rsa("one")
    key_set.keys.append(entry)
    assert isinstance(tokens.read_bearer(token(key, "one")), OutsideClaims)


@pytest.mark.parametrize(
    "fields",
    [{"use": "enc"}, {"key_ops": ["encrypt"]}, {"alg": "RS512"}, {"alg": "RSA-OAEP"}, {"d": "AQAB"}],
)
def test_a_key_for_something_else_is_none(key_set: KeySet, tokens: Tokens, fields: dict[str, object]) -> None:
    key = key_set.add_rsa("other", **fields)
    with pytest.raises(Unauthenticated):
        tokens.read_bearer(token(key, "other"))


def test_a_secret_in_the_set_is_no_key(key_set: KeySet, tokens: Tokens) -> None:
    secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA"
    key_set.keys.append({"kty": "oct", "k": secret, "kid": "symmetric"})
    claims = {"aud": "tailrace", "sub": "42", "exp": 4_000_000_000}
    for algorithm in ("HS256", "HS512"):
        with pytest.raises(Unauthenticated):
            tokens.read_bearer(jwt.encode(claims, "secret-secret-" * 5, algorithm, headers={"kid": "symmetric"}))


def test_a_new_key_is_found_but_invented_ones_do_not_hammer_the_issuer(
    key_set: KeySet, issuer: OutsideIssuer, clock: Clock
) -> None:
    key_set.add_rsa("one")
    assert issuer.keys("one")
    assert seconds(lambda: [issuer.keys(f"invented-{number}") for number in range(50)]) < INSTANT_S
    assert key_set.requests == 1
    key_set.add_rsa("two")
    clock.now += PAUSE_S
    assert issuer.keys("two")
    assert key_set.requests == 2


def test_a_withdrawn_key_is_forgotten_though_nobody_asks_for_another(key_set: KeySet) -> None:
    key_set.add_rsa("one")
    with closing(OutsideIssuer(jwks_url=key_set.url, fresh_s=0.1, pause_s=0.1)) as issuer:
        assert issuer.keys("one")
        key_set.keys.clear()
        wait_until(lambda: not issuer.keys("one"), "the key is forgotten")


@pytest.mark.parametrize("state", BAD_ANSWERS)
def test_whatever_the_issuer_does_known_keys_stay_good_and_nobody_with_one_waits(
    key_set: KeySet, issuer: OutsideIssuer, clock: Clock, state: str
) -> None:
    key_set.add_rsa("one")
    assert issuer.keys("one")
    key_set.answer = BAD_ANSWERS[state]
    clock.now += PAUSE_S
    stranger = threading.Thread(target=issuer.keys, args=["invented"])
    stranger.start()
    wait_until(lambda: key_set.requests == 2, "the stranger made us ask")
    assert seconds(lambda: [issuer.keys("one") for _ in range(100)]) < INSTANT_S
    assert issuer.keys("one")
    stranger.join(DEADLINE_S * 10)
    assert not stranger.is_alive(), "the whole exchange has a deadline"
    assert issuer.keys("one")
    assert seconds(lambda: [issuer.keys(f"invented-{number}") for number in range(50)]) < INSTANT_S
    assert key_set.requests == 2


@pytest.mark.parametrize("state", ["hangs", "trickles its body", "fails"])
def test_a_first_fetch_that_fails_is_repeated(key_set: KeySet, state: str) -> None:
    key_set.add_rsa("one")
    key_set.answer = BAD_ANSWERS[state]
    with closing(OutsideIssuer(jwks_url=key_set.url, deadline_s=0.2, pause_s=0.3)) as issuer:
        assert not issuer.keys("one")
        key_set.answer = good
        wait_until(lambda: issuer.keys("one"), "the key is there")


def test_an_issuer_that_is_not_there_is_no_key(settings: Settings) -> None:
    away = OutsideIssuer.from_settings(settings.changed(auth={"jwks_url": "http://127.0.0.1:1/keys"}))
    with closing(away):
        assert not away.keys("one")


def test_requests_that_come_during_the_first_fetch_wait_for_it(key_set: KeySet, issuer: OutsideIssuer) -> None:
    key_set.add_rsa("one")
    together = threading.Barrier(6)
    found: list[object] = []

    def ask() -> None:
        together.wait()
        found.append(issuer.keys("one"))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(found) and len(found) == 6
    assert key_set.requests == 1
