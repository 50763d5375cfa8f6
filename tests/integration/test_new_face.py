"""A face is a folder and one name in a list: `tests.counting`, unknown to all other code, gets what every face gets."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import validate

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.server import ROOT, Server, stop_all
from tests.support.sse import READERS, read_until

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on an empty data folder, so that its own start prepares it."""
    data = tmp_path_factory.mktemp("new-face") / "data"
    server = Server(data, {"TAILRACE_COUNT_TO": "12"}, application="tests.counting.wsgi:application")
    data.mkdir()
    server.start()
    yield server
    stop_all([server])


@pytest.fixture(scope="module")
def alice(server: Server) -> Api:
    server.add_user("alice", "correct horse battery staple")
    return server.api("alice", "correct horse battery staple")


def start(api: Api, title: str = "To twelve") -> dict[str, Any]:
    answer = api.post("/api/v1/counts", json={"title": title})
    assert answer.status_code == 202, answer.text
    started: dict[str, Any] = answer.json()
    return started


def ended(api: Api, count_id: str) -> dict[str, Any]:
    def read() -> dict[str, Any] | None:
        run: dict[str, Any] = api.get(f"/api/v1/counts/{count_id}").json()
        return run if run["status"] not in ("queued", "running") else None

    return wait_until(read, "the count ends", within_s=90)


def test_its_run_is_watched_from_the_beginning_with_a_stream_token(server: Server, alice: Api) -> None:
    started = start(alice)
    token = alice.stream_token(started["channel"])
    with READERS["raw"](f"{server.url}{started['stream_url']}&token={token}") as events:
        seen = [json.loads(event.data) for event in read_until(events, lambda event: event.name == "done")]
    told = [data for data in seen if data.get("type") == "counted"]
    assert [data["number"] for data in told] == list(range(1, 13))
    assert [data["stage"] for data in told] == ["counting"] * 12
    progress = [data["progress"] for data in told]
    assert progress == sorted(progress)
    run = ended(alice, started["count_id"])
    assert (run["status"], run["stage"], run["progress"], run["facts"]) == (
        "succeeded",
        "counted",
        1.0,
        {"counted": 12},
    )


def test_it_is_listed_exported_repeated_and_deleted(alice: Api) -> None:
    count_id = start(alice, "Export me")["count_id"]
    ended(alice, count_id)
    listed = alice.get("/api/v1/counts?q=export&status=succeeded").json()
    assert [run["count_id"] for run in listed["counts"]] == [count_id]
    exported = alice.get(f"/api/v1/counts/{count_id}?format=json")
    assert exported.headers["Content-Disposition"] == f'attachment; filename="{count_id}.json"'
    again = alice.post(f"/api/v1/counts/{count_id}/retry")
    assert again.status_code == 202
    assert ended(alice, again.json()["count_id"])["title"] == "Export me"
    wait_until(lambda: alice.delete(f"/api/v1/counts/{count_id}").status_code == 204, "the count is deleted")
    assert alice.get(f"/api/v1/counts/{count_id}").status_code == 404
    assert alice.get(f"/api/v1/counts/{count_id}?format=exe").status_code == 400


def test_it_is_cancelled(server: Server, alice: Api) -> None:
    long = server.flask("count", "A long one", "--user", "alice", env={"TAILRACE_COUNT_TO": "1000"})
    count_id = long.stdout.strip()
    wait_until(lambda: alice.get(f"/api/v1/counts/{count_id}").json()["stage"] == "counting", "it counts", within_s=90)
    assert alice.post(f"/api/v1/counts/{count_id}/cancel").status_code == 202
    assert ended(alice, count_id)["status"] == "cancelled"


def test_it_is_nobody_elses(server: Server, alice: Api) -> None:
    started = start(alice, "Mine")
    server.add_user("bob", "correct horse battery staple")
    bob = server.api("bob", "correct horse battery staple")
    assert bob.get(f"/api/v1/counts/{started['count_id']}").status_code == 404
    assert bob.post("/api/v1/auth/stream-token", json={"channels": [started["channel"]]}).status_code == 403
    assert bob.get("/api/v1/counts").json()["total"] == 0
    assert server.api().post("/api/v1/publish", json={"channel": "count.x", "type": "a", "data": {}}).status_code == 403


def test_its_command_setting_description_and_pages_are_there(server: Server, alice: Api) -> None:
    assert "count" in server.flask("--help").stdout
    document = alice.get("/api/v1/openapi.json").json()
    validate(document)
    assert {"get", "post"} <= document["paths"]["/api/v1/counts"].keys()
    assert "Counting" in [tag["name"] for tag in document["tags"]]
    name, value = server.session_cookie()
    page = Api(server.url).get("/counting", headers={"Accept": "text/html"}, cookies={name: value})
    assert page.status_code == 200, page.text
    assert 'href="/counting"' in page.text


def test_it_goes_with_its_user(server: Server) -> None:
    server.add_user("carol", "correct horse battery staple")
    carol = server.api("carol", "correct horse battery staple")
    ended(carol, start(carol, "Gone soon")["count_id"])
    deleted = wait_until(
        lambda: (done := server.flask("user", "delete", "carol", "--yes")).returncode == 0 and done, "carol is deleted"
    )
    assert deleted.stderr == "Deleted carol and 1 counts.\n"


def test_no_code_of_the_product_knows_it() -> None:
    found = subprocess.run(
        ["git", "grep", "-il", "tests.counting", "--", "app.py", "services", "blueprints", "templates", "static"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert found.stdout == ""
