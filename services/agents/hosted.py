"""The agents that this server hosts: those that come along, those of its faces, and the operator's own."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection
from dataclasses import replace
from importlib import import_module
from itertools import islice
from typing import Any

from services.agent import Skill
from services.agents.builtin import llm
from services.agents.builtin.calculating import MATH, UNITS
from services.agents.directory import AUTO
from services.agents.settings import AgentSettings
from services.errors import SettingsError
from services.face import HostedAgent, SharedRooms

OWN_IDS = ("math", "units", "repository", "screening", "operations", "llm")
"""Of agents that come with Tailrace, on every installation or some: no other agent ever has one of these."""

MOST_NAMES = 1000
_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
_log = logging.getLogger(__name__)


def hosted_agents(rooms: SharedRooms, settings: AgentSettings) -> list[HostedAgent]:
    """In the order in which lists show them.

    Raises: SettingsError, an agent of the operator's cannot be loaded, or has an id that is taken.
    """
    agents: list[HostedAgent] = [*rooms.agents, MATH, UNITS, llm.AGENT]
    taken = {AUTO, *OWN_IDS, *(agent.id for agent in agents)}
    for named in settings.own:
        agent = own_agent(named)
        if agent.id in taken:
            raise SettingsError(f"TAILRACE_AGENTS: {named!r} has the id {agent.id!r}, which is taken; give it another.")
        taken.add(agent.id)
        agents.append(agent)
    return agents


def own_agent(named: str) -> HostedAgent:
    """The agent that ``package.module:name`` names. Raises: SettingsError."""
    module, _, name = named.partition(":")
    if not module or not name:
        raise SettingsError(f"TAILRACE_AGENTS: {named!r} does not name an agent; write package.module:name.")
    try:
        agent = getattr(import_module(module), name)
    except (Exception, SystemExit) as error:  # whatever the operator's module does
        said = " ".join(f"{type(error).__name__}: {error}".split())
        raise SettingsError(f"TAILRACE_AGENTS: {named!r} cannot be loaded ({said}).") from None
    if not isinstance(agent, HostedAgent):
        raise SettingsError(f"TAILRACE_AGENTS: {named!r} is no HostedAgent (services/face.py).")
    if fault := _fault(agent):
        raise SettingsError(f"TAILRACE_AGENTS: {named!r} {fault}.")
    return _guarded(agent)


def _fault(agent: Any) -> str:
    """What is wrong with an agent as it was declared: Python itself checks no types."""
    if not isinstance(agent.id, str) or not _ID.fullmatch(agent.id):
        return f"has the id {agent.id!r}; use a-z, 0-9 and '-', at most 40, a letter first"
    if not (isinstance(agent.name, str) and agent.name and isinstance(agent.description, str)):
        return "has no name, or no description; both are text"
    if not isinstance(agent.skills, tuple) or not all(isinstance(skill, Skill) for skill in agent.skills):
        return "has skills that are no tuple of Skill (services/agent.py)"
    if not callable(agent.answer):
        return "has an 'answer' that cannot be called"
    return ""


def _guarded(agent: HostedAgent) -> HostedAgent:
    """The agent with those questions safe that are asked while the server does something for everybody."""

    def is_available(rooms: SharedRooms) -> bool:
        try:
            return bool(agent.is_available(rooms))
        except (Exception, SystemExit):
            _log.exception("own_agent_failed", extra={"agent": agent.id, "at": "is_available"})
            return False

    def names(rooms: SharedRooms, user_id: str) -> Collection[str]:
        try:
            return tuple(name for name in islice(agent.names(rooms, user_id), MOST_NAMES) if isinstance(name, str))
        except (Exception, SystemExit):
            _log.exception("own_agent_failed", extra={"agent": agent.id, "at": "names"})
            return ()

    return replace(agent, is_available=is_available, names=names)
