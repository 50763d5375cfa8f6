"""What the router is asked, and what it decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from services.agent import Skill


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent. ``is_builtin`` is said of agents that come with Tailrace, which the router has learnt; every other, of
    the operator or elsewhere, is known by what its card says. One that cannot be reached is chosen only by its name.
    """

    agent_id: str
    name: str
    description: str
    skills: Sequence[Skill]
    is_builtin: bool
    is_reachable: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """``names`` are things that the asker has, by the agent that knows about them. ``last_agent_id`` gave the last
    answer in this conversation, to ``previous``.
    """

    text: str
    candidates: Sequence[Candidate]
    last_agent_id: str | None = None
    previous: str = ""
    names: Mapping[str, Collection[str]] = field(default_factory=dict)
    user_id: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """``agent_id`` is None if the question is for nobody; ``message`` then says what can be asked. ``confidence`` is
    the share of decisions like this one that are right. ``reasoning`` is a sentence for the asker.
    """

    agent_id: str | None
    confidence: float
    reasoning: str
    alternatives: tuple[tuple[str, float], ...] = ()
    message: str = ""
