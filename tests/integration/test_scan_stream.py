"""Watching a scan of a real repository on the real server: order, reload, resume, cancel, silence, secrets."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.git_repository import commit, make_repository, make_repository_of_package
from tests.support.git_server import serve_repositories
from tests.support.raw_stream import RawStream
from tests.support.scan_watch import ORDER, of_order, start_scan, stream_url, watch
from tests.support.server import Server, StartServer
from tests.support.shared_server import ServerWith
from tests.support.sse import READERS, Event, parse, read_until

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def repositories(tmp_path_factory: pytest.TempPathFactory, git_repository: Path) -> Path:
    """The folder of local repositories: one with 80 files of SQLAlchemy, and a small one."""
    make_repository(git_repository.parent / "small", {"a.py": "import os\nos.system(input())\n", "b.js": "eval(x)\n"})
    return git_repository.parent


def one_at_a_time(repositories: Path) -> dict[str, str]:
    return {"TAILRACE_LOCAL_ROOTS": str(repositories), "TAILRACE_JOB_SLOTS": "1"}


@pytest.fixture(scope="module")
def server(server_with: ServerWith, repositories: Path) -> Server:
    return server_with(one_at_a_time(repositories))


@pytest.fixture(scope="module")
def api(server: Server) -> Api:
    return server.api()


@pytest.fixture(scope="module")
def whole(server: Server, api: Api, git_repository: Path) -> list[dict[str, Any]]:
    """Every stored event of one scan of 80 files, read from start to end by three readers at once."""
    started = start_scan(api, git_repository)
    url = stream_url(server, api, started)
    with READERS["raw"](url, timeout_s=150) as raw, READERS["httpx-sse"](url, timeout_s=150) as httpx:
        first = without_heartbeats(raw)
        assert without_heartbeats(httpx)[1:] == first[1:]  # the opening holds the client's id, so it differs
    with READERS["sseclient-py"](url, timeout_s=150) as late:
        assert without_heartbeats(late)[1:] == first[1:]
    assert first[0].json["type"] == "connected"
    assert first[-1].name == "done"
    return [event.json | {"id": int(event.last_id)} for event in first[1:-1]]


def without_heartbeats(events: Iterable[Event]) -> list[Event]:
    return [event for event in events if event.name != "heartbeat"]


def test_all_events_come_in_the_order_of_the_contract(whole: list[dict[str, Any]]) -> None:
    batches = [event for event in whole if event["type"] == "batch_complete"]
    assert of_order(whole) == [*ORDER, *["batch_complete"] * len(batches), "analysis_complete", "stream_end"]
    assert [event["batch"] for event in batches] == list(range(1, batches[0]["total_batches"] + 1))
    assert len(batches) >= 7
    types = [event["type"] for event in whole]
    assert types.count("history_complete") == 1
    assert types.index("batch_complete") < types.index("history_complete") < types.index("analysis_complete")
    assert all(event["repo_name"] == "sqlalchemy" for event in whole)
    ids = [event["id"] for event in whole]
    assert ids == sorted(set(ids))
    # On a busy machine, the source stage tells of itself before the first word of git.
    assert next(event["type"] for event in whole if event["type"] != "progress") == "clone_progress"


def test_every_event_says_how_far_the_scan_is(whole: list[dict[str, Any]]) -> None:
    progress = [event["progress"] for event in whole]
    assert progress == sorted(progress)
    assert 0 <= progress[0] < 0.1 and progress[-1] == 1.0
    stages = [event["stage"] for event in whole]
    assert list(dict.fromkeys(stages)) == ["source", "graph", "files", "analysis", "done"]
    assert all(event["left_s"] > 0 for event in whole if "left_s" in event)


def test_what_the_events_say_adds_up(whole: list[dict[str, Any]], api: Api) -> None:
    told = {event["type"]: event for event in whole}
    finding = [event for event in whole if "issues_by_file" in event and "summary" in event]
    assert [event["type"] for event in finding][-2:] == ["batch_complete", "structure_complete"]
    issues = sum(len(found) for event in finding for found in event["issues_by_file"].values())
    assert issues == told["analysis_complete"]["issues_found"] == finding[-1]["summary"]["total_issues"] > 20
    assert told["files_collected"]["file_count"] == told["analysis_complete"]["files_analyzed"] >= 70
    assert sum(told["graph_complete"]["languages"].values()) == told["files_collected"]["file_count"]
    assert told["analysis_complete"]["execution_time"] > 0
    scan_id = told["stream_end"]["channel"].removeprefix("scan.")
    graph = api.get(f"/rlm/scans/{scan_id}/graph").json()
    assert (len(graph["nodes"]), len(graph["edges"])) == (
        told["graph_complete"]["nodes"],
        told["graph_complete"]["edges"],
    )


def test_a_finished_stream_is_204_at_its_end_and_replays_before(
    whole: list[dict[str, Any]], server: Server, api: Api
) -> None:
    scan_id = whole[0]["channel"].removeprefix("scan.")
    url = stream_url(
        server, api, {"channel": f"scan.{scan_id}", "stream_url": f"/rlm/stream/sqlalchemy?scan_id={scan_id}"}
    )
    assert requests.get(url, headers={"Last-Event-ID": str(whole[-1]["id"])}, timeout=60).status_code == 204
    rest = parse(requests.get(url, headers={"Last-Event-ID": str(whole[-3]["id"])}, timeout=60).content)
    assert [event.type for event in rest] == ["connected", "analysis_complete", "stream_end", "done"]


def test_an_unchanged_repository_is_scanned_again_in_no_time_and_compares_equal(
    whole: list[dict[str, Any]], server: Server, api: Api, git_repository: Path
) -> None:
    before = whole[0]["channel"].removeprefix("scan.")
    again = start_scan(api, git_repository)
    events = watch(server, api, again)
    first = next(event for event in whole if event["type"] == "rlm_started")["at"]
    first_took = next(event for event in whole if event["type"] == "analysis_complete")["at"] - first
    second = next(event for event in events if event["type"] == "rlm_started")["at"]
    assert events[-2]["at"] - second < first_took / 3
    changes = api.get(f"/rlm/scans/{again['scan_id']}/compare/{before}").json()
    assert (changes["new"], changes["fixed"]) == ([], [])
    assert len(changes["unchanged"]) == events[-2]["issues_found"]


def test_a_reload_in_the_middle_sees_the_same_and_a_resume_the_rest(
    server: Server, api: Api, repositories: Path
) -> None:
    started = start_scan(api, make_repository_of_package(repositories / "alembic", "alembic"))
    url = stream_url(server, api, started)
    with READERS["raw"](url, timeout_s=120) as events:
        before = without_heartbeats(read_until(events, lambda event: event.type == "batch_complete"))
    with READERS["httpx-sse"](url, timeout_s=60) as events:
        after = without_heartbeats(events)
    assert after[1 : len(before)] == before[1:]
    with READERS["raw"](url, headers={"Last-Event-ID": before[-1].last_id}, timeout_s=60) as events:
        rest = without_heartbeats(events)
    assert rest[0].json["recovered"] is True
    assert before[1:] + rest[1:] == after[1:]


def test_names_are_aliases_and_ids_the_keys(server: Server, api: Api, repositories: Path, tmp_path: Path) -> None:
    twin = make_repository(repositories / "twins" / "small", {"c.py": "x = 1\n"})
    first, second = start_scan(api, repositories / "small"), start_scan(api, twin)
    assert first["repo_name"] == second["repo_name"] == "small"
    for started in (first, second):
        events = watch(server, api, started)
        assert {event["channel"] for event in events} == {started["channel"]}
    token = api.stream_token(first["channel"])
    opened = RawStream.open(f"{server.url}/rlm/stream/small?token={token}")
    assert parse(opened.read_to_end())[0].json["scan_id"] == first["scan_id"]
    opened.close()
    refused = requests.get(f"{server.url}{second['stream_url']}&token={token}", timeout=60)
    assert refused.status_code == 403


def test_cancelling_ends_it_within_two_seconds(server: Server, api: Api, repositories: Path) -> None:
    started = start_scan(api, make_repository_of_package(repositories / "werkzeug", "werkzeug"))
    with READERS["raw"](stream_url(server, api, started), timeout_s=90) as events:
        read_until(events, lambda event: event.type == "rlm_started")
        assert api.post(f"/rlm/scans/{started['scan_id']}/cancel").status_code == 202
        told = read_until(events, lambda event: event.name == "done")
    types = [event.type for event in told]
    assert types[-3:] == ["analysis_cancelled", "stream_end", "done"]
    assert not {"analysis_complete", "analysis_failed"} & set(types)
    scan = api.get(f"/rlm/scans/{started['scan_id']}").json()
    assert scan["status"] == "cancelled"
    wait_until(lambda: not list((server.data / "jobs").iterdir()), "the job's folder is gone")
    assert api.delete(f"/rlm/scans/{started['scan_id']}").status_code == 204


def test_a_failure_says_where_and_what_to_do(server: Server, api: Api, repositories: Path) -> None:
    events = watch(server, api, start_scan(api, repositories / "small", ref="nowhere"))
    failed, end = events[-2:]
    assert (failed["type"], failed["stage"], end["type"]) == ("analysis_failed", "source", "stream_end")
    assert "nowhere" in failed["error"]


def test_a_silent_scan_times_out_on_the_stream_alone(server_with: ServerWith, repositories: Path) -> None:
    server = server_with(one_at_a_time(repositories) | {"TAILRACE_STREAM_TIMEOUT_S": "0.5"})
    api = server.api()
    start_scan(api, repositories / "sqlalchemy")
    waiting = start_scan(api, repositories / "small")
    with READERS["raw"](stream_url(server, api, waiting), timeout_s=60) as events:
        seen = list(events)
    assert [event.type for event in seen] == ["connected", "timeout"]
    assert (seen[-1].name, seen[-1].last_id) == ("message", "")
    assert seen[-1].json["message"]
    assert api.get(waiting["progress_url"]).json()["status"] == "queued"


def test_an_access_token_reaches_the_host_and_nothing_else(start_server: StartServer, tmp_path: Path) -> None:
    secret = "ghp_0123456789abcdefNEVERONDISK"
    make_repository(tmp_path / "host" / "owner" / "private", {"a.py": "x = 1\n"})
    server = start_server({"TAILRACE_ALLOW_PRIVATE_HOSTS": "1"})
    api = server.api()
    with serve_repositories(tmp_path / "host", password=secret) as host:
        url = f"{host.url}/owner/private"
        answer = api.post("/rlm/analyze", json={"url": url, "access_token": secret})
        assert answer.status_code == 202, answer.text
        events = watch(server, api, answer.json())
        assert events[-2]["type"] == "analysis_complete", events[-2]
        wrong = watch(server, api, api.post("/rlm/analyze", json={"url": url, "access_token": f"{secret}x"}).json())
        assert wrong[-2]["type"] == "analysis_failed"
        assert secret in {given.partition(":")[2] for given in host.passwords}
    everything = server.log + json.dumps([events, wrong, api.get("/rlm/scans").json()])
    assert secret not in everything
    server.stop()
    holders = [path for path in server.data.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]
    assert holders == []


def test_new_and_fixed_issues_are_told_apart(server: Server, api: Api, repositories: Path) -> None:
    repository = make_repository(
        repositories / "changing", {"a.py": "import os\nos.system(input())\n", "b.py": "eval(input())\n"}
    )
    before = start_scan(api, repository)
    watch(server, api, before)
    commit(
        repository,
        {"a.py": "# moved down\n\nimport os\nos.system(input())\n", "b.py": "x = 1\n", "c.py": "exec(input())\n"},
        "Change",
    )
    after = start_scan(api, repository)
    watch(server, api, after)
    changes = api.get(f"/rlm/scans/{after['scan_id']}/compare/{before['scan_id']}").json()
    assert {kind: {issue["path"] for issue in changes[kind]} for kind in ("new", "fixed", "unchanged")} == {
        "new": {"c.py"}, "fixed": {"b.py"}, "unchanged": {"a.py"},
    }  # fmt: skip
