"""The system's status: how each part is, since when and why, and how it was within the last day.

The runner looks every few seconds. A change counts once it was seen twice in a row, so that one slow answer is no
incident. While nobody looks, nobody knows: the pages then say that there is no word, and since when.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select

from services.database.database import Database
from services.operations.status.record import StatusRecord
from services.system_part import LEVELS, Finding

CHANNEL = "system"
CHANGED = "system:status"
SILENT_S = 20.0
"""Nobody has looked for so long: the runner is away."""
KEPT_S = 7 * 86_400.0

Look = Callable[[], Finding]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a part is. ``level`` is ``unknown`` where nobody has looked."""

    key: str
    name: str
    level: str
    why: str
    since: float | None

    def as_dict(self) -> dict[str, Any]:
        return {"part": self.key, "name": self.name, "state": self.level, "why": self.why, "since": self.since}


@dataclass(frozen=True, slots=True)
class Span:
    """A part was at a level from ``since`` to ``until``, in Unix seconds."""

    level: str
    why: str
    since: float
    until: float


class SystemStatus:
    """``parts`` are the key, the name and a look at each. ``tell`` is called when something has changed."""

    def __init__(
        self,
        database: Database,
        place: str,
        parts: Sequence[tuple[str, str, Look]],
        tell: Callable[[dict[str, Any]], None],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._place = place
        self._parts = parts
        self._tell = tell
        self._now = now
        self._doubted: dict[str, str] = {}

    # -- looking -------------------------------------------------------------------------------------------------------

    def look(self) -> bool:
        """Look at every part and write down what is new. A duty."""
        findings = {key: _found(key, look) for key, _, look in self._parts}
        if self._write(findings):
            self._tell(self.as_dict())
        return False

    def _write(self, findings: dict[str, Finding]) -> bool:
        now, is_changed = self._now(), False
        with self._database.session() as session:
            newest = {row.part: row for row in session.scalars(self._newest())}
            for key, finding in findings.items():
                row = newest.get(key)
                before = row if row is not None and now - row.until <= SILENT_S else None
                if before is not None:
                    before.until = now
                    before.why = finding.why if finding.level == before.level else before.why
                if self._has_changed(key, finding, before.level if before is not None else None):
                    times = {"since": now, "until": now}
                    session.add(
                        StatusRecord(place=self._place, part=key, level=finding.level, why=finding.why, **times)
                    )
                    is_changed = True
            old = (StatusRecord.place == self._place, StatusRecord.until < now - KEPT_S)
            session.execute(delete(StatusRecord).where(*old))
        return is_changed

    def _has_changed(self, key: str, finding: Finding, level: str | None) -> bool:
        """``level`` is None where nobody knew. That a part is well is believed at once there; all else when it was
        seen the last time, too.
        """
        doubted, self._doubted[key] = self._doubted.get(key), finding.level
        if finding.level == level:
            return False
        return doubted == finding.level or (level is None and finding.level == "ok")

    # -- reading -------------------------------------------------------------------------------------------------------

    def standings(self) -> list[Standing]:
        """Every part, in order. What nobody looks at any more is unknown, and then the runner is down."""
        with self._database.session() as session:
            newest = {row.part: row for row in session.scalars(self._newest())}
        now = self._now()
        return [self._standing(key, name, newest.get(key), now) for key, name, _ in self._parts]

    def as_dict(self) -> dict[str, Any]:
        """For the API and the event: the worst level, and the parts."""
        standings = self.standings()
        return {
            "state": worst(standing.level for standing in standings),
            "parts": [standing.as_dict() for standing in standings],
            "at": self._now(),
        }

    def history(self, since: float) -> dict[str, list[Span]]:
        """How each part was from then on, in order; where nobody looked, there is no span."""
        found: dict[str, list[Span]] = {key: [] for key, _, _ in self._parts}
        own = (StatusRecord.place == self._place, StatusRecord.until >= since)
        with self._database.session() as session:
            rows = session.scalars(select(StatusRecord).where(*own).order_by(StatusRecord.since)).all()
        for row in rows:
            if row.part in found:
                found[row.part].append(Span(row.level, row.why, max(since, row.since), row.until))
        return found

    def _standing(self, key: str, name: str, row: StatusRecord | None, now: float) -> Standing:
        if row is None:
            return Standing(key, name, "unknown", "Nobody has looked yet.", None)
        silent_s = now - row.until
        if silent_s <= SILENT_S:
            return Standing(key, name, row.level, row.why, row.since)
        if key == "runner":
            return Standing(key, name, "down", f"No word from it for {silent_s:.0f} s.", row.until)
        return Standing(key, name, "unknown", "The job runner is away, and nobody else looks.", row.until)

    def _newest(self) -> Any:
        last = select(func.max(StatusRecord.id)).where(StatusRecord.place == self._place).group_by(StatusRecord.part)
        return select(StatusRecord).where(StatusRecord.id.in_(last))


def worst(levels: Any) -> str:
    """The worst of these levels; nothing is worse than not to know."""
    order = (*LEVELS, "unknown")
    return max(levels, key=order.index, default="unknown")


def _found(key: str, look: Look) -> Finding:
    try:
        return look()
    except Exception as error:  # whatever it was, the part does not do its work
        _log.warning("part_down", extra={"part": key, "error": str(error)})
        return Finding("down", f"It does not answer: {error}")
