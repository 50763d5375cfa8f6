"""The newest progress of a user's runs: who may read it and clear it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.auth.user import User
from services.container import Container
from services.streaming.event import new_event
from tests.http.conftest import PASSWORD, sign_in

BASE = "/api/v1/sse/progress"


@pytest.fixture
def admin(container: Container, client: FlaskClient) -> dict[str, str]:
    container.users.create("root", PASSWORD, role="admin")
    return sign_in(client, "root")


def say(container: Container, user_id: str, completed: int) -> None:
    container.publisher.publish([new_event(f"progress.{user_id}", "progress", {"completed": completed, "total": 9})])


def test_the_newest_is_read_and_cleared(
    container: Container, client: FlaskClient, alice: User, bearer: dict[str, str]
) -> None:
    status = f"{BASE}/status/{alice.id}"
    assert client.get(status, headers=bearer).data == b"null"
    say(container, alice.id, 1)
    say(container, alice.id, 2)
    assert client.get(status, headers=bearer).json == {"completed": 2, "total": 9}
    for _ in range(2):
        cleared = client.delete(f"{BASE}/{alice.id}", headers=bearer)
        assert (cleared.status_code, list(cleared.json or {})) == (200, ["message"])
        assert client.get(status, headers=bearer).data == b"null"
    replay = container.event_log.read_after([f"progress.{alice.id}"], 0)
    assert [item.type for item in replay.items] == ["progress", "progress", "progress_cleared"]  # type: ignore[union-attr]
    say(container, alice.id, 3)
    assert client.get(status, headers=bearer).json == {"completed": 3, "total": 9}


@pytest.mark.parametrize(("method", "path"), [("GET", "status/"), ("DELETE", ""), ("GET", "stream/")])
def test_it_is_for_that_user_and_admins_alone(
    container: Container, client: FlaskClient, alice: User, admin: dict[str, str], method: str, path: str
) -> None:
    container.users.create("bob", PASSWORD)
    bob = sign_in(client, "bob")
    url = f"{BASE}/{path}{alice.id}"
    assert client.open(url, method=method).status_code == 401
    assert client.open(url, method=method, headers=bob).status_code == 403
    assert client.open(f"{BASE}/{path}nobody", method=method, headers=bob).status_code == 403
    if path != "stream/":  # which this process does not serve
        assert client.open(url, method=method, headers=admin).status_code == 200


def test_an_id_that_cannot_be_is_refused(client: FlaskClient, admin: dict[str, str]) -> None:
    for method, path in (("GET", "status/"), ("GET", "stream/"), ("DELETE", "")):
        assert client.open(f"{BASE}/{path}A%20B", method=method, headers=admin).status_code == 400


def test_a_stream_token_is_had_for_the_stream_by_its_address(
    client: FlaskClient, alice: User, bearer: dict[str, str]
) -> None:
    def asked(user_id: str) -> TestResponse:
        body = {"stream": f"{BASE}/stream/{user_id}"}
        return client.post("/api/v1/auth/stream-token", json=body, headers=bearer)

    assert asked(alice.id).json["channels"] == [f"progress.{alice.id}"]
    assert asked("bob").status_code == 403
