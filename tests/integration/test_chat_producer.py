"""The process that makes the answers: deploys, the end of the last server, and its own death."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.api import Api
from tests.support.chat import (
    LAST,
    SCRIPTED,
    Connection,
    Watcher,
    ask,
    ended,
    lost_and_doubled,
    read_answer,
    row_of,
    words,
)
from tests.support.condition import wait_until
from tests.support.event_log_lock import lock_of_log
from tests.support.process import is_alive
from tests.support.server import Server, stop_all

pytestmark = pytest.mark.integration

ANSWERS = 10
ENV = {**SCRIPTED, "TAILRACE_WORKERS": "1"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Every test leaves it running."""
    folder: Path = tmp_path_factory.mktemp("chat-producer")
    server = Server(folder / "data", ENV)
    server.start()
    yield server
    stop_all([server])


def watch(urls: list[str], api: Api, script: str) -> list[Watcher]:
    watchers = [Watcher(urls, api, ask(api, script)["run_id"]) for _ in range(ANSWERS)]
    wait_until(lambda: all(watcher.text for watcher in watchers), "every answer has begun")
    return watchers


def channel_is_closed(api: Api, run_id: str) -> bool:
    return bool(api.get(f"/api/v1/channels/chat.{run_id}/events?limit=1000").json()["done"])


def said(api: Api, run_id: str) -> str:
    return str(read_answer(api, run_id)["text"])


def test_a_killed_producer_loses_its_answers_within_5_s_and_what_was_said_stays(server: Server) -> None:
    api = server.api()
    begun = [ask(api, "say 10\nfile\ndata\nstall")["run_id"] for _ in range(3)]
    watchers = [Watcher([server.url], api, run_id) for run_id in begun]
    wait_until(
        lambda: all(
            watcher.frames[-1:] and watcher.frames[-1].data.get("artifact_id") == "items" for watcher in watchers
        ),
        "they have said something",
    )
    server.kill9("producer")
    killed_at = time.monotonic()
    for watcher in watchers:
        watcher.finish()
    assert time.monotonic() - killed_at < 50  # 5 s, on a machine that does nothing else
    for watcher in watchers:
        assert watcher.frames[-1].data["code"] == "lost"
        found = read_answer(api, watcher.run_id)
        assert (found["state"], found["code"], found["text"]) == ("broken_off", "lost", words(10))
        assert [artifact["kind"] for artifact in found["artifacts"]] == ["file", "data"]
        assert api.get(found["artifacts"][0]["url"]).content == b"A file for the test."[:20]
        assert row_of(server, watcher.run_id)["state"] == "failed"
        assert channel_is_closed(api, watcher.run_id)
    assert lost_and_doubled(watchers, words(10)) == (0, 0)
    again = ask(api, "say 3")["run_id"]
    assert ended(api, again)["text"] == words(3)


def test_a_producer_killed_between_the_row_and_the_last_event_leaves_both(server: Server) -> None:
    """The event log is locked by somebody else while an answer ends: the row says so, the channel cannot."""
    api = server.api()
    run_id = ask(api, "say 10\nwait 1500")["run_id"]
    watcher = Watcher([server.url], api, run_id)
    wait_until(lambda: watcher.text == words(10), "it has said everything")
    lock = lock_of_log(server.data)
    try:
        wait_until(lambda: row_of(server, run_id)["state"] == "completed", "the row is written")
        assert not row_of(server, run_id)["is_told"]
        server.kill9("producer")
    finally:
        lock.close()
    watcher.finish()
    assert [frame.type for frame in watcher.frames if frame.type in LAST] == ["completed"]
    assert lost_and_doubled([watcher], words(10)) == (0, 0)
    wait_until(lambda: row_of(server, run_id)["is_told"], "it is told")
    assert channel_is_closed(api, run_id)


def test_a_stopped_answer_reaches_its_agent_within_2_s(server: Server) -> None:
    api = server.api()
    scripts = ("say 5\nstall", "deaf", "stubborn")
    runs = [ask(api, script)["run_id"] for script in scripts]
    for run_id in runs:
        wait_until(lambda run_id=run_id: said(api, run_id), "it says something")  # type: ignore[misc]
    asked_at = time.monotonic()
    for run_id in runs:
        assert api.post(f"/api/v1/chat/{run_id}/cancel").status_code == 202
    for run_id in runs:
        assert ended(api, run_id)["code"] == "cancelled"
    wait_until(lambda: server.log.count("scripted_agent_stopped") >= 1, "the agent has heard of it")
    assert time.monotonic() - asked_at < 20  # 2 s, on a machine that does nothing else
    os.kill(server.producer_pids[0], signal.SIGTERM)
    wait_until(lambda: ended(api, ask(api, "say 2")["run_id"])["text"] == words(2), "another producer takes its place")


def test_answers_end_as_lost_with_the_last_server(server: Server) -> None:
    api = server.api()
    run_id = ask(api, "say 10\nstall")["run_id"]
    wait_until(lambda: said(api, run_id) == words(10), "it has said something")
    server.restart()
    found = read_answer(server.api(), run_id)
    assert (found["state"], found["code"], found["text"]) == ("broken_off", "lost", words(10))
    frames = list(Connection(server.url, server.api(), run_id).frames())
    assert [frame.type for frame in frames if frame.type in LAST] == ["failed"]
    assert frames[-1].name == "done"


def test_answers_live_through_a_deploy_and_new_questions_are_answered_meanwhile(server: Server) -> None:
    api = server.api()
    second = Server(server.data, ENV)
    second.start()
    try:
        new_api = second.api()
        watchers = watch([server.url], api, "say 220 150")
        (old,) = server.producer_pids
        for watcher in watchers:
            watcher.move_to(second.url)
        stopping = threading.Thread(target=server.stop_serving)
        stopping.start()
        asked: list[str] = []
        while stopping.is_alive():
            asked.append(ask(new_api, "say 3")["run_id"])
            assert ended(new_api, asked[-1])["text"] == words(3)
        wait_until(lambda: len(second.producer_pids) > 0 and old not in second.producer_pids, "another producer")
        asked.append(ask(new_api, "say 3")["run_id"])
        assert ended(new_api, asked[-1])["text"] == words(3)
        assert row_of(second, asked[-1])["producer"] != row_of(second, watchers[0].run_id)["producer"]
        for watcher in watchers:
            watcher.finish()
        assert lost_and_doubled(watchers, words(220)) == (0, 0)
        rows = [row_of(second, watcher.run_id) for watcher in watchers]
        assert {row["state"] for row in rows} == {"completed"}
        assert max(row["finished_at"] for row in rows) > row_of(second, asked[-1])["started_at"], "both were at work"
        wait_until(lambda: not is_alive(old), "the old producer has finished and ended")
    finally:
        server.start()
        stop_all([second])
