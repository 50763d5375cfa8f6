"""An identity: who sent a request and what they may do. The gates make it; everything behind them reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["admin", "member", "service"]
Kind = Literal["session", "access", "stream", "service", "chat_key"]


@dataclass(frozen=True, slots=True)
class Identity:
    """One authenticated caller.

    ``login_id`` names the login (or the service token, or the chat key) that a revocation ends. ``authorised_until`` is
    when that login ends, in Unix seconds (infinity: never). ``channels`` limits a stream token to the channels named in
    it; ``publish`` and ``subscribe`` are granted patterns. ``keys`` are the ids of the signing keys that the credential
    rests on.
    """

    user_id: str
    username: str
    role: Role
    kind: Kind
    login_id: str
    authorised_until: float
    channels: frozenset[str] | None = None
    publish: tuple[str, ...] = ()
    subscribe: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    @property
    def is_admin(self) -> bool:
        return self.role == "admin"
