"""What an agent is asked, and what it says: the same words for agents of a face, of the operator and elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Skill:
    """One thing that an agent can do, as its card tells it (A2A 1.0, AgentSkill)."""

    id: str
    name: str
    description: str
    tags: tuple[str, ...]
    examples: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As cards and our API write it."""
        return {
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "tags": list(self.tags),
            "examples": list(self.examples),
        }


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody said earlier in the conversation. ``system``: how a program that asks wants to be answered."""

    role: Literal["user", "agent", "system"]
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """``turns`` are the earlier ones of this branch of the conversation, oldest first, without the question."""

    run_id: str
    conversation_id: str
    user_id: str
    text: str
    turns: Sequence[Turn] = ()


# -- what an agent says -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """The next part of the answer: Markdown, joined to what came before without anything in between."""

    text: str


@dataclass(frozen=True, slots=True)
class Status:
    """What the agent is doing. It is no part of the answer. ``step`` has facts about it, such as a tool that is called:
    ``{"tool": "search", "arguments": {…}}``.
    """

    text: str
    step: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Artifact:
    """Something made: text, a file or data (A2A 1.0, TaskArtifactUpdateEvent). Parts with the same ``artifact_id``
    belong together; ``append`` adds to it, otherwise it starts anew. A file is ``content`` with a ``filename``; data is
    any JSON value.
    """

    artifact_id: str
    name: str = ""
    text: str = ""
    content: bytes = b""
    filename: str = ""
    media_type: str = ""
    data: Any = None
    append: bool = False
    last_chunk: bool = True


@dataclass(frozen=True, slots=True)
class InputRequired:
    """The agent asks back and can go on only with the answer. Nothing follows."""

    prompt: str


@dataclass(frozen=True, slots=True)
class Use:
    """What the answer took. ``cut`` says that the agent had to stop at a limit of its own ("length")."""

    tokens_in: int = 0
    tokens_out: int = 0
    cut: bool = False


Said = Text | Status | Artifact | InputRequired | Use

FailureCode = Literal["no_agent", "unreachable", "rejected", "agent_failed", "timeout", "limit", "cancelled", "lost"]


class AgentFailed(Exception):
    """The agent gives no more answer. The message is a sentence for the asker: cause and mend."""

    def __init__(self, message: str, code: FailureCode = "agent_failed") -> None:
        super().__init__(message)
        self.code: FailureCode = code
