"""Where somebody is signed in: listed, and ended one by one, by themselves, by an admin, by command."""

from __future__ import annotations

import gevent
import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from services.auth import last_seen
from services.auth.audit import AuditFilter
from services.auth.user import User
from services.container import Container
from tests.http.conftest import PASSWORD, error_code, form_token, revoked, sign_in, sign_in_by_form
from tests.support.condition import wait_until

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


def logins(client: FlaskClient, bearer: dict[str, str], path: str = "/api/v1/auth/logins") -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.get(path, headers=bearer).json["logins"]
    return found


def other_id(client: FlaskClient, bearer: dict[str, str]) -> str:
    return next(str(login["id"]) for login in logins(client, bearer) if not login["is_current"])


@pytest.fixture
def admin(client: FlaskClient, container: Container) -> dict[str, str]:
    container.users.create("root", PASSWORD, "admin")
    return sign_in(client, "root")


def test_the_list_says_what_one_needs_to_know_a_login_by(
    app: Flask, client: FlaskClient, alice: User, bearer: dict[str, str]
) -> None:
    browser = app.test_client()
    browser.environ_base |= {"HTTP_USER_AGENT": FIREFOX, "REMOTE_ADDR": "192.0.2.7"}
    assert sign_in_by_form(browser, "alice").status_code == 303
    by_kind = {login["kind"]: login for login in logins(client, bearer)}
    session = by_kind["session"]
    assert (session["program"], session["system"], session["address"]) == ("Firefox", "Linux", "192.0.2.7")
    assert session["user_agent"] == FIREFOX
    assert not session["is_current"]
    assert by_kind["access"]["is_current"]


def test_one_login_ends_with_its_streams_and_the_others_stay(
    client: FlaskClient, container: Container, alice: User, bearer: dict[str, str]
) -> None:
    other = sign_in(client, "alice")
    ended = other_id(client, bearer)
    assert client.delete(f"/api/v1/auth/logins/{ended}", headers=bearer).status_code == 204
    assert client.get("/api/v1/private", headers=other).status_code == 401
    assert client.get("/api/v1/private", headers=bearer).status_code == 200
    assert revoked(container, "login_id") == [ended]
    again = client.delete(f"/api/v1/auth/logins/{ended}", headers=bearer)
    assert (again.status_code, error_code(again)) == (404, "no_login")


def test_all_others_end_at_once(client: FlaskClient, container: Container, alice: User, bearer: dict[str, str]) -> None:
    others = [sign_in(client, "alice") for _ in range(3)]
    assert client.delete("/api/v1/auth/logins", headers=bearer).json == {"ended": 3}
    assert {client.get("/api/v1/private", headers=other).status_code for other in others} == {401}
    assert client.get("/api/v1/private", headers=bearer).status_code == 200
    assert len(revoked(container, "login_id")) == 3


def test_nobody_ends_or_sees_anybody_elses(
    client: FlaskClient, container: Container, alice: User, bearer: dict[str, str]
) -> None:
    container.users.create("bob", PASSWORD)
    bob = sign_in(client, "bob")
    [of_alice] = logins(client, bearer)
    assert client.delete(f"/api/v1/auth/logins/{of_alice['id']}", headers=bob).status_code == 404
    assert client.get(f"/api/v1/admin/users/{alice.id}/logins", headers=bob).status_code == 403
    assert client.delete(f"/api/v1/admin/users/{alice.id}/logins", headers=bob).status_code == 403
    assert of_alice["id"] not in {login["id"] for login in logins(client, bob)}
    assert client.get("/api/v1/private", headers=bearer).status_code == 200


def test_an_admin_sees_and_ends_those_of_anybody(
    client: FlaskClient, container: Container, alice: User, bearer: dict[str, str], admin: dict[str, str]
) -> None:
    path = f"/api/v1/admin/users/{alice.id}/logins"
    other = sign_in(client, "alice")
    first, second = (login["id"] for login in logins(client, admin, path))
    assert client.delete(f"{path}/{first}", headers=admin).status_code == 204
    assert [login["id"] for login in logins(client, admin, path)] == [second]
    assert client.delete(path, headers=admin).json == {"ended": 1}
    assert {client.get("/api/v1/private", headers=one).status_code for one in (bearer, other)} == {401}
    assert client.get("/api/v1/admin/users/nobody/logins", headers=admin).status_code == 404
    newest = container.audit_log.newest(AuditFilter(act="user.logged_out"), 5)
    assert [(entry.actor, entry.subject, entry.details["logins"]) for entry in newest] == [
        ("root", "alice", [second]),
        ("root", "alice", [first]),
    ]
    [own] = logins(client, admin)
    assert client.delete(f"{path}/{own['id']}", headers=admin).status_code == 404


