"""Signing in and out, with a token for programs and a form for people, and how a login ends."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blueprints.auth.password import REFUSAL_S
from services.auth.user import User
from services.container import Container
from tests.http.conftest import PASSWORD, form_token, revoked, sign_in, sign_in_by_form


def attempt(client: FlaskClient, username: object, password: object) -> tuple[int, bytes]:
    answer = client.post("/api/v1/auth/login", json={"username": username, "password": password})
    return answer.status_code, answer.data


def test_a_login_answers_with_what_the_contract_says(client: FlaskClient, alice: User) -> None:
    answer = client.post("/api/v1/auth/login", json={"username": "alice", "password": PASSWORD})
    assert answer.status_code == 200
    assert set(answer.json) == {"access_token", "token_type", "expires_in", "user_id"}
    assert (answer.json["token_type"], answer.json["expires_in"], answer.json["user_id"]) == (
        "Bearer",
        43_200,
        alice.id,
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_me_is_who_signed_in(client: FlaskClient, alice: User, bearer: dict[str, str]) -> None:
    answer = client.get("/api/v1/auth/me", headers=bearer)
    assert answer.json == {"user_id": alice.id, "username": "alice", "role": "member"}


def test_unknown_names_and_wrong_passwords_get_the_same_answer(
    client: FlaskClient, container: Container, alice: User
) -> None:
    container.users.create("bob", PASSWORD)
    container.users.disable("bob")
    answers = {
        attempt(client, *pair) for pair in (("alice", "wrong"), ("nobody", "wrong"), ("bob", PASSWORD), ("a\0b", "x"))
    }
    assert len(answers) == 1
    assert answers.pop()[0] == 401


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'"text"', b'{"username":"alice"}', b'{"username":1,"password":2}', b"\xff"]
)
def test_a_body_that_is_no_login_is_refused(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/api/v1/auth/login", data=body)
    assert answer.status_code == 400
    assert answer.json["error"]["code"] == "bad_request"


def test_half_characters_and_huge_bodies_are_refused_like_anything_wrong(client: FlaskClient, alice: User) -> None:
    half = client.post("/api/v1/auth/login", data=b'{"username":"\\ud800","password":"\\ud800"}')
    assert half.status_code == 401
    assert attempt(client, "alice", "\\ud800")[0] == 401
    assert client.post("/api/v1/auth/login", data=b" " * 100_000).status_code in (400, 413)


def test_guessing_ends_in_429_for_right_and_wrong_alike(client: FlaskClient, alice: User) -> None:
    assert [attempt(client, "alice", "wrong")[0] for _ in range(5)] == [401] * 5
    for password in ("wrong", PASSWORD):
        answer = client.post("/api/v1/auth/login", json={"username": "alice", "password": password})
        assert answer.status_code == 429
        assert 290 <= int(answer.headers["Retry-After"]) <= 300
        assert answer.json["error"]["code"] == "limit_reached"


def test_a_refusal_says_nothing_of_who_signed_in_from_here(client: FlaskClient, alice: User) -> None:
    """Neither by its words nor by its time, though only Alice's password is looked at."""
    sign_in(client, "alice")
    for number in range(5):
        attempt(client, f"other{number}", "wrong")
    answers = set()
    for name in ("alice", "nobody", "alice", "nobody"):
        begun = time.monotonic()
        answers.add(attempt(client, name, "wrong"))
        assert time.monotonic() - begun >= REFUSAL_S
    assert [status for status, _ in answers] == [429]
    assert attempt(client, "alice", PASSWORD)[0] == 200


def test_the_form_and_the_api_share_one_limit(client: FlaskClient, alice: User) -> None:
    for _ in range(3):
        assert attempt(client, "alice", "wrong")[0] == 401
    for _ in range(2):
        assert sign_in_by_form(client, "alice", "wrong").status_code == 401
    refused = sign_in_by_form(client, "alice")
    assert refused.status_code == 429
    assert "Retry-After" in refused.headers
    assert "wait a few minutes" in refused.text


def test_an_attacker_elsewhere_does_not_lock_alice_out_at_her_desk(
    app: Flask, client: FlaskClient, alice: User
) -> None:
    at_her_desk = {"REMOTE_ADDR": "198.51.100.7"}
    assert client.post("/api/v1/auth/login", json={"username": "alice", "password": PASSWORD}, environ_base=at_her_desk)
    for last in range(8):
        client.post(
            "/api/v1/auth/login",
            json={"username": "alice", "password": "guess"},
            environ_base={"REMOTE_ADDR": f"203.0.113.{last}"},
        )
    assert attempt(client, "alice", PASSWORD)[0] == 429
    desk = client.post("/api/v1/auth/login", json={"username": "alice", "password": PASSWORD}, environ_base=at_her_desk)
    assert desk.status_code == 200


