"""A verdict: what people decided about one issue of a repository, so that nobody has to look at it again.

An issue is known by its file and its fingerprint (`analysis/fingerprint`). Of several in one file with the same
fingerprint, the second has ``:2`` behind it, and so on in the order of lines: each is decided by itself, and one more
of the same is open, as it is new in a comparison.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal, get_args

import msgspec

from services.errors import BadRequest

State = Literal["open", "accepted", "false_positive"]
"""``accepted``: a known risk that people live with."""
STATES: tuple[State, ...] = get_args(State)

MAX_NOTE_CHARACTERS = 1000
MAX_ISSUES = 1000
"""That are decided at once."""
MAX_HISTORY = 10
"""Earlier verdicts that are kept of one issue."""
_MAX_NAME_CHARACTERS = 255

Place = tuple[str, str]
"""Path and numbered fingerprint."""


class Verdict(msgspec.Struct, frozen=True):
    """``assignee`` is a user's name, or empty; ``by`` who decided, ``at`` when, in Unix seconds."""

    state: State = "open"
    assignee: str = ""
    note: str = ""
    by: str = ""
    at: float = 0.0

    @property
    def says_something(self) -> bool:
        return self.state != "open" or bool(self.assignee or self.note)


class Triaged(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict about one issue, and the earlier ones, the newest first."""

    path: str
    fingerprint: str
    verdict: Verdict
    history: list[Verdict] = []


VerdictsByFile = dict[str, dict[str, Verdict]]
"""Path -> numbered fingerprint -> verdict."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What to change of a verdict; None leaves it as it is."""

    state: State | None = None
    assignee: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        """Raises: BadRequest."""
        if self.state is None and self.assignee is None and self.note is None:
            raise BadRequest("There is nothing to change: send 'state', 'assignee' or 'note'.")
        if self.state not in (None, *STATES):
            raise BadRequest(f"'state' is one of {', '.join(STATES)}.")
        assignee, note = self.assignee or "", self.note or ""
        if len(assignee) > _MAX_NAME_CHARACTERS or not assignee.isprintable():
            raise BadRequest("'assignee' is a user's name, or empty.")
        if len(note) > MAX_NOTE_CHARACTERS:
            raise BadRequest(f"'note' has at most {MAX_NOTE_CHARACTERS:,} characters; this one has {len(note):,}.")
        if not is_storable(note):
            raise BadRequest("'note' is not valid text: it holds half of a character.")

    def applied(self, before: Verdict, by: str, at: float) -> Verdict:
        return Verdict(
            before.state if self.state is None else self.state,
            before.assignee if self.assignee is None else self.assignee,
            before.note if self.note is None else self.note.strip(),
            by,
            at,
        )


def numbered(fingerprints: Iterable[str]) -> list[str]:
    """The fingerprints of one file's issues, each different from the others."""
    count: Counter[str] = Counter()
    found = []
    for fingerprint in fingerprints:
        count[fingerprint] += 1
        found.append(fingerprint if count[fingerprint] == 1 else f"{fingerprint}:{count[fingerprint]}")
    return found


def is_storable(text: str) -> bool:
    """Whether it can be written as UTF-8: JSON can name half of a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
