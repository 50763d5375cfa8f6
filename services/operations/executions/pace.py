"""The pace: how executions ended within a day, hour by hour, and how long they took."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.auth.identity import Identity
from services.database.database import Database
from services.operations.samples.course import Reading
from services.runs.tally import MOST_ENDINGS, Ending, latest_endings

DAY_S = 86_400.0
_HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Pace:
    """``endings`` are in order. On a busier day they are the newest, and ``since`` is where they begin."""

    since: float
    until: float
    endings: Sequence[Ending]

    def duration_s(self, share: float) -> float | None:
        """How long that ``share`` of them took at most; None if none ended."""
        return _share(self.endings, share)

    def durations(self, share: float) -> list[Reading]:
        return [Reading(since, until, _share(within, share)) for since, until, within in self._hours()]

    def success(self) -> list[Reading]:
        """Of those that succeeded or failed, how many percent succeeded."""
        return [Reading(since, until, _success(within)) for since, until, within in self._hours()]

    def _hours(self) -> list[tuple[float, float, list[Ending]]]:
        """Hours that end now. One that is not whole is left out."""
        found: list[tuple[float, float, list[Ending]]] = []
        for number in range(int((self.until - self.since) / _HOUR_S + 0.001), 0, -1):
            since = self.until - number * _HOUR_S
            found.append((since, since + _HOUR_S, [one for one in self.endings if since < one.at <= since + _HOUR_S]))
        return found


def read_pace(database: Database, identity: Identity, now: Callable[[], float] = time.time) -> Pace:
    """Of what the caller may see; an admin sees all."""
    until = now()
    since = until - DAY_S
    with database.session() as session:
        found = latest_endings(session, since, None if identity.is_admin else identity.user_id)
    return Pace(found[0].at if len(found) >= MOST_ENDINGS else since, until, found)


def _share(endings: Sequence[Ending], share: float) -> float | None:
    took = sorted(one.seconds for one in endings)
    return took[min(len(took) - 1, int(share * len(took)))] if took else None


def _success(endings: Sequence[Ending]) -> float | None:
    told = [one.state for one in endings if one.state in ("succeeded", "failed")]
    return 100 * told.count("succeeded") / len(told) if told else None
