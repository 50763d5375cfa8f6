"""The place where a conversation with an agent elsewhere stands, kept by whoever asks."""

from __future__ import annotations

from typing import Protocol


class Place(Protocol):
    """``context_id`` and ``task_id`` are the agent's own names for the conversation and for the task that is open in
    it; empty if there is none. ``published_text`` is what was published of this answer already, when it is taken up
    again by another process.
    """

    @property
    def context_id(self) -> str: ...
    @property
    def task_id(self) -> str: ...
    @property
    def published_text(self) -> str: ...

    def remember(self, *, context_id: str, task_id: str) -> None:
        """Keep both; from now on they are what the properties say."""
