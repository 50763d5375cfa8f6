"""A companion: what it is called, and the program that it runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Companion:
    """``python -m module`` runs it. ``name`` is that of its lock files in the data folder."""

    name: str
    module: str

    @property
    def lock(self) -> str:
        """Held by the companion at work."""
        return f"{self.name}.lock"

    @property
    def start_lock(self) -> str:
        """Held by a process that is about to become the companion."""
        return f"{self.name}.start"
