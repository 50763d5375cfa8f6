"""Other people's clients of A2A, in front of a real server: the SDK's for Python, in both versions of the protocol."""

from __future__ import annotations

import asyncio
import ssl
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
from a2a.client import A2ACardResolver, Client, ClientConfig, ClientFactory
from a2a.types.a2a_pb2 import AgentCard, SendMessageRequest, StreamResponse, SubscribeToTaskRequest, Task, TaskState
from google.protobuf.json_format import ParseDict

T = TypeVar("T")

SCRIPTED = {"TAILRACE_AGENTS": "tests.support.scripted_agent:AGENT"}
"""The settings of a server that has the scripted agent."""
ENDED = (
    TaskState.TASK_STATE_COMPLETED,
    TaskState.TASK_STATE_FAILED,
    TaskState.TASK_STATE_CANCELED,
    TaskState.TASK_STATE_REJECTED,
)


@dataclass
class A2aClient:
    """Each call is a client and a connection of its own, in the manner of a program that is started anew."""

    url: str
    bearer: Mapping[str, str]
    version: str = "1.0"
    agent: str = "scripted"
    tls: ssl.SSLContext | bool = True

    def card(self) -> AgentCard:
        return self._run(lambda http: self._card(http))

    def send(self, text: str, *, streaming: bool = True, most: int = 1_000_000, **more: Any) -> list[StreamResponse]:
        """What the agent sends, at most so many; then the connection is cut. ``more``: fields of the message."""
        request = ParseDict(asked(text, **more), SendMessageRequest())

        async def talk(client: Client) -> list[StreamResponse]:
            return await _first(client.send_message(request), most)

        return self.call(talk, streaming=streaming)

    def subscribe(self, task_id: str, *, most: int = 1_000_000) -> list[StreamResponse]:
        async def talk(client: Client) -> list[StreamResponse]:
            return await _first(client.subscribe(SubscribeToTaskRequest(id=task_id)), most)

        return self.call(talk)

    def call(self, talk: Callable[[Client], Awaitable[T]], *, streaming: bool = True) -> T:
        """Whatever the SDK's client can do."""

        async def connected(http: httpx.AsyncClient) -> T:
            card = await self._card(http)
            own = [one for one in card.supported_interfaces if one.protocol_version == self.version]
            del card.supported_interfaces[:]
            card.supported_interfaces.extend(own)
            return await talk(ClientFactory(ClientConfig(streaming=streaming, httpx_client=http)).create(card))

        return self._run(connected)

    async def _card(self, http: httpx.AsyncClient) -> AgentCard:
        return await A2ACardResolver(http, f"{self.url}/agents/{self.agent}").get_agent_card()

    def _run(self, work: Callable[[httpx.AsyncClient], Awaitable[T]]) -> T:
        async def main() -> T:
            async with httpx.AsyncClient(
                headers=dict(self.bearer), timeout=30, trust_env=False, verify=self.tls
            ) as http:
                return await work(http)

        # In a thread of its own: a browser's tests leave an event loop running in this one.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, main()).result()


def asked(text: str, *, configuration: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """The parameters of a message in 1.0."""
    message = {"messageId": str(uuid.uuid4()), "role": "ROLE_USER", "parts": [{"text": text}], **more}
    return {"message": message} | ({"configuration": dict(configuration)} if configuration else {})


async def _first(stream: Any, most: int) -> list[StreamResponse]:
    found: list[StreamResponse] = []
    async with aclosing(stream):
        async for event in stream:
            found.append(event)
            if len(found) >= most:
                break
    return found


def task_of(events: Sequence[StreamResponse]) -> Task:
    """The task that the events amount to, put together as any client would."""
    assert events[0].HasField("task"), "a stream begins with the task"
    task = Task()
    task.CopyFrom(events[0].task)
    for event in events[1:]:
        if event.HasField("status_update"):
            assert (event.status_update.task_id, event.status_update.context_id) == (task.id, task.context_id)
            task.status.CopyFrom(event.status_update.status)
        else:
            assert event.artifact_update.task_id == task.id
            _add(task, event.artifact_update)
    return task


def _add(task: Task, update: Any) -> None:
    found = [one for one in task.artifacts if one.artifact_id == update.artifact.artifact_id]
    if found and update.append:
        found[0].parts.extend(update.artifact.parts)
        return
    assert not update.append, "something is appended to an artifact that is not there"
    for artifact in found:
        task.artifacts.remove(artifact)
    task.artifacts.append(update.artifact)


def text_of(task: Task) -> str:
    """The answer."""
    texts = ["".join(part.text for part in one.parts) for one in task.artifacts if one.name == "Answer"]
    assert len(texts) <= 1, "the answer is one artifact"
    return "".join(texts)


def states_of(events: Sequence[StreamResponse]) -> list[str]:
    """In the order in which they came, each once."""
    statuses = [one.task.status if one.HasField("task") else one.status_update.status for one in events]
    states = [TaskState.Name(status.state) for status in statuses if status.state]
    return [state for at, state in enumerate(states) if not at or state != states[at - 1]]
