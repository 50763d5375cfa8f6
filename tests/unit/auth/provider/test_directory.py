"""A provider's discovery document and keys: bounded in time and size, checked, kept for a while."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from services.auth.provider import asking
from services.auth.provider.directory import FRESH_S, PAUSE_S, Directory
from services.errors import Unavailable
from tests.support.key_set import BAD_ANSWERS, KeySet, _send

WITHIN_S = 5.0


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def server() -> Iterator[KeySet]:
    with KeySet.serving() as serving:
        yield serving


def document(server: KeySet, **changes: Any) -> dict[str, Any]:
    issuer = server.url.removesuffix("/keys")
    found = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/keys",
        "id_token_signing_alg_values_supported": ["RS256"],
        **changes,
    }
    return {name: value for name, value in found.items() if value is not None}


def serve(server: KeySet, clock: Callable[[], float] = time.monotonic, **changes: Any) -> Directory:
    def answer(handler: Any) -> None:
        body = {"keys": server.keys} if handler.path == "/keys" else document(server, **changes)
        _send(handler, json.dumps(body).encode())

    server.answer = answer
    return Directory(server.url.removesuffix("/keys"), clock=clock)


def test_it_is_read_and_kept(server: KeySet) -> None:
    server.add_rsa("one")
    directory = serve(server)
    for _ in range(5):
        assert directory.metadata().token_endpoint.endswith("/token")
        assert directory.keys("RS256", "one")
    assert server.requests == 2
    assert not directory.keys("ES256", "one")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"issuer": "https://evil.example"}, "calls itself"),
        ({"issuer": None}, "calls itself"),
        ({"token_endpoint": None}, "no token_endpoint"),
        ({"token_endpoint": "http://login.example/token"}, "no token_endpoint with HTTPS"),
        ({"jwks_uri": "file:///etc/passwd"}, "no jwks_uri with HTTPS"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "no authorization_endpoint"),
        ({"authorization_endpoint": ["https://login.example"]}, "no authorization_endpoint"),
        ({"end_session_endpoint": "javascript:alert(1)"}, "no end_session_endpoint"),
    ],
)
def test_a_document_that_cannot_be_trusted_is_refused(server: KeySet, changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(Unavailable, match=reason):
        serve(server, **changes).metadata()


@pytest.mark.parametrize("bad", BAD_ANSWERS)
def test_a_hostile_or_slow_provider_costs_a_bounded_time(
    server: KeySet, bad: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "DEADLINE_S", 0.5)
    server.answer = BAD_ANSWERS[bad]
    begun = time.monotonic()
    with pytest.raises(Unavailable, match="provider cannot be used"):
        Directory(server.url.removesuffix("/keys")).metadata()
    assert time.monotonic() - begun < WITHIN_S


def test_strangers_cannot_make_it_ask_again_and_again(server: KeySet) -> None:
    clock = Clock()
    server.answer = BAD_ANSWERS["fails"]
    directory = Directory(server.url.removesuffix("/keys"), clock=clock)
    for _ in range(5):
        with pytest.raises(Unavailable):
            directory.metadata()
    assert server.requests == 1
    clock.now += PAUSE_S
    with pytest.raises(Unavailable):
        directory.metadata()
    assert server.requests == 2


def test_a_new_key_is_found_and_an_invented_one_is_not_asked_for_all_the_time(server: KeySet) -> None:
    clock = Clock()
    server.add_rsa("one")
    directory = serve(server, clock)
    assert directory.keys("RS256", "one")
    server.add_rsa("two")
    clock.now += PAUSE_S
    assert directory.keys("RS256", "two")
    asked = server.requests
    for number in range(5):
        assert not directory.keys("RS256", f"invented{number}")
    assert server.requests == asked


def test_while_the_provider_is_away_what_was_learnt_counts(server: KeySet) -> None:
    clock = Clock()
    directory = serve(server, clock)
    known = directory.metadata()
    server.answer = BAD_ANSWERS["fails"]
    clock.now += FRESH_S
    assert directory.metadata() == known


def test_what_a_provider_says_of_its_ways_is_followed(server: KeySet) -> None:
    ways: Callable[..., Any] = lambda **changes: serve(server, **changes).metadata()  # noqa: E731
    assert ways().secret_ways == ("client_secret_basic",)
    said = ["private_key_jwt", "client_secret_post", "client_secret_basic"]
    assert ways(token_endpoint_auth_methods_supported=said).secret_ways == ("client_secret_basic", "client_secret_post")
    for strange in ("strange", ["private_key_jwt"]):
        assert ways(token_endpoint_auth_methods_supported=strange).secret_ways == ("client_secret_basic",)
    assert ways(authorization_response_iss_parameter_supported=True).names_itself
    assert ways(id_token_signing_alg_values_supported="strange").algorithms == frozenset()
