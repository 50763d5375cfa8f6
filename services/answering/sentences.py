"""Sentences that the answers of several agents share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from services.answering.markdown import counted

MOST_CHOICES = 10


def when(at: float | None) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC") if at else "at an unknown time"


def more(count: int, shown: int, noun: str) -> Iterator[str]:
    """How many a list leaves out, if any."""
    if count > shown:
        yield f"… and {counted(count - shown, f'more {noun}')}."


def which(choices: Sequence[str], what: str = "") -> str:
    """A question back. The choices are Markdown already; ``what`` says what they are: openings."""
    lines = "\n".join(f"- {choice}" for choice in choices[:MOST_CHOICES])
    rest = len(choices) - MOST_CHOICES
    others = f"\n- … and {counted(rest, 'other', 'others')}" if rest > 0 else ""
    return f"Which of these {f'{what} ' if what else ''}do you mean?\n\n{lines}{others}"
