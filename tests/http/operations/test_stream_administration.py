"""Connections, channels, retention and "why?", as admins ask for them: without a server, on real files."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import select

from services.auth.audit import AuditEntry
from services.auth.user import User
from services.container import Container
from services.streaming.end_reason import EndReason
from services.streaming.streams import Streams
from tests.http.conftest import PASSWORD, error_code, sign_in
from tests.http.operations.conftest import follow, publish

ADMIN = "/api/v1/admin"


@pytest.fixture
def admin(client: FlaskClient, container: Container) -> dict[str, str]:
    container.users.create("root", PASSWORD, "admin")
    return sign_in(client, "root")


def acts(container: Container) -> list[tuple[str, str]]:
    with container.database.session() as session:
        found = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        return [(entry.act, entry.subject_id) for entry in found if entry.act.startswith(("conn", "chan", "ret"))]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/connections"),
        ("DELETE", "/connections/abc"),
        ("GET", "/why?user=a&after=1"),
        ("GET", "/channels"),
        ("GET", "/channels/jobs.a"),
        ("GET", "/channels/jobs.a/around/5"),
        ("POST", "/channels/jobs.a/purge"),
        ("POST", "/channels/jobs.a/close"),
        ("GET", "/retention"),
        ("PUT", "/retention/jobs.*"),
        ("DELETE", "/retention/jobs.*"),
    ],
)
def test_members_are_refused(client: FlaskClient, bearer: dict[str, str], method: str, path: str) -> None:
    assert client.open(f"{ADMIN}{path}", method=method, headers=bearer).status_code == 403
    assert client.open(f"{ADMIN}{path}", method=method).status_code == 401


def test_open_streams_are_listed_page_by_page_and_filtered(
    client: FlaskClient, admin: dict[str, str], alice: User, worker: Streams
) -> None:
    opened = [
        follow(worker, alice.id, "jobs.a"),
        follow(worker, "gone", "jobs.a", "jobs.b"),
        follow(worker, alice.id, "jobs.c"),
    ]

    def listed(query: str = "") -> dict[str, Any]:
        answer = client.get(f"{ADMIN}/connections{query}", headers=admin)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json
        return found

    ids = lambda found: [one["client_id"] for one in found["connections"]]  # noqa: E731
    first, second, third = (one.client_id for one in opened)
    page = listed("?limit=2")
    assert ids(page) == [third, second]
    assert ids(listed(f"?limit=2&before={page['next']}")) == [first]
    assert listed()["next"] is None
    assert ids(listed("?user=alice")) == ids(listed(f"?user={alice.id}")) == [third, first]
    assert ids(listed("?channel=jobs.b")) == [second]
    assert ids(listed("?user=nobody")) == ids(listed("?kind=progress")) == []
    shown = listed("?channel=jobs.b")["connections"][0]
    assert (shown["user"], shown["user_id"], shown["address"]) == (None, "gone", "203.0.113.0/24")
    assert (shown["program"], shown["channels"]) == ("curl/8.5.0", ["jobs.a", "jobs.b"])
    assert client.get(f"{ADMIN}/connections?before=x", headers=admin).status_code == 400


def test_an_open_stream_is_ended_on_another_worker(
    client: FlaskClient, admin: dict[str, str], container: Container, worker: Streams
) -> None:
    opened = follow(worker, "u", "jobs.a")
    worker.room.beat()
    assert client.delete(f"{ADMIN}/connections/{opened.client_id}", headers=admin).status_code == 204
    worker.pump.pass_on()
    assert opened.end_reason is EndReason.LIMIT
    opened.close()
    worker.recorder.beat()
    again = client.delete(f"{ADMIN}/connections/{opened.client_id}", headers=admin)
    assert (again.status_code, error_code(again)) == (404, "stream_ended")
    assert client.delete(f"{ADMIN}/connections/never-was", headers=admin).status_code == 404
    assert acts(container) == [("connection.ended", opened.client_id)]


def test_why_tells_published_written_and_confirmed_apart(
    client: FlaskClient, admin: dict[str, str], container: Container, worker: Streams, alice: User
) -> None:
    before = publish(container, "jobs.a")
    worker.pump.pass_on()
    first = follow(worker, alice.id, "jobs.a")
    lost = publish(container, "jobs.a")
    first.end(EndReason.GONE)
    first.close()
    again = follow(worker, alice.id, "jobs.a", position=before)
    for query in (f"client_id={first.client_id}", f"client_id={again.client_id}", "user=alice", f"user={alice.id}"):
        answer = client.get(f"{ADMIN}/why?{query}&after={before}", headers=admin)
        assert answer.status_code == 200, answer.text
        found = answer.json
        assert (found["event"]["id"], found["event"]["channel"]) == (lost, "jobs.a")
        assert found["published"] == [
            {"channel": "jobs.a", "count": 1, "first": lost, "last": lost, "ids": [lost], "missing_to": None}
        ]
        assert found["confirmed"] == {"upto": before, "client_id": again.client_id}
        (one,) = found["clients"]
        assert [each["client_id"] for each in one["connections"]] == [first.client_id, again.client_id]
        assert str(lost) in found["verdict"]
    again.close()


@pytest.mark.parametrize("query", ["", "user=a", "client_id=a", "user=a&client_id=b&after=1", "user=a&after=x"])
def test_why_needs_who_and_what(client: FlaskClient, admin: dict[str, str], query: str) -> None:
    assert client.get(f"{ADMIN}/why?{query}", headers=admin).status_code == 400


def test_channels_are_listed_with_what_they_hold_and_who_follows(
    client: FlaskClient, admin: dict[str, str], container: Container, worker: Streams
) -> None:
    publish(container, "jobs.a", n=1)
    id = publish(container, "jobs.b", n=2)
    follow(worker, "u", "jobs.b", "jobs.c")
    client.put(f"{ADMIN}/retention/jobs.b", headers=admin, json={"events": 7})
    listed = client.get(f"{ADMIN}/channels?q=jobs", headers=admin).json
    assert [(one["channel"], one["events"], one["subscribers"]) for one in listed["channels"]] == [
        ("jobs.a", 1, 0),
        ("jobs.b", 1, 1),
    ]
    one = client.get(f"{ADMIN}/channels/jobs.b", headers=admin).json
    assert one == listed["channels"][1]
    assert (one["head"], one["retention"]["events"], one["retention"]["pattern"]) == (id, 7, "jobs.b")
    assert one["retention"]["age_s"] == container.settings.streaming.retention_s
    assert client.get(f"{ADMIN}/channels?q=jobs&limit=1", headers=admin).json["next"] == "jobs.a"
    assert client.get(f"{ADMIN}/channels/jobs.c", headers=admin).json["subscribers"] == 1
    assert client.get(f"{ADMIN}/channels/jobs.never", headers=admin).status_code == 404
    assert client.get(f"{ADMIN}/channels/JOBS", headers=admin).status_code == 400


def test_the_events_around_a_position_but_no_words_of_a_conversation(
    client: FlaskClient, admin: dict[str, str], container: Container
) -> None:
    ids = [publish(container, "jobs.a", n=n) for n in range(5)]
    path = f"{ADMIN}/channels/jobs.a/around/{ids[2]}?before=1&after=1"
    events = client.get(path, headers=admin).json["events"]
    assert [(event["id"], event["data"]) for event in events] == [(ids[n], {"n": n}) for n in (1, 2, 3)]
    secret = publish(container, "chat.42", words="a secret")
    answer = client.get(f"{ADMIN}/channels/chat.42/around/{secret}", headers=admin)
    (event,) = answer.json["events"]
    assert (event["id"], event["type"], event["data"]) == (secret, "step", None)
    assert event["size"] > 0
    assert "secret" not in answer.text
    assert client.get(f"{ADMIN}/channels/chat.42", headers=admin).json["is_private"]


def test_purging_and_closing_are_written_down_and_spare_the_servers_own_channels(
    client: FlaskClient, admin: dict[str, str], container: Container
) -> None:
    publish(container, "jobs.a")
    publish(container, "scan.1")
    purged = client.post(f"{ADMIN}/channels/jobs.a/purge", headers=admin)
    assert (purged.status_code, purged.json) == (200, {"id": container.event_log.head()})
    assert client.get(f"{ADMIN}/channels/jobs.a", headers=admin).json["events"] == 0
    closed = client.post(f"{ADMIN}/channels/jobs.a/close", headers=admin)
    assert closed.status_code == 201
    assert client.post(f"{ADMIN}/channels/jobs.a/close", headers=admin).status_code == 409
    for act in ("purge", "close"):
        refused = client.post(f"{ADMIN}/channels/scan.1/{act}", headers=admin)
        assert (refused.status_code, error_code(refused)) == (409, "own_channel")
    assert client.post(f"{ADMIN}/channels/jobs.never/purge", headers=admin).status_code == 404
    assert acts(container) == [("channel.purged", "jobs.a"), ("channel.closed", "jobs.a")]


def test_retention_rules_over_the_api(client: FlaskClient, admin: dict[str, str], container: Container) -> None:
    assert client.put(f"{ADMIN}/retention/jobs.*", headers=admin, json={"events": 5, "age_s": 60}).status_code == 200
    listed = client.get(f"{ADMIN}/retention", headers=admin).json
    assert listed["general"] == {"events": 10_000, "age_s": 604_800.0, "grace_s": 60.0}
    assert [(rule["pattern"], rule["events"], rule["age_s"], rule["grace_s"]) for rule in listed["rules"]] == [
        ("jobs.*", 5, 60.0, None)
    ]
    for body in ({"events": True}, {"events": 1.5}, {"age_s": "1"}, {"events": 0}, {}, {"grace_s": -1}, [1]):
        assert client.put(f"{ADMIN}/retention/jobs.*", headers=admin, json=body).status_code == 400, body
    assert client.put(f"{ADMIN}/retention/Jobs", headers=admin, json={"events": 5}).status_code == 400
    assert client.delete(f"{ADMIN}/retention/jobs.*", headers=admin).status_code == 204
    assert client.delete(f"{ADMIN}/retention/jobs.*", headers=admin).status_code == 404
    assert acts(container) == [("retention.set", "jobs.*"), ("retention.deleted", "jobs.*")]


def test_the_same_by_command(app: Flask, container: Container, worker: Streams, alice: User) -> None:
    runner: FlaskCliRunner = app.test_cli_runner()

    def flask(*words: str, fails: bool = False) -> str:
        done = runner.invoke(args=list(words))
        assert (done.exit_code != 0) == fails, done.output
        return done.output

    before = publish(container, "jobs.a", n=1)
    worker.pump.pass_on()
    opened = follow(worker, alice.id, "jobs.a")
    id = publish(container, "jobs.a", n=2)
    publish(container, "chat.7", words="a secret")
    assert "alice" in flask("connections") and opened.client_id in flask("connections", "--user", "alice", "--json")
    assert flask("connections", "--channel", "jobs.z") == ""
    assert f"Event {id} was published on jobs.a" in flask("why", "--user", "alice", "--after", str(before))
    assert '"fate"' in flask("why", "--client", opened.client_id, "--event", str(id), "--json")
    assert "Name --client" in flask("why", "--user", "alice", fails=True)
    assert "jobs.a  2 events" in flask("channels", "--containing", "jobs")
    assert '"subscribers": 1' in flask("channels", "show", "jobs.a")
    assert '{"n":2}' in flask("channels", "around", "jobs.a", str(id))
    assert "secret" not in flask("channels", "around", "chat.7", str(id + 1))
    flask("retention", "set", "jobs.*", "--events", "3")
    assert "jobs.*  3 events" in flask("retention")
    flask("retention", "delete", "jobs.*")
    assert "no retention rule" in flask("retention", "delete", "jobs.*", fails=True)
    flask("channels", "purge", "jobs.a")
    flask("channels", "close", "jobs.a")
    worker.room.beat()
    flask("connections", "end", opened.client_id)
    worker.pump.pass_on()
    assert opened.end_reason is EndReason.LIMIT
    assert "No open stream" in flask("connections", "end", "never-was", fails=True)
    assert [act for act, _ in acts(container)] == [
        "retention.set",
        "retention.deleted",
        "channel.purged",
        "channel.closed",
        "connection.ended",
    ]
