"""Networks to be tried: what a link does while a job runs, second by second."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.support.network import Machine


@dataclass(frozen=True)
class Outage:
    """Nothing passes from ``start_s`` to ``end_s`` of the job. ``move`` happens just before the network returns."""

    start_s: float
    end_s: float
    move: Callable[[Machine], None] | None = None


@dataclass(frozen=True)
class Profile:
    """A job takes ``job_s``. Delay is one way, loss a share of the packets; both hold all the time."""

    name: str
    job_s: float
    delay_s: float = 0.02
    loss: float = 0.0
    bits_per_s: float | None = None
    outages: list[Outage] = field(default_factory=list)
    has_aims: bool = True
    """Whether the browser client owes anything here beyond losing and doubling nothing."""


def _flaps(seed: int, until_s: float) -> list[Outage]:
    """Return outages of 0.5 to 3 s, as far apart."""
    chance = random.Random(seed)
    outages: list[Outage] = []
    at = 5.0
    while at < until_s:
        end = at + chance.uniform(0.5, 3.0)
        outages.append(Outage(at, end))
        at = end + chance.uniform(0.5, 3.0)
    return outages


def _every(gap_s: float, move: Callable[[Machine], None], away_s: float, times: int) -> list[Outage]:
    return [Outage(gap_s * n, gap_s * n + away_s, move) for n in range(1, times + 1)]


def profiles(seed: int = 1) -> dict[str, Profile]:
    found = [
        Profile("3g", 40, delay_s=0.15, loss=0.01, bits_per_s=750_000),
        Profile("loss", 40, delay_s=0.03, loss=0.1),
        Profile("blackout", 58, outages=[Outage(8, 38)]),
        Profile("address", 45, outages=_every(13, Machine.change_address, 1.5, 2)),
        Profile("router", 45, outages=_every(13, Machine.change_disguise, 1.5, 2)),
        Profile("flaps", 55, outages=_flaps(seed, 35)),
        Profile("tunnels", 70, outages=[Outage(7, 12), Outage(22, 31), Outage(43, 55)], has_aims=False),
    ]
    return {profile.name: profile for profile in found}
