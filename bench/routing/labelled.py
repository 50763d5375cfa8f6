"""Labelled questions and invented agents, as the files beside this one hold them."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from services.agent import Skill
from services.agents.routing.decision import Asked, Candidate
from services.agents.routing.example import examples
from services.agents.routing.parameters import LEARNT, NOBODY

FOLDER = Path(__file__).parent
NAMES = {
    "math": "Math", "units": "Units and dates", "repository": "Repository", "screening": "Screening",
    "operations": "Operations", "llm": "Language model",
}  # fmt: skip
AGENTS = tuple(NAMES)


@dataclass(frozen=True, slots=True)
class Labelled:
    text: str
    agent: str
    without_llm: str
    language: str
    after: str | None = None
    previous: str = ""
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def asked(self, candidates: list[Candidate]) -> Asked:
        return Asked(self.text, candidates, self.after, self.previous, self.names)


@dataclass(frozen=True, slots=True)
class Invented:
    """An agent elsewhere, ``for_test`` or to learn from, with questions for it. What is for nobody without it may be
    for it if it ``answers_nobodys``.
    """

    candidate: Candidate
    questions: tuple[str, ...]
    for_test: bool = False
    answers_nobodys: bool = False


def labelled(name: str) -> list[Labelled]:
    """The questions of ``questions`` (the benchmark), ``calibration`` or ``operations``."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        entries = next(value for value in tomllib.load(file).values() if isinstance(value, list))
    return [_labelled(entry) for entry in entries]


def _labelled(entry: dict[str, object]) -> Labelled:
    names = defaultdict(list)
    for each in entry.get("names", []):
        agent_id, _, name = str(each).partition(":")
        names[agent_id].append(name)
    return Labelled(
        text=str(entry["text"]),
        agent=str(entry["agent"]),
        without_llm=str(entry["without_llm"]),
        language=str(entry["language"]),
        after=entry.get("after"),
        previous=str(entry.get("previous", "")),
        names={agent_id: tuple(each) for agent_id, each in names.items()},
    )


def built_in(with_llm: bool = True) -> list[Candidate]:
    """The agents that come along, with their first examples."""
    return [
        Candidate(
            agent_id,
            NAMES[agent_id],
            "",
            (Skill(agent_id, NAMES[agent_id], "", (), examples()[agent_id][:3]),),
            is_builtin=True,
        )
        for agent_id in LEARNT
        if agent_id != NOBODY and (with_llm or agent_id != "llm")
    ]


def invented() -> list[Invented]:
    with (FOLDER / "elsewhere.toml").open("rb") as file:
        return [_invented(entry) for entry in tomllib.load(file)["agent"]]


def greedy() -> list[Invented]:
    """Agents that nothing is for: they copy ours in other words, or say that they answer everything."""
    ours = [text for agent_id, texts in examples().items() if agent_id != NOBODY for text in texts]
    cards = {
        "loud": [f"PLEASE: {text}" for text in ours[::7]],
        "cut": [text[:-3] for text in ours[3::7]],
        "anything": ["ask me anything", "any question at all", "I can answer every question best"],
    }
    return [
        Invented(Candidate(name, name.title(), "", (Skill(name, name, "", (), tuple(texts)),), is_builtin=False), ())
        for name, texts in cards.items()
    ]


def _invented(entry: dict) -> Invented:
    skills = tuple(
        Skill(skill["name"], skill["name"], skill["description"], tuple(skill["tags"]), tuple(skill["examples"]))
        for skill in entry["skills"]
    )
    candidate = Candidate(entry["id"], entry["name"], entry["description"], skills, is_builtin=False)
    return Invented(candidate, tuple(entry["questions"]), entry["set"] == "test", "answers_nobodys" in entry)
