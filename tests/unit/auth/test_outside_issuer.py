"""A key set from a real HTTP server: found, cached, refreshed, and kept while its issuer is down."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from services.auth.keyring import Keyring
from services.auth.outside_issuer import FRESH_S, PAUSE_S, OutsideIssuer
from services.auth.tokens import OutsideClaims, Tokens
from services.errors import Unauthenticated
from services.settings.settings import Settings
from tests.unit.auth.conftest import Clock


class Issuer(ThreadingHTTPServer):
    """Serves ``keys`` with ``status`` and counts the requests."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.keys: list[dict[str, str]] = []
        self.status = 200
        self.requests = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/keys"

    def add_key(self, kid: str, **fields: str) -> rsa.RSAPrivateKey:
        private = rsa.generate_private_key(65537, 2048)
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key()))
        self.keys.append({**public, "kid": kid, **fields})
        return private


class _Handler(BaseHTTPRequestHandler):
    server: Issuer

    def do_GET(self) -> None:
        self.server.requests += 1
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", self.server.url)
        self.end_headers()
        self.wfile.write(json.dumps({"keys": self.server.keys}).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    server = Issuer()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def outside(issuer: Issuer, clock: Clock) -> OutsideIssuer:
    return OutsideIssuer(jwks_url=issuer.url, clock=clock)


def token(key: rsa.RSAPrivateKey, kid: str) -> str:
    return jwt.encode({"aud": "tailrace", "sub": "42", "exp": 4_000_000_000}, key, "RS256", headers={"kid": kid})


def test_a_token_is_verified_by_the_key_that_it_names(
    issuer: Issuer, outside: OutsideIssuer, settings: Settings, keyring: Keyring
) -> None:
    first, second = issuer.add_key("one"), issuer.add_key("two")
    tokens = Tokens(settings, keyring, outside)
    for key, kid in ((first, "one"), (second, "two"), (first, "one")):
        assert isinstance(tokens.read_bearer(token(key, kid)), OutsideClaims)
    assert issuer.requests == 1
    with pytest.raises(Unauthenticated):
        tokens.read_bearer(token(first, "two"))


def test_a_key_for_another_algorithm_or_use_is_none(
    issuer: Issuer, outside: OutsideIssuer, settings: Settings, keyring: Keyring
) -> None:
    secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA"
    issuer.keys.append({"kty": "oct", "k": secret, "kid": "symmetric"})
    encrypting = issuer.add_key("encrypting", use="enc")
    tokens = Tokens(settings, keyring, outside)
    claims = {"aud": "tailrace", "sub": "42", "exp": 4_000_000_000}
    for text in (
        token(encrypting, "encrypting"),
        jwt.encode(claims, "secret-secret-secret-secret-secret", "HS256", headers={"kid": "symmetric"}),
    ):
        with pytest.raises(Unauthenticated):
            tokens.read_bearer(text)


def test_a_new_key_is_found_but_invented_ones_do_not_hammer_the_issuer(
    issuer: Issuer, outside: OutsideIssuer, clock: Clock
) -> None:
    issuer.add_key("one")
    assert outside.key("one")
    for number in range(50):
        assert outside.key(f"invented-{number}") is None
    assert issuer.requests == 1
    issuer.add_key("two")
    clock.now += PAUSE_S
    assert outside.key("two")
    assert issuer.requests == 2


def test_a_withdrawn_key_is_forgotten_when_the_set_is_stale(
    issuer: Issuer, outside: OutsideIssuer, clock: Clock
) -> None:
    issuer.add_key("one")
    assert outside.key("one")
    issuer.keys.clear()
    clock.now += FRESH_S - 1
    assert outside.key("one")
    clock.now += 1
    assert outside.key("one") is None


@pytest.mark.parametrize("status", [500, 302])
def test_the_last_keys_stay_good_while_the_issuer_is_away(
    issuer: Issuer, outside: OutsideIssuer, clock: Clock, status: int
) -> None:
    issuer.add_key("one")
    assert outside.key("one")
    issuer.status = status
    clock.now += FRESH_S * 2
    assert outside.key("one")
    assert issuer.requests == 2


def test_an_issuer_that_is_not_there_is_no_key(clock: Clock, issuer: Issuer, settings: Settings) -> None:
    away = OutsideIssuer.from_settings(settings.changed(auth={"jwks_url": "http://127.0.0.1:1/keys"}))
    assert away.key("one") is None


def test_requests_that_come_during_the_first_fetch_wait_for_it(issuer: Issuer, outside: OutsideIssuer) -> None:
    issuer.add_key("one")
    together = threading.Barrier(6)
    found: list[object] = []

    def ask() -> None:
        together.wait()
        found.append(outside.key("one"))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(found) and len(found) == 6
    assert issuer.requests == 1
