"""How asking a language model fails. No message contains the key, or what the server said: it may have quoted it.

AttemptFailed       one attempt; the endpoint may try again
  ParameterRefused    the server does not know a parameter, and may answer without it
EndpointFailed      there is no answer, or no more of it
"""

from __future__ import annotations

from typing import Literal

Trouble = Literal["unreachable", "rejected", "limit", "timeout", "broken"]
"""``broken``: the server was reached and let the question in, but its answer is none, or is not whole."""


class AttemptFailed(Exception):
    """``pause_s`` is how long the server asks us to wait; ``is_final`` means do not try again."""

    def __init__(
        self, reason: str, trouble: Trouble = "broken", *, pause_s: float | None = None, is_final: bool = False
    ) -> None:
        super().__init__(reason)
        self.trouble: Trouble = trouble
        self.pause_s = pause_s
        self.is_final = is_final


class ParameterRefused(AttemptFailed):
    def __init__(self, name: str) -> None:
        super().__init__(f"refused '{name}'", "rejected", is_final=True)
        self.name = name


class EndpointFailed(Exception):
    """The message is a sentence."""

    def __init__(self, message: str, trouble: Trouble = "broken") -> None:
        super().__init__(message)
        self.trouble: Trouble = trouble
