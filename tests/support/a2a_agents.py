"""Real agents: a server of the A2A SDK, with one agent for each way to behave.

What an agent does stands in its question: ``"40 0.01"`` has ``words`` say 40 words, one each 10 ms.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import uvicorn
from a2a.server.agent_execution import AgentExecutor, RequestContext
from a2a.server.events import EventQueue
from a2a.server.request_handlers import DefaultRequestHandler
from a2a.server.routes import create_agent_card_routes, create_jsonrpc_routes
from a2a.server.tasks import InMemoryTaskStore, TaskUpdater
from a2a.types.a2a_pb2 import (
    AgentCapabilities,
    AgentCard,
    AgentInterface,
    AgentSkill,
    Message,
    Part,
    Role,
    Task,
    TaskState,
    TaskStatus,
)
from google.protobuf.json_format import ParseDict
from starlette.applications import Starlette
from starlette.routing import Mount

from tests.support.condition import wait_until
from tests.support.port import free_port

ARTIFACT = "answer"
Behaviour = Callable[[RequestContext, TaskUpdater, EventQueue], Awaitable[None]]


def words_of(question: str) -> list[str]:
    count = int(question.split()[0])
    return [f"wörd-{number} 🙂 " for number in range(count)]


async def say(updater: TaskUpdater, question: str) -> None:
    pause_s = float(question.split()[1])
    for number, word in enumerate(words_of(question)):
        await updater.add_artifact([Part(text=word)], ARTIFACT, append=number > 0)
        await asyncio.sleep(pause_s)


async def words(context: RequestContext, updater: TaskUpdater, _queue: EventQueue) -> None:
    await updater.start_work(updater.new_agent_message([Part(text="Thinking")]))
    await say(updater, context.get_user_input())
    await updater.complete()


async def asks(context: RequestContext, updater: TaskUpdater, _queue: EventQueue) -> None:
    if context.current_task is None:
        await asyncio.sleep(0.05)
        await updater.requires_input(updater.new_agent_message([Part(text="Which colour?")]))
        return
    await updater.add_artifact([Part(text=f"You like {context.get_user_input()}.")], ARTIFACT)
    await updater.complete()


async def signs_in(_context: RequestContext, updater: TaskUpdater, _queue: EventQueue) -> None:
    await updater.requires_auth(updater.new_agent_message([Part(text="Sign in at https://example.com/")]))


async def fails(context: RequestContext, updater: TaskUpdater, _queue: EventQueue) -> None:
    await say(updater, context.get_user_input())
    await updater.failed(updater.new_agent_message([Part(text="The disk is full")]))


async def rejects(_context: RequestContext, updater: TaskUpdater, _queue: EventQueue) -> None:
    await updater.reject(updater.new_agent_message([Part(text="I only do sums")]))


async def raises(context: RequestContext, updater: TaskUpdater, _queue: EventQueue) -> None:
    await say(updater, context.get_user_input())
    raise RuntimeError("a bug of the agent")


async def makes(_context: RequestContext, updater: TaskUpdater, _queue: EventQueue) -> None:
    await updater.add_artifact([Part(raw=b"\x89PNG", filename="a.png", media_type="image/png")], "file", "A picture")
    await updater.add_artifact([ParseDict({"data": {"rows": [1, 2]}}, Part())], "data")
    await updater.add_artifact([ParseDict({"data": {"rows": [3]}}, Part())], "data", append=True, last_chunk=True)
    await updater.complete(updater.new_agent_message([Part(text="Here they are.")]))


async def replaces(_context: RequestContext, updater: TaskUpdater, _queue: EventQueue) -> None:
    for text in ("One", "One, two", "One, two, three", "Four"):
        await updater.add_artifact([Part(text=text)], ARTIFACT)
    await updater.complete()


async def answers_at_once(context: RequestContext, _updater: TaskUpdater, queue: EventQueue) -> None:
    text = f"You said {context.get_user_input()}, in {context.context_id}"
    parts = [Part(text=text)]
    await queue.enqueue_event(Message(message_id="m", role=Role.ROLE_AGENT, context_id=context.context_id, parts=parts))


BEHAVIOURS: dict[str, Behaviour] = {
    "words": words,
    "blocking": words,
    "old": words,
    "asks": asks,
    "signs-in": signs_in,
    "fails": fails,
    "rejects": rejects,
    "raises": raises,
    "makes": makes,
    "replaces": replaces,
    "message": answers_at_once,
}


class Executor(AgentExecutor):
    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self.started: list[str] = []
        self.cancelled: list[str] = []

    async def execute(self, context: RequestContext, event_queue: EventQueue) -> None:
        assert context.task_id and context.context_id
        self.started.append(context.task_id)
        if self._behaviour is not answers_at_once and context.current_task is None:
            status = TaskStatus(state=TaskState.TASK_STATE_SUBMITTED)
            task = Task(id=context.task_id, context_id=context.context_id, status=status)
            if context.message:
                task.history.append(context.message)
            await event_queue.enqueue_event(task)
        await self._behaviour(context, TaskUpdater(event_queue, context.task_id, context.context_id), event_queue)

    async def cancel(self, context: RequestContext, event_queue: EventQueue) -> None:
        assert context.task_id and context.context_id
        self.cancelled.append(context.task_id)
        await TaskUpdater(event_queue, context.task_id, context.context_id).cancel()


class Agents:
    def __init__(self) -> None:
        self.port = free_port()
        self.executors = {name: Executor(behaviour) for name, behaviour in BEHAVIOURS.items()}

    def url(self, name: str, port: int | None = None) -> str:
        return f"http://127.0.0.1:{port or self.port}/{name}/"

    def card(self, name: str, port: int | None = None) -> AgentCard:
        version = "0.3" if name == "old" else "1.0"
        interface = AgentInterface(url=self.url(name, port), protocol_binding="JSONRPC", protocol_version=version)
        return AgentCard(
            name=f"Agent {name}",
            description=f"An agent that {name}.",
            version="1.0.0",
            supported_interfaces=[interface],
            capabilities=AgentCapabilities(streaming=name != "blocking"),
            default_input_modes=["text/plain"],
            default_output_modes=["text/plain"],
            skills=[AgentSkill(id=name, name=name, description=name, tags=[name], examples=[f"Say {name}"])],
        )

    def application(self) -> Starlette:
        mounts = []
        for name, executor in self.executors.items():
            card = self.card(name)
            handler = DefaultRequestHandler(executor, InMemoryTaskStore(), card)
            routes = [
                *create_agent_card_routes(card),
                *create_jsonrpc_routes(handler, "/", enable_v0_3_compat=name == "old"),
            ]
            mounts.append(Mount(f"/{name}", routes=routes))
        return Starlette(routes=mounts)


@contextmanager
def a2a_agents() -> Iterator[Agents]:
    agents = Agents()
    config = uvicorn.Config(agents.application(), port=agents.port, log_level="critical", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started, "the agents to listen")
    try:
        yield agents
    finally:
        server.should_exit = server.force_exit = True
        thread.join(10)
