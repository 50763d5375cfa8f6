"""The door for other agents, as the A2A SDK's client for Python uses it, in both versions of the protocol."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from a2a.client import Client
from a2a.client.errors import A2AClientError
from a2a.types.a2a_pb2 import (
    CancelTaskRequest,
    GetExtendedAgentCardRequest,
    GetTaskRequest,
    ListTasksRequest,
    Task,
    TaskPushNotificationConfig,
    TaskState,
)
from a2a.utils.errors import (
    ContentTypeNotSupportedError,
    PushNotificationNotSupportedError,
    TaskNotCancelableError,
    TaskNotFoundError,
    UnsupportedOperationError,
)

from tests.support.a2a_client import ENDED, SCRIPTED, A2aClient, states_of, task_of, text_of
from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.server import Server
from tests.support.shared_server import ServerWith

pytestmark = pytest.mark.integration

SUBMITTED, WORKING, COMPLETED = "TASK_STATE_SUBMITTED", "TASK_STATE_WORKING", "TASK_STATE_COMPLETED"


@pytest.fixture(scope="module")
def server(server_with: ServerWith) -> Server:
    return server_with(SCRIPTED)


@pytest.fixture(scope="module")
def api(server: Server) -> Iterator[Api]:
    server.add_user("a2a-asker", "correct horse battery")
    with server.api("a2a-asker", "correct horse battery") as api:
        yield api


@pytest.fixture(params=["1.0", "0.3"])
def client(server: Server, api: Api, request: pytest.FixtureRequest) -> A2aClient:
    return A2aClient(server.url, api.bearer, request.param)


@pytest.fixture
def new_client(server: Server, api: Api) -> A2aClient:
    return A2aClient(server.url, api.bearer)


def get(client: A2aClient, task_id: str, **more: Any) -> Task:
    return client.call(lambda sdk: sdk.get_task(GetTaskRequest(id=task_id, **more)))


def words(count: int) -> str:
    return "".join(f"w{number} " for number in range(1, count + 1))


def test_an_answer_streams(client: A2aClient) -> None:
    question = "say 12 100\nstatus Looking it up\u2028say 3\x85text \\n\\ré – 漢字 🚰\u2029"
    events = client.send(question)
    assert states_of(events) == [SUBMITTED, WORKING, COMPLETED]
    said = [one.status_update.status.message.parts[0].text for one in events if one.status_update.status.message.parts]
    assert said == ["Looking it up"]
    task = task_of(events)
    assert text_of(task) == words(12) + words(3) + "\n\\ré – 漢字 🚰"
    assert task.history[0].parts[0].text == question
    assert sum(one.HasField("artifact_update") for one in events) > 4, "it came in pieces"
    kept = get(client, task.id)
    assert text_of(kept) == text_of(task)
    assert kept.status.state == TaskState.TASK_STATE_COMPLETED
    assert kept.status.timestamp == task.status.timestamp


def test_a_message_is_answered_once_the_task_has_ended(client: A2aClient) -> None:
    (event,) = client.send("say 4 50", streaming=False)
    assert event.task.status.state == TaskState.TASK_STATE_COMPLETED
    assert text_of(event.task) == words(4)


def test_a_message_is_answered_at_once_if_the_client_wants_that(client: A2aClient) -> None:
    (event,) = client.send("stall after 1", streaming=False, configuration={"returnImmediately": True})
    assert event.task.status.state in (TaskState.TASK_STATE_SUBMITTED, TaskState.TASK_STATE_WORKING)
    cancelled = client.call(lambda sdk: sdk.cancel_task(CancelTaskRequest(id=event.task.id)))
    assert cancelled.status.state == TaskState.TASK_STATE_CANCELED


@pytest.mark.parametrize("cut_after", [1, 2, 3, 5, 8])
def test_a_cut_stream_goes_on_without_a_gap_and_without_a_word_twice(new_client: A2aClient, cut_after: int) -> None:
    """Case 8, as server. Case 9: who goes away stops nothing."""
    before = new_client.send("say 40 400", most=cut_after)
    task_id = before[0].task.id
    after = new_client.subscribe(task_id)
    assert text_of(task_of(after)) == words(40)
    assert states_of(after)[-1] == COMPLETED


def test_a_cut_stream_goes_on_in_0_3(server: Server, api: Api) -> None:
    client = A2aClient(server.url, api.bearer, "0.3")
    before = client.send("say 40 400", most=4)
    assert text_of(task_of(client.subscribe(before[0].task.id))) == words(40)


def test_a_client_that_goes_away_does_not_end_the_work(client: A2aClient) -> None:
    """Case 9."""
    (first,) = client.send("say 20 20", most=1)
    task = wait_until(lambda: (found := get(client, first.task.id)).status.state in ENDED and found, "it has ended")
    assert (task.status.state, text_of(task)) == (TaskState.TASK_STATE_COMPLETED, words(20))


def test_an_agent_asks_back_and_goes_on_in_the_same_task(client: A2aClient) -> None:
    events = client.send("text Hello.\nask your name")
    asked = task_of(events)
    assert states_of(events)[-1] == "TASK_STATE_INPUT_REQUIRED"
    assert asked.status.message.parts[0].text == "Scripted question: your name"
    (seen,) = client.subscribe(asked.id)
    assert seen.task.status.state == TaskState.TASK_STATE_INPUT_REQUIRED
    answered = client.send("Alice", task_id=asked.id, context_id=asked.context_id)
    task = task_of(answered)
    assert (task.id, task.context_id) == (asked.id, asked.context_id)
    assert text_of(task) == "Hello.\n\nThank you for Alice."
    kept = get(client, task.id)
    assert text_of(kept) == text_of(task)
    said = [(message.role, message.parts[0].text) for message in kept.history]
    assert said == [(1, "text Hello.\nask your name"), (2, "Scripted question: your name"), (1, "Alice")]
    with pytest.raises((UnsupportedOperationError, A2AClientError)):
        client.send("again", task_id=asked.id)


def test_a_task_that_waits_can_be_cancelled(client: A2aClient) -> None:
    (event,) = client.send("ask why", streaming=False)
    cancelled = client.call(lambda sdk: sdk.cancel_task(CancelTaskRequest(id=event.task.id)))
    assert cancelled.status.state == TaskState.TASK_STATE_CANCELED
    assert get(client, event.task.id).status.state == TaskState.TASK_STATE_CANCELED


@pytest.mark.parametrize(
    ("script", "state"),
    [
        ("fail agent_failed after 2", "TASK_STATE_FAILED"),
        ("fail rejected", "TASK_STATE_REJECTED"),
        ("fail limit after 1", "TASK_STATE_FAILED"),
    ],
)
def test_a_task_that_fails_says_why(client: A2aClient, script: str, state: str) -> None:
    events = client.send(script)
    assert states_of(events)[-1] == state
    assert task_of(events).status.message.parts[0].text
    assert text_of(task_of(events)) == words(int(script[-1]) if "after" in script else 0)


def test_what_nobody_answers_is_rejected(server: Server, api: Api) -> None:
    events = A2aClient(server.url, api.bearer, agent="auto").send("What is the capital of the moon's moon?")
    assert states_of(events)[-1] == "TASK_STATE_REJECTED"


def test_files_and_data_are_artifacts_of_their_own(server: Server, api: Api, client: A2aClient) -> None:
    task = task_of(client.send("say 2\nfile note.txt 40\ndata 3"))
    by_id = {one.artifact_id: one for one in task.artifacts}
    assert by_id["items"].parts[0].data.struct_value["item 2"] == 2
    (file,) = by_id["file-note.txt"].parts
    assert (file.filename or "note.txt", file.media_type) == ("note.txt", "text/plain")
    assert file.url.startswith(f"{server.url}/agents/scripted/artifacts/")
    assert len(api.get(file.url.removeprefix(server.url)).content) == 40


def test_a_task_of_somebody_else_is_no_task(server: Server, new_client: A2aClient) -> None:
    (event,) = new_client.send("say 1", streaming=False)
    other = A2aClient(server.url, server.api().bearer)
    for talk in (
        lambda sdk: sdk.get_task(GetTaskRequest(id=event.task.id)),
        lambda sdk: sdk.cancel_task(CancelTaskRequest(id=event.task.id)),
    ):
        with pytest.raises(TaskNotFoundError):
            other.call(talk)
    with pytest.raises(TaskNotFoundError):
        other.subscribe(event.task.id)
    with pytest.raises(TaskNotFoundError):
        other.send("hello", task_id=event.task.id)


def test_an_ended_task_is_neither_cancelled_nor_followed(new_client: A2aClient) -> None:
    (event,) = new_client.send("say 1", streaming=False)
    with pytest.raises(TaskNotCancelableError):
        new_client.call(lambda sdk: sdk.cancel_task(CancelTaskRequest(id=event.task.id)))
    with pytest.raises(UnsupportedOperationError):
        new_client.subscribe(event.task.id)


def test_what_is_not_offered_is_refused(new_client: A2aClient) -> None:
    push = TaskPushNotificationConfig(task_id="t", url="http://169.254.169.254/")
    with pytest.raises(PushNotificationNotSupportedError):
        new_client.call(lambda sdk: sdk.create_task_push_notification_config(push))
    with pytest.raises(ContentTypeNotSupportedError):
        new_client.send("say 1", configuration={"acceptedOutputModes": ["image/png"]})
    with pytest.raises(ContentTypeNotSupportedError):
        new_client.send("", parts=[{"raw": "AAAA"}])


def test_tasks_are_listed_by_pages_and_filters(server: Server) -> None:
    server.add_user("a2a-lister", "correct horse battery")
    client = A2aClient(server.url, server.api("a2a-lister", "correct horse battery").bearer)
    tasks = [
        client.send(f"say {count}", streaming=False, context_id=f"context {count % 2}")[0] for count in range(1, 6)
    ]
    (waits,) = client.send("ask why", streaming=False)

    def listed(**wanted: Any) -> Any:
        async def talk(sdk: Client) -> Any:
            return await sdk.list_tasks(ListTasksRequest(**wanted))

        return client.call(talk)

    newest_first = [waits.task.id, *(one.task.id for one in reversed(tasks))]
    first = listed(page_size=4)
    assert ([one.id for one in first.tasks], first.total_size, first.page_size) == (newest_first[:4], 6, 4)
    assert not any(one.artifacts for one in first.tasks)
    second = listed(page_size=4, page_token=first.next_page_token, include_artifacts=True)
    assert [one.id for one in second.tasks] == newest_first[4:]
    assert (second.next_page_token, second.total_size) == ("", 6)
    assert [text_of(one) for one in second.tasks] == [words(2), words(1)]
    assert {one.context_id for one in listed(context_id="context 1").tasks} == {"context 1"}
    assert listed(context_id="context 1").total_size == 3
    assert [one.id for one in listed(status=TaskState.TASK_STATE_INPUT_REQUIRED).tasks] == [waits.task.id]
    assert listed(status=TaskState.TASK_STATE_AUTH_REQUIRED).total_size == 0
    recent = listed(status_timestamp_after=tasks[3].task.status.timestamp)
    assert [one.id for one in recent.tasks] == newest_first[:3]


def test_the_history_is_as_long_as_it_is_wanted(new_client: A2aClient) -> None:
    (event,) = new_client.send("ask why", streaming=False, configuration={"historyLength": 0})
    assert not event.task.history
    new_client.send("because", task_id=event.task.id)
    assert len(get(new_client, event.task.id).history) == 3
    assert [one.parts[0].text for one in get(new_client, event.task.id, history_length=1).history] == ["because"]
    assert not get(new_client, event.task.id, history_length=0).history


def test_a_card_of_ones_own_has_more_to_tell(new_client: A2aClient) -> None:
    card = new_client.call(lambda sdk: sdk.get_extended_agent_card(GetExtendedAgentCardRequest()))
    assert card.name == "Scripted"
    assert card.capabilities.streaming
    assert not card.capabilities.push_notifications
