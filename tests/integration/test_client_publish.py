"""The Python client publishes to the real server:
kill -9 in the middle, many threads, gevent, forks, the end of a program.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tailrace_client import Publisher, PublishRefused

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.server import ROOT, Server, StartServer

pytestmark = pytest.mark.integration


def make_token(server: Server, *patterns: str) -> str:
    return server.service_token(publish=patterns, subscribe=patterns)


@pytest.fixture(scope="module")
def token(server: Server) -> str:
    return make_token(server, "jobs.*")


@pytest.fixture
def publisher(server: Server, token: str) -> Publisher:
    return Publisher(server.url, token)


def stored(api: Api, channel: str) -> list[dict[str, Any]]:
    """Return all events of a channel, by polling."""
    events: list[dict[str, Any]] = []
    while True:
        after = events[-1]["id"] if events else 0
        page = api.get(f"/api/v1/channels/{channel}/events", params={"after": after, "limit": 1000}).json()
        if not page["events"]:
            return events
        events += page["events"]


def numbers(api: Api, channel: str) -> list[int]:
    return [event["data"]["n"] for event in stored(api, channel)]


def run_program(server: Server, token: str, source: str, *, within_s: float = 60) -> subprocess.CompletedProcess[str]:
    """Run somebody else's program in its own process, with the client and environment that the guide describes."""
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "clients" / "python"),
        "TAILRACE_URL": server.url,
        "TAILRACE_TOKEN": token,
    }
    command = [sys.executable, "-W", "error", "-c", source]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=within_s, check=False)


def test_one_event_and_many(server: Server, publisher: Publisher) -> None:
    one = publisher.publish("jobs.many", "note", {"n": 0})
    rest = publisher.publish_all(("jobs.many", "note", {"n": n}) for n in range(1, 2501))
    assert [one, *rest] == [event["id"] for event in stored(server.api(), "jobs.many")]
    assert numbers(server.api(), "jobs.many") == list(range(2501))


def test_large_events_are_cut_into_batches_by_size(server: Server, publisher: Publisher) -> None:
    ids = publisher.publish_all([("jobs.large", "note", {"n": n, "pad": "ü" * 30_000}) for n in range(200)])  # 12 MB
    assert len(ids) == 200
    assert numbers(server.api(), "jobs.large") == list(range(200))


def test_refusals_are_told_as_the_server_said_them(publisher: Publisher) -> None:
    with pytest.raises(PublishRefused, match="may not publish") as forbidden:
        publisher.publish("other.channel", "note")
    assert (forbidden.value.code, forbidden.value.status) == ("channel_forbidden", 403)
    with pytest.raises(PublishRefused) as too_large:
        publisher.publish("jobs.a", "note", {"pad": "x" * 70_000})
    assert (too_large.value.code, too_large.value.status) == ("event_too_large", 413)
    publisher.close("jobs.client.closed")
    with pytest.raises(PublishRefused, match="closed") as closed:
        publisher.publish("jobs.client.closed", "note")
    assert closed.value.code == "channel_closed"
    with pytest.raises(PublishRefused) as unknown:
        Publisher(publisher._server.url, "no-token-of-this-server").publish("jobs.a", "note")
    assert unknown.value.status == 401


def test_a_server_killed_and_restarted_meanwhile_loses_and_doubles_nothing(start_server: StartServer) -> None:
    server = start_server()
    token = make_token(server, "jobs.*")
    with Publisher(server.url, token) as publisher, ThreadPoolExecutor(4) as pool:
        ids: list[int] = []
        stop = threading.Event()

        def work(thread: int) -> int:
            n = 0
            while not stop.is_set():
                ids.append(publisher.publish(f"jobs.kill{thread}", "note", {"n": n}))
                n += 1
            return n

        counts = [pool.submit(work, thread) for thread in range(4)]
        wait_until(lambda: len(ids) > 50, "publishing goes on")
        for _ in range(2):
            server.kill9("all")
            server.start()
            seen = len(ids)
            wait_until(lambda seen=seen: len(ids) > seen + 50, "publishing goes on after the restart", within_s=90)
        stop.set()
        told = [future.result() for future in counts]
    api = server.api()
    assert [numbers(api, f"jobs.kill{thread}") for thread in range(4)] == [list(range(count)) for count in told]
    kept = {event["id"] for thread in range(4) for event in stored(api, f"jobs.kill{thread}")}
    assert kept == set(ids)
    assert len(ids) == len(set(ids))


def test_a_pool_of_threads_may_share_a_publisher(server: Server, publisher: Publisher) -> None:
    with ThreadPoolExecutor(12) as pool:
        ids = list(pool.map(lambda n: publisher.publish("jobs.pool", "note", {"n": n}), range(300)))
    assert len(set(ids)) == 300
    assert sorted(numbers(server.api(), "jobs.pool")) == list(range(300))


