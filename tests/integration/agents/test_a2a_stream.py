"""The bytes of an A2A stream, and how it ends: nothing but envelopes and comments, whole ones to the last."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from a2a.client.errors import A2AClientError
from a2a.types.a2a_pb2 import GetTaskRequest, StreamResponse, TaskState

from tests.support.a2a_client import ENDED, SCRIPTED, A2aClient, asked, states_of, task_of, text_of
from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.raw_stream import RawStream
from tests.support.server import Server, StartServer
from tests.support.shared_server import ONE_WORKER, ServerWith

pytestmark = pytest.mark.integration

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def server(server_with: ServerWith) -> Server:
    return server_with(ONE_WORKER | SCRIPTED)


@pytest.fixture(scope="module")
def user(server: Server) -> str:
    server.add_user("a2a-streamer", PASSWORD)
    return "a2a-streamer"


@pytest.fixture
def api(server: Server, user: str) -> Iterator[Api]:
    with server.api(user, PASSWORD) as api:
        yield api


def open_task(server: Server, api: Api, text: str, *, version: str = "1.0", method: str = "") -> RawStream:
    name = method or ("SendStreamingMessage" if version == "1.0" else "message/stream")
    params = asked(text)
    if version == "0.3":
        params["message"] |= {"role": "user", "parts": [{"kind": "text", "text": text}]}
    body = json.dumps({"jsonrpc": "2.0", "id": "é7", "method": name, "params": params}).encode()
    headers = {**api.bearer, "Content-Type": "application/json", "A2A-Version": version}
    stream = RawStream.open(f"{server.url}/agents/scripted", method="POST", headers=headers, body=body)
    assert (stream.status, stream.headers["content-type"]) == (200, "text/event-stream; charset=utf-8"), stream.head
    return stream


def envelopes(body: bytes) -> list[dict[str, Any]]:
    """What the envelopes of a body hold; it has nothing else but comments, and is whole."""
    assert body.endswith(b"\n\n")
    found = []
    for block in body.removesuffix(b"\n\n").split(b"\n\n"):
        (line,) = block.split(b"\n")
        if line.startswith(b":"):
            continue
        assert line.startswith(b"data: "), line
        envelope = json.loads(line.removeprefix(b"data: "))
        assert (envelope["jsonrpc"], envelope["id"]) == ("2.0", "é7")
        found.append(envelope["result"])
    return found


def status(api: Api) -> dict[str, int]:
    """How many streams of each kind are open."""
    return dict(api.get("/api/v1/sse/connections/status").json()["by_kind"])


ANSWERS = 10
"""At the same time, through a deploy."""
WORDS = "".join(f"w{number} " for number in range(1, 81))


@pytest.mark.parametrize("version", ["1.0", "0.3"])
def test_a_stream_holds_envelopes_and_comments_only(server: Server, api: Api, version: str) -> None:
    """Case 1."""
    with open_task(server, api, "say 3 10\nwait 1000\nsay 2", version=version) as stream:
        body = stream.read_to_end(within_s=20)
    assert body.count(b": keepalive\n\n") >= 2
    results = envelopes(body)
    if version == "0.3":
        assert [one["kind"] for one in results[:2]] == ["task", "status-update"]
        assert [one.get("final") for one in results if one["kind"] == "status-update"][-1] is True
    else:
        assert list(results[0]) == ["task"]
        assert results[-1]["statusUpdate"]["status"]["state"] == "TASK_STATE_COMPLETED"


def test_the_sdk_bears_our_comments(server: Server, api: Api) -> None:
    """Case 1, with heartbeats 0.3 s apart."""
    events = A2aClient(server.url, api.bearer).send("say 1\nwait 1000\nsay 1")
    assert text_of(task_of(events)) == "w1 w1 "


def test_a_stream_is_counted_and_let_go_of(server: Server, api: Api) -> None:
    def open_now() -> int:
        return status(api).get("a2a", 0)

    before = open_now()
    with open_task(server, api, "stall after 1") as stream:
        stream.read_until(b"w1 ")
        wait_until(lambda: open_now() == before + 1, "it is counted")
        task_id = envelopes(stream.body.rpartition(b"\n\n")[0] + b"\n\n")[0]["task"]["id"]
    wait_until(lambda: open_now() == before, "the closed one is gone from the count", within_s=20)
    client = A2aClient(server.url, api.bearer)
    (first,) = client.subscribe(task_id, most=1)
    assert first.task.status.state not in ENDED
    assert api.post(f"/api/v1/chat/{task_id}/cancel").status_code == 202


def test_a_message_that_waits_is_counted_as_long_as_its_client_waits(server: Server, api: Api) -> None:
    def open_now() -> int:
        return status(api).get("a2a", 0)

    before = open_now()
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "SendMessage", "params": asked("stall")}).encode()
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        head = f"POST /agents/scripted HTTP/1.1\r\nHost: x\r\nAuthorization: {api.headers['Authorization']}\r\n"
        head += f"A2A-Version: 1.0\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body)
        wait_until(lambda: open_now() == before + 1, "it waits")
    wait_until(lambda: open_now() == before, "it does not wait any more", within_s=20)


def test_a_stream_ends_with_the_login(server: Server, api: Api) -> None:
    with open_task(server, api, "stall after 2") as stream:
        stream.read_until(b"w2 ")
        assert api.post("/api/v1/auth/logout").status_code == 204
        envelopes(stream.read_to_end(within_s=10))


def test_a_stream_ends_whole_at_a_drain_and_goes_on_elsewhere(start_server: StartServer) -> None:
    """A deploy in mid-answer: the old server's producer finishes what it has, and the new server tells it."""
    env = SCRIPTED | {"TAILRACE_WORKERS": "1", "TAILRACE_DRAIN_S": "2"}
    old = start_server(env)
    new = start_server(env, data=old.data)
    api = old.api()
    streams = [open_task(old, api, "say 80 120") for _ in range(ANSWERS)]
    for stream in streams:
        stream.read_until(b"w3 ")
    waiting = ThreadPoolExecutor(1).submit(A2aClient(old.url, api.bearer).send, "say 80 120", streaming=False)
    wait_until(lambda: status(api).get("a2a") == ANSWERS + 1, "the message that waits has arrived")
    os.kill(old.master_pid, signal.SIGTERM)
    move_all(streams, new, api)
    (event,) = waiting.result()
    assert event.task.status.state == TaskState.TASK_STATE_WORKING, "it is told how the task stands"

    def task() -> Any:
        return A2aClient(new.url, api.bearer).call(lambda sdk: sdk.get_task(GetTaskRequest(id=event.task.id)))

    wait_until(lambda: task().status.state in ENDED, "the task that was asked for last has ended, too")
    assert text_of(task()) == WORDS


