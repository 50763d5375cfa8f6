"""What an A2A stream makes of the frames that it reads back."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blueprints.agents.a2a_stream import ALIVE, Telling
from blueprints.streaming.event_stream import FOLLOWED_HEARTBEAT_S
from services.agents.a2a.server.task_view import TaskView
from services.agents.a2a.task import Task
from services.agents.face import FACE
from services.agents.runs.asking import SentMessage
from services.agents.runs.run import ChatRun
from services.agents.runs.store import Outcome
from services.agents.runs.story import COMPLETED, EXECUTION_STARTED, text_chunk
from services.auth.identity import Identity
from services.streaming import wire
from services.streaming.end_reason import EndReason
from services.streaming.event import new_event
from services.streaming.stream_limits import StreamLimits
from services.streaming.streams import Streams


@pytest.fixture
def run(app: Flask) -> ChatRun:
    chat = app.extensions["tailrace"].service(FACE)
    user = app.extensions["tailrace"].users.by_name("alice")
    alice = Identity(user.id, "alice", "member", "access", "a login", math.inf)
    run: ChatRun = chat.ask(alice, SentMessage("hello", is_listed=False))
    return run


@pytest.fixture
def stream(app: Flask, run: ChatRun) -> Stream:
    chat = app.extensions["tailrace"].service(FACE)
    view = TaskView(chat.tasks.find(run.owner_id, run.id), lambda run_id, number: f"/{run_id}/{number}")
    return Stream(Telling(chat, 7, "1.0", view), view.task(None), run)


@dataclass
class Subscribed:
    """What a subscription yields, and how it ends."""

    blocks: list[bytes]
    end_reason: EndReason | None = EndReason.DRAIN
    is_closed: bool = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self.blocks

    def close(self) -> None:
        self.is_closed = True


@dataclass
class Stream:
    telling: Telling
    task: Task
    run: ChatRun

    def body(self, *blocks: bytes) -> bytes:
        """What follows the task."""
        subscription: Any = Subscribed(list(blocks))
        _task, *told = self.telling.blocks(self.task, self.run, subscription, None)
        assert subscription.is_closed
        return b"".join(told)

    def told(self, *frames: bytes) -> list[dict[str, Any]]:
        """The envelopes, of frames that arrive in one block. Beside them there are only comments."""
        parts = [part for part in self.body(b"".join(frames)).split(b"\n\n") if part and part != b": keepalive"]
        assert all(part.startswith(b"data: ") and b"\n" not in part for part in parts)
        return [json.loads(part.removeprefix(b"data: ")) for part in parts]


def event(id: int, type: str, data: dict[str, Any]) -> bytes:
    return wire.event_frame(id, new_event("chat.x", type, {"event": type, **data}).data)


def test_words_and_nothing_of_our_own_are_told(stream: Stream) -> None:
    opening = wire.opening_frame(2000, {"type": "connected"})
    closing = wire.closing_frame(EndReason.DRAIN, 100) + wire.token_expiring_frame(3)
    words = [event(id, "response_chunk", text_chunk(text)) for id, text in ((1, "a\u2028b"), (2, "c"))]
    first, second = stream.told(opening, words[0], closing, words[1])
    assert first["result"]["artifactUpdate"]["artifact"]["parts"] == [{"text": "a\u2028b"}]
    assert second["result"]["artifactUpdate"]["append"] is True


def test_whatever_goes_out_in_place_of_a_heartbeat_is_a_sign_of_life(stream: Stream) -> None:
    assert ALIVE == b": keepalive\n\n"
    for frame in (wire.heartbeat_frame(5), wire.token_expiring_frame(3), event(1, EXECUTION_STARTED, {})):
        assert stream.body(frame) == ALIVE


def test_the_end_is_told_as_the_row_has_it(app: Flask, stream: Stream, run: ChatRun) -> None:
    app.extensions["tailrace"].service(FACE).runs.end(run, Outcome("completed", ""))
    (last,) = stream.told(event(3, COMPLETED, {}), event(4, "response_chunk", text_chunk("late")))
    assert last["result"]["statusUpdate"]["status"]["state"] == "TASK_STATE_COMPLETED"


def test_what_cannot_be_told_ends_the_stream_with_an_envelope(stream: Stream) -> None:
    """Case 1: an error in mid-stream is one more envelope."""
    (error,) = stream.told(event(1, "response_chunk", {"nonsense": 1}), event(2, "response_chunk", text_chunk("x")))
    assert (error["id"], error["error"]["code"]) == (7, -32603)


def test_what_the_log_has_forgotten_ends_the_stream(stream: Stream) -> None:
    """A word less would be worse than no word: the client asks for the task."""
    assert stream.told(wire.gap_frame("chat.x", 1, 9, "trimmed"), event(10, "response_chunk", text_chunk("x"))) == []


ASKED = {"role": "ROLE_USER", "parts": [{"text": "hello"}]}
CALL = {"jsonrpc": "2.0", "id": 1, "method": "SendStreamingMessage", "params": {"message": ASKED | {"messageId": "m"}}}
COMPLETION = {"model": "echo", "stream": True, "messages": [{"role": "user", "content": "hello"}]}


@pytest.mark.parametrize("blocks", [0, 1])
@pytest.mark.parametrize(("path", "body"), [("/agents/echo", CALL), ("/v1/chat/completions", COMPLETION)])
def test_a_client_that_leaves_at_once_holds_no_place(
    app: Flask,
    client: FlaskClient,
    alice: dict[str, str],
    tmp_path: Path,
    path: str,
    body: dict[str, Any],
    blocks: int,
) -> None:
    """Before the first block, and while it is sent."""
    container = app.extensions["tailrace"]
    container.streams = Streams(container.event_log, tmp_path / "workers", StreamLimits())
    response = client.post(path, json=body, headers=alice | {"A2A-Version": "1.0"}, buffered=False)
    (subscription,) = container.streams.pump.subscriptions.values()
    assert (response.status_code, subscription.request.heartbeat_s) == (200, FOLLOWED_HEARTBEAT_S)
    for _ in range(blocks):
        assert next(response.response).startswith(b"data: ")  # type: ignore[arg-type, union-attr]
    response.close()
    assert not container.streams.pump.subscriptions
