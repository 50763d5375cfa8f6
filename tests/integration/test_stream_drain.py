"""Workers that stop, retire or are killed: their streams end with a reason, and clients resume elsewhere."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.support.condition import wait_until
from tests.support.open_stream import closing_of, open_on_every_worker, open_stream
from tests.support.raw_stream import RawStream
from tests.support.server import ADMIN_PASSWORD, ADMIN_USER, StartServer
from tests.support.sse import parse

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("close_streams")]


def test_sigterm_drains_with_jitter_and_loses_nothing(start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_DRAIN_S": "4", "TAILRACE_WORKERS": "1"})
    api = server.api()
    streams = [open_stream(server, api, "jobs.drain") for _ in range(20)]
    id = api.publish("jobs.drain", {"last": "event"})
    os.kill(server.master_pid, signal.SIGTERM)
    with ThreadPoolExecutor(len(streams)) as pool:  # all at once, because an arrival is timed when it is read
        closings = list(pool.map(closing_of, streams))
    for last, body in closings:
        assert last.json["reason"] == "drain"
        assert b"id: %d\n" % id in body
    retries = {last.json["retry"] for last, _ in closings}
    ends = [stream.arrivals[-1].at for stream in streams]
    assert len(retries) > 10, "clients come back at different times"
    assert max(ends) - min(ends) > 0.3, "endings are spread over the window"
    server.stop()
    server.start()
    token = server.api().stream_token("jobs.drain")
    with RawStream.open(
        f"{server.url}/api/v1/stream?channel=jobs.drain&token={token}&last_event_id={id - 1}"
    ) as stream:
        stream.read_until(b"id: %d\n" % id)


def test_polls_that_wait_are_answered_when_the_server_stops(start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_WORKERS": "1"})
    api = server.api()
    answers: list[requests.Response] = []
    path = "/api/v1/channels/jobs.polled/events?wait=30"
    poll = threading.Thread(target=lambda: answers.append(api.get(path)))
    poll.start()
    time.sleep(0.3)  # from outside, nothing shows that a poll has started to wait
    assert server.stop(within_s=30) == 0
    poll.join(timeout=60)
    assert [(answer.status_code, answer.json()["events"], answer.json()["done"]) for answer in answers] == [
        (200, [], False)
    ]


def test_one_worker_retired_leaves_the_others_alone(start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_WORKERS": "2", "TAILRACE_DRAIN_S": "0.2"})
    api = server.api()
    streams = open_on_every_worker(server, api, "jobs.retire")
    retired = server.worker_pids[0]
    os.kill(retired, signal.SIGTERM)
    wait_until(
        lambda: retired not in server.worker_pids and len(server.worker_pids) == 2,
        "gunicorn has replaced it",
        within_s=90,
    )
    api.publish("jobs.retire", {"after": "retirement"})
    drained = 0
    for stream in streams:
        while b'"after":"retirement"' not in stream.body and not stream.is_ended:
            stream.read_more()
        drained += stream.is_ended
        stream.close()
    assert 0 < drained < len(streams)


def test_a_killed_workers_streams_are_forgotten_and_its_clients_resume(start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_WORKERS": "2"})
    api = server.api()
    streams = open_on_every_worker(server, api, "jobs.killed")
    server.kill9("worker")
    api.close()  # its open connection may belong to the dead worker
    count = api.get("/api/v1/sse/connections/status").json()["active_connections"]
    wait_until(
        lambda: api.get("/api/v1/sse/connections/status").json()["active_connections"] < count,
        "the dead one's are gone",
        within_s=20,
    )
    wait_until(lambda: len(server.worker_pids) == 2, "gunicorn has replaced it")
    ids = [api.publish("jobs.killed", {"n": n}) for n in range(5)]
    for stream in streams:
        stream.close()
    with open_stream(server, api, "jobs.killed", more=f"&last_event_id={ids[0]}") as stream:
        stream.read_until(b"id: %d\n" % ids[-1])


def test_two_servers_on_one_data_folder_are_one(start_server: StartServer) -> None:
    one = start_server(env={"TAILRACE_WORKERS": "2"})
    two = start_server(env={"TAILRACE_WORKERS": "2"}, data=one.data)
    first, second = one.api(), two.api(ADMIN_USER, ADMIN_PASSWORD)
    with open_stream(one, first, "jobs.both") as left, open_stream(two, second, "jobs.both") as right:
        threads = [
            threading.Thread(target=lambda api=api: [api.publish("jobs.both", {"n": n}) for n in range(50)])
            for api in (first, second)
        ]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        last = first.publish("jobs.both", {"last": True})
        seen = [
            [event.last_id for event in parse(stream.read_until(b"id: %d\n" % last) + b"") if event.last_id]
            for stream in (left, right)
            if stream.read_until(b'"last":true}\n\n')
        ]
    assert len(seen[0]) == 101
    assert seen[0] == seen[1] == sorted(seen[0], key=int)
    answer = first.get("/api/v1/sse/connections/status").json()
    assert answer["workers"] == 4, json.dumps(answer)
