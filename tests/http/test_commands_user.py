"""``flask user``, ``flask token`` and ``flask key``, as a script uses them."""

from __future__ import annotations

import time
from contextlib import closing

import pytest
from click.testing import Result
from flask.testing import FlaskClient, FlaskCliRunner

from services.auth.user import User
from services.container import Container
from services.streaming.event import new_event
from services.streaming.log.event_log import Gap
from tests.http.conftest import PASSWORD, rechecked, revoked, sign_in
from tests.support.event_log_lock import lock_of_log


def run(runner: FlaskCliRunner, *arguments: str, text: str = "") -> Result:
    result = runner.invoke(args=list(arguments), input=text)
    assert result.exit_code == 0, result.stderr
    return result


def test_a_user_is_made_with_the_password_from_standard_input(runner: FlaskCliRunner, client: FlaskClient) -> None:
    result = run(runner, "user", "create", "bob", "--role", "admin", "--password-stdin", text=f"{PASSWORD}\n")
    assert result.stdout == ""
    me = client.get("/api/v1/auth/me", headers=sign_in(client, "bob"))
    assert (me.json["username"], me.json["role"]) == ("bob", "admin")


def test_without_a_terminal_a_password_is_made_and_printed_alone(runner: FlaskCliRunner, client: FlaskClient) -> None:
    password = run(runner, "user", "create", "bob").stdout.strip()
    assert len(password) == 16
    assert sign_in(client, "bob", password)


def test_errors_are_sentences(runner: FlaskCliRunner, alice: User) -> None:
    for arguments, text, sentence in (
        (("create", "alice"), "", "There is already a user 'alice'."),
        (("create", "bob", "--password-stdin"), "short\n", "A password has 8 to 1024 characters."),
        (("create", "b ob"), "", "A user name has"),
        (("disable", "nobody"), "", "There is no user 'nobody'."),
        (("passwd", "nobody"), "", "There is no user 'nobody'."),
        (("grant", "alice", "--publish", "Jobs"), "", "A pattern is a channel's name"),
        (("grant", "alice"), "", "Name a pattern"),
        (("role", "nobody", "admin"), "", "There is no user 'nobody'."),
        (("delete", "nobody", "--yes"), "", "There is no user 'nobody'."),
        (("delete", "alice"), "n\n", "Aborted!"),
        (("delete", "alice"), "", "Aborted!"),
        (("revoke-grant", "alice", "--publish", "jobs.*"), "", "alice was not granted to publish 'jobs.*'."),
    ):
        result = runner.invoke(args=["user", *arguments], input=text)
        assert result.exit_code != 0
        assert sentence in result.stderr and "Traceback" not in result.stderr
        assert result.stdout == ""


def test_the_list_shows_roles_states_and_grants(runner: FlaskCliRunner, alice: User) -> None:
    run(runner, "user", "create", "root", "--role", "admin")
    run(runner, "user", "create", "bob", "--role", "admin")
    run(runner, "user", "disable", "bob")
    run(runner, "user", "grant", "alice", "--publish", "jobs.*", "--subscribe", "news")
    first, second, _root = run(runner, "user", "list").stdout.splitlines()
    assert alice.id in first and "member" in first and "enabled" in first and "publish:jobs.* subscribe:news" in first
    assert "admin" in second and "disabled" in second and second.endswith("bob")


@pytest.mark.parametrize("arguments", [("disable", "alice"), ("passwd", "alice", "--random")])
def test_what_puts_a_user_out_ends_their_logins_and_streams(
    runner: FlaskCliRunner,
    client: FlaskClient,
    container: Container,
    alice: User,
    bearer: dict[str, str],
    arguments: tuple[str, ...],
) -> None:
    run(runner, "user", *arguments)
    assert client.get("/api/v1/private", headers=bearer).status_code == 401
    assert revoked(container, "user_id") == [alice.id]


def test_a_disabled_user_can_be_enabled_again(runner: FlaskCliRunner, client: FlaskClient, alice: User) -> None:
    run(runner, "user", "disable", "alice")
    assert client.post("/api/v1/auth/login", json={"username": "alice", "password": PASSWORD}).status_code == 401
    run(runner, "user", "enable", "alice")
    assert sign_in(client, "alice")


def test_a_new_password_replaces_the_old(runner: FlaskCliRunner, client: FlaskClient, alice: User) -> None:
    run(runner, "user", "passwd", "alice", "--password-stdin", text="another password\n")
    assert client.post("/api/v1/auth/login", json={"username": "alice", "password": PASSWORD}).status_code == 401
    assert sign_in(client, "alice", "another password")


def test_a_grant_opens_a_channel_until_it_is_taken_back(
    runner: FlaskCliRunner, client: FlaskClient, container: Container, alice: User, bearer: dict[str, str]
) -> None:
    def status() -> int:
        return client.post("/api/v1/auth/stream-token", json={"channels": ["jobs.1"]}, headers=bearer).status_code

    assert status() == 403
    run(runner, "user", "grant", "alice", "--subscribe", "jobs.*")
    assert status() == 200
    run(runner, "user", "revoke-grant", "alice", "--subscribe", "jobs.*")
    assert status() == 403
    assert rechecked(container) == [alice.id]