def test_a_reload_in_mid_answer_costs_no_character(start_server: StartServer) -> None:
    """HUP replaces the workers; the producer goes on, and new workers tell the rest."""
    server = start_server(SCRIPTED | {"TAILRACE_WORKERS": "1", "TAILRACE_DRAIN_S": "2"})
    api = server.api()
    streams = [open_task(server, api, "say 80 300") for _ in range(ANSWERS)]
    for stream in streams:
        stream.read_until(b"w3 ")
    os.kill(server.master_pid, signal.SIGHUP)
    move_all(streams, server, api)


def move_all(streams: list[RawStream], to: Server, api: Api) -> None:
    """Read each stream to the end that its worker gives it, and the rest of its task from another worker: together they
    are the whole, no character lost or doubled.
    """

    def move(stream: RawStream) -> None:
        with stream:
            part = envelopes(stream.read_to_end(within_s=20))
        told = [one["artifactUpdate"]["artifact"]["parts"][0]["text"] for one in part if "artifactUpdate" in one]
        assert WORDS.startswith("".join(told))
        assert len("".join(told)) < len(WORDS), "it was cut in mid-answer"
        events = subscribed(A2aClient(to.url, api.bearer), part[0]["task"]["id"])
        assert text_of(task_of(events)) == WORDS
        assert states_of(events) == ["TASK_STATE_WORKING", "TASK_STATE_COMPLETED"]

    with ThreadPoolExecutor(len(streams)) as pool:
        list(pool.map(move, streams))


def subscribed(client: A2aClient, task_id: str) -> list[StreamResponse]:
    """What a task tells from here on. A worker that has just been told to stop may still take a connection, and says
    503.
    """
    give_up_at = time.monotonic() + 10
    while True:
        try:
            return client.subscribe(task_id)
        except A2AClientError as error:
            if "503" not in str(error) or time.monotonic() > give_up_at:
                raise
            time.sleep(0.2)


def test_neither_age_nor_a_killed_worker_costs_a_word(start_server: StartServer) -> None:
    server = start_server(SCRIPTED | {"TAILRACE_WORKERS": "1", "TAILRACE_STREAM_MAX_AGE_S": "1"})
    client = A2aClient(server.url, server.api().bearer)
    words = "".join(f"w{number} " for number in range(1, 41))
    assert text_of(task_of(client.send("say 40 80"))) == words, "a stream of three seconds has no maximum age"
    task_id = client.send("say 40 200", most=5)[0].task.id
    server.kill9("worker")
    wait_until(lambda: server.worker_pids, "another worker has begun")
    events = client.subscribe(task_id)
    assert (text_of(task_of(events)), states_of(events)[-1]) == (words, "TASK_STATE_COMPLETED")
