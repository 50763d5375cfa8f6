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
        """Raises: BadRequest, a text is too long, or something is no text at all."""
        try:
            msgspec.json.encode(self)
        except (UnicodeEncodeError, OverflowError, RecursionError):
            raise BadRequest("The opening holds a number or a character that cannot be stored.") from None
        if len(self.title) > MAX_TITLE:
            raise BadRequest(f"'title' has {len(self.title):,} characters; shorten it to {MAX_TITLE}.")
        if len(self.description) > MAX_DESCRIPTION:
            raise BadRequest(
                f"The description has {len(self.description):,} characters; shorten it to {MAX_DESCRIPTION:,}."
            )


def title_of(description: str) -> str:
    """What a pasted description is called: its first line with anything in it."""
    lines = (line.strip(" \t#*-=") for line in description.splitlines())
    return next((line[:MAX_TITLE] for line in lines if line), "Opening")
