"""What followers of jobs received, and what that says: completed, lost, doubled, how soon after an outage."""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

AIM_COMPLETE = 99.5
AIM_MEAN_S, AIM_WORST_S = 2.5, 5.5


@dataclass(frozen=True)
class Follower:
    """One client's view of one job that published the numbers from 1 to ``published``."""

    published: int
    numbers: Sequence[int]
    at_s: Sequence[float]
    is_complete: bool
    gaps: int = 0
    reconnects: int = 0
    polled_share: float = 0.0
    states: Sequence[tuple[object, ...]] = ()
    """What the client said about itself, and when, for whoever wants to know why."""

    @property
    def lost(self) -> int:
        return self.published - len(set(self.numbers))

    @property
    def doubled(self) -> int:
        return len(self.numbers) - len(set(self.numbers))

    @property
    def is_in_order(self) -> bool:
        return list(self.numbers) == sorted(self.numbers)


def recoveries_s(at_s: Sequence[float], outages: Iterable[tuple[float, float]]) -> list[float]:
    """For each time that the network came back: how long it then worked before the next event came.

    If the network goes away again before an event has come, the time that it worked counts on.
    """
    found: list[float] = []
    spans = list(outages)
    worked_s = 0.0
    next_away = [*(start for start, _ in spans[1:]), float("inf")]
    for (_, back_s), next_away_s in zip(spans, next_away, strict=False):
        place = bisect.bisect_left(at_s, back_s)
        if place < len(at_s) and at_s[place] < next_away_s:
            found.append(worked_s + at_s[place] - back_s)
            worked_s = 0.0
        elif next_away_s == float("inf"):
            found.append(float("inf"))
        else:
            worked_s += next_away_s - back_s
    return found


@dataclass
class Outcome:
    """All followers of one kind in one profile."""

    followers: list[Follower] = field(default_factory=list)
    recoveries_s: list[float] = field(default_factory=list)

    @property
    def started(self) -> int:
        return len(self.followers)

    @property
    def completed(self) -> int:
        return sum(follower.is_complete for follower in self.followers)

    def completes_at_least(self) -> float:
        """The share that completes in the long run is not below this, with 95 % confidence (Clopper and Pearson).

        Streams of one page share a connection and so a fate: what they say together is a little less than that.
        """
        low, high = 0.0, 1.0
        for _ in range(40):
            middle = (low + high) / 2
            low, high = (middle, high) if _reaches(self.completed, self.started, middle) <= 0.05 else (low, middle)
        return low

    def total(self, name: str) -> int:
        return sum(getattr(follower, name) for follower in self.followers)

    @property
    def misordered(self) -> int:
        return sum(not follower.is_in_order for follower in self.followers)

    @property
    def polled_share(self) -> float:
        return sum(follower.polled_share for follower in self.followers) / max(1, self.started)

    def recovered_within_s(self, share: float) -> float:
        ordered = sorted(self.recoveries_s)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    @property
    def mean_s(self) -> float:
        return sum(self.recoveries_s) / len(self.recoveries_s)


def _reaches(count: int, of: int, share: float) -> float:
    """The probability that so many or more complete if each does with that probability."""
    return sum(math.comb(of, n) * share**n * (1 - share) ** (of - n) for n in range(count, of + 1))


def missed_aims(outcome: Outcome, *, is_ours: bool) -> list[str]:
    """What all clients owe: nothing lost, doubled or out of order. What ours owes besides: to be back soon."""
    missed = [f"{outcome.total(name)} events {name}" for name in ("lost", "doubled") if outcome.total(name)]
    if outcome.misordered:
        missed.append(f"{outcome.misordered} streams out of order")
    if not is_ours:
        return missed
    if 100 * outcome.completed < AIM_COMPLETE * outcome.started:
        missed.append(f"{outcome.completed} of {outcome.started} completed (aim: {AIM_COMPLETE} %)")
    if outcome.recoveries_s:
        if outcome.mean_s >= AIM_MEAN_S:
            missed.append(f"back after {outcome.mean_s:.1f} s in the mean (aim: below {AIM_MEAN_S} s)")
        if max(outcome.recoveries_s) >= AIM_WORST_S:
            missed.append(f"back after {max(outcome.recoveries_s):.1f} s at worst (aim: below {AIM_WORST_S} s)")
    return missed
