"""Asking an agent elsewhere in a test."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from google.protobuf.json_format import MessageToDict

from services.agent import AgentFailed, Question, Said, Text
from services.agents.a2a.card import Card, Interface, read_card
from services.agents.a2a.remote_agent import RemoteAgent
from services.agents.settings import AgentSettings
from tests.support.a2a_agents import Agents

SETTINGS = AgentSettings(answer_s=30, silence_s=10, answer_bytes=2**20)


@dataclass
class Here:
    """A place that remembers."""

    context_id: str = ""
    task_id: str = ""
    published_text: str = ""
    remembered: list[tuple[str, str]] = field(default_factory=list)

    def remember(self, *, context_id: str, task_id: str) -> None:
        self.context_id, self.task_id = context_id, task_id
        self.remembered.append((context_id, task_id))


def sdk_agent(agents: Agents, name: str, *, port: int | None = None, **settings: Any) -> RemoteAgent:
    card = read_card(json.dumps(MessageToDict(agents.card(name, port))).encode())
    return RemoteAgent(card.name, card, replace(SETTINGS, **settings), allow_private=True)


def agent_at(url: str, *, streaming: bool = True, version: Any = "1.0", **settings: Any) -> RemoteAgent:
    card = Card("Odd", "", "1", (Interface(url, version),), streaming=streaming)
    return RemoteAgent("Odd", card, replace(SETTINGS, **settings), allow_private=True)


def question(text: str) -> Question:
    return Question("run-1", "conversation-1", "user-1", text)


def answer(agent: RemoteAgent, text: str, place: Here | None = None) -> list[Said]:
    return list(agent.answer(question(text), place or Here()))


def text_of(said: Iterable[Said]) -> str:
    return "".join(one.text for one in said if isinstance(one, Text))


def until_failure(said: Iterator[Said]) -> tuple[list[Said], AgentFailed]:
    heard: list[Said] = []
    try:
        heard.extend(said)
    except AgentFailed as failure:
        return heard, failure
    raise AssertionError(f"no failure, but {heard[-3:]}")
