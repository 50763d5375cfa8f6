"""``kill -9`` of workers: `/metrics` keeps its series, no counter falls, and nothing is miscounted.

`python -m bench.kills` does it for longer, with more workers, and kills the runner and the producer as well.
"""

from __future__ import annotations

import random
import time
from contextlib import ExitStack
from threading import Event

import pytest

from tests.support.api import Api
from tests.support.condition import wait_for_value
from tests.support.metrics import (
    OPEN,
    PUBLISHED,
    RATE,
    RECEIVED,
    Load,
    is_counter,
    kill9,
    scrape,
    scrape_without_own,
    streaming,
)
from tests.support.server import StartServer

pytestmark = pytest.mark.integration

KILLS, LONGEST_S = 30, 25
STREAMS = 20
REPORTED = 7


def test_the_numbers_of_killed_workers_stay(start_server: StartServer) -> None:
    server = start_server()
    headers = {"Authorization": f"Bearer {server.service_token(publish=['jobs.*'], subscribe=['jobs.*'])}"}

    def api() -> Api:
        made = Api(server.url)
        made.headers.update(headers)
        return made

    publisher, reporter = api(), api()
    event = {"channel": "jobs.counted", "type": "step", "data": {}}
    report = {"streams": [{"events": REPORTED}]}
    before = scrape_without_own(server)
    is_over = Event()
    with ExitStack() as running:
        streams = [Load(streaming(api()), is_over) for _ in range(STREAMS)]
        published = Load(lambda: publisher.post("/api/v1/publish", json=event).status_code == 201, is_over)
        reported = Load(lambda: reporter.post("/api/v1/telemetry", json=report).status_code == 204, is_over)
        for load in (*streams, published, reported):
            running.callback(load.join)
        running.callback(is_over.set)
        last, ends_at, kills = scrape(server), time.monotonic() + LONGEST_S, 0
        while kills < KILLS and (time.monotonic() < ends_at or kills < 5):
            kill9(random.choice(server.worker_pids))
            kills += 1
            for _ in range(3):
                now = scrape(server)
                assert set(now) - {RATE} == set(before) - {RATE}
                assert not [series for series in now if is_counter(series) and now[series] < last[series]]
                last = now
                time.sleep(0.2)
    assert kills >= 5
    after = scrape_without_own(server)
    for series, load, each in ((PUBLISHED, published, 1), (RECEIVED, reported, REPORTED)):
        counted = (after[series] - before[series]) / each
        assert load.done > 10
        assert load.done <= counted <= load.done + load.uncertain
    wait_for_value(lambda: scrape(server)[OPEN], 0.0, "the streams have left, and their series says 0")
    files = {path.suffix for path in (server.data / "meters").iterdir()}
    assert files <= {".meters", ".lock", ""}
    assert len(list((server.data / "meters").glob("*.meters"))) <= 8, "files do not pile up"


def test_a_dead_workers_streams_are_gone_at_once(start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_WORKERS": "1"})
    token = server.service_token(subscribe=["jobs.*"])
    api = Api(server.url)
    api.headers["Authorization"] = f"Bearer {token}"
    with ExitStack() as open_streams:
        for _ in range(3):
            stream = open_streams.enter_context(api.get("/api/v1/stream?channel=jobs.dead", stream=True))
            assert stream.raw.read(1)
        assert scrape(server)[OPEN] == 3
        (pid,) = server.worker_pids
        kill9(pid)
        assert scrape(server)[OPEN] == 0
