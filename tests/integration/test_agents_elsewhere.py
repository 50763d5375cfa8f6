"""An agent of the A2A SDK, asked through a whole Tailrace: its answer streams, stops, and outlives its producer."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.support.a2a_agents import Agents, a2a_agents, words_of
from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.server import ADMIN_USER, Server, StartServer

pytestmark = pytest.mark.integration

OPEN = {"TAILRACE_ALLOW_PRIVATE_HOSTS": "1", "TAILRACE_AGENT_CHECK_S": "0.5"}


@pytest.fixture(scope="module")
def agents() -> Iterator[Agents]:
    with a2a_agents() as agents:
        yield agents


def add(api: Api, agents: Agents, name: str) -> str:
    answer = api.post("/api/v1/agents", json={"card_url": agents.url(name)})
    if answer.status_code == 409:
        return f"agent-{name}"
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def ask(api: Api, agent_id: str, message: str, conversation_id: str | None = None) -> dict[str, Any]:
    body = {"message": message, "agent_id": agent_id, "conversation_id": conversation_id}
    answer = api.post("/api/v1/chat", json=body)
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


def read(api: Api, run: dict[str, Any]) -> dict[str, Any]:
    return dict(api.get(f"/api/v1/chat/{run['run_id']}").json())


def ended(api: Api, run: dict[str, Any]) -> dict[str, Any]:
    return wait_until(lambda: found if (found := read(api, run))["state"] != "live" else None, "the answer's end")


def test_an_answer_streams_and_asks_back(server_with: Any, agents: Agents) -> None:
    api = server_with(OPEN).api()
    answer = ended(api, ask(api, add(api, agents, "words"), "30 0.01"))
    assert (answer["state"], answer["text"]) == ("complete", "".join(words_of("30")))
    asks = add(api, agents, "asks")
    run = ask(api, asks, "Paint it")
    asked_back = ended(api, run)
    assert (asked_back["state"], asked_back["message"]) == ("input_required", "Which colour?")
    body = {"message": "green", "conversation_id": run["conversation_id"]}
    again = dict(api.post("/api/v1/chat", json=body).json())
    assert ended(api, again)["text"] == "You like green."


def test_files_that_it_made_can_be_fetched(server_with: Any, agents: Agents) -> None:
    api = server_with(OPEN).api()
    run = ask(api, add(api, agents, "makes"), "Go")
    answer = ended(api, run)
    assert answer["text"] == "Here they are."
    picture, *data = answer["artifacts"]
    assert (picture["name"], picture["bytes"]) == ("a.png", 4)
    assert api.get(picture["url"]).content == b"\x89PNG"
    assert [one["data"] for one in data] == [{"rows": [1, 2]}, {"rows": [3]}]


def state_there(agents: Agents, task_id: str) -> str:
    """The task's state as its agent tells it."""
    request = {"jsonrpc": "2.0", "id": "1", "method": "GetTask", "params": {"id": task_id}}
    answer = requests.post(agents.url("words"), json=request, headers={"A2A-Version": "1.0"}, timeout=30)
    return str(answer.json()["result"]["status"]["state"])


def test_stopping_reaches_the_agent(server_with: Any, agents: Agents) -> None:
    api = server_with(OPEN).api()
    run = ask(api, add(api, agents, "words"), "10000 0.01")
    wait_until(lambda: read(api, run)["text"], "the first word")
    task_id = agents.executors["words"].started[-1]
    asked_at = time.monotonic()
    assert api.post(f"/api/v1/chat/{run['run_id']}/cancel").status_code == 202
    # Not whether its `cancel` was called: the library leaves that out where it has just noticed that nobody listens.
    wait_until(lambda: state_there(agents, task_id) == "TASK_STATE_CANCELED", "the agent to hear of it")
    assert time.monotonic() - asked_at < 20  # 2 s, on a machine that does nothing else
    stopped = ended(api, run)
    assert stopped["code"] == "cancelled"
    assert stopped["text"]


def test_an_answer_outlives_its_producer(start_server: StartServer, agents: Agents) -> None:
    server = start_server(OPEN)
    api = server.api()
    run = ask(api, add(api, agents, "words"), "200 0.02")
    wait_until(lambda: read(api, run)["text"].count("wörd") > 20, "a part of the answer")
    os.kill(producer_of(server), signal.SIGKILL)
    answer = ended(api, run)
    assert (answer["state"], answer["text"]) == ("complete", "".join(words_of("200")))


def test_a_tailrace_asks_another_one(server_with: Any) -> None:
    """Here itself: through its own door for A2A, with a chat key as the credential."""
    server = server_with(OPEN)
    api = server.api()
    key = server.flask("token", "create", "--chat", "--user", ADMIN_USER).stdout.strip()
    card_url = f"{server.url}/agents/repository"
    added = api.post("/api/v1/agents", json={"card_url": card_url, "credential": key})
    assert added.status_code == 201, added.text
    agent_id = added.json()["id"]
    assert (agent_id, added.json()["protocol"]) == ("repository-2", "a2a 1.0")
    there = ended(api, ask(api, "repository", "Which file is the worst?"))
    here = ended(api, ask(api, agent_id, "Which file is the worst?"))
    assert (here["state"], here["text"]) == (there["state"], there["text"])
    assert here["text"]
    api.delete(f"/api/v1/agents/{agent_id}")


def test_health_is_watched(server_with: Any) -> None:
    api = server_with(OPEN).api()
    with a2a_agents() as passing:
        agent_id = add(api, passing, "message")
        assert api.get(f"/api/v1/agents/{agent_id}").json()["health"] == "healthy"
    wait_until(lambda: api.get(f"/api/v1/agents/{agent_id}").json()["health"] == "unreachable", "its absence noticed")
    assert api.delete(f"/api/v1/agents/{agent_id}").status_code == 204


def producer_of(server: Server) -> int:
    return next(one.pid for one in server.processes() if "services.agents.producer" in one.command)
