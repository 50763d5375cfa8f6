"""A registration: an agent elsewhere as this server knows it, with its card and its health."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from services.agents.a2a.card import Card

Health = Literal["healthy", "unreachable", "changed"]
"""``changed``: the card is another one now. The one that an admin added goes on to be used until it is refreshed."""

_LONGEST_ID = 40
_OTHERS = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class Registration:
    """As it was when it was read. Times are Unix seconds; ``problem`` is a sentence for
    admins, empty where there is nothing to do."""

    id: str
    card_url: str
    card: Card
    is_enabled: bool
    sealed_credential: str
    added_by: str
    added_at: float
    health: Health
    problem: str
    checked_at: float
    seen_at: float | None
    latency_ms: int | None

    @property
    def protocol(self) -> str:
        return f"a2a {self.card.interface.version}"

    @property
    def has_credential(self) -> bool:
        return bool(self.sealed_credential)

    @property
    def needs_credential(self) -> bool:
        return self.card.credential is not None and not self.has_credential

    def as_dict(self, *, for_admin: bool) -> dict[str, Any]:
        """For JSON. No secret is in it; addresses, in which people put secrets all the same, are for admins."""
        shown = {
            "id": self.id,
            "name": self.card.name,
            "description": self.card.description,
            "version": self.card.version,
            "provider": self.card.provider,
            "hosted": False,
            "protocol": self.protocol,
            "streaming": self.card.streaming,
            "skills": [skill.as_dict() for skill in self.card.skills],
            "enabled": self.is_enabled,
            "health": self.health,
            "checked_at": self.checked_at,
            "seen_at": self.seen_at,
            "latency_ms": self.latency_ms,
            "added_by": self.added_by,
            "added_at": self.added_at,
            "needs_credential": self.needs_credential,
        }
        if for_admin:
            shown |= {"card_url": self.card_url, "url": self.card.interface.url}
            shown |= {"has_credential": self.has_credential, "problem": self.problem or None}
        return shown


def new_agent_id(name: str, taken: Collection[str]) -> str:
    """A short form of the name that is usable in addresses, and is nobody else's."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = "-".join(_OTHERS.sub(" ", plain).split())[:_LONGEST_ID].strip("-")
    base = words if words[:1].isalpha() else f"agent-{words}".strip("-")[:_LONGEST_ID].strip("-")
    number, agent_id = 1, base
    while agent_id in taken:
        number += 1
        agent_id = f"{base[: _LONGEST_ID - 1 - len(str(number))].rstrip('-')}-{number}"
    return agent_id
