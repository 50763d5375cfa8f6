"""Answers survive cuts, dying workers and reloads: no character is lost or doubled, stated as a count."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.api import Api
from tests.support.chat import LAST, SCRIPTED, Connection, Frame, Watcher, ask, ended, lost_and_doubled, words
from tests.support.condition import wait_until
from tests.support.server import Server, stop_all

pytestmark = pytest.mark.integration

ANSWERS = 10


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("chat-cuts")
    server = Server(folder / "data", {**SCRIPTED, "TAILRACE_WORKERS": "2"})
    server.start()
    yield server
    stop_all([server])


@pytest.fixture(scope="module")
def api(server: Server) -> Api:
    return server.api()


def read_one(api: Api, run_id: str, after: int | None) -> Frame | None:
    """Connect, take one event, and cut the connection; None at the end."""
    connection = Connection(api.url, api, run_id, after)
    try:
        if connection.status == 204:
            return None
        assert connection.status == 200
        for frame in connection.frames():
            assert frame.name != "gap"
            if frame.id is not None:
                return frame
        return None
    finally:
        connection.close()


def test_a_client_that_is_cut_after_every_event_has_the_answer_once(api: Api) -> None:
    run_id = ask(api, "say 300 8\nstatus half\nsay 100 8\ntext 🙂\\n")["run_id"]
    frames: list[Frame] = []
    while (frame := read_one(api, run_id, frames[-1].id if frames else None)) is not None:
        frames.append(frame)
    expected = words(300) + words(100) + "🙂\n"
    assert "".join(frame.text for frame in frames) == expected
    assert [frame.type for frame in frames if frame.type in LAST] == ["completed"]
    assert len(frames) > 40

    ids = [frame.id for frame in frames]
    for number, after in enumerate([None, *ids[:-1]]):  # the ended answer, from each of its boundaries
        connection = Connection(api.url, api, run_id, after)
        again = [frame for frame in connection.frames() if frame.id is not None]
        connection.close()
        assert again == frames[number:]
    assert Connection(api.url, api, run_id, ids[-1]).status == 204


def begin(api: Api, script: str) -> list[Watcher]:
    """Ten answers under way, each with a watcher who has seen something of it."""
    watchers = [Watcher([api.url], api, ask(api, script)["run_id"]) for _ in range(ANSWERS)]
    wait_until(lambda: all(watcher.text for watcher in watchers), "every answer has begun")
    return watchers


def test_no_answer_notices_that_every_worker_is_killed(server: Server, api: Api) -> None:
    watchers = begin(api, "say 100 30")
    for pid in list(server.worker_pids):
        os.kill(pid, signal.SIGKILL)
    for watcher in watchers:
        watcher.finish()
    assert lost_and_doubled(watchers, words(100)) == (0, 0)
    assert all(watcher.connections > 1 and watcher.gaps == 0 for watcher in watchers)


def test_no_answer_notices_a_reload(server: Server, api: Api) -> None:
    producers, workers = server.producer_pids, set(server.worker_pids)
    watchers = begin(api, "say 100 40")
    os.kill(server.master_pid, signal.SIGHUP)
    for watcher in watchers:
        watcher.finish()
    assert lost_and_doubled(watchers, words(100)) == (0, 0)
    assert all(watcher.gaps == 0 for watcher in watchers)
    wait_until(lambda: not workers & set(server.worker_pids), "the workers are new")
    assert server.producer_pids == producers


def test_a_question_whose_client_leaves_at_once_is_answered(api: Api) -> None:
    answer = api.post("/process/stream", json={"message": "say 40 20", "agent_id": "scripted"}, stream=True)
    head = next(line for line in answer.iter_lines() if line.startswith(b"data:"))
    answer.close()
    run_id = json.loads(head.removeprefix(b"data: "))["run_id"]
    found = ended(api, run_id)
    assert (found["state"], found["text"]) == ("complete", words(40))
