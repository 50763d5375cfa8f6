"""The methods of A2A: what each call does here, and what it is answered with."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from flask import Response
from msgspec import Raw

from blueprints.agents.a2a_card import card_of
from blueprints.agents.a2a_stream import task_stream, wait_for_end
from blueprints.streaming.event_stream import streams, subscriber_of
from services.agents.a2a.envelope import Code, RequestId, RpcError
from services.agents.a2a.server.asked import NO_PUSH, AskedList, Sent, read_asked_list, read_asked_task, read_sent
from services.agents.a2a.server.page_token import read_page_token, write_page_token
from services.agents.a2a.server.standing import Standing, earlier, read_standing, standing_of
from services.agents.a2a.server.task_view import STATES, TaskView, state_of
from services.agents.a2a.task import TaskState
from services.agents.a2a.writing import Json, Version, write_event, write_task
from services.agents.chat import Chat
from services.agents.directory import AUTO, Entry
from services.agents.runs.asking import SentMessage
from services.agents.runs.run import ChatRun
from services.agents.runs.task import ChatTask, Wanted, moment_of
from services.auth.identity import Identity
from services.thread import in_thread

CANCEL_S = 5.0
"""How long a call may wait for an agent to stop."""
LIST_BYTES = 4 * 2**20
"""After so many, a page of a list ends, however many tasks were asked for."""
_LOOK_S = 0.25


@dataclass(frozen=True, slots=True)
class Call:
    """``url`` is where clients reach the agent that is asked."""

    chat: Chat
    id: RequestId
    version: Version
    entry: Entry
    identity: Identity
    url: str
    params: Any

    @property
    def agent_id(self) -> str | None:
        """None at the orchestrator's address."""
        return None if self.entry.id == AUTO else self.entry.id

    def file_url(self, run_id: str, number: int) -> str:
        return f"{self.url}/artifacts/{run_id}/{number}"

    def standing(self, task_id: str) -> Standing:
        return in_thread(read_standing, self.chat, self.identity.user_id, task_id, self.file_url)


Method = Callable[[Call], Any]


# -- messages ----------------------------------------------------------------------------------------------------------


def send_message(call: Call) -> Json:
    sent = read_sent(call.params, call.version)
    if sent.waits:
        streams().check(subscriber_of(call.identity))
    task, _ = in_thread(_ask, call, sent)
    if sent.waits:
        wait_for_end(task.last)
    return write_event(call.standing(task.id).view.task(sent.history_length), call.version)


def send_streaming_message(call: Call) -> Response:
    sent = read_sent(call.params, call.version)
    streams().check(subscriber_of(call.identity))
    task, view = in_thread(_ask, call, sent)
    return task_stream(call.id, call.version, view, task.last, None, view.task(sent.history_length))


def _ask(call: Call, sent: Sent) -> tuple[ChatTask, TaskView]:
    """The task as it begins, or goes on, with this message."""
    chat = call.chat
    asked = SentMessage(
        message=sent.text,
        agent_id=call.agent_id,
        is_listed=False,
        sent_id=sent.message_id,
        context_id=sent.context_id,
        task_id=sent.task_id,
    )
    run = chat.ask(call.identity, asked)
    task = chat.tasks.find(call.identity.user_id, sent.task_id or run.id)
    task = replace(task, runs=(*task.runs[:-1], run))  # the producer may have begun, or even ended it, meanwhile
    return task, earlier(chat, task, call.file_url)


# -- tasks -------------------------------------------------------------------------------------------------------------


def get_task(call: Call) -> Json:
    asked = read_asked_task(call.params)
    return write_task(call.standing(asked.id).view.task(asked.history_length), call.version)


