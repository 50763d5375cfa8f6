"""``kill -9`` of workers under load: an acknowledged event is delivered once, any other at most once."""

from __future__ import annotations

import os
import random
import signal

import pytest

from tests.support.condition import wait_until
from tests.support.process import is_alive
from tests.support.server import StartServer
from tests.support.traffic import TRAFFIC_SERVER, ClientReader, RawReader, Traffic, Writer

pytestmark = pytest.mark.integration


def kill9(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not is_alive(pid), "it is dead")


def test_workers_killed_under_load_lose_and_double_nothing(start_server: StartServer) -> None:
    server = start_server(env=TRAFFIC_SERVER)
    url, token = server.url, server.service_token(publish=["jobs.*"], subscribe=["jobs.*"])
    # Hardly any pause: the more is in flight when a worker dies, the more events are stored but never acknowledged.
    keyed = [Writer(f"keyed{n}", url, token, [f"jobs.keyed{n}"], batch=n, pause_s=0.002) for n in (1, 2, 3, 4)]
    keyless = [Writer(f"keyless{n}", url, token, [f"jobs.keyless{n}"], has_keys=False) for n in range(4)]
    channels = [channel for writer in (*keyed, *keyless) for channel in writer.channels]
    readers = [
        ClientReader(url, token, channels),
        ClientReader(url, token, ["jobs.keyless0"]),
        *(RawReader(url, token, channels) for _ in range(3)),
    ]
    with Traffic([*keyed, *keyless], readers) as traffic:

        def has_met_both() -> bool:
            return any(reader.torn for reader in traffic.raw_readers) and any(writer.uncertain for writer in keyless)

        # Whether a kill hits a publish in flight is chance. If five kills have missed, try a few more.
        for kill in range(30):
            if kill >= 5 and has_met_both():
                break
            kill9(random.choice(server.worker_pids))
            wait_until(lambda: len(server.worker_pids) == 2, "gunicorn has replaced it")
            traffic.flow()
        assert has_met_both(), "the kills have met some streams, and some publishes"
        traffic.finish()
