"""Wording: why a question goes to an agent, and what can be asked, for people."""

from __future__ import annotations

from collections.abc import Sequence

from services.agents.routing.decision import Asked, Candidate
from services.agents.routing.evidence import Evidence
from services.agents.routing.parameters import LEARNT, NOBODY, is_learnt, words

_SEEN = {
    "holds_formula": "has a formula",
    "holds_quantity": "has a quantity, a date or a time",
    "path": "names a file",
    "status_code": "has an error code",
    "money": "is about money",
    "mathematics_words": "uses words of mathematics",
    "unit_words": "uses names of units",
    "calendar_words": "uses words of the calendar",
    "code_words": "uses words about code",
    "hiring_words": "uses words about hiring",
    "operation_words": "uses words about jobs and the server",
    "language_words": "asks for a text or an explanation",
    "live_words": "asks for something that changes by the day",
    "action_words": "asks for something to be done elsewhere",
    "greeting_words": "has words of a greeting",
    "personal_risk_words": "is about somebody's health or rights",
    "gibberish": "has words of no language",
}
"""What a claim is called that spoke for the choice; others go without saying."""

_MOST_SEEN = 2
_LEAST_WEIGHT = 60
_AGENTS_SHOWN = 8
_EXAMPLE_LETTERS = 80


def why(chosen: Candidate, evidence: Evidence, asked: Asked) -> str:
    if not is_learnt(chosen):
        goes_on = asked.last_agent_id == chosen.agent_id and "following_words" in evidence.claims
        parts = ["goes on from the last answer"] if goes_on else []
        return f"It {_listed([*parts, f'fits what {chosen.name} says it can do'])}."
    place = LEARNT.index(chosen.agent_id)
    parts = _seen(evidence, place)
    if evidence.named[place]:
        parts.insert(0, "names something of yours")
    if evidence.last == place and evidence.claims.keys() & {"following_words", "short"}:
        parts.insert(0, "goes on from the last answer")
    if not parts or max(evidence.words) == evidence.words[place]:
        parts.append(f"reads like other questions for {chosen.name}")
    return f"It {_listed(parts)}."


def why_called(chosen: Candidate) -> str:
    return f"It is addressed to {chosen.name}."


def why_nobody(evidence: Evidence, asked: Asked) -> str:
    here = {candidate.agent_id for candidate in asked.candidates}
    best = max(range(len(LEARNT)), key=evidence.words.__getitem__)
    if LEARNT[best] == "llm" and "llm" not in here:
        return "It asks for general knowledge or a text, and no language model is set up here."
    parts = _seen(evidence, LEARNT.index(NOBODY))
    if parts:
        return f"It {_listed(parts)}, and no agent here answers that."
    return "It does not read like questions that an agent here answers."


def why_chosen(chosen: Candidate | None) -> str:
    who = f"chose {chosen.name}" if chosen else "found no agent here that answers this"
    return f"The language model {who}."


def what_can_be_asked(candidates: Sequence[Candidate]) -> str:
    """A message for whoever asked what no agent answers."""
    if not candidates:
        return "No agent is available. An administrator can add one."
    lines = ["No agent here can answer that. You can ask:"]
    for candidate in candidates[:_AGENTS_SHOWN]:
        example = next((text for skill in candidate.skills for text in skill.examples), "")
        lines.append(f"- {_short(candidate.name)}: “{_short(example)}”" if example else f"- {_short(candidate.name)}")
    return "\n".join(lines)


def _seen(evidence: Evidence, place: int) -> list[str]:
    """What was seen in the text that speaks for an agent, the strongest first."""
    weights = {
        name: words().claims[name][place] * strength
        for name, strength in evidence.claims.items()
        if name in _SEEN and name in words().claims
    }
    telling = sorted(
        (name for name in weights if weights[name] >= _LEAST_WEIGHT), key=lambda name: (-weights[name], name)
    )
    return [_SEEN[name] for name in telling[:_MOST_SEEN]]


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _EXAMPLE_LETTERS else f"{line[: _EXAMPLE_LETTERS - 1]}…"
