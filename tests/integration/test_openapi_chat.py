"""What the real server answers about the chat matches its description, for every operation and status."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.api_contract import CheckedApi, Description, document
from tests.support.condition import wait_until
from tests.support.server import Server
from tests.support.shared_server import ServerWith

pytestmark = pytest.mark.integration

ENV = {
    "TAILRACE_AGENTS": "tests.support.scripted_agent:AGENT",
    "TAILRACE_ROUTER": "words",
    "TAILRACE_USER_ANSWERS": "3",
    "TAILRACE_STREAMS_PER_USER": "2",
}
CHAT, CONVERSATIONS, A2A = "/api/v1/chat", "/api/v1/conversations", "/agents/scripted"
RARE = {
    # Seen in other tests, or caused by a fault: a full disk, a full or stopping worker.
    *{(name, 503) for name in ("chat.ask", "chat.process", "chat.retry", "chat.stream", "a2a.call")},
    ("a2a.call_with_slash", 503),
}


@pytest.fixture(scope="module")
def server(server_with: ServerWith) -> Server:
    return server_with(ENV)


@pytest.fixture(scope="module")
def description() -> Description:
    return Description(document())


@pytest.fixture(scope="module")
def ada(server: Server, description: Description) -> CheckedApi:
    server.add_user("ada", "correct horse battery")
    api = CheckedApi(server.url, description)
    api.login("ada", "correct horse battery")
    return api


@pytest.fixture(scope="module")
def program(server: Server, description: Description) -> CheckedApi:
    api = CheckedApi(server.url, description)
    api.headers["Authorization"] = f"Bearer {server.service_token(publish=['jobs.*'])}"
    return api


@pytest.fixture(scope="module")
def stranger(server: Server, description: Description) -> CheckedApi:
    return CheckedApi(server.url, description)


def scripted(message: str, **more: Any) -> dict[str, Any]:
    return {"message": message, "agent_id": "scripted", **more}


def ended(api: CheckedApi, run_id: str) -> None:
    wait_until(lambda: api.get(f"{CHAT}/{run_id}").json()["state"] != "live", "the answer ends")


def check(expected: list[tuple[int, Any]]) -> None:
    for status, answer in expected:
        assert answer.status_code == status, (answer.request.method, answer.url, answer.text[:300])


def test_answers(ada: CheckedApi, program: CheckedApi, stranger: CheckedApi) -> None:
    started = ada.post(CHAT, json=scripted("say 2\nfile"), headers={"Idempotency-Key": "one"})
    run = started.json()
    ended(ada, run["run_id"])
    one, stream = f"{CHAT}/{run['run_id']}", run["stream_url"]
    elsewhere = scripted("hi", conversation_id="nowhere")
    for path in (CHAT, "/process/stream"):
        check(
            [
                (400, ada.post(path, json={})),
                (401, stranger.post(path, json={})),
                (403, program.post(path, json=scripted("hi"))),
                (404, ada.post(path, json=elsewhere)),
                (413, ada.post(path, json=scripted("x" * 70_000))),
                (422, ada.post(path, json=scripted("say 3"), headers={"Idempotency-Key": "one"})),
            ]
        )
    last_id = [line for line in ada.get(stream).text.splitlines() if line.startswith("id: ")][-1].removeprefix("id: ")
    check(
        [
            (202, started),
            (200, ada.post("/process/stream", json=scripted("say 1"))),
            (200, ada.get(one)),
            (401, stranger.get(one)),
            (404, ada.get(f"{CHAT}/nothing")),
            (204, ada.get(stream, headers={"Last-Event-ID": last_id})),
            (400, ada.get(stream, headers={"Last-Event-ID": "x"})),
            (401, stranger.get(stream)),
            (403, ada.get(f"{CHAT}/stream/nothing")),
            (200, ada.get(f"{one}/artifacts/0")),
            (401, stranger.get(f"{one}/artifacts/0")),
            (404, ada.get(f"{one}/artifacts/7")),
            (202, ada.post(f"{one}/cancel")),
            (401, stranger.post(f"{one}/cancel")),
            (404, ada.post(f"{CHAT}/nothing/cancel")),
            (202, ada.post(f"{one}/retry", json={"agent_id": "scripted"})),
            (400, ada.post(f"{one}/retry", json={"agent_id": "nobody"})),
            (401, stranger.post(f"{one}/retry")),
            (403, program.post(f"{one}/retry")),
            (404, ada.post(f"{CHAT}/nothing/retry")),
        ]
    )


def test_conversations(ada: CheckedApi, stranger: CheckedApi) -> None:
    run = ada.post(CHAT, json=scripted("say 1")).json()
    ended(ada, run["run_id"])
    one = f"{CONVERSATIONS}/{run['conversation_id']}"
    check(
        [
            (200, ada.get(CONVERSATIONS, params={"q": "w1"})),
            (400, ada.get(CONVERSATIONS, params={"page": "x"})),
            (401, stranger.get(CONVERSATIONS)),
            (200, ada.get(one)),
            (401, stranger.get(one)),
            (404, ada.get(f"{CONVERSATIONS}/nothing")),
            (200, ada.patch(one, json={"title": "Words", "is_shared": True})),
            (400, ada.patch(one, json={})),
            (401, stranger.patch(one, json={})),
            (404, ada.patch(f"{CONVERSATIONS}/nothing", json={"title": "x"})),
            (200, ada.get(f"{one}/export")),
            (200, ada.get(f"{one}/export", params={"format": "json"})),
            (400, ada.get(f"{one}/export", params={"format": "pdf"})),
            (401, stranger.get(f"{one}/export")),
            (404, ada.get(f"{CONVERSATIONS}/nothing/export")),
            (204, ada.delete(one)),
            (401, stranger.delete(one)),
            (404, ada.delete(one)),
        ]
    )


def test_agents_door(ada: CheckedApi, program: CheckedApi, stranger: CheckedApi) -> None:
    def sent(text: str) -> dict[str, Any]:
        message = {"messageId": "m1", "role": "ROLE_USER", "parts": [{"text": text}]}
        return {"jsonrpc": "2.0", "id": 1, "method": "SendMessage", "params": {"message": message}}

    ada.headers["A2A-Version"] = "1.0"
    task = ada.post(A2A, json=sent("say 1\nfile")).json()["result"]["task"]
    files = [part["url"] for made in task["artifacts"] for part in made["parts"] if "url" in part]
    path = "/agents/" + files[0].partition("/agents/")[2]
    for door in (A2A, f"{A2A}/"):
        check(
            [
                (200, ada.post(door, json=sent("say 1"))),
                (401, stranger.post(door, json=sent("x"))),
                (403, program.post(door, json=sent("x"))),
                (404, ada.post(door.replace("scripted", "nobody"), json=sent("x"))),
                (413, ada.post(door, json=sent("x" * 5_000_000))),
            ]
        )
    check([(200, ada.get(path)), (401, stranger.get(path)), (404, ada.get(f"{path}7"))])
    del ada.headers["A2A-Version"]
    for place in ("", A2A):
        card = f"{place}/.well-known/agent-card.json"
        shown = stranger.get(card)
        check([(200, shown), (304, stranger.get(card, headers={"If-None-Match": shown.headers["ETag"]}))])
    check([(404, stranger.get("/agents/nobody/.well-known/agent-card.json"))])


def test_limits(ada: CheckedApi) -> None:
    """Three answers under way are as many as this user may have, and two streams."""
    runs = [ada.post(CHAT, json=scripted("wait 60000")).json() for _ in range(3)]
    busy = f"{CHAT}/{runs[0]['run_id']}"
    message = {"messageId": "m1", "role": "ROLE_USER", "parts": [{"text": "say 1"}]}
    call = {"jsonrpc": "2.0", "id": 1, "method": "SendMessage", "params": {"message": message}}
    done = ada.get(CONVERSATIONS).json()["conversations"][-1]["id"]
    before = next(m["run_id"] for m in ada.get(f"{CONVERSATIONS}/{done}").json()["messages"] if m["role"] == "agent")
    check(
        [
            (429, ada.post(CHAT, json=scripted("x"))),
            (429, ada.post("/process/stream", json=scripted("x"))),
            (429, ada.post(f"{CHAT}/{before}/retry")),
            (429, ada.post(A2A, json=call, headers={"A2A-Version": "1.0"})),
            (429, ada.post(f"{A2A}/", json=call, headers={"A2A-Version": "1.0"})),
            (409, ada.post(f"{busy}/retry")),
            (409, ada.delete(f"{CONVERSATIONS}/{runs[0]['conversation_id']}")),
        ]
    )
    streams = [ada.get(run["stream_url"], stream=True) for run in runs[:2]]
    wait_until(lambda: _is_refused(ada, runs[2]["stream_url"]), "both workers count the streams")
    for run in runs:
        ada.post(f"{CHAT}/{run['run_id']}/cancel")
    for stream in streams:
        stream.close()


def _is_refused(api: CheckedApi, path: str) -> bool:
    with api.get(path, stream=True) as answer:
        return answer.status_code == 429


def test_every_answer_that_is_described_was_seen(description: Description) -> None:
    """Last in this file: any answer that the document promises but no test has triggered would be a guess."""
    if not description.seen:
        pytest.skip("It sums up the other tests of this file.")
    missing = description.unseen(RARE, rooms=["chat", "conversations", "a2a", "a2a_card"])
    assert not missing, missing
