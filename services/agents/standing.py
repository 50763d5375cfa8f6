"""Whether agents can answer: as a part of the system's status."""

from __future__ import annotations

from services.agents.chat import Chat
from services.agents.producer.companion import PRODUCER
from services.companion import lock
from services.system_part import Finding, Part


def _look(chat: Chat) -> Finding:
    if not lock.is_held(chat.data, PRODUCER.lock):
        return Finding("down", "No process makes answers; questions wait.")
    elsewhere = [one for one in chat.registry.list() if one.is_enabled]
    away = sorted(one.id for one in elsewhere if one.health == "unreachable")
    if away:
        names = ", ".join(away[:3]) + (", …" if len(away) > 3 else "")
        return Finding("degraded", f"{len(away)} of {len(elsewhere)} agents elsewhere cannot be reached: {names}.")
    return Finding("ok", "Questions are answered.")


AGENTS: Part[Chat] = Part("agents", "Agents", _look)
