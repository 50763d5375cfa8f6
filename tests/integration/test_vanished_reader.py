"""Readers whose machine vanishes: no FIN, no RST, no answer. One link is cut, once, for all of them."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.network import Machine, Network
from tests.support.nginx import StartNginx
from tests.support.port import free_port
from tests.support.raw_stream import RawStream
from tests.support.server import Server
from tests.support.sse import parse

pytestmark = [pytest.mark.integration, pytest.mark.network, pytest.mark.timeout(240)]

HEARTBEAT_S = 2.0
NOTICED_S = 30 + 2 * HEARTBEAT_S
"""The promise of docs/guarantees.md."""
PAUSE_S = 40.0
"""Longer than a machine may stay silent."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with one worker, reachable from other machines."""
    port = free_port()
    env = {"TAILRACE_WORKERS": "1", "TAILRACE_HEARTBEAT_S": str(HEARTBEAT_S), "TAILRACE_BIND": f"0.0.0.0:{port}"}
    server = Server(tmp_path_factory.mktemp("server") / "data", env, port=port)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def api(server: Server) -> Iterator[Api]:
    with server.api() as api:
        yield api


def open_stream(
    server: Server, api: Api, channel: str, machine: Machine | None = None, *, position: int | None = None
) -> RawStream:
    host = machine.peer_address if machine else "127.0.0.1"
    url = f"http://{host}:{server.port}/api/v1/stream?channel={channel}&token={api.stream_token(channel)}"
    if position is not None:
        url += f"&last_event_id={position}"

    def connect() -> RawStream:
        return RawStream.open(url)

    stream = machine.run(connect) if machine else connect()
    assert stream.status == 200, stream.head
    return stream


def active(api: Api) -> int:
    return int(api.get("/api/v1/sse/connections/status").json()["active_connections"])


def worker_memory_bytes(server: Server) -> int:
    (pid,) = server.worker_pids
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def worker_files(server: Server) -> int:
    (pid,) = server.worker_pids
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


@dataclass(frozen=True)
class Aftermath:
    """What we saw from the cut until the server had noticed the last vanished reader."""

    noticed_s: list[float]
    """How long it took until each stream was no longer counted."""
    latencies_s: list[float]
    """The latency of each event to the reader on this host."""
    grown_bytes: int
    files_before: int
    """How many files the worker had open when only the paused reader was there."""
    paused: RawStream
    """A reader that read nothing all along, but whose machine was still there."""
    history: list[int]
    """The ids that the paused reader should get."""


@pytest.fixture(scope="module")
def aftermath(server: Server, api: Api, network: Network) -> Iterator[Aftermath]:
    """Readers that vanish: one on an idle channel, one on a busy one, and one in the middle of a long history."""
    pad = {"pad": "x" * 10_000}
    history = [
        id
        for _ in range(5)
        for id in api.publish_all([{"channel": "jobs.past", "type": "note", "data": pad} for _ in range(200)])
    ]
    vanishing = network.machine()
    paused = open_stream(server, api, "jobs.past", network.machine(), position=0)
    files_before = worker_files(server)
    vanished = [
        open_stream(server, api, "jobs.idle", vanishing),
        open_stream(server, api, "jobs.busy", vanishing),
        open_stream(server, api, "jobs.past", vanishing, position=0),
    ]
    bystander = open_stream(server, api, "jobs.busy")
    for stream in (*vanished[:2], bystander):
        stream.read_until(b"\n\n")
    wait_until(lambda: active(api) == 5, "all streams are counted")
    before_bytes = worker_memory_bytes(server)

    vanishing.link.is_cut = True
    cut_at = time.monotonic()
    noticed: list[float] = []
    sent_at: dict[int, float] = {}
    reading = threading.Thread(
        target=bystander.read_until, args=[b'"last":true}\n\n'], kwargs={"within_s": NOTICED_S + 30}
    )
    reading.start()

    def all_are_noticed() -> bool:
        at = time.monotonic()
        sent_at[api.publish("jobs.busy", {"pad": "y" * 2000})] = at
        noticed.extend([time.monotonic() - cut_at] * (5 - active(api) - len(noticed)))
        return len(noticed) >= 3

    wait_until(all_are_noticed, "the vanished readers leave the count", within_s=NOTICED_S + 20)
    grown_bytes = worker_memory_bytes(server) - before_bytes
    api.publish("jobs.busy", {"last": True})
    reading.join()
    wait_until(lambda: time.monotonic() > cut_at + PAUSE_S, "nothing is read for long enough", within_s=PAUSE_S)
    latencies_s = [bystander.time_of(b"id: %d\n" % id) - at for id, at in sent_at.items()]
    for stream in (*vanished, bystander):
        stream.close()
    wait_until(lambda: active(api) <= 1, "only the paused reader is left")
    yield Aftermath(noticed, latencies_s, grown_bytes, files_before, paused, history)
    paused.close()


