"""What `/metrics` says while processes are killed, and something to be counted meanwhile."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from threading import Event, Thread

import requests

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.process import is_alive
from tests.support.server import Server

COUNTERS = ("_total", "_bucket", "_count", "_sum", "sse_total_events_received")
RATE = "sse_stream_completion_rate"
"""The one series that may be left out: nothing ended within 15 minutes."""
PUBLISHED = "tailrace_events_published_total"
RECEIVED = 'sse_total_events_received{kind="stream",network_type="unknown",user_segment="service"}'
OPEN = 'sse_concurrent_streams{kind="stream"}'


def kill9(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not is_alive(pid), "it is dead")


def scrape(server: Server) -> dict[str, float]:
    """Each series with its number. A scrape whose worker is killed meanwhile is tried again."""
    for _ in range(200):
        try:
            lines = requests.get(f"{server.url}/metrics", timeout=20).text.splitlines()
        except requests.RequestException:
            time.sleep(0.05)
            continue
        rows = (line.rpartition(" ") for line in lines if not line.startswith("#"))
        return {series: float(number) for series, _, number in rows}
    raise AssertionError("nobody answers")


def scrape_without_own(server: Server) -> dict[str, float]:
    """What `scrape` says, less the events that the server has published about itself. They count like anybody's."""
    while True:
        own = _told_by_itself(server)
        series = scrape(server)
        if own == _told_by_itself(server):
            return {**series, PUBLISHED: series[PUBLISHED] - own}


def _told_by_itself(server: Server) -> int:
    with closing(sqlite3.connect(server.data / "log" / "events.db")) as log:
        own = "SELECT count(*) FROM event JOIN channel ON channel.number = event.channel WHERE channel.name = 'system'"
        return int(log.execute(own).fetchone()[0])


def is_counter(series: str) -> bool:
    return series.partition("{")[0].endswith(COUNTERS)


class Load:
    """Does something again and again in a thread. ``done`` was acknowledged; ``uncertain`` was cut or refused."""

    def __init__(self, once: Callable[[], bool], is_over: Event, *, pause_s: float = 0.1) -> None:
        self.done = self.uncertain = 0
        self._once = once
        self._pause_s = pause_s
        self._is_over = is_over
        self._thread = Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._is_over.wait(self._pause_s):
            try:
                is_done = self._once()
            except requests.RequestException:
                is_done = False
            self.done += is_done
            self.uncertain += not is_done

    def join(self) -> None:
        self._thread.join(30)


def streaming(api: Api) -> Callable[[], bool]:
    def follow() -> bool:
        with api.get("/api/v1/stream", params={"channel": "jobs.counted"}, stream=True, timeout=2) as answer:
            for _line in answer.iter_lines(chunk_size=1):
                pass
        return True

    return follow