GEVENT = """
{patch}
import gevent
from tailrace_client import Publisher
publisher = Publisher.from_environment()
ticks = 0
def tick():
    global ticks
    while True:
        ticks += 1
        gevent.sleep(0.001)
ticker = gevent.spawn(tick)
if {is_patched}:
    publishing = [gevent.spawn(publisher.publish, "jobs.{name}", "note", {{"n": n}}) for n in range(50)]
    gevent.joinall(publishing, raise_error=True)
    assert ticks > 3, ticks  # publishing lets others run
else:
    for n in range(50):
        publisher.publish("jobs.{name}", "note", {{"n": n}})
buffered = Publisher.from_environment(buffered=True)
for n in range(50, 500):
    buffered.publish("jobs.{name}", "note", {{"n": n}})
with buffered.progress("jobs.{name}.progress", total=2) as progress:
    progress.advance(message="one")
if {is_patched}:
    buffered.flush()
    gevent.spawn(buffered.publish, "jobs.{name}", "note", {{"n": 500}}).join()
else:
    buffered.publish("jobs.{name}", "note", {{"n": 500}})
# The rest is sent at the end of the program.
"""


@pytest.mark.parametrize("is_patched", [True, False])
def test_it_works_under_gevent(server: Server, token: str, is_patched: bool) -> None:
    name = "patched" if is_patched else "unpatched"
    patch = "from gevent import monkey; monkey.patch_all()" if is_patched else ""
    run = run_program(server, token, GEVENT.format(patch=patch, is_patched=is_patched, name=name))
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert sorted(numbers(server.api(), f"jobs.{name}")) == list(range(501))
    states = [event["data"]["status"] for event in stored(server.api(), f"jobs.{name}.progress")]
    assert (states[0], states[-1]) == ("processing", "completed")


def test_what_is_buffered_is_sent_at_the_end_of_the_program(server: Server, token: str) -> None:
    source = """
from tailrace_client import Publisher
publisher = Publisher.from_environment(buffered=True)
for n in range(5000):
    publisher.publish("jobs.exit", "note", {"n": n})
raise SystemExit(3)
"""
    run = run_program(server, token, source)
    assert (run.returncode, run.stderr) == (3, "")
    assert numbers(server.api(), "jobs.exit") == list(range(5000))


def test_forked_children_publish_for_themselves_and_nothing_of_their_parent(server: Server, token: str) -> None:
    source = """
import multiprocessing
from tailrace_client import Publisher
direct = Publisher.from_environment()
buffered = Publisher.from_environment(buffered=True)

def child(number):
    for n in range(100):
        direct.publish("jobs.fork", "direct", {"n": number * 1000 + n})
        buffered.publish("jobs.fork", "buffered", {"n": number * 1000 + n})
    buffered.flush()

direct.publish("jobs.fork", "direct", {"n": 0})  # a connection that the children must not use
for n in range(900):
    buffered.publish("jobs.fork", "buffered", {"n": n})  # still waiting when they are forked
context = multiprocessing.get_context("fork")
children = [context.Process(target=child, args=(number,)) for number in (1, 2, 3)]
for process in children:
    process.start()
for process in children:
    process.join()
    assert process.exitcode == 0
"""
    run = run_program(server, token, source)
    assert (run.returncode, run.stderr) == (0, "")
    events = stored(server.api(), "jobs.fork")
    of_children = [number * 1000 + n for number in (1, 2, 3) for n in range(100)]
    assert sorted(e["data"]["n"] for e in events if e["type"] == "direct") == [0, *of_children]
    assert sorted(e["data"]["n"] for e in events if e["type"] == "buffered") == [*range(900), *of_children]


def test_progress_is_seen_as_it_was_made(server: Server, publisher: Publisher) -> None:
    with publisher.progress("jobs.progress", total=3, interval_s=0) as progress:
        for name in ("one", "two", "three"):
            progress.advance(message=name)
    with pytest.raises(ZeroDivisionError), publisher.progress("jobs.progress", total=2):
        _ = 1 / 0
    events = stored(server.api(), "jobs.progress")
    assert {event["type"] for event in events} == {"progress"}
    seen = [(e["data"]["completed"], e["data"]["total"], e["data"]["status"], e["data"]["message"]) for e in events]
    assert seen == [
        (0, 3, "processing", ""),
        (1, 3, "processing", "one"),
        (2, 3, "processing", "two"),
        (3, 3, "processing", "three"),
        (3, 3, "completed", "three"),
        (0, 2, "processing", ""),
        (0, 2, "failed", "division by zero"),
    ]


@pytest.mark.long
def test_the_package_can_be_installed(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "clients" / "python", tmp_path / "source")  # a build leaves files in its source folder
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), "./source"]
    subprocess.run(build, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("tailrace_client-*.whl")
    assert {"tailrace_client/publisher.py", "tailrace_client/py.typed"} <= set(zipfile.ZipFile(wheel).namelist())