def subscribe(call: Call) -> Response:
    """Begins with the task as it stands at one position of the log, and goes on from there."""
    asked = read_asked_task(call.params)
    streams().check(subscriber_of(call.identity))
    standing = call.standing(asked.id)
    if standing.task.is_over:
        raise RpcError(Code.UNSUPPORTED_OPERATION, "The task has ended; ask for it with GetTask.")
    task = standing.view.task(asked.history_length)
    run = standing.task.last if standing.task.last.is_live else None
    return task_stream(call.id, call.version, standing.view, run, standing.position, task)


def cancel(call: Call) -> Json:
    asked = read_asked_task(call.params)
    chat, owner_id = call.chat, call.identity.user_id
    task = in_thread(chat.tasks.find, owner_id, asked.id)
    if task.is_waiting and not in_thread(chat.tasks.give_up, task):
        task = in_thread(chat.tasks.find, owner_id, asked.id)  # they have just answered
    if task.is_over:
        raise _not_cancelable()
    if task.last.is_live:
        _stop(call, task.last)
    standing = call.standing(asked.id)
    if standing.task.is_over and state_of(standing.task.last) is not TaskState.CANCELED:
        raise _not_cancelable()
    return write_task(standing.view.task(asked.history_length), call.version)


def _stop(call: Call, run: ChatRun) -> None:
    in_thread(call.chat.cancel, call.identity, run.id)
    gives_up_at = time.monotonic() + CANCEL_S
    with streams().hub.listening(run.channel) as news:
        while time.monotonic() < gives_up_at:
            now = in_thread(call.chat.runs.find, run.id)
            if now is None or not now.is_live:
                return
            news.wait(_LOOK_S)
            news.clear()


def _not_cancelable() -> RpcError:
    return RpcError(Code.TASK_NOT_CANCELABLE, "The task has ended, so there is nothing to cancel.")


def list_tasks(call: Call) -> Json:
    asked = read_asked_list(call.params)
    try:
        before = read_page_token(asked.page_token)
    except ValueError:
        raise RpcError(Code.INVALID_PARAMS, "The pageToken is none that this server gave.") from None
    state, codes = STATES[asked.state] if asked.state is not None else (None, ())
    wanted = Wanted(asked.context_id, call.agent_id, state, codes, asked.since)
    found, more, total = in_thread(
        call.chat.tasks.list, call.identity.user_id, wanted, limit=asked.page_size, before=before
    )
    tasks = in_thread(_shown, call, asked, found)
    if len(tasks) < len(found):
        more = moment_of(found[len(tasks) - 1])
    return {
        "tasks": tasks,
        "nextPageToken": write_page_token(more),
        "pageSize": asked.page_size,
        "totalSize": total,
    }


def _shown(call: Call, asked: AskedList, found: Sequence[ChatTask]) -> list[Raw]:
    """As many of them as fit into an answer, but one in any case."""
    shown: list[Raw] = []
    size = 0
    for task in found:
        view = TaskView(task, call.file_url)
        if asked.with_artifacts:
            view = standing_of(call.chat, task, call.file_url).view
        shown.append(Raw(msgspec.json.encode(write_task(view.task(asked.history_length), call.version))))
        size += len(bytes(shown[-1]))
        if size > LIST_BYTES:
            break
    return shown


# -- the rest ----------------------------------------------------------------------------------------------------------


def no_push(_call: Call) -> Json:
    raise RpcError(Code.PUSH_NOTIFICATION_NOT_SUPPORTED, NO_PUSH)


def extended_card(call: Call) -> Json:
    """For those who are signed in: the orchestrator's tells of agents elsewhere, too."""
    return card_of(call.entry)


METHODS: Mapping[str, Method] = {
    "SendMessage": send_message,
    "SendStreamingMessage": send_streaming_message,
    "GetTask": get_task,
    "ListTasks": list_tasks,
    "CancelTask": cancel,
    "SubscribeToTask": subscribe,
    "CreateTaskPushNotificationConfig": no_push,
    "GetTaskPushNotificationConfig": no_push,
    "ListTaskPushNotificationConfigs": no_push,
    "DeleteTaskPushNotificationConfig": no_push,
    "GetExtendedAgentCard": extended_card,
}
