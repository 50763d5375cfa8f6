"""A piece of a model's answer, as it comes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The next part of the text, in whole characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Thought:
    """What the model says to itself on the way. It is no part of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """``arguments`` should be JSON; a model wrote them."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """The server's count. ``total`` may be all that it says."""

    sent: int = 0
    received: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Ending:
    """The last piece: the answer is whole. ``reason`` is the server's word, or empty if it only said that it was done.

    ``is_cut``: the answer ended at a limit of its length, not at its end.
    """

    reason: str = ""
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing was said yet, and the endpoint is asked again after a pause."""

    pause_s: float


Piece = Words | Thought | ToolCall | Tokens | Ending | Waiting
