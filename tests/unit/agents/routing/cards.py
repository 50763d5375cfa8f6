"""Agents for the router's tests."""

from __future__ import annotations

from services.agent import Skill
from services.agents.routing.decision import Candidate


def agent(agent_id: str, name: str, *examples: str, is_builtin: bool = True, description: str = "") -> Candidate:
    return Candidate(agent_id, name, description, (Skill(agent_id, name, "", (), examples),), is_builtin)


AGENTS = (
    agent("math", "Math", "What is 17% of 80?"),
    agent("units", "Units and dates", "How many miles is 5 km?"),
    agent("repository", "Repository", "Which file has most issues?"),
    agent("screening", "Screening", "Who is the best candidate?"),
    agent("operations", "Operations", "Is my job still running?"),
    agent("llm", "Language model", "Write a short poem"),
)
WEATHER = agent(
    "weather",
    "Weather",
    "Will it rain in Lisbon this weekend?",
    "Temperature in Oslo tonight",
    is_builtin=False,
    description="Forecasts for any place: temperature, rain, wind.",
)
