"""Asking a face's agent in a test, as somebody does who says one text after another."""

from __future__ import annotations

from collections.abc import Callable

from services.agent import InputRequired, Question, Text, Turn
from services.container import Container
from services.face import HostedAgent

Ask = Callable[..., str]


def asking(agent: HostedAgent | None, container: Container) -> Ask:
    """A function of some texts, and of whose they are, that gives what the agent answers to the last of them."""
    assert agent is not None

    def ask(*texts: str, user_id: str = "ada") -> str:
        turns: list[Turn] = []
        said = ""
        for text in texts:
            said = _said(agent, container, Question("run", "conversation", user_id, text, tuple(turns)))
            turns += [Turn("user", text), Turn("agent", said)]
        return said

    return ask


def _said(agent: HostedAgent, container: Container, question: Question) -> str:
    said = []
    for one in agent.answer(container, question):
        assert isinstance(one, Text | InputRequired)
        said.append(one.text if isinstance(one, Text) else f"ASKS: {one.prompt}")
    return "".join(said)
