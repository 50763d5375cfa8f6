"""The status of the system as a call: of a process that looks, and of a server whose runner is away."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from services.container import Container
from services.operations.face import FACE
from services.streaming.event import Event
from tests.http.conftest import PASSWORD, sign_in


@pytest.fixture
def alice(client: FlaskClient, container: Container) -> dict[str, str]:
    container.users.create("alice", PASSWORD)
    return sign_in(client, "alice")


def test_before_anybody_looked_the_state_is_unknown(client: FlaskClient, alice: dict[str, str]) -> None:
    found = client.get("/dashboard/api/status", headers=alice).json
    assert found is not None
    assert found["state"] == "unknown"
    assert {part["state"] for part in found["parts"]} == {"unknown"}


def test_each_part_says_how_it_is_since_when_and_why(
    client: FlaskClient, container: Container, alice: dict[str, str]
) -> None:
    operations = container.service(FACE)
    operations.look()
    operations.look()
    found = client.get("/dashboard/api/status", headers=alice).json
    assert found is not None
    parts = {part["part"]: part for part in found["parts"]}
    assert parts["database"]["state"] == "ok"
    assert parts["workers"]["state"] == "down", "no worker runs in this test"
    assert parts["agents"]["why"] == "No process makes answers; questions wait."
    assert found["state"] == "down"
    assert all(part["why"] and part["since"] for part in parts.values())
    assert [span["state"] for span in found["history"]["workers"]] == ["down"]
    told = [item for item in container.event_log.read_after(["system"], 0).items if isinstance(item, Event)]
    assert [event.type for event in told] == ["system:status", "system:status"]


@pytest.mark.parametrize("hours", ["0", "169", "day"])
def test_a_bad_number_of_hours_is_refused(client: FlaskClient, alice: dict[str, str], hours: str) -> None:
    assert client.get(f"/dashboard/api/status?hours={hours}", headers=alice).status_code == 400


def test_it_takes_a_sign_in(client: FlaskClient) -> None:
    assert client.get("/dashboard/api/status").status_code == 401
