"""A chat key is made and revoked on the account page and by command, and opens the chat clients' addresses alone."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient, FlaskCliRunner

from services.auth.user import User
from services.container import Container
from tests.http.conftest import PASSWORD, error_code, form_token, revoked, sign_in, sign_in_by_form


def made(runner: FlaskCliRunner, *more: str) -> dict[str, str]:
    result = runner.invoke(args=["token", "create", "--chat", "--user", "alice", *more])
    assert result.exit_code == 0, result.stderr
    return {"Authorization": f"Bearer {result.stdout.strip()}"}


def test_it_opens_what_chat_clients_use_and_nothing_else(
    client: FlaskClient, runner: FlaskCliRunner, container: Container, alice: User
) -> None:
    container.users.create("root", PASSWORD, "admin")
    container.users.set_role("alice", "admin")
    key = made(runner)
    for path in ("/v1/nothing", "/agents/nothing/at/all"):
        assert client.get(path, headers=key).status_code == 404
    paths = ["/api/v1/private", "/api/v1/auth/me", "/api/v1/admin", "/", "/account", "/rlm/scans", "/nothing", "/v1"]
    for path in (*paths, "/api/v1/probe/stream?channel=jobs.1"):
        answer = client.get(path, headers={**key, "Accept": "application/json"})
        assert (answer.status_code, error_code(answer)) == (403, "chat_key")
    for path, body in (("stream-token", {"channels": [f"progress.{alice.id}"]}), ("logout", {})):
        assert client.post(f"/api/v1/auth/{path}", json=body, headers=key).status_code == 403
    assert client.get("/v1/nothing", headers=sign_in(client, "alice")).status_code == 404


def test_commands_list_and_revoke_it(
    client: FlaskClient, runner: FlaskCliRunner, container: Container, alice: User
) -> None:
    key = made(runner, "--name", "My editor", "--expires", "30")
    [row] = container.chat_keys.list()
    listed = runner.invoke(args=["token", "list"]).stdout
    assert row.id in listed
    assert "active   until" in listed
    assert "My editor  acts for alice" in listed
    assert runner.invoke(args=["token", "revoke", row.id]).exit_code == 0
    assert client.get("/v1/nothing", headers=key).status_code == 401
    assert revoked(container, "login_id") == [row.id]
    assert "revoked" in runner.invoke(args=["token", "list"]).stdout
    assert runner.invoke(args=["token", "revoke", row.id]).exit_code != 0


@pytest.mark.parametrize(
    "arguments", [["--chat"], ["--user", "alice"], ["--chat", "--user", "alice", "--publish", "jobs.*"]]
)
def test_what_makes_no_sense_is_refused(runner: FlaskCliRunner, alice: User, arguments: list[str]) -> None:
    result = runner.invoke(args=["token", "create", *arguments])
    assert result.exit_code != 0
    assert result.stdout == ""
    assert "A chat key needs --user" in result.stderr
    assert runner.invoke(args=["token", "create", "--chat", "--user", "nobody"]).exit_code != 0


def test_the_account_page_makes_a_key_shows_it_once_and_revokes_it(
    client: FlaskClient, container: Container, alice: User
) -> None:
    sign_in_by_form(client, "alice")
    page = client.get("/account")
    assert alice.id in page.text
    assert "http://localhost/v1" in page.text
    fields = {"csrf_token": form_token(client, "/account"), "name": "<b>Editor</b>", "days": "30"}
    made = client.post("/account/keys", data=fields)
    assert made.headers["Cache-Control"] == "no-store"
    assert "&lt;b&gt;Editor&lt;/b&gt;" in made.text
    key = made.text.partition('data-copy="ey')[2].partition('"')[0]
    bearer = {"Authorization": f"Bearer ey{key}"}
    other = client.application.test_client()
    assert other.get("/v1/nothing", headers=bearer).status_code == 404
    assert key not in client.get("/account").text
    [row] = container.chat_keys.list(alice.id)
    assert row.expires_at is not None
    token = {"csrf_token": fields["csrf_token"]}
    assert client.post(f"/account/keys/{row.id}/revoke").status_code == 400
    assert client.post(f"/account/keys/{row.id}/revoke", data=token).headers["Location"] == "/account"
    assert other.get("/v1/nothing", headers=bearer).status_code == 401
    assert revoked(container, "login_id")[-1] == row.id
    assert "No keys yet" in client.get("/account").text


def test_nobody_revokes_another_users_key(client: FlaskClient, container: Container, alice: User) -> None:
    key = container.chat_keys.create(container.users.create("bob", PASSWORD).id)
    sign_in_by_form(client, "alice")
    answer = client.post(f"/account/keys/{key.id}/revoke", data={"csrf_token": form_token(client, "/account")})
    assert answer.status_code == 404
    assert container.chat_keys.is_alive(key)


def test_a_name_that_is_too_long_is_said_beside_its_field(client: FlaskClient, alice: User) -> None:
    sign_in_by_form(client, "alice")
    fields = {"csrf_token": form_token(client, "/account"), "name": "x" * 70, "days": "365"}
    answer = client.post("/account/keys", data=fields)
    assert answer.status_code == 400
    assert "at most 64 characters" in answer.text
    assert '<option value="365" selected>' in answer.text


def test_a_key_lasts_as_long_as_was_chosen_and_no_longer(
    client: FlaskClient, container: Container, alice: User
) -> None:
    sign_in_by_form(client, "alice")
    token = {"csrf_token": form_token(client, "/account")}
    for days, status in (("0", 200), ("30", 200), ("7", 400), ("-1", 400)):
        assert client.post("/account/keys", data={**token, "days": days}).status_code == status
    lasting_s = [key.expires_at and key.expires_at - key.created_at for key in container.chat_keys.list(alice.id)]
    assert lasting_s == [None, pytest.approx(30 * 86_400)]
