"""A worker that gunicorn retires (``--max-requests``) ends its streams with a reason, spread over the drain window,
and loses nothing.
"""

from __future__ import annotations

import os
import select
import signal
import time

import pytest

from tests.support.condition import wait_until
from tests.support.open_stream import open_stream
from tests.support.raw_stream import RawStream
from tests.support.server import StartServer
from tests.support.sse import parse
from tests.support.traffic import TRAFFIC_SERVER, ClientReader, RawReader, Traffic, Writer

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("close_streams")]

DRAIN_S = 2.0


def retiring_after(requests: int) -> dict[str, str]:
    return {"GUNICORN_CMD_ARGS": f"--max-requests {requests}"}


def endings_of(streams: list[RawStream]) -> tuple[list[float], set[int]]:
    """Wait until a draining worker has ended every stream.
    Return when each ended and the reconnect delays they were given.
    """
    ended_at, retries = [], set()
    open_ones = {stream.socket: stream for stream in streams}
    while open_ones:
        readable, _, _ = select.select(list(open_ones), [], [], DRAIN_S + 5)
        assert readable, f"{len(open_ones)} streams do not end"
        for stream in [open_ones[connection] for connection in readable]:
            stream.read_more()
            if stream.is_ended:
                del open_ones[stream.socket]
                closing = parse(stream.body)[-1]
                assert (closing.name, closing.json["reason"]) == ("closing", "drain")
                ended_at.append(stream.arrivals[-1].at)
                retries.add(closing.json["retry"])
    return ended_at, retries


def test_a_retired_worker_ends_its_streams_one_by_one(start_server: StartServer) -> None:
    most = 1000  # far above what a slow start takes: each question whether the server is ready counts
    server = start_server(env={"TAILRACE_WORKERS": "1", "TAILRACE_DRAIN_S": str(DRAIN_S), **retiring_after(most)})
    (old,) = server.worker_pids
    api = server.api()
    streams = [open_stream(server, api, "jobs.retired") for _ in range(20)]
    kept = api.publish("jobs.retired", {"before": True})
    answers = (api.get("/api/v1/auth/me").headers["Connection"] for _ in range(most))
    assert "close" in answers, "the worker has answered its last request"
    retired_at = time.monotonic()
    ended_at, retries = endings_of(streams)
    assert max(ended_at) - min(ended_at) > DRAIN_S / 3, "spread over the window"
    assert max(ended_at) - retired_at < DRAIN_S + 1
    assert len(retries) > 10, "clients come back at different times"
    assert all(b"id: %d\n" % kept in stream.body for stream in streams)
    wait_until(lambda: server.worker_pids not in ([], [old]), "gunicorn has replaced it")
    url = f"{server.url}/api/v1/stream?channel=jobs.retired&last_event_id={kept}"
    with RawStream.open(url, headers=api.bearer) as stream:
        stream.read_until(b"id: %d\n" % api.publish("jobs.retired", {"after": True}))


def test_workers_that_retire_again_and_again_lose_and_double_nothing(start_server: StartServer) -> None:
    server = start_server(env={**TRAFFIC_SERVER, **retiring_after(40)})
    token = server.service_token(publish=["jobs.*"], subscribe=["jobs.*"])
    writers = [Writer(name, server.url, token, [f"jobs.{name}"]) for name in ("a", "b")]
    readers = [
        ClientReader(server.url, token, ["jobs.a"]),
        *(RawReader(server.url, token, ["jobs.a", "jobs.b"]) for _ in range(6)),
    ]
    with Traffic(writers, readers) as traffic:
        wait_until(
            lambda: server.log.count("Autorestarting worker") >= 3, "three workers have been retired", within_s=90
        )
        traffic.flow()
        traffic.finish()
    for reader in traffic.raw_readers:
        assert {closing["reason"] for closing in reader.closings} == {"drain"}
        assert reader.torn == 0, reader.interruptions


def test_a_server_that_is_stopped_while_a_worker_drains_ends_every_stream_by_name(start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_WORKERS": "2", "TAILRACE_DRAIN_S": str(DRAIN_S)})
    api = server.api()
    streams = [open_stream(server, api, "jobs.stopped") for _ in range(24)]
    os.kill(server.worker_pids[0], signal.SIGTERM)
    wait_until(lambda: "drain_started" in server.log, "one worker drains")
    os.kill(server.worker_pids[0], signal.SIGTERM)  # a second SIGTERM changes nothing
    started = time.monotonic()
    assert server.stop(within_s=DRAIN_S + 6) == 0
    assert time.monotonic() - started < DRAIN_S + 6
    endings_of(streams)
