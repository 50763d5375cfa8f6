"""Patience with an agent's answer, and the sentence for whoever asked when it is over."""

from __future__ import annotations

import time

from services.agent import AgentFailed
from services.http_exchange.patience import Patience


class AgentPatience(Patience):
    """One per answer, whatever connections it takes. ``name`` is the agent's."""

    def __init__(self, name: str, *, answer_s: float, silence_s: float) -> None:
        super().__init__(answer_s, silence_s)
        self._name = name
        self._answer_s = answer_s

    def check(self) -> None:
        """Raises: AgentFailed, the time is over."""
        if not self.is_over:
            return
        if not self.allows(0):
            raise AgentFailed(
                f"{self._name} was not done after {self._answer_s:g} seconds, the longest that one answer may take."
                " Ask for less at a time.",
                "timeout",
            )
        raise AgentFailed(
            f"{self._name} said nothing for {self._silence_s:g} seconds. Ask again, or another agent.", "timeout"
        )

    def pause(self, seconds: float) -> None:
        """Wait, but not beyond the end. Raises: AgentFailed."""
        time.sleep(min(seconds, self.left_s))
        self.check()
