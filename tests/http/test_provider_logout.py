"""The provider says that somebody has signed out there: what that ends here, and which messages are refused."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.auth.audit import AuditFilter
from services.auth.login import Voucher
from services.auth.provider.logout_token import EVENT
from services.auth.user import User, outside_key
from services.container import Container
from tests.http.conftest import PASSWORD, make_app, revoked
from tests.support.key_set import KeySet, _send
from tests.support.setting import settings_in

PATH = "/api/v1/auth/provider/logout"


class Issuer:
    """A provider that says what the test wants, signed."""

    def __init__(self, server: KeySet) -> None:
        self.url = server.url.removesuffix("/keys")
        self._key: rsa.RSAPrivateKey = server.add_rsa("k")
        self._count = 0
        found = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }

        def answer(handler: Any) -> None:
            _send(handler, json.dumps({"keys": server.keys} if handler.path == "/keys" else found).encode())

        server.answer = answer

    def token(self, **claims: Any) -> str:
        self._count += 1
        now = int(time.time())
        good = {"iss": self.url, "aud": "tailrace", "iat": now, "jti": f"t{self._count}", "events": {EVENT: {}}}
        merged = {name: value for name, value in {**good, **claims}.items() if value is not None}
        return jwt.encode(merged, self._key, "RS256", headers={"kid": "k", "typ": "logout+jwt"})


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with KeySet.serving() as server:
        yield Issuer(server)


@pytest.fixture
def app(tmp_path: Path, issuer: Issuer) -> Iterator[Flask]:
    app = make_app(settings_in(tmp_path, sign_in={"issuer": issuer.url, "client_id": "tailrace"}))
    yield app
    app.extensions["tailrace"].close()


@pytest.fixture
def ada(container: Container) -> User:
    return container.users.create("ada", PASSWORD)


def signed_in(container: Container, issuer: Issuer, user: User, subject: str, session: str | None) -> str:
    key = None if session is None else outside_key(issuer.url, session)
    voucher = Voucher("sealed", outside_key(issuer.url, subject), key)
    return container.logins.open(user.id, "session", voucher=voucher).login_id


def told(client: FlaskClient, token: str) -> TestResponse:
    answer = client.post(PATH, data={"logout_token": token})
    assert answer.headers["Cache-Control"] == "no-store"
    return answer


def test_one_session_ends_with_its_streams_and_is_written_down(
    client: FlaskClient, container: Container, issuer: Issuer, ada: User
) -> None:
    first, second = (signed_in(container, issuer, ada, "4711", session) for session in ("s1", "s2"))
    answer = told(client, issuer.token(sid="s1"))
    assert (answer.status_code, answer.json) == (200, {"ended": 1})
    assert container.logins.identity(first) is None
    assert container.logins.identity(second) is not None
    assert revoked(container, "login_id") == [first]
    [entry] = container.audit_log.newest(AuditFilter(act="user.logged_out"), 5)
    assert (entry.actor, entry.subject) == ("server", "ada")
    assert entry.details == {"logins": [first], "asked_by": "sign-in provider"}


def test_all_that_the_provider_opened_for_somebody_ends_and_nothing_else(
    client: FlaskClient, container: Container, issuer: Issuer, ada: User
) -> None:
    theirs = {signed_in(container, issuer, ada, "4711", session) for session in ("s1", None)}
    by_password = container.logins.open(ada.id, "session").login_id
    grace = container.users.create("grace", PASSWORD)
    of_grace = signed_in(container, issuer, grace, "4712", "s3")
    assert told(client, issuer.token(sub="4711")).json == {"ended": 2}
    assert {login_id for login_id in theirs if container.logins.identity(login_id)} == set()
    assert container.logins.identity(by_password) is not None
    assert container.logins.identity(of_grace) is not None


def test_a_session_of_somebody_ends_with_what_the_provider_gave_no_session_for(
    client: FlaskClient, container: Container, issuer: Issuer, ada: User
) -> None:
    signed_in(container, issuer, ada, "4711", "s1")
    kept = signed_in(container, issuer, ada, "4711", "s2")
    signed_in(container, issuer, ada, "4711", None)
    assert told(client, issuer.token(sub="4711", sid="s1")).json == {"ended": 2}
    assert container.logins.identity(kept) is not None
    assert told(client, issuer.token(sub="4712", sid="s2")).json == {"ended": 0}
    assert container.logins.identity(kept) is not None


def test_a_token_is_good_once_also_for_another_worker(
    client: FlaskClient, container: Container, issuer: Issuer, ada: User
) -> None:
    token = issuer.token(sub="4711")
    assert told(client, token).status_code == 200
    signed_in(container, issuer, ada, "4711", "s1")
    again = told(client, token)
    assert (again.status_code, again.json["error"]) == (400, "invalid_request")
    assert "came before" in again.json["error_description"]
    assert len(container.logins.live(ada.id)) == 1


def test_hostile_messages_end_nothing(client: FlaskClient, container: Container, issuer: Issuer, ada: User) -> None:
    signed_in(container, issuer, ada, "4711", "s1")
    good = issuer.token(sub="4711")
    head, body, signature = good.split(".")
    tokens = [
        issuer.token(sub="4711", nonce="n"),
        issuer.token(sub="4711", events=None),
        issuer.token(sub="4711", iss="https://evil.example"),
        issuer.token(sub="4711", aud="another"),
        issuer.token(sub="4711", iat=int(time.time()) - 3600),
        issuer.token(),
        f"{head}.{body}.{signature[:-4]}AAAA",
        f"{head}.{body}.",
        "\0",
        "",
        "x" * 20_000,
    ]
    for token in tokens:
        refused = told(client, token)
        assert refused.status_code == 400 and set(refused.json) == {"error", "error_description"}, token[:80]
    forms: list[Any] = [b"", b"\xff\xfe", f"logout_token={good}&logout_token={good}".encode(), b"a=b&" * 5_000]
    for form in forms:
        assert client.post(PATH, data=form).status_code == 400
    assert client.post(PATH, data=b"x" * 100_000).status_code == 413
    assert client.get(f"{PATH}?logout_token={good}").status_code == 405
    assert len(container.logins.live(ada.id)) == 1
    assert told(client, good).json == {"ended": 1}


def test_without_a_provider_there_is_nobody_to_say_it(tmp_path: Path) -> None:
    app = make_app(settings_in(tmp_path))
    assert app.test_client().post(PATH, data={"logout_token": "x"}).status_code == 404
    app.extensions["tailrace"].close()


def test_a_provider_whose_keys_cannot_be_asked_for_is_told_that_it_failed(tmp_path: Path, issuer: Issuer) -> None:
    """The standard wants the same status for what failed; the provider may try again."""
    app = make_app(settings_in(tmp_path, sign_in={"issuer": "http://127.0.0.1:9", "client_id": "tailrace"}))
    refused = app.test_client().post(PATH, data={"logout_token": issuer.token(sub="4711")})
    assert refused.status_code == 400 and "cannot be used" in refused.json["error_description"]
    app.extensions["tailrace"].close()
