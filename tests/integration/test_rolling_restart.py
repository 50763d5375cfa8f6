"""Restarts under load: two servers behind nginx, a reload, an upgrade in place.
No client loses an event or gets one twice.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

import pytest

from tests.support.condition import wait_until
from tests.support.nginx import StartNginx
from tests.support.process import is_alive
from tests.support.server import Server, StartServer
from tests.support.traffic import TRAFFIC_SERVER, ClientReader, RawReader, Traffic, Writer

pytestmark = pytest.mark.integration

CHANNELS = ["jobs.a", "jobs.b", "jobs.c", "jobs.d"]


def make_token(server: Server) -> str:
    return server.service_token(publish=["jobs.*"], subscribe=["jobs.*"])


def traffic_to(url: str, token: str, ca_file: str | None = None) -> Traffic:
    """Single events and batches over two channels; readers of one channel, of two and of all."""
    return Traffic(
        [
            Writer("one", url, token, ["jobs.a"]),
            Writer("two", url, token, ["jobs.b"]),
            Writer("batches", url, token, ["jobs.c", "jobs.d"], batch=6),
        ],
        [
            ClientReader(url, token, ["jobs.a"]),
            ClientReader(url, token, CHANNELS),
            RawReader(url, token, ["jobs.b"], ca_file),
            RawReader(url, token, ["jobs.c", "jobs.d"], ca_file),
            *(RawReader(url, token, CHANNELS, ca_file) for _ in range(4)),
        ],
    )


def test_a_rolling_restart_under_load_loses_and_doubles_nothing(
    start_server: StartServer, start_nginx: StartNginx, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = TRAFFIC_SERVER | {"TAILRACE_PROXY_HOPS": "1", "TAILRACE_SECURE_COOKIES": "1"}
    first = start_server(env)
    second = start_server(env, data=first.data)
    nginx = start_nginx(f"127.0.0.1:{first.port}", f"127.0.0.1:{second.port}")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(nginx.certificate))
    with traffic_to(nginx.url, make_token(first), str(nginx.certificate)) as traffic:
        for leaving in (first, second, first, second):
            assert leaving.stop_serving(within_s=30) == 0
            traffic.flow()
            leaving.start()
            traffic.flow()
        traffic.finish()
    moves = [len(reader.interruptions) for reader in traffic.readers]
    assert all(count >= 2 for count in moves), f"the restarts have met everybody: {moves}"
    for reader in traffic.raw_readers:
        assert {closing["reason"] for closing in reader.closings} == {"drain"}
        assert reader.torn == 0, f"every stream was ended properly: {reader.interruptions}"


def test_a_reload_under_load_loses_and_doubles_nothing(start_server: StartServer) -> None:
    server = start_server(TRAFFIC_SERVER)
    with traffic_to(server.url, make_token(server)) as traffic:
        old = set(server.worker_pids)
        os.kill(server.master_pid, signal.SIGHUP)
        wait_until(lambda: len(server.worker_pids) == 2 and not old & set(server.worker_pids), "the workers are new")
        traffic.flow()
        traffic.finish()
    for reader in traffic.raw_readers:
        assert {closing["reason"] for closing in reader.closings} == {"drain"}
        assert reader.torn == 0, reader.interruptions


def second_master(server: Server) -> int | None:
    served = [process for process in server.processes() if "wsgi:application" in process.command]
    families = Counter(process.parent for process in served)
    return next((p.pid for p in served if p.pid != server.master_pid and families[p.pid] == 2), None)


def test_an_upgrade_in_place_under_load_loses_and_doubles_nothing(start_server: StartServer) -> None:
    """gunicorn's SIGUSR2: a second master takes over the open socket, then the first is told to stop."""
    server = start_server(TRAFFIC_SERVER)
    with traffic_to(server.url, make_token(server)) as traffic:
        os.kill(server.master_pid, signal.SIGUSR2)

        new = wait_until(lambda: second_master(server) or 0, "a second master has its workers", within_s=90)
        traffic.flow()
        assert server.stop_serving(within_s=30) == 0
        traffic.flow()
        traffic.finish()
    os.kill(new, signal.SIGTERM)
    wait_until(lambda: not is_alive(new), "the new server has ended too")
