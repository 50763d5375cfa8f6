"""A message: one line of JSON from a job's child to the runner, over a pipe. The child has no other way out.

The length of a line is limited (`line_limit`), and the runner reads no faster than it can append, so a child that says
too much is slowed down.
"""

from __future__ import annotations

from typing import Any

import msgspec


class Message(msgspec.Struct, tag_field="message", frozen=True):
    """Parent of all messages."""


class EventMessage(Message, tag="event", frozen=True):
    """Publish to the job's channel. A child has no need to name the channel, and one that names another is stopped."""

    type: str
    data: dict[str, Any]
    channel: str | None = None


class ProgressMessage(Message, tag="progress", frozen=True):
    """``fraction`` of the whole, 0 to 1."""

    fraction: float
    text: str
    stage: str


class FactsMessage(Message, tag="facts", frozen=True):
    """What is known so far; each replaces the one before. It is kept however the job ends."""

    facts: dict[str, Any]


class LogMessage(Message, tag="log", frozen=True):
    """A line for the job's log file."""

    text: str


class ResultMessage(Message, tag="result", frozen=True):
    """The job's code returned."""

    result: dict[str, Any] | None


class FailureMessage(Message, tag="failure", frozen=True):
    """The job's code raised; ``reason`` is a sentence for people."""

    reason: str


AnyMessage = EventMessage | ProgressMessage | FactsMessage | LogMessage | ResultMessage | FailureMessage

encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(AnyMessage).decode


def line_limit(max_event_bytes: int) -> int:
    """The longest line, in bytes: one event and its envelope."""
    return max_event_bytes + 4096
