"""An opening as a client sends it. What its criteria mean is judged in the ranking process."""

from __future__ import annotations

from typing import Any

import msgspec

from services.errors import BadRequest

MAX_TITLE = 200
MAX_DESCRIPTION = 60_000


class SentOpening(msgspec.Struct, frozen=True):
    """``criteria`` and ``weights`` are JSON values of whatever shape; with None, criteria are proposed from the
    description, and weights are the usual ones.
    """

    title: str
    description: str
    criteria: Any = None
    weights: Any = None

    def check(self) -> None:
        """Raises: BadRequest, a text is too long, or something cannot be stored."""
        check_storable("title", self.title, MAX_TITLE)
        check_storable("description", self.description, MAX_DESCRIPTION)
        try:
            msgspec.json.encode(self)
        except (UnicodeEncodeError, OverflowError, RecursionError):
            raise BadRequest("'criteria' or 'weights' holds a number or a character that cannot be stored.") from None


def check_storable(name: str, text: str, most: int) -> None:
    """Raises: BadRequest, the text is too long, or no text that a database takes: half of a surrogate pair, a NUL."""
    if len(text) > most:
        raise BadRequest(f"{name!r} has {len(text):,} characters; shorten it to {most:,}.")
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise BadRequest(f"{name!r} holds a character that cannot be stored; take it out.")


def title_of(description: str) -> str:
    """What a pasted description is called: its first line with anything in it."""
    lines = (line.strip(" \t#*-=") for line in description.splitlines())
    return next((line[:MAX_TITLE] for line in lines if line), "Opening")
