"""All progress of a user on one channel that never ends: beside each run's own, whatever is killed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.server import Server, stop_all
from tests.support.sse import READERS, read_until

pytestmark = pytest.mark.integration
TO = 30


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("owner-progress") / "data"
    server = Server(data, {"TAILRACE_COUNT_TO": str(TO)}, application="tests.counting.wsgi:application")
    server.start()
    yield server
    stop_all([server])


def member(server: Server, name: str) -> Api:
    server.add_user(name, "correct horse battery staple")
    return server.api(name, "correct horse battery staple")


def start(api: Api) -> str:
    answer = api.post("/api/v1/counts", json={"title": "To thirty"})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["count_id"])


def start_long(server: Server, name: str) -> str:
    """One that is still counting when the test has done what it came for."""
    long = server.flask("count", "A long one", "--user", name, env={"TAILRACE_COUNT_TO": "900"})
    return long.stdout.strip()


def status(api: Api) -> Any:
    return api.get(f"/api/v1/sse/progress/status/{api.user_id}").json()


def progress(api: Api, channel: str) -> list[dict[str, Any]]:
    page = api.get(f"/api/v1/channels/{channel}/events?limit=1000").json()
    assert page["gap"] is None
    return [event["data"] for event in page["events"] if event["type"] == "progress"]


def test_two_runs_of_one_user_are_followed_on_one_stream_and_told_apart(server: Server) -> None:
    alice = member(server, "alice")
    token = alice.stream_token(f"progress.{alice.user_id}")
    url = f"{server.url}/api/v1/sse/progress/stream/{alice.user_id}?token={token}"
    with READERS["raw"](url) as events:
        opening = next(events).json
        assert (opening["type"], opening["progress"]) == ("connected", None)
        ids = {start(alice), start(alice)}
        ended: set[str] = set()
        seen = []
        for event in events:
            if event.type == "progress":
                seen.append(json.loads(event.data))
                ended |= {seen[-1]["count_id"]} if "ended" in seen[-1] else set()
            if ended == ids:
                break
    for count_id in ids:
        own = [data for data in seen if data["count_id"] == count_id]
        assert (own[0]["status"], own[-1]["status"], own[-1]["completed"]) == ("queued", "completed", TO)
        assert [data["completed"] for data in own if "Counted" in data["message"]] == list(range(1, TO + 1))
    assert status(alice) == {name: seen[-1][name] for name in seen[-1] if name not in ("type", "channel")}
    with READERS["raw"](url) as events:
        assert next(events).json["progress"] == status(alice)


def test_a_killed_runner_loses_no_progress_and_doubles_none(server: Server) -> None:
    bob = member(server, "bob")
    count_id = start_long(server, "bob")
    wait_until(lambda: (status(bob) or {}).get("completed", 0) >= 5, "it counts", within_s=90)
    server.kill9("runner")

    wait_until(lambda: "ended" in status(bob), "the next runner tells how it ended", within_s=90)
    shared = progress(bob, f"progress.{bob.user_id}")
    assert shared == progress(bob, f"count.{count_id}")
    assert [data["status"] for data in shared[-2:]] == ["processing", "failed"]
    assert shared[-1]["completed"] >= shared[-2]["completed"], "what was found is not lost"
    assert len({(data["completed"], data["message"]) for data in shared}) == len(shared)


def test_a_cancelled_run_says_so_last_and_a_deleted_one_is_nobodys_newest(server: Server) -> None:
    carol = member(server, "carol")
    count_id = start_long(server, "carol")
    wait_until(lambda: (status(carol) or {}).get("completed", 0) >= 1, "it counts", within_s=90)
    assert carol.post(f"/api/v1/counts/{count_id}/cancel").status_code == 202
    wait_until(lambda: status(carol)["status"] == "cancelled", "it has ended", within_s=90)
    wait_until(lambda: carol.delete(f"/api/v1/counts/{count_id}").status_code == 204, "it is deleted")
    assert status(carol) is None
    token = carol.stream_token(f"progress.{carol.user_id}")
    url = f"{server.url}/api/v1/sse/progress/stream/{carol.user_id}?token={token}&last_event_id=0"
    with READERS["raw"](url) as events:
        seen = read_until(events, lambda event: event.type == "progress_cleared")
    assert seen[0].json["progress"] is None and "gap" not in [event.name for event in seen]