def test_a_right_that_is_taken_while_nothing_can_be_announced_is_told(
    runner: FlaskCliRunner, container: Container, alice: User
) -> None:
    container.settings = container.settings.changed(streaming={"publish_deadline_s": 0.1})
    container.event_log.head()
    run(runner, "user", "create", "root", "--role", "admin")
    run(runner, "user", "grant", "alice", "--subscribe", "jobs.*")
    with closing(lock_of_log(container.settings.data)):
        for arguments in (("revoke-grant", "alice", "--subscribe", "jobs.*"), ("role", "alice", "member")):
            assert "open streams were not told" in run(runner, "user", *arguments).stderr
        assert "could not be announced" not in run(runner, "user", "disable", "alice").stderr
        refused = runner.invoke(args=["user", "delete", "alice", "--yes"])
        assert (refused.exit_code, "try again" in refused.stderr) == (1, True), "the log has events of theirs to delete"
    assert "could not be announced" not in run(runner, "user", "delete", "alice", "--yes").stderr


def test_a_role_holds_from_the_next_request_on(
    runner: FlaskCliRunner, client: FlaskClient, container: Container, alice: User, bearer: dict[str, str]
) -> None:
    assert client.get("/api/v1/admin", headers=bearer).status_code == 403
    run(runner, "user", "role", "alice", "admin")
    assert client.get("/api/v1/admin", headers=bearer).status_code == 200
    assert "alice is the last admin" in runner.invoke(args=["user", "role", "alice", "member"]).stderr
    run(runner, "user", "create", "root", "--role", "admin")
    run(runner, "user", "role", "alice", "member")
    assert client.get("/api/v1/admin", headers=bearer).status_code == 403
    assert rechecked(container) == [alice.id, alice.id]


def test_a_deleted_user_is_gone_with_everything_they_owned(
    runner: FlaskCliRunner, client: FlaskClient, container: Container, alice: User, bearer: dict[str, str]
) -> None:
    run(runner, "user", "grant", "alice", "--subscribe", "jobs.*")
    container.publisher.publish([new_event(f"progress.{alice.id}", "note", {})])
    run(runner, "user", "delete", "alice", "--yes")
    assert client.get("/api/v1/private", headers=bearer).status_code == 401
    assert revoked(container, "user_id") == [alice.id]
    assert (container.users.list(), container.users.grants()) == ([], [])
    assert [type(item) for item in container.event_log.read_after([f"progress.{alice.id}"], 0).items] == [Gap]
    run(runner, "user", "create", "alice")
    assert container.users.by_name("alice").id != alice.id


def test_the_last_admin_stays(runner: FlaskCliRunner, container: Container, alice: User) -> None:
    run(runner, "user", "create", "root", "--role", "admin")
    run(runner, "user", "create", "other", "--role", "admin")
    run(runner, "user", "disable", "other")
    assert "root is the last admin" in runner.invoke(args=["user", "delete", "root", "--yes"]).stderr
    assert container.users.by_name("root").disabled_at is None
    run(runner, "user", "enable", "other")
    run(runner, "user", "delete", "root", "--yes")


# -- service tokens ----------------------------------------------------------------------------------------------------


def test_a_token_is_printed_alone(runner: FlaskCliRunner, client: FlaskClient, container: Container) -> None:
    granted = ["--publish", "jobs.*", "--subscribe", "jobs.*", "--subscribe", "news"]
    result = run(runner, "token", "create", *granted, "--expires", "2")
    token = result.stdout.removesuffix("\n")
    assert token.count(".") == 2 and "\n" not in token and " " not in token
    assert client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {token}"}).json["role"] == "service"
    (row,) = container.service_tokens.list()
    assert (row.publish, row.subscribe) == (["jobs.*"], ["jobs.*", "news"])
    assert row.expires_at is not None and abs(row.expires_at - time.time() - 2 * 86_400) < 60


def test_a_token_is_listed_by_name_and_revoked_by_id(
    runner: FlaskCliRunner, client: FlaskClient, container: Container
) -> None:
    token = run(runner, "token", "create", "--subscribe", "jobs.*", "--name", "nightly build").stdout.strip()
    header = {"Authorization": f"Bearer {token}"}
    listed = run(runner, "token", "list").stdout
    assert "active" in listed and "nightly build" in listed and "subscribe:jobs.*" in listed and "never ends" in listed
    assert token not in listed
    token_id = listed.split()[0]
    run(runner, "token", "revoke", token_id)
    assert client.get("/api/v1/auth/me", headers=header).status_code == 401
    assert revoked(container, "user_id") == [token_id]
    assert "revoked" in run(runner, "token", "list").stdout
    assert runner.invoke(args=["token", "revoke", token_id]).exit_code == 1


def test_a_token_for_nothing_is_refused(runner: FlaskCliRunner) -> None:
    for arguments in ([], ["--publish", "Jobs"], ["--publish", "jobs.*", "--expires", "0"]):
        result = runner.invoke(args=["token", "create", *arguments])
        assert result.exit_code != 0
        assert result.stdout == ""
