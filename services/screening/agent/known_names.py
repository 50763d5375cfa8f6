"""The names that the router knows as the asker's: their openings, and their newest candidates if not blind."""

from __future__ import annotations

from collections.abc import Collection

from services.auth.identity import Identity
from services.screening.screening_run import Screening
from services.screening.screenings import Screenings
from services.thread import in_thread

MOST_SCREENINGS = 50
READ = 3
"""Screenings whose candidates are known."""
MOST_NAMES = 200
KEPT = 500
"""Screenings of which names are remembered, in one process."""


class KnownNames:
    """Of one process. Reading the profiles costs more than routing, so names are kept while the stack is the same."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int], tuple[str, ...]] = {}

    def of(self, screenings: Screenings, asker: Identity) -> Collection[str]:
        own = screenings.list(asker, limit=MOST_SCREENINGS)
        titles = [one.title for one in own if one.title]
        candidates = [
            name for one in own[:READ] if not one.is_live for name in self._candidates(screenings, asker, one)
        ]
        return tuple(dict.fromkeys((*titles, *candidates)))

    def _candidates(self, screenings: Screenings, asker: Identity, screening: Screening) -> tuple[str, ...]:
        screening_id = screening.screening_id
        if screening.is_blind and screenings.decisions.unblinding(screening_id) is None:
            return ()
        try:
            changed = (screenings.folder(screening_id).path / "stack.json").stat().st_mtime_ns
        except OSError:
            return ()
        key = (screening_id, changed)
        if key not in self._kept:
            shown = in_thread(screenings.answer, asker, screening_id)
            while len(self._kept) >= KEPT:
                del self._kept[next(iter(self._kept))]
            names = (one.profile.name for one in shown.ranking[:MOST_NAMES])
            self._kept[key] = tuple(name for name in names if name)
        return self._kept[key]
