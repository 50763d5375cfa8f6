"""The cards of the agents that this server offers: of each one, and of the orchestrator in front of all of them.

They are public, so they tell of nothing but the agents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.agent import Skill
from services.agents.a2a.card_writing import write_card
from services.agents.a2a.writing import Json
from services.agents.directory import AUTO, Entry

VERSION = "1"
MOST_EXAMPLES = 10
"""Of one skill. The router knows more of them."""
_EXAMPLES_OF_AUTO = 3


def entry_of_auto(entries: Sequence[Entry]) -> Entry:
    """The orchestrator, as if it were an agent: it can do what the others can."""
    skills = [
        replace(skill, id=f"{entry.id}.{skill.id}", examples=skill.examples[:_EXAMPLES_OF_AUTO])
        for entry in entries
        for skill in entry.skills
    ]
    names = ", ".join(entry.name for entry in entries)
    return Entry(
        AUTO, "Tailrace", f"Finds the agent that can answer a question, and has it answer: {names}.", tuple(skills)
    )


def own_card(entry: Entry, *, url: str, home: str) -> Json:
    """``url`` is where the agent is asked, ``home`` this server's own page: both as clients outside reach them."""
    return write_card(
        name=entry.name,
        description=entry.description,
        version=VERSION,
        url=url,
        home=home,
        skills=[_shortened(skill) for skill in entry.skills],
    )


def _shortened(skill: Skill) -> Skill:
    return replace(skill, examples=skill.examples[:MOST_EXAMPLES])
