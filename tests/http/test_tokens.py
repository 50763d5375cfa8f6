"""An expired stream token meets the browser's own reconnect; rotation and revocation affect requests."""

from __future__ import annotations

import jwt
from flask.testing import FlaskClient, FlaskCliRunner

from services.auth.user import User
from services.container import Container
from tests.http.conftest import sign_in_by_form


def expired_token(container: Container, client: FlaskClient, channel: str) -> str:
    """Return a stream token of the client's session, as it is five minutes later."""
    with client.session_transaction() as session:
        identity = container.logins.identity(session["login"])
    assert identity is not None
    kid, secret = container.keyring.newest()
    fresh, _ = container.tokens.issue_stream(identity, [channel])
    claims = jwt.decode(fresh, options={"verify_signature": False})
    return jwt.encode({**claims, "exp": claims["iat"] - 1}, secret, "HS256", headers={"kid": kid})


def test_a_browser_reconnects_with_its_old_url(client: FlaskClient, container: Container, alice: User) -> None:
    sign_in_by_form(client, "alice")
    token = expired_token(container, client, f"progress.{alice.id}")
    url = f"/api/v1/probe/stream?channel=progress.{alice.id}&token={token}"
    assert client.get(url).status_code == 200
    stranger = client.application.test_client()
    assert stranger.get(url).status_code == 401
    sign_in_by_form(stranger, "alice")
    assert stranger.get(url).status_code == 401


def test_not_after_its_session_has_ended(client: FlaskClient, container: Container, alice: User) -> None:
    sign_in_by_form(client, "alice")
    token = expired_token(container, client, f"progress.{alice.id}")
    url = f"/api/v1/probe/stream?channel=progress.{alice.id}&token={token}"
    with client.session_transaction() as session:
        container.logins.close(session["login"])
    assert client.get(url).status_code == 401


def test_nor_for_what_it_may_no_longer_read(client: FlaskClient, container: Container, alice: User) -> None:
    container.users.grant("alice", "subscribe", "jobs.*")
    sign_in_by_form(client, "alice")
    url = f"/api/v1/probe/stream?channel=jobs.1&token={expired_token(container, client, 'jobs.1')}"
    assert client.get(url).status_code == 200
    container.users.revoke_grant("alice", "subscribe", "jobs.*")
    assert client.get(url).status_code == 403


def test_a_rotated_key_keeps_everybody_in_and_a_removed_one_does_not(
    client: FlaskClient, container: Container, runner: FlaskCliRunner, bearer: dict[str, str]
) -> None:
    first = runner.invoke(args=["key", "list"]).stdout.strip()
    assert runner.invoke(args=["key", "rotate"]).exit_code == 0
    assert client.get("/api/v1/private", headers=bearer).status_code == 200
    assert runner.invoke(args=["key", "remove", first]).exit_code == 0
    assert client.get("/api/v1/private", headers=bearer).status_code == 401


def test_sessions_follow_the_same_keys(client: FlaskClient, alice: User, runner: FlaskCliRunner) -> None:
    sign_in_by_form(client, "alice")
    first = runner.invoke(args=["key", "list"]).stdout.strip()
    assert runner.invoke(args=["key", "rotate"]).exit_code == 0
    assert client.get("/api/v1/auth/me").status_code == 200, "an older key keeps them in"
    newer = client.application.test_client()
    sign_in_by_form(newer, "alice")
    assert runner.invoke(args=["key", "remove", first]).exit_code == 0
    assert client.get("/api/v1/auth/me").status_code == 401
    assert newer.get("/api/v1/auth/me").status_code == 200
    sign_in_by_form(client, "alice")
    assert client.get("/api/v1/auth/me").status_code == 200, "the old cookie is in nobody's way"


def test_an_outside_issuers_user_is_a_member(client: FlaskClient, container: Container) -> None:
    from tests.unit.auth.test_tokens import RSA_KEY, RSA_PUBLIC, outside_claims

    container.settings = container.settings.changed(auth={"jwt_public_key": RSA_PUBLIC})
    header = {"Authorization": f"Bearer {jwt.encode(outside_claims(), RSA_KEY, 'RS256')}"}
    me = client.get("/api/v1/auth/me", headers=header)
    assert me.json["role"] == "member"
    channel = f"progress.{me.json['user_id']}"
    assert client.post("/api/v1/auth/stream-token", json={"channels": [channel]}, headers=header).status_code == 200
    assert client.post("/api/v1/auth/logout", headers=header).status_code == 204
    assert client.get("/api/v1/auth/me", headers=header).status_code == 401
