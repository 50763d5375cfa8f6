"""What the math and units agents answer, and the two ways in which they have no answer."""

from __future__ import annotations

import msgspec

STOPPED = "That takes more time or memory than I have for one answer, so I stopped. Try something smaller."
"""Whether the calculation was broken off or its process was ended."""

LONGEST_QUESTION = 4_000
"""In characters."""


class Reply(msgspec.Struct, frozen=True):
    """``text`` is Markdown. ``is_spent`` says that the process ran out of memory, and should be replaced."""

    text: str
    is_spent: bool = False


class NotUnderstood(Exception):
    """The question is none for this agent, or it was not understood. The message, if any, is a sentence about why."""


class TooMuch(Exception):
    """The calculation would go over a limit. The message is a sentence for the asker."""


def check_length(question: str) -> None:
    """Raises: TooMuch."""
    if len(question) > LONGEST_QUESTION:
        raise TooMuch(
            f"I read questions of up to {LONGEST_QUESTION:,} characters, and this one has {len(question):,}."
            " Send me only the calculation."
        )
