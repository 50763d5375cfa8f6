"""The standing of a job: its stage, how far it is and how long it will still take, as its events tell it.

Whoever follows the channel then needs nothing else to move a bar: no table of stages, no history.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from services.jobs.kind import Stage

QUIET_S = 1.0
"""Progress that no event has carried for so long becomes an event of its own."""

_SHORTEST_S = 2.0
_LEAST_PROGRESS = 0.01
_MOST_OF_THE_REST = 0.8


class Standing:
    """Progress never goes back. ``now`` is a clock in seconds."""

    def __init__(self, stages: Sequence[Stage], now: Callable[[], float] = time.monotonic) -> None:
        self._ends = {stage.key: stage.until for stage in stages}
        self._now = now
        self.stage = ""
        self.progress = 0.0
        self._is_known = False
        self._stage_began = (now(), 0.0)
        self._is_told = True
        self._told_at = now()

    def advance(self, stage: str, progress: float) -> bool:
        """Returns whether the stage is a new one."""
        is_new_stage = stage != self.stage
        self._is_told = self._is_told and self._is_known and not is_new_stage and progress <= self.progress
        self._is_known = True
        self.stage, self.progress = stage, max(self.progress, min(1.0, max(0.0, progress)))
        if is_new_stage:
            self._stage_began = (self._now(), self.progress)
        return is_new_stage

    def tell(self) -> dict[str, Any]:
        """What the next event says of it: ``stage``, ``progress`` and, if it can be known, ``left_s``."""
        self._is_told, self._told_at = True, self._now()
        if not self._is_known:
            return {}
        left_s = self.left_s()
        left = {} if left_s is None else {"left_s": round(left_s, 1)}
        return {"stage": self.stage, "progress": round(self.progress, 4), **left}

    def due_in_s(self) -> float | None:
        """Until the standing has to be told by an event of its own; None when there is nothing to tell."""
        return None if self._is_told else max(0.0, self._told_at + QUIET_S - self._now())

    def left_s(self) -> float | None:
        """Seconds until the end, at the speed of this stage.

        Stages differ in speed, and nobody knows the speed of one that has not begun. So there is no answer until most
        of what is left lies in this stage, and it has been going on for long enough to have a speed.
        """
        began_at, began = self._stage_began
        took_s, gained = self._now() - began_at, self.progress - began
        rest = 1.0 - self.progress
        if rest <= 0 or took_s < _SHORTEST_S or gained < _LEAST_PROGRESS:
            return None
        here = self._ends.get(self.stage, 1.0) - self.progress
        return rest * took_s / gained if here >= _MOST_OF_THE_REST * rest else None