def test_commands_list_and_end_them(
    client: FlaskClient, container: Container, runner: FlaskCliRunner, alice: User, bearer: dict[str, str]
) -> None:
    other = sign_in(client, "alice")
    ended = other_id(client, bearer)
    listed = runner.invoke(args=["user", "logins", "alice"])
    assert ended in listed.stdout and "access" in listed.stdout and "127.0.0.1" in listed.stdout
    assert runner.invoke(args=["user", "logout", "alice", "--login", ended]).exit_code == 0
    assert client.get("/api/v1/private", headers=other).status_code == 401
    assert client.get("/api/v1/private", headers=bearer).status_code == 200
    everywhere = runner.invoke(args=["user", "logout", "alice"])
    assert "Ended 1 login of alice." in everywhere.stderr
    assert client.get("/api/v1/private", headers=bearer).status_code == 401
    assert len(revoked(container, "login_id")) == 2
    wrong = runner.invoke(args=["user", "logout", "alice", "--login", ended])
    assert wrong.exit_code != 0 and "no live login" in wrong.stderr


def test_last_seen_is_written_together_and_not_at_every_request(
    client: FlaskClient, container: Container, alice: User, bearer: dict[str, str]
) -> None:
    [before] = logins(client, bearer)
    container.logins.last_seen.write()
    [after] = logins(client, bearer)
    assert after["last_seen_at"] > before["last_seen_at"]  # type: ignore[operator]
    client.get("/api/v1/private", headers=bearer)
    assert logins(client, bearer) == [after]


def test_what_a_locked_database_refuses_is_written_next_time(
    client: FlaskClient,
    container: Container,
    alice: User,
    bearer: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(last_seen, "EVERY_S", 0.01)
    [before] = logins(client, bearer)

    def seen_at() -> float:
        gevent.sleep(0.01)
        [login] = container.logins.live(alice.id)
        return login.last_seen_at or 0.0

    def is_refused() -> bool:
        gevent.sleep(0.01)
        return bool(caplog.records)

    with container.database.session() as foreign:
        container.database.one_at_a_time(foreign)
        writing = container.logins.last_seen.keep_writing(list)
        wait_until(is_refused, "the lock to be met")
    wait_until(lambda: seen_at() > float(str(before["last_seen_at"])), "it to be written", within_s=60)
    writing.kill()
    assert {(record.message, record.exc_info) for record in caplog.records} == {("last_seen_not_written", None)}


def test_an_open_stream_counts_as_seen(client: FlaskClient, container: Container, bearer: dict[str, str]) -> None:
    [before] = logins(client, bearer)
    container.logins.last_seen.write()
    container.logins.last_seen.write(streaming=[str(before["id"]), "a service token's"])
    [first] = container.logins.live(container.users.by_name("alice").id)
    assert first.last_seen_at is not None and first.last_seen_at > float(str(before["last_seen_at"]))


def test_the_account_page_shows_them_and_ends_them(
    app: Flask, client: FlaskClient, container: Container, alice: User, bearer: dict[str, str]
) -> None:
    browser = app.test_client()
    browser.environ_base |= {"HTTP_USER_AGENT": FIREFOX}
    sign_in_by_form(browser, "alice")
    page = browser.get("/account").text
    assert "Firefox on Linux" in page and "this one" in page and "Sign out everywhere else" in page
    fields = {"csrf_token": form_token(browser, "/account")}
    ended = next(login.id for login in container.logins.live(alice.id) if login.kind == "access")
    assert browser.post(f"/account/logins/{ended}/end", data=fields).status_code == 303
    assert client.get("/api/v1/private", headers=bearer).status_code == 401
    assert browser.post(f"/account/logins/{ended}/end", data=fields).status_code == 303
    again = sign_in(client, "alice")
    assert browser.post("/account/logins/end-others", data=fields).status_code == 303
    assert client.get("/api/v1/private", headers=again).status_code == 401
    assert "Sign out everywhere else" not in browser.get("/account").text
    assert "Werkzeug" not in browser.get("/account").text


def test_a_hostile_user_agent_is_shown_as_text(app: Flask, alice: User) -> None:
    browser = app.test_client()
    browser.environ_base |= {"HTTP_USER_AGENT": '"><script>alert(1)</script>'}
    sign_in_by_form(browser, "alice")
    assert "<script>alert" not in browser.get("/account").text