def test_each_is_noticed_in_time_and_none_too_early(aftermath: Aftermath) -> None:
    assert min(aftermath.noticed_s) > 25
    assert max(aftermath.noticed_s) < NOTICED_S + 3, aftermath.noticed_s


def test_nobody_else_waits(aftermath: Aftermath) -> None:
    latencies_s = sorted(aftermath.latencies_s)
    assert len(latencies_s) > 100
    assert latencies_s[len(latencies_s) * 95 // 100] < 0.25
    assert latencies_s[-1] < 2  # on a busy machine


def test_nothing_is_left_behind(aftermath: Aftermath, server: Server) -> None:
    assert aftermath.grown_bytes < 12 * 2**20
    wait_until(lambda: worker_files(server) <= aftermath.files_before, "the worker has closed every connection")


def test_the_ends_are_counted_and_no_error_is_logged(aftermath: Aftermath, server: Server, api: Api) -> None:
    assert aftermath.noticed_s
    counted = 'tailrace_streams_ended_total{kind="stream",reason="gone"} '
    line = next(line for line in api.get("/metrics").text.splitlines() if line.startswith(counted))
    assert float(line.removeprefix(counted)) > 0
    assert "Traceback" not in server.log
    assert " error " not in server.log


def test_a_reader_that_pauses_for_longer_is_not_taken_for_vanished(aftermath: Aftermath, api: Api) -> None:
    api.close_channel("jobs.past")
    events = parse(aftermath.paused.read_to_end(within_s=60))
    assert [int(event.last_id) for event in events[1:-1]] == aftermath.history
    assert events[-1].name == "done"


def test_a_short_tunnel_ends_nothing(server: Server, api: Api, network: Network) -> None:
    phone = network.machine()
    with open_stream(server, api, "jobs.tunnel", phone) as stream:
        stream.read_until(b"\n\n")
        phone.link.is_cut = True
        ids = [api.publish("jobs.tunnel", {"n": n}) for n in range(5)]
        wait_until(lambda: phone.link.there.lost >= 6, "the kernel has tried again and again")
        phone.link.is_cut = False
        stream.read_until(b"id: %d\n" % ids[-1], within_s=90)
        assert [int(event.last_id) for event in parse(stream.read_until(b'"n":4}\n\n')) if event.type == "note"] == ids


def test_behind_nginx_its_kernel_gives_the_reader_up_as_the_setting_says(
    server: Server, api: Api, network: Network, start_nginx: StartNginx
) -> None:
    """Heartbeats are too small to fill nginx's buffers, so no nginx timeout ever starts; see docs/operations.md."""
    edge = network.machine()
    edge.set_kernel_option("net.ipv4.tcp_retries2", 5)  # 13 s or more; a real proxy should have at least 8
    nginx = start_nginx(f"{edge.peer_address}:{server.port}", machine=edge)
    phone = network.machine(behind=edge)
    tls = nginx.tls
    tls.check_hostname = False
    url = f"https://{phone.peer_address}:{nginx.port}/api/v1/stream?channel=jobs.proxied&token={api.stream_token('jobs.proxied')}"
    with phone.run(lambda: RawStream.open(url, tls=tls)) as stream:
        stream.read_until(b"\n\n")
        wait_until(lambda: active(api) == 1, "the stream is counted")
        phone.link.is_cut = True
        wait_until(lambda: active(api) == 0, "nginx has let go of the vanished reader", within_s=90)
