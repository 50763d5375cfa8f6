"""The progress of real screenings, on their own channels and on their owner's: two at once, and one whose child is
killed in mid-stack and repeated.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.job_child import kill_child_once
from tests.support.screening_start import DESCRIPTION, resume
from tests.support.server import Server, StartServer

pytestmark = pytest.mark.integration
CONTRACT = {"completed", "total", "status", "message", "screening_id"}
LAST = {"results", "truncated", "results_url", "successful_files", "failed_files"}
NAMES = ("Person", "example.org", ".txt")


@pytest.fixture
def server(start_server: StartServer) -> Iterator[Server]:
    yield start_server({"TAILRACE_WORKERS": "1"})


def post(api: Api, count: int, series: str) -> str:
    skills = [["Python", "PostgreSQL"], ["Python"], []]
    files = [
        ("files", (f"{series}{number}.txt", resume(f"{series} Person", *skills[number % 3]) + b"%d\n" % number))
        for number in range(count)
    ]
    files.append(("files", (f"{series}-empty.pdf", b"")))
    answer = api.post("/api/v1/screenings", files=files, data={"job_description": DESCRIPTION})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["screening_id"])


def told(api: Api, channel: str, screening_id: str = "") -> list[dict[str, Any]]:
    page = api.get(f"/api/v1/channels/{channel}/events?limit=1000").json()
    progress = [event["data"] for event in page["events"] if event["type"] == "progress"]
    return [data for data in progress if screening_id in ("", data["screening_id"])]


def ended(api: Api, *screening_ids: str) -> dict[str, list[dict[str, Any]]]:
    """Wait for their last progress. Return what the owner's channel says of each, checked against its own."""
    shared = f"progress.{api.user_id}"

    def have_ended() -> bool:
        return all("results" in (told(api, shared, one) or [{}])[-1] for one in screening_ids)

    wait_until(have_ended, "the screenings end", within_s=90)
    found = {one: told(api, shared, one) for one in screening_ids}
    for screening_id, story in found.items():
        assert story == told(api, f"screening.{screening_id}")
        assert story[0]["status"] == "queued" and all(data.keys() >= CONTRACT for data in story)
        assert [data for data in story if "results" in data] == story[-1:] and story[-1].keys() >= LAST
        completed = [data["completed"] for data in story]
        assert completed == sorted(completed)
        assert not [name for name in NAMES if name in str(story)]
    return found


def test_two_screenings_of_one_user_never_mix(server: Server) -> None:
    api = server.api()
    first, second = post(api, 5, "a"), post(api, 8, "b")
    stories = ended(api, first, second)
    for screening_id, total in ((first, 6), (second, 9)):
        last = stories[screening_id][-1]
        counts = (last["status"], last["completed"], last["total"], last["successful_files"], last["failed_files"])
        assert counts == ("completed", total, total, total - 1, 1)
        assert len(last["results"]) == total - 1 and not last["truncated"]
        ranking = api.get(last["results_url"]).json()["ranking"]
        assert {one["candidate_id"] for one in last["results"]} == {one["candidate_id"] for one in ranking}
    report = api.get(f"/api/v1/screenings/{second}?format=pdf")
    assert report.content.startswith(b"%PDF-") and report.headers["Content-Type"] == "application/pdf"
    newest = api.get(f"/api/v1/sse/progress/status/{api.user_id}").json()
    assert newest in (stories[first][-1], stories[second][-1])


def test_a_killed_child_leaves_what_was_read_and_a_retry_reads_the_rest(server: Server) -> None:
    api = server.api()
    screening_id = post(api, 120, "c")
    channel = f"screening.{screening_id}"
    kill_child_once(server, lambda: (told(api, channel) or [{"completed": 0}])[-1]["completed"] >= 3)
    last = ended(api, screening_id)[screening_id][-1]
    assert last["status"] == "failed" and "killed" in last["message"]
    assert 3 <= last["successful_files"] < 120 and len(last["results"]) == min(50, last["successful_files"])
    kept = api.get(f"/api/v1/screenings/{screening_id}").json()
    assert kept["status"] == "failed" and len(kept["ranking"]) >= last["successful_files"]
    again = api.post(f"/api/v1/screenings/{screening_id}/retry").json()["screening_id"]
    story = ended(api, again)[again]
    assert story[-1]["status"] == "completed" and story[-1]["successful_files"] == 120
    read = api.get(f"/api/v1/channels/screening.{again}/events?limit=1000").json()["events"]
    done = [event for event in read if event["type"] == "file_done"]
    assert len(done) == 120 - len(kept["ranking"])
