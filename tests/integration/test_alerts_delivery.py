"""The alert about slow delivery, in a real Prometheus that scrapes a real server, in quicker time."""

from __future__ import annotations

import time

import pytest

from services.streaming.event import new_event
from services.streaming.log.event_log import Append
from services.streaming.log.sqlite_log import SqliteEventLog
from tests.support.condition import wait_until
from tests.support.prometheus import StartPrometheus
from tests.support.raw_stream import RawStream
from tests.support.server import StartServer

pytestmark = pytest.mark.integration

LATE_S = 2
CHANNEL = "jobs.late"


@pytest.mark.long
def test_the_alert_about_slow_delivery_fires_and_clears(
    start_server: StartServer, start_prometheus: StartPrometheus
) -> None:
    """A server that is really that slow cannot be scraped every second. So another process of this host publishes
    events that have been on their way to the disk for two seconds when the workers first see them.
    """
    server = start_server()
    prometheus = start_prometheus(f"127.0.0.1:{server.port}")
    log = SqliteEventLog(server.data / "log", now_s=lambda: time.time() - LATE_S)

    def publish_late() -> bool:
        for _ in range(5):
            log.append([Append(events=[new_event(CHANNEL, "note", {})])])
            time.sleep(0.1)
        return prometheus.state("TailraceDeliverySlow") == "firing"

    with RawStream.open(f"{server.url}/api/v1/stream?channel={CHANNEL}", headers=server.api().bearer):
        wait_until(publish_late, "TailraceDeliverySlow fires", within_s=90)
    log.close()
    prometheus.check_seen(__file__)
