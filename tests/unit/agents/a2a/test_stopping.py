"""Whoever stops an answer stops the work of the agent elsewhere, which may not hear at once."""

from __future__ import annotations

import json
import socket
import time
from typing import Any

import pytest

from services.agent import Text
from services.agents.a2a.envelope import Code
from services.agents.a2a.task import TaskState
from tests.support.a2a_agents import Agents
from tests.support.condition import wait_until
from tests.support.raw_server import Asked, RawServer, raw_server, whole
from tests.unit.agents.a2a.asking import Here, agent_at, question, sdk_agent
from tests.unit.agents.a2a.test_resuming import Script, fetched

STOPPED = fetched(state=TaskState.CANCELED)


def hangs_up(connection: socket.socket) -> None:
    connection.close()


def is_busy(connection: socket.socket) -> None:
    connection.sendall(whole(b"", status="503 Service Unavailable"))


def forbids(connection: socket.socket) -> None:
    connection.sendall(whole(b"", status="403 Forbidden"))


def error(code: int) -> Any:
    return {"code": code, "message": "No."}


def cancels(server: RawServer) -> int:
    asked: list[Asked] = server.asked
    return [json.loads(one.body)["method"] for one in asked].count("CancelTask")


def stop(*answers: Any) -> int:
    """Stop a task of an agent that answers so; how often it was told."""
    with raw_server(Script(CancelTask=list(answers))) as server:
        agent_at(server.url).cancel(Here(task_id="t"))
        return cancels(server)


@pytest.mark.parametrize(
    "first",
    [
        fetched(state=TaskState.WORKING),
        fetched(state=TaskState.SUBMITTED),
        hangs_up,
        is_busy,
        error(Code.INTERNAL_ERROR),
    ],
)
def test_an_agent_that_does_not_stop_at_once_is_told_again(first: Any) -> None:
    assert stop(first, STOPPED) == 2
    assert stop(first, first, STOPPED) == 3


@pytest.mark.parametrize(
    "answer",
    [
        STOPPED,
        fetched(state=TaskState.COMPLETED),
        error(Code.TASK_NOT_CANCELABLE),
        error(Code.TASK_NOT_FOUND),
        error(Code.METHOD_NOT_FOUND),
        error(Code.UNSUPPORTED_OPERATION),
        forbids,
    ],
)
def test_an_agent_that_has_stopped_or_never_will_is_told_once(answer: Any) -> None:
    assert stop(answer, STOPPED) == 1


def test_an_agent_that_does_not_listen_is_left_in_peace() -> None:
    assert 1 < stop(fetched(state=TaskState.WORKING)) < 10


def test_stopping_closes_the_connection_and_cancels_the_task(agents: Agents) -> None:
    place = Here()
    agent = sdk_agent(agents, "words")
    said = agent.answer(question("10000 0.01"), place)
    assert next(one for one in said if isinstance(one, Text))
    task_id = place.task_id
    said.close()  # type: ignore[attr-defined]
    begun = time.monotonic()
    agent.cancel(place)
    assert time.monotonic() - begun < 20
    wait_until(lambda: task_id in agents.executors["words"].cancelled, "the task to be cancelled")


def test_stopping_an_agent_that_is_gone_takes_no_longer(agents: Agents) -> None:
    agent = sdk_agent(agents, "words", port=1)
    begun = time.monotonic()
    agent.cancel(Here(task_id="t"))
    agent.cancel(Here())
    assert time.monotonic() - begun < 20
