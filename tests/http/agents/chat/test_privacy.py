"""A conversation is its owner's alone: no member, admin, program or narrow token reads or changes it."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from services.container import Container
from tests.http.agents.chat.conftest import Asker, Headers


def routes(started: dict[str, Any]) -> list[tuple[str, str, Any]]:
    run, conversation = started["run_id"], started["conversation_id"]
    return [
        ("GET", f"/api/v1/chat/{run}", None),
        ("POST", f"/api/v1/chat/{run}/cancel", None),
        ("POST", f"/api/v1/chat/{run}/retry", {}),
        ("GET", f"/api/v1/chat/{run}/artifacts/0", None),
        ("GET", f"/api/v1/conversations/{conversation}", None),
        ("GET", f"/api/v1/conversations/{conversation}/export", None),
        ("PATCH", f"/api/v1/conversations/{conversation}", {"title": "Mine"}),
        ("DELETE", f"/api/v1/conversations/{conversation}", None),
        ("POST", "/api/v1/chat", {"message": "And?", "conversation_id": conversation}),
    ]


def channel_routes(started: dict[str, Any]) -> list[str]:
    return [
        started["stream_url"],
        f"/api/v1/stream?channel={started['channel']}",
        f"/api/v1/channels/{started['channel']}/events",
    ]


@pytest.fixture
def granted(container: Container) -> Headers:
    """A program with every grant that there is for the channels of answers."""
    row = container.service_tokens.create(publish=[], subscribe=["*", "chat.*"])
    return {"Authorization": f"Bearer {container.tokens.issue_service(row.id, row.expires_at)}"}


@pytest.mark.parametrize("other", ["bob", "admin"])
def test_nobody_else_finds_it(asker: Asker, other: str, request: pytest.FixtureRequest) -> None:
    started, _run = asker.answer("file a.txt")
    headers = request.getfixturevalue(other)
    for method, path, body in routes(started):
        answer = asker.client.open(path, method=method, json=body, headers=headers)
        assert answer.status_code == 404, (method, path, answer.text)
    for path in channel_routes(started):
        assert asker.client.get(path, headers=headers).status_code == 403, path
    token = asker.client.post("/api/v1/auth/stream-token", json={"channels": [started["channel"]]}, headers=headers)
    assert token.status_code == 403
    listed = asker.client.get("/api/v1/conversations?q=said", headers=headers).json
    assert listed is not None
    assert listed["conversations"] == []


def test_a_grant_lets_nobody_read_it(asker: Asker, granted: Headers, bob: Headers, container: Container) -> None:
    started, _run = asker.answer()
    container.users.grant("bob", "subscribe", "chat.*")
    for path in channel_routes(started):
        assert asker.client.get(path, headers=bob).status_code == 403, path
    for path in channel_routes(started):
        assert asker.client.get(path, headers=granted).status_code == 403, path
    for method, path, body in routes(started):
        assert asker.client.open(path, method=method, json=body, headers=granted).status_code in (403, 404), path


def test_nobody_publishes_on_an_answers_channel(asker: Asker, admin: Headers) -> None:
    started, _run = asker.answer()
    event = {"channel": started["channel"], "type": "completed", "data": {}}
    for headers in (admin, asker.headers):
        assert asker.client.post("/api/v1/publish", json=event, headers=headers).status_code == 403
        closing = asker.client.post(f"/api/v1/channels/{started['channel']}/close", headers=headers)
        assert closing.status_code == 403


def test_a_stream_token_asks_and_stops_nothing(client: FlaskClient, asker: Asker) -> None:
    started, _run = asker.answer()
    body = {"channels": [started["channel"]]}
    token = client.post("/api/v1/auth/stream-token", json=body, headers=asker.headers).json["token"]  # type: ignore[index]
    for method, path, body in [*routes(started), ("POST", "/process/stream", {"message": "And?"})]:
        answer = client.open(path, method=method, json=body, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code in (401, 403), (method, path)
        assert client.open(f"{path}?token={token}", method=method, json=body).status_code == 401


def test_without_signing_in_there_is_nothing(client: FlaskClient, asker: Asker) -> None:
    started, _run = asker.answer()
    for method, path, body in routes(started):
        assert client.open(path, method=method, json=body).status_code == 401
    for path in channel_routes(started):
        assert client.get(path).status_code == 401


def test_a_share_link_shows_messages_and_no_stream(asker: Asker, bob: Headers) -> None:
    started, _run = asker.answer()
    shared = asker.client.patch(
        f"/api/v1/conversations/{started['conversation_id']}", json={"is_shared": True}, headers=asker.headers
    )
    assert shared.json is not None
    share_id = shared.json["share_url"].rpartition("/")[2]
    conversation = asker.answers.chat.conversations.shared(share_id)
    assert [message["text"] for message in conversation.messages] == ["hello", "You said hello."]
    for path in channel_routes(started):
        assert asker.client.get(path, headers=bob).status_code == 403


def test_a_service_token_sees_neither_what_is_shared_nor_whom_people_ask(asker: Asker, granted: Headers) -> None:
    started, _run = asker.answer()
    conversation = f"/api/v1/conversations/{started['conversation_id']}"
    shared = asker.client.patch(conversation, json={"is_shared": True}, headers=asker.headers).json
    assert shared is not None
    for path in (shared["share_url"], "/v1/models", "/v1/models/auto", "/api/v1/agents", "/api/v1/agents/math"):
        assert asker.client.get(path, headers=asker.headers).status_code == 200, path
        assert asker.client.get(path, headers=granted).status_code == 403, path


def test_the_list_of_executions_leads_only_the_asker_to_the_conversation(
    asker: Asker, admin: Headers, bob: Headers
) -> None:
    started, _run = asker.answer("my secret question")
    link, secret = f"/chat/answers/{started['run_id']}", started["conversation_id"]
    for path in ("/dashboard", f"/dashboard/executions/{started['run_id']}"):
        assert f'href="{link}"' in asker.client.get(path, headers=asker.headers).text
        seen_by_admin = asker.client.get(path, headers=admin).text
        assert started["run_id"] in seen_by_admin
        assert link not in seen_by_admin and secret not in seen_by_admin and "my secret" not in seen_by_admin
    followed = asker.client.get(link, headers=asker.headers)
    assert (followed.status_code, followed.headers["Location"]) == (302, f"/chat/{secret}")
    for other in (admin, bob):
        assert asker.client.get(link, headers=other).status_code == 404
