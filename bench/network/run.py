"""One job that a crowd follows over one kind of network."""

from __future__ import annotations

import threading
import time
import uuid

from bench.network.crowd import Crowd
from bench.network.outcome import Outcome, recoveries_s
from bench.network.profile import Outage, Profile
from bench.network.site import Site

PACE_S = 0.25
"""Between two events of the job."""
END_WITHIN_S = 60.0
"""How long after the job, over the same network, a client may take to hear of its end."""


class Job:
    """Publishes numbers at a steady pace until it is stopped, then closes its channel."""

    def __init__(self, site: Site) -> None:
        self.channel = f"jobs.{uuid.uuid4().hex[:12]}"
        self.published = 0
        self._api = site.api
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stop.wait(PACE_S):
            self._api.publish(self.channel, {"n": self.published + 1}, type="step")
            self.published += 1
        self._api.close_channel(self.channel)


def run(site: Site, crowd: Crowd, profile: Profile) -> dict[str, Outcome]:
    """Return how it went, by the kind of client. The link is healthy again afterwards.

    A profile's bandwidth is that of one device; all devices of the crowd share one link, which is as much wider.
    """
    link = site.laptop.link
    job = Job(site)
    job.start()
    try:
        crowd.follow(job.channel)
        link.delay_s, link.loss = profile.delay_s, profile.loss
        link.bits_per_s = profile.bits_per_s and profile.bits_per_s * crowd.devices
        crowd.wait_for_first(within_s=60)
        started = time.monotonic()
        spans = [_go_through(site, outage, started) for outage in profile.outages]
        _sleep_until(started + profile.job_s)
    finally:
        job.stop()
    followers = crowd.gather(job.published, END_WITHIN_S)
    link.delay_s, link.loss, link.bits_per_s = 0.0, 0.0, None
    return {
        kind: Outcome(ones, [s for one in ones for s in recoveries_s(one.at_s, spans)])
        for kind, ones in followers.items()
    }


def _go_through(site: Site, outage: Outage, started: float) -> tuple[float, float]:
    """Return when it began and ended, by the clock that the clients go by."""
    link = site.laptop.link
    _sleep_until(started + outage.start_s)
    link.is_cut, away = True, time.time()
    try:
        if outage.move is not None:
            outage.move(site.laptop)
        _sleep_until(started + outage.end_s)
    finally:
        link.is_cut, back = False, time.time()
    return away, back


def _sleep_until(when: float) -> None:
    time.sleep(max(0.0, when - time.monotonic()))
