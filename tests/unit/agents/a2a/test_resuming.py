"""Case 8: the connection to an agent is cut in mid-answer, and no word is lost or said twice."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest

from services.agent import InputRequired, Text
from services.agents.a2a.task import ArtifactUpdate, Part, StatusUpdate, Task, TaskArtifact, TaskState, TaskStatus
from services.agents.a2a.writing import Version, write_event, write_task
from tests.support.a2a_agents import Agents, words_of
from tests.support.cutting_proxy import cutting_proxy
from tests.support.raw_server import Asked, raw_server, whole
from tests.unit.agents.a2a.asking import Here, agent_at, answer, question, sdk_agent, text_of, until_failure

MARKER = b"artifactUpdate"
OLD_MARKER = b"artifact-update"


@pytest.mark.parametrize("name", ["words", "old"])
@pytest.mark.parametrize("cuts", [[1], [20], [2, 1, 1], [10, 0, 0, 1, 0, 3], [39], [40]])
def test_no_word_is_lost_or_doubled(agents: Agents, name: str, cuts: list[int]) -> None:
    marker = MARKER if name == "words" else OLD_MARKER
    with cutting_proxy(agents.port, marker, cuts) as proxy:
        place = Here()
        said = answer(sdk_agent(agents, name, port=proxy.port), "40 0.02", place)
        assert proxy.connections > 1
    assert text_of(said) == "".join(words_of("40"))


def test_a_task_that_ended_meanwhile_is_fetched(agents: Agents) -> None:
    with cutting_proxy(agents.port, MARKER, [3, 0, 0]) as proxy:
        said = answer(sdk_agent(agents, "words", port=proxy.port), "20 0.001")
    assert text_of(said) == "".join(words_of("20"))


def test_another_process_takes_the_answer_up(agents: Agents) -> None:
    place = Here()
    agent = sdk_agent(agents, "words")
    first = agent.answer(question("40 0.02"), place)
    said = []
    for one in first:
        said.append(one)
        if len([text for text in said if isinstance(text, Text)]) == 7:
            break
    first.close()  # type: ignore[attr-defined]
    place.published_text = text_of(said)
    assert place.published_text + text_of(agent.resume(question("40 0.02"), place)) == "".join(words_of("40"))
    assert place.task_id == ""


def test_what_nobody_remembers_cannot_be_taken_up(agents: Agents) -> None:
    for place in (Here(published_text="Some"), Here(task_id="forgotten", published_text="Some")):
        said, failure = until_failure(sdk_agent(agents, "words").resume(question(""), place))
        assert (said, failure.code) == ([], "lost")


def test_a_question_back_survives_a_cut(agents: Agents) -> None:
    place = Here()
    with cutting_proxy(agents.port, b"INPUT_REQUIRED", [1]) as proxy:
        said = answer(sdk_agent(agents, "asks", port=proxy.port), "Paint it", place)
    assert said[-1] == InputRequired("Which colour?")
    assert place.task_id


# -- agents that tell their task in other ways ------------------------------------------------------------------------


class Script:
    """An agent whose answers to each method are written down; the last one is given again and again."""

    def __init__(self, **answers: list[Any]) -> None:
        self._answers = answers
        self._lock = threading.Lock()

    def __call__(self, connection: socket.socket, asked: Asked) -> None:
        request = json.loads(asked.body)
        with self._lock:
            answers = self._answers[request["method"].replace("/", "_")]
            given = answers.pop(0) if len(answers) > 1 else answers[0]
        if callable(given):
            given(connection)
        elif isinstance(given, list):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
            for result in given:
                connection.sendall(b"data: " + envelope(request["id"], result) + b"\n\n")
        else:
            connection.sendall(whole(envelope(request["id"], given)))


def envelope(request_id: Any, result: Any) -> bytes:
    about = {"error": result} if isinstance(result, dict) and "code" in result else {"result": result}
    return json.dumps({"jsonrpc": "2.0", "id": request_id} | about).encode()


def chunk(text: str, version: Version = "1.0", *, append: bool = True, artifact: str = "a") -> Any:
    part = TaskArtifact(artifact, (Part(text=text),))
    return write_event(ArtifactUpdate("t", "c", part, append=append), version)


def ends(state: TaskState = TaskState.COMPLETED) -> Any:
    return write_event(StatusUpdate("t", "c", TaskStatus(state)), "1.0")


def a_task(*texts: str, state: TaskState = TaskState.WORKING) -> Task:
    artifacts = tuple(TaskArtifact(name, (Part(text=text),)) for name, text in zip("abc", texts, strict=False))
    return Task("t", "c", TaskStatus(state), artifacts)


def snapshot(*texts: str, state: TaskState = TaskState.WORKING) -> Any:
    return write_event(a_task(*texts, state=state), "1.0")


def fetched(*texts: str, state: TaskState = TaskState.COMPLETED) -> Any:
    return write_task(a_task(*texts, state=state), "1.0")


CANNOT = {"code": -32004, "message": "This operation is not supported"}


def told(script: Script) -> str:
    with raw_server(script) as server:
        return text_of(answer(agent_at(server.url), "Go"))


def test_a_snapshot_that_lags_behind_is_caught_up_with() -> None:
    script = Script(
        SendStreamingMessage=[[chunk("one, "), chunk("two, "), chunk("three, ")]],
        SubscribeToTask=[[snapshot("one, "), chunk("two, "), chunk("three, fo"), chunk("ur"), ends()]],
    )
    assert told(script) == "one, two, three, four"


@pytest.mark.parametrize(
    "again",
    [
        [snapshot("one, TWO, three"), ends()],
        [snapshot("one, "), chunk("TWO, three"), ends()],
        [snapshot("two, three, four"), ends()],
        [snapshot("one"), ends()],
        [snapshot(), ends()],
        [snapshot("é" * 9), ends()],
    ],
)
def test_another_text_than_before_is_never_joined(again: list[Any]) -> None:
    script = Script(SendStreamingMessage=[[chunk("one, "), chunk("two, ")]], SubscribeToTask=[again])
    with raw_server(script) as server:
        said, failure = until_failure(agent_at(server.url).answer(question("Go"), Here()))
    assert text_of(said) == "one, two, "
    assert failure.code == "lost"


def test_an_agent_that_cannot_be_subscribed_to_is_asked_for_its_task() -> None:
    for refusal in (CANNOT, {"code": -32601, "message": "Method not found"}):
        script = Script(
            SendStreamingMessage=[[chunk("one, "), chunk("two, ")]],
            SubscribeToTask=[refusal],
            GetTask=[fetched("one, two, three, ", state=TaskState.WORKING), fetched("one, two, three, four")],
        )
        assert told(script) == "one, two, three, four"


def test_a_failure_after_a_cut_is_told() -> None:
    script = Script(
        SendStreamingMessage=[[chunk("one, ")]],
        SubscribeToTask=[CANNOT],
        GetTask=[fetched("one, two", state=TaskState.FAILED)],
    )
    with raw_server(script) as server:
        said, failure = until_failure(agent_at(server.url).answer(question("Go"), Here()))
    assert (text_of(said), failure.code) == ("one, two", "agent_failed")


def test_several_texts_are_paragraphs_also_after_a_cut() -> None:
    script = Script(
        SendStreamingMessage=[[chunk("one", artifact="a"), chunk("tw", artifact="b")]],
        SubscribeToTask=[[snapshot("one", "two"), chunk("three", artifact="c"), ends()]],
    )
    assert told(script) == "one\n\ntwo\n\nthree"


def test_an_agent_that_is_away_for_a_while_is_asked_again() -> None:
    def busy(connection: socket.socket) -> None:
        connection.sendall(whole(b"", "text/plain", "503 Service Unavailable"))

    script = Script(
        SendStreamingMessage=[[chunk("one, ")]],
        SubscribeToTask=[busy, lambda connection: connection.close(), [snapshot("one, two"), ends()]],
    )
    assert told(script) == "one, two"


@pytest.mark.parametrize("closes", [lambda connection: None, lambda connection: connection.sendall(b"HTTP/1.1 2")])
def test_a_question_whose_arrival_is_unknown_is_not_asked_twice(closes: Callable[[socket.socket], None]) -> None:
    script = Script(SendStreamingMessage=[closes])
    with raw_server(script) as server:
        said, failure = until_failure(agent_at(server.url).answer(question("Go"), Here()))
        assert len(server.asked) == 1
    assert (said, failure.code) == ([], "agent_failed")


def test_an_agent_that_never_comes_back_is_left_in_time() -> None:
    script = Script(SendStreamingMessage=[[chunk("one, ")]], SubscribeToTask=[lambda connection: connection.close()])
    with raw_server(script) as server:
        said, failure = until_failure(agent_at(server.url, silence_s=0.6).answer(question("Go"), Here()))
    assert (text_of(said), failure.code) == ("one, ", "timeout")


def test_an_agent_that_cannot_stream_is_asked_otherwise_whatever_its_card_says() -> None:
    script = Script(
        SendStreamingMessage=[CANNOT], SendMessage=[snapshot()], GetTask=[fetched("one, two")], SubscribeToTask=[CANNOT]
    )
    assert told(script) == "one, two"


def test_what_an_agent_tells_twice_after_a_cut_is_said_once() -> None:
    """The SDK's servers tell again what came between listening and reading the task."""
    parts = tuple(Part(text=text) for text in ("one, ", "two, ", "three, "))
    task = Task("t", "c", TaskStatus(TaskState.WORKING), (TaskArtifact("a", parts),))
    for echo in (["two, ", "three, "], ["three, "]):
        script = Script(
            SendStreamingMessage=[[chunk("one, "), chunk("two, ")]],
            SubscribeToTask=[[write_event(task, "1.0"), *map(chunk, echo), chunk("four"), ends()]],
            GetTask=[
                fetched("one, two, three, ", state=TaskState.WORKING),
                fetched("one, two, three, f", state=TaskState.WORKING),
                fetched("one, two, three, four"),
            ],
        )
        assert told(script) == "one, two, three, four"


