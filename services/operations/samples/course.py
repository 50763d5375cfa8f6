"""A course: how the meters went within a time, cut into steps in which no minute is missing.

What is missing stays missing: no step bridges it. Only ``whole``, from the first sample to the last, counts across,
because counters go on counting while nobody writes them down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.operations.samples.sample import Sample, Step

HOLE_S = 150
"""Samples this far apart lack at least one between them. One minute may come late."""

Measure = Callable[[Step], float | None]
"""What a step says of something; None where there was nothing to measure."""


@dataclass(frozen=True, slots=True)
class Reading:
    """In Unix seconds. ``value`` is None where there was nothing to measure."""

    since: float
    until: float
    value: float | None


@dataclass(frozen=True, slots=True)
class Course:
    since: float
    until: float
    steps: tuple[Step, ...]
    whole: Step | None

    def read(self, measure: Measure) -> list[Reading]:
        return [Reading(step.before.at, step.after.at, measure(step)) for step in self.steps]

    @property
    def holes(self) -> list[tuple[float, float]]:
        """The times that no step covers, but for the minute that goes on."""
        found, here = [], self.since
        for step in self.steps:
            if step.before.at - here > HOLE_S:
                found.append((here, step.before.at))
            here = step.after.at
        return [*found, (here, self.until)] if self.until - here > HOLE_S else found

    @property
    def newest(self) -> Sample | None:
        return self.whole.after if self.whole is not None else None


def course(since: float, until: float, pairs: Sequence[tuple[float, float]], samples: Sequence[Sample]) -> Course:
    """``pairs`` are the times of samples between which the steps lie (`cut`)."""
    known = {sample.at: sample for sample in samples}
    found = tuple(Step(known[one], known[other]) for one, other in pairs if one in known and other in known)
    whole = Step(found[0].before, found[-1].after) if found else None
    return Course(since, until, found, whole)


def cut(times: Sequence[float], step_s: float) -> list[tuple[float, float]]:
    """Pairs of neighbours: at the multiples of ``step_s``, and where minutes are missing. ``times`` are in order."""
    found: list[tuple[float, float]] = []
    start: float | None = None
    for before, at in zip([None, *times], times, strict=False):
        if before is None or start is None or at - before > HOLE_S:
            if start is not None and before is not None and before > start:
                found.append((start, before))
            start = at
        elif at // step_s > before // step_s:
            # The sample on the line if there is one, else the last before it.
            end = at if at % step_s == 0 or before == start else before
            found.append((start, end))
            start = end
    if start is not None and times[-1] > start:
        found.append((start, times[-1]))
    return found
