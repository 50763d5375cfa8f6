"""What `/metrics` says while processes of a busy server are killed: ``python -m bench.kills [--kills 30]``.

Every three seconds, or once its predecessor is replaced, one of several workers gets ``kill -9``; each fifth time the
runner does, too, each seventh an answers' producer. Meanwhile 20 streams are followed, a program publishes ten events a
second, jobs run and questions are asked.
The exit status is 1 if a series came or went, a counter fell, or a number is not what was counted outside.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Event, Thread

import requests

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.git_repository import make_repository
from tests.support.metrics import OPEN, RATE, RECEIVED, Load, is_counter, kill9, scrape
from tests.support.server import Server

STREAMS, REPORTED = 20, 7
PUBLISHES = 'tailrace_http_requests_total{route="/api/v1/publish",status="2xx"}'
WORKERS = "tailrace_workers"
WITHIN = 0.01
Samples = Mapping[str, float]


class Watch:
    """Scrapes every second and notes what must not be."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.first = self.last = scrape(server)
        self.faults: set[str] = set()
        self.scrapes = 0
        self.longest_s = 0.0
        self.is_over = Event()
        self._thread = Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self.is_over.wait(1):
            self.look()

    def look(self) -> None:
        began = time.monotonic()
        now = scrape(self._server)
        self.longest_s = max(self.longest_s, time.monotonic() - began)
        self.scrapes += 1
        self.faults |= {f"series {one} came or went" for one in (set(now) ^ set(self.first)) - {RATE}}
        self.faults |= {
            f"counter {one} fell from {self.last[one]} to {now[one]}"
            for one in now
            if is_counter(one) and now[one] < self.last.get(one, 0.0)
        }
        self.last = now

    def stop(self) -> None:
        self.is_over.set()
        self._thread.join()


class Follower:
    """Follows a channel, and again when its worker was killed."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._is_over = Event()
        self._thread = Thread(target=self._run)
        self._thread.start()

    def stop(self) -> None:
        self._is_over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._is_over.is_set():
            with suppress(requests.RequestException):
                self._follow()

    def _follow(self) -> None:
        with self._api.get("/api/v1/stream?channel=jobs.counted", stream=True, timeout=5) as answer:
            for _ in answer.iter_content(chunk_size=None):
                if self._is_over.is_set():
                    return


def kill(server: Server, number: int) -> str:
    """Kill a worker, and now and then another process. Return whom."""
    kill9(random.choice(server.worker_pids))
    killed = "worker"
    if number % 5 == 0:
        server.kill9("runner")
        killed += ", runner"
    if number % 7 == 0 and server.producer_pids:
        server.kill9("producer")
        killed += ", producer"
    return killed


def names_somebody(samples: Samples, pids: set[int]) -> set[str]:
    """Series with a label that holds a process's number or this host's name."""
    values = {one: re.findall(r'="([^"]*)"', one) for one in samples}
    return {
        f"series {one} names a process or a host"
        for one, found in values.items()
        if any(value == socket.gethostname() or value in {str(pid) for pid in pids} for value in found)
    }


def measure(server: Server, kills: int, pause_s: float, repository: Path) -> set[str]:
    """Return what is wrong."""
    token = server.service_token(publish=["jobs.*"], subscribe=["jobs.*"])

    def api(bearer: str = token) -> Api:
        made = Api(server.url)
        made.headers["Authorization"] = f"Bearer {bearer}"
        return made

    def does(path: str, body: Mapping[str, object], status: int, by: Api) -> Callable[[], bool]:
        return lambda: by.post(path, json=body, timeout=20).status_code == status

    admin, asker = server.api(), api(server.chat_key()[0])
    event = {"channel": "jobs.counted", "type": "step", "data": {"text": "x" * 200}}
    question = {"model": "math", "messages": [{"role": "user", "content": "what is 17% of 80"}]}
    report = {"streams": [{"events": REPORTED}]}
    pids = {process.pid for process in server.processes()}
    is_over = Event()
    with ExitStack() as running:
        watch = Watch(server)
        running.callback(watch.stop)
        followers = [Follower(api()) for _ in range(STREAMS)]
        for follower in followers:
            running.callback(follower.stop)
        published = Load(does("/api/v1/publish", event, 201, api()), is_over)
        reported = Load(does("/api/v1/telemetry", report, 204, api()), is_over)
        analysed = Load(does("/rlm/analyze", {"url": str(repository)}, 202, admin), is_over, pause_s=5)
        asked = Load(does("/v1/chat/completions", question, 200, asker), is_over, pause_s=1)
        for load in (published, reported, analysed, asked):
            running.callback(load.join)
        running.callback(is_over.set)
        for number in range(1, kills + 1):
            time.sleep(pause_s)
            wait_until(lambda: watch.last[WORKERS] == watch.first[WORKERS], "the worker is replaced", within_s=120)
            said = kill(server, number)
            pids |= {process.pid for process in server.processes()}
            print(f"{number}: {said}; {watch.last[OPEN]:.0f} streams", file=sys.stderr, flush=True)
        time.sleep(pause_s)
    faults = set(watch.faults)
    gone_s = until_none_is_open(server)
    watch.look()
    faults |= watch.faults | names_somebody(watch.last, pids)
    if gone_s > 2:
        faults.add(f"streams that are gone left the numbers after {gone_s:.1f} s")
    print(f"{kills} kills, {watch.scrapes} scrapes, the longest {watch.longest_s:.2f} s; {len(watch.first)} series")
    print(f"all streams left the numbers {gone_s:.1f} s after their ends; {len(pids)} processes lived")
    print(f"files of meters: {len(list((server.data / 'meters').glob('*.meters')))}; load {os.getloadavg()[0]:.1f}")
    print(f"analyses begun {analysed.done}, questions answered {asked.done}")
    for series, load, each in ((PUBLISHES, published, 1), (RECEIVED, reported, REPORTED)):
        counted = (watch.last[series] - watch.first[series]) / each
        print(f"{series}: {counted:.0f}; acknowledged {load.done}, cut off {load.uncertain}")
        if not load.done * (1 - WITHIN) <= counted <= (load.done + load.uncertain) * (1 + WITHIN):
            faults.add(f"{series} is not what clients counted")
    return faults


def until_none_is_open(server: Server) -> float:
    began = time.monotonic()
    while scrape(server)[OPEN] and time.monotonic() - began < 30:
        time.sleep(0.1)
    return time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--pause", type=float, default=3.0, help="seconds between kills (3)")
    parser.add_argument("--workers", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        repository = make_repository(Path(temporary) / "repository", {"main.py": "print(1)\n"})
        env = {"TAILRACE_WORKERS": str(options.workers), "TAILRACE_LOCAL_ROOTS": temporary}
        server = Server(Path(temporary) / "data", env)
        server.start()
        try:
            faults = measure(server, options.kills, options.pause, repository)
        finally:
            server.stop()
    for fault in sorted(faults):
        print(f"wrong: {fault}")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