def test_logging_out_ends_the_login_and_its_streams(
    client: FlaskClient, container: Container, alice: User, bearer: dict[str, str]
) -> None:
    other = sign_in(client, "alice")
    channel = f"progress.{alice.id}"
    token = client.post("/api/v1/auth/stream-token", json={"channels": [channel]}, headers=bearer).json["token"]
    assert client.post("/api/v1/auth/logout", headers=bearer).status_code == 204
    assert len(revoked(container, "login_id")) == 1
    assert client.get("/api/v1/private", headers=bearer).status_code == 401
    assert client.get(f"/api/v1/probe/stream?channel={channel}&token={token}").status_code == 401
    assert client.get("/api/v1/private", headers=other).status_code == 200


def test_a_service_token_does_not_log_out(client: FlaskClient, container: Container) -> None:
    row = container.service_tokens.create(publish=["jobs.*"])
    header = {"Authorization": f"Bearer {container.tokens.issue_service(row.id, None)}"}
    assert client.post("/api/v1/auth/logout", headers=header).status_code == 403
    assert client.get("/api/v1/auth/me", headers=header).json["role"] == "service"


# -- the form ----------------------------------------------------------------------------------------------------------


def test_the_form_signs_in_and_leads_back(client: FlaskClient, alice: User) -> None:
    away = client.get("/analysis?q=x")
    assert (away.status_code, away.headers["Location"]) == (302, "/login?next=%2Fanalysis%3Fq%3Dx")
    assert 'value="/analysis?q=x"' in client.get(away.headers["Location"]).text
    back = sign_in_by_form(client, "alice", next="/analysis?q=x")
    assert (back.status_code, back.headers["Location"]) == (303, "/analysis?q=x")
    page = client.get("/analysis?q=x")
    assert page.status_code == 200 and "alice" in page.text


def test_the_cookie_is_out_of_reach_and_says_nothing_but_its_login(
    app: Flask, client: FlaskClient, alice: User
) -> None:
    cookie = sign_in_by_form(client, "alice").headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    assert "Secure" not in cookie
    with client.session_transaction() as session:
        assert set(session) == {"login", "_permanent"}
    app.config["SESSION_COOKIE_SECURE"] = True
    assert "Secure" in sign_in_by_form(app.test_client(), "alice").headers["Set-Cookie"]


def test_signing_in_starts_a_session_that_nobody_knew_before(
    client: FlaskClient, container: Container, alice: User
) -> None:
    container.users.create("mallory", PASSWORD)
    sign_in_by_form(client, "mallory")
    with client.session_transaction() as session:
        planted = session["login"]
        session["left"] = "behind"
    token = form_token(client, "/form")
    client.post("/login", data={"username": "alice", "password": PASSWORD, "csrf_token": token})
    with client.session_transaction() as session:
        assert session["login"] != planted
        assert "left" not in session
    assert container.logins.identity(planted) is None
    assert revoked(container, "login_id") == [planted]


def test_a_wrong_password_shows_the_form_again_with_the_name(client: FlaskClient, alice: User) -> None:
    page = sign_in_by_form(client, "alice", "wrong", next="/analysis")
    assert page.status_code == 401
    assert "wrong" in page.text and 'value="alice"' in page.text and 'value="/analysis"' in page.text
    assert 'value="wrong"' not in page.text


def test_hostile_form_fields_are_shown_as_text(client: FlaskClient) -> None:
    page = sign_in_by_form(client, '"><script>alert(1)</script>', "x" * 10)
    assert page.status_code == 401
    assert "<script>alert" not in page.text


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        " //evil.example",
        "http:evil.example",
        "evil.example",
        "",
    ],
)
def test_signing_in_never_leads_to_another_site(client: FlaskClient, alice: User, target: str) -> None:
    assert sign_in_by_form(client, "alice", next=target).headers["Location"] == "/"


def test_who_is_signed_in_is_led_on(client: FlaskClient, alice: User) -> None:
    sign_in_by_form(client, "alice")
    assert client.get("/login?next=/analysis").headers["Location"] == "/analysis"
    assert client.get("/login?next=//evil.example").headers["Location"] == "/"


def test_signing_out_ends_a_cookie_that_was_kept(client: FlaskClient, container: Container, alice: User) -> None:
    sign_in_by_form(client, "alice")
    token = form_token(client, "/form")
    kept = client.get_cookie("tailrace_session")
    assert kept is not None
    with client.session_transaction() as session:
        login_id = session["login"]
    answer = client.post("/logout", data={"csrf_token": token})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login")
    client.set_cookie("tailrace_session", kept.value)
    assert client.get("/analysis").status_code == 302
    assert revoked(container, "login_id") == [login_id]