def test_an_agent_that_repeats_itself_is_believed_where_nothing_else_can_be_asked() -> None:
    script = Script(
        SendStreamingMessage=[[chunk("ha "), chunk("ha ")]],
        SubscribeToTask=[[snapshot("ha ha "), chunk("ha "), ends()]],
        GetTask=[CANNOT],
    )
    assert told(script) == "ha ha ha "


def test_a_task_that_takes_no_more_messages_does_not_colour_the_next() -> None:
    script = Script(
        GetTask=[{"id": "old", "status": {"state": "TASK_STATE_CANCELED"}, "artifacts": [
            {"artifactId": "a", "parts": [{"text": "The old answer."}]}
        ]}],
        SendStreamingMessage=[CANNOT, [snapshot(), chunk("A new", append=False), chunk(" one."), ends()]],
    )  # fmt: skip
    with raw_server(script) as server:
        said = answer(agent_at(server.url), "Again?", Here(context_id="c", task_id="old"))
    assert said == [Text("A new"), Text(" one.")]


def test_an_open_task_that_goes_on_survives_a_cut_as_well() -> None:
    before = fetched("The old answer.", state=TaskState.INPUT_REQUIRED)
    script = Script(
        GetTask=[before],
        SendStreamingMessage=[[chunk(" Red"), chunk(" and")]],
        SubscribeToTask=[[snapshot("The old answer. Red and green"), ends()]],
    )
    with raw_server(script) as server:
        said = answer(agent_at(server.url), "Which colours?", Here(context_id="c", task_id="t"))
    assert text_of(said) == " Red and green"
