"""Examples: questions that each agent which comes along should get, and those that belong to nobody.

One file each in ``examples/``, one question a line; ``#`` begins a comment.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from services.agents.routing.parameters import LEARNT
from services.agents.routing.reading import Reading

_FOLDER = Path(__file__).with_name("examples")


@cache
def examples() -> dict[str, tuple[str, ...]]:
    """By agent, in the order of `LEARNT`."""
    return {agent_id: _lines(_FOLDER / f"{agent_id}.txt") for agent_id in LEARNT}


def key_of(text: str) -> str:
    """The same for texts with the same words."""
    return Reading(text).joined


@cache
def agents_of_examples() -> dict[str, str]:
    """The agent, or nobody, that each example is one of, by `key_of`."""
    return {key_of(text): agent_id for agent_id, texts in examples().items() for text in texts}


def _lines(path: Path) -> tuple[str, ...]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))
