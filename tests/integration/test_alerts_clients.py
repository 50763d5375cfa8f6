"""The alerts about what clients report, in a real Prometheus that scrapes a real server, in quicker time."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.dashboard import BOARDS, filled_in, queries
from tests.support.prometheus import Prometheus, StartPrometheus
from tests.support.raw_stream import RawStream
from tests.support.server import Server, StartServer

pytestmark = pytest.mark.integration

QUIET_SCRAPES = 30
BAD = {
    "completed": 3,
    "failed": 1,
    "events": 60,
    "duplicates": 6,
    "reconnect_ms": [7000] * 20,
    "delivery_ms": [900],
    "stalls": 1,
    "stall_recovery_ms": [34_000],
}
"""A stream on a bad network; it lost nothing."""
BETWEEN_S = 2.2
"""The server takes 30 reports a minute from each login."""
ABOUT_BAD_STREAMS = ("SSECompletionRateLow", "SSEHighReconnectLatency", "SSEHighDuplicateRate")


def test_alerts_about_clients_fire_and_clear(start_server: StartServer, start_prometheus: StartPrometheus) -> None:
    """The first loss on a fresh server is noticed, and so is the first after its workers were killed. Meanwhile, no
    query of a dashboard is without an answer.
    """
    server = start_server()
    prometheus = start_prometheus(f"127.0.0.1:{server.port}")
    api = server.api()

    with RawStream.open(f"{server.url}/api/v1/stream?channel=jobs.1&reports=1", headers=api.bearer):
        scrape(prometheus, QUIET_SCRAPES)
        prometheus.wait_until_firing("SSENoClientReports")
        too_slow = {"TailraceDown"}  # a busy machine may need more than a second for a scrape
        assert prometheus.has_fired() - too_slow == {"SSENoClientReports"}, "a server that is well is silent"

        report(api, losses=1)
        prometheus.wait_until_firing("SSEMessageLoss")
        prometheus.wait_until_clear("SSENoClientReports")
    prometheus.wait_until_clear("SSEMessageLoss")

    kill_the_workers(server)
    since = scrapes(prometheus)
    report_until(prometheus, api, firing=ABOUT_BAD_STREAMS)
    scrape(prometheus, QUIET_SCRAPES - (scrapes(prometheus) - since))
    report(api, losses=1)
    prometheus.wait_until_firing("SSEMessageLoss")
    assert [query for query in asked_by_dashboards() if not prometheus.query(query)] == []
    prometheus.check_seen(__file__)


def asked_by_dashboards() -> Iterator[str]:
    for board in BOARDS.values():
        yield from map(filled_in, queries(board))


def report(api: Api, **stream: Any) -> None:
    answer = api.post("/api/v1/telemetry", json={"network_type": "3g", "streams": [{"kind": "stream", **stream}]})
    assert answer.status_code == 204, answer.text


def report_until(prometheus: Prometheus, api: Api, *, firing: tuple[str, ...]) -> None:
    """Report bad streams until all of these alerts have fired."""
    missing = set(firing)

    def have_fired() -> bool:
        nonlocal missing
        missing = {alert for alert in missing if prometheus.state(alert) != "firing"}
        if missing:
            report(api, **BAD)
            time.sleep(BETWEEN_S)
        return not missing

    wait_until(have_fired, f"{', '.join(firing)} fire", within_s=90)


def kill_the_workers(server: Server) -> None:
    killed = set(server.worker_pids)
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: len(set(server.worker_pids) - killed) == len(killed), "the workers are replaced")


def scrapes(prometheus: Prometheus) -> int:
    """Return how many scrapes have succeeded so far."""
    found = prometheus.query('sum(sum_over_time(up{job="tailrace"}[1h]))')
    return int(found[0]["value"][1]) if found else 0


def scrape(prometheus: Prometheus, count: int) -> None:
    """Return after so many more scrapes."""
    wanted = scrapes(prometheus) + count
    wait_until(lambda: scrapes(prometheus) >= wanted, f"Prometheus scrapes {count} times", within_s=90 + count)
