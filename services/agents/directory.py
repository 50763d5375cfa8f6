"""The directory: every agent that can be asked now, hosted here or elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.agent import Skill
from services.agents.a2a.remote_agent import RemoteAgent
from services.agents.registry.registration import Registration
from services.agents.registry.registry import Registry
from services.agents.runs.story import PROTOCOL
from services.agents.sound import sound
from services.errors import NotFound
from services.face import HostedAgent, SharedRooms

AUTO = "auto"
"""The name of the router where an agent's id is expected."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An agent as lists, the router and cards show it: ``hosted`` here, or elsewhere, by its ``registration``."""

    id: str
    name: str
    description: str
    skills: tuple[Skill, ...]
    hosted: HostedAgent | None = None
    registration: Registration | None = None

    @property
    def is_reachable(self) -> bool:
        """Whether it answered when its health was last looked at. Else it answers only who chooses or names it."""
        return self.registration is None or self.registration.health != "unreachable"

    @property
    def protocol(self) -> str:
        return PROTOCOL


class Directory:
    """``hosted`` are all that this server could offer; which of them it can is asked each time."""

    def __init__(self, rooms: SharedRooms, hosted: Sequence[HostedAgent], registry: Registry) -> None:
        self._rooms = rooms
        self._hosted = {agent.id: agent for agent in hosted}
        self._registry = registry

    def entries(self) -> list[Entry]:
        """The hosted ones first."""
        here = [_hosted_entry(agent) for agent in self._hosted.values() if agent.is_available(self._rooms)]
        return here + [_entry_elsewhere(one) for one in self._registry.list() if one.is_enabled]

    def find(self, agent_id: str) -> Entry | None:
        hosted = self._hosted.get(agent_id)
        if hosted is not None and hosted.is_available(self._rooms):
            return _hosted_entry(hosted)
        try:
            registration = self._registry.get(sound(agent_id))
        except NotFound:
            return None
        return _entry_elsewhere(registration) if registration.is_enabled else None

    def remote(self, entry: Entry) -> RemoteAgent | None:
        """The agent, to be asked; None if it is hosted here."""
        return None if entry.registration is None else self._registry.remote(entry.registration)


def _hosted_entry(agent: HostedAgent) -> Entry:
    return Entry(agent.id, agent.name, agent.description, agent.skills, agent)


def _entry_elsewhere(registration: Registration) -> Entry:
    card = registration.card
    return Entry(registration.id, card.name, card.description, card.skills, None, registration)
