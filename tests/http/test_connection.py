"""Connecting one's own account to one at the sign-in provider, and disconnecting it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from werkzeug.test import TestResponse

from services.auth.audit import SERVER, AuditFilter
from services.auth.user import User
from services.container import Container
from tests.http.conftest import PASSWORD, error_code, form_token, make_app, sign_in, sign_in_by_form
from tests.support.oidc_provider import OidcProvider, Visitor
from tests.support.setting import settings_in

SITE = "http://localhost"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OidcProvider]:
    with OidcProvider(tmp_path_factory.mktemp("provider"), [f"{SITE}/login/provider/callback"]).running() as running:
        yield running


@pytest.fixture
def app(tmp_path: Path, provider: OidcProvider) -> Iterator[Flask]:
    app = make_app(settings_in(tmp_path, sign_in={**provider.settings, "name": "Example"}))
    yield app
    app.extensions["tailrace"].close()


@pytest.fixture(autouse=True)
def signed_in(client: FlaskClient, alice: User) -> None:
    sign_in_by_form(client, "alice")


def post(client: FlaskClient, path: str) -> TestResponse:
    return client.post(path, data={"csrf_token": form_token(client, "/account")})


def begin(client: FlaskClient) -> str:
    """The address at the provider that our page leads to."""
    page = post(client, "/account/provider")
    assert page.status_code == 200, page.text
    found = re.search(r'href="(http://127[^"]+)"', page.text)
    assert found is not None, page.text
    return unescape(found[1])


def connect(client: FlaskClient, provider: OidcProvider, subject: str = "4711") -> TestResponse:
    back = Visitor(provider.issuer, subject).sign_in(begin(client))
    return client.get(back.removeprefix(SITE))


def sign_in_there(client: FlaskClient, provider: OidcProvider, subject: str = "4711") -> TestResponse:
    leaving = client.get("/login/provider").headers["Location"]
    return client.get(Visitor(provider.issuer, subject).sign_in(leaving).removeprefix(SITE))


def sign_in_again(client: FlaskClient, username: str) -> TestResponse:
    token = form_token(client, "/login?again=1")
    return client.post("/login", data={"username": username, "password": PASSWORD, "csrf_token": token})


def grow_old(container: Container) -> None:
    """Let an hour pass since they signed in."""
    now = container.logins._clock()
    container.logins._clock = lambda: now + 3600


def test_what_is_connected_signs_in_until_it_is_disconnected(
    app: Flask, client: FlaskClient, container: Container, provider: OidcProvider, alice: User
) -> None:
    assert "/account#provider" in connect(client, provider).headers["Location"]
    assert "connected" in client.get("/account").text
    assert client.get("/api/v1/auth/provider").json == {
        "issuer": provider.issuer,
        "name": "Example",
        "is_connected": True,
        "is_only_way_in": False,
    }
    other = app.test_client()
    sign_in_there(other, provider)
    assert other.get("/api/v1/auth/me").json["user_id"] == alice.id
    assert post(client, "/account/provider/disconnect").status_code == 303
    assert other.get("/api/v1/auth/me").status_code == 401  # what the provider opened has ended
    assert client.get("/api/v1/auth/me").status_code == 200
    assert sign_in_there(app.test_client(), provider).status_code == 403
    entries = container.audit_log.newest(AuditFilter(subject=alice.id), 5)
    acts = [(entry.act, entry.actor) for entry in entries if entry.act != "user.created"]
    assert acts == [("user.disconnected", "alice"), ("user.connected", "alice")]


def test_both_need_a_sign_in_with_the_password_of_a_moment_ago(
    client: FlaskClient, container: Container, provider: OidcProvider
) -> None:
    connect(client, provider)
    grow_old(container)
    assert "Sign in again to change this" in client.get("/account").text
    assert post(client, "/account/provider").status_code == 403
    assert post(client, "/account/provider/disconnect").status_code == 403
    refused = client.delete("/api/v1/auth/provider")
    assert (refused.status_code, error_code(refused)) == (403, "sign_in_again")
    assert client.get("/login?again=1").status_code == 200
    sign_in_there(client, provider)  # a visit to the provider may ask for nothing
    assert client.delete("/api/v1/auth/provider").status_code == 403
    assert sign_in_again(client, "alice").status_code == 303
    assert client.delete("/api/v1/auth/provider").status_code == 204
    assert client.delete("/api/v1/auth/provider").status_code == 404


def test_who_has_no_password_keeps_their_only_way_in(
    client: FlaskClient, container: Container, provider: OidcProvider, runner: FlaskCliRunner
) -> None:
    key = f"{provider.issuer} 4712"
    container.users.create_outside(key, "grace", "member", by=SERVER)
    sign_in_there(client, provider, "4712")
    assert "only way in" in client.get("/account").text
    refused = client.delete("/api/v1/auth/provider")
    assert (refused.status_code, error_code(refused)) == (409, "only_way_in")
    assert runner.invoke(args=["user", "disconnect", "grace"]).exit_code != 0
    assert container.users.by_outside_key(key) is not None


def test_nobody_is_connected_by_a_link_of_somebody_else(
    app: Flask, client: FlaskClient, container: Container, provider: OidcProvider
) -> None:
    """An answer made in an attacker's browser, or for another sign-in of one's own, connects nothing."""
    container.users.create("mallory", PASSWORD)
    attacker = app.test_client()
    sign_in_by_form(attacker, "mallory")
    back = Visitor(provider.issuer, "4713").sign_in(begin(attacker)).removeprefix(SITE)
    assert client.get(back).status_code == 401
    own = Visitor(provider.issuer, "4711").sign_in(begin(client)).removeprefix(SITE)
    with client.session_transaction() as session:
        flow = session["provider"]
    sign_in_again(client, "mallory")
    with client.session_transaction() as session:
        session["provider"] = flow
    assert client.get(own).status_code == 302
    assert "signed in anew" in client.get("/account").text
    assert [user.outside_subject for user in container.users.list()] == [None, None]
    assert client.post("/account/provider").status_code == 400  # without the form's token


def test_an_account_there_opens_one_here(
    app: Flask, client: FlaskClient, container: Container, provider: OidcProvider
) -> None:
    connect(client, provider)
    container.users.create("bob", PASSWORD)
    other = app.test_client()
    sign_in_by_form(other, "bob")
    connect(other, provider)
    page = other.get("/account").text
    assert "already opens another account here" in page and "alice" not in page
    assert "disconnect it first" in follow(client, connect(client, provider, "4712"))
    assert "connected" in follow(client, connect(client, provider))  # once more is harmless


def test_what_fails_at_the_provider_is_said_on_the_account_page(client: FlaskClient, provider: OidcProvider) -> None:
    back = Visitor(provider.issuer, "4711").cancel(begin(client)).removeprefix(SITE)
    assert "you stopped there" in follow(client, client.get(back))
    assert "you stopped there" not in client.get("/account").text


def test_admins_connect_and_disconnect_others(
    app: Flask, client: FlaskClient, container: Container, provider: OidcProvider, alice: User, runner: FlaskCliRunner
) -> None:
    container.users.create("boss", PASSWORD, "admin")
    boss = sign_in(app.test_client(), "boss")
    path = f"/api/v1/admin/users/{alice.id}/provider"
    answer = client.post(path, json={"subject": "4711"}, headers=boss)
    assert (answer.status_code, answer.json["is_connected"]) == (200, True)
    assert client.post(path, json={"subject": "x" * 300}, headers=boss).status_code == 400
    assert sign_in_there(app.test_client(), provider).status_code == 302
    assert client.delete(path, headers=boss).status_code == 204
    assert runner.invoke(args=["user", "connect", "alice", "4712"]).exit_code == 0
    assert runner.invoke(args=["user", "disconnect", "alice"]).exit_code == 0
    assert client.delete(path, headers=boss).status_code == 404


def test_groups_are_on_the_account_page(client: FlaskClient, container: Container, alice: User) -> None:
    assert client.get("/api/v1/auth/groups").json == {"groups": []}
    group = container.groups.create("Night <b>shift</b>")
    container.groups.add_member(group.id, alice)
    container.groups.grant(group.id, "subscribe", "jobs.*")
    assert "Night &lt;b&gt;shift&lt;/b&gt;" in client.get("/account").text
    assert client.get("/api/v1/auth/groups").json == {
        "groups": [{"id": group.id, "name": group.name, "publish": [], "subscribe": ["jobs.*"]}]
    }


def follow(client: FlaskClient, answer: TestResponse) -> str:
    return client.get(answer.headers["Location"].partition("#")[0]).text
