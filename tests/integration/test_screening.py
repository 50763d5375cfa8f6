"""A stack on a real server: watched live with a reload in the middle, killed in the middle, and taken up again."""

from __future__ import annotations

import io
import random
import zipfile
from typing import Any

import pytest

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.job_child import kill_child_once
from tests.support.screening_start import DESCRIPTION, one_page_pdf, resume
from tests.support.server import Server, StartServer
from tests.support.sse import READERS, Event, read_until

pytestmark = pytest.mark.integration

BROKEN = {
    "empty.txt": b"",
    "cut.pdf": one_page_pdf("Cut Off", "Python")[:400],
    "picture.pdf": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "fake.docx": b"PK\x03\x04" + bytes(100),
    "noise.txt": random.Random(5).randbytes(3000),
}
NAMES = [f"{first} {last}" for first in ("Ada", "Ben", "Cleo", "Dov", "Ewa", "Finn", "Gro", "Hal", "Ida")
         for last in ("Winterbourne", "Okonjo", "Halvorsen", "Vestergaard", "Tierney")]  # fmt: skip


def mixed_stack() -> dict[str, bytes]:
    """Fifty files: forty-five of several types that can be read, five that cannot, each for another reason."""
    stack = dict(BROKEN)
    for number, name in enumerate(NAMES):
        skills = ["Python", "PostgreSQL", "Docker"][: number % 4]
        match number % 3:
            case 0:
                stack[f"{number}.pdf"] = one_page_pdf(name, *skills)
            case 1:
                stack[f"{number}.html"] = b"<p>" + resume(name, *skills).replace(b"\n", b"<br>") + b"</p>"
            case _:
                stack[f"{number}.txt"] = resume(name, *skills)
    return stack


def start(api: Api, stack: dict[str, bytes], **fields: str) -> dict[str, Any]:
    files = [("files", (name, content)) for name, content in stack.items()]
    answer = api.post("/api/v1/screenings", files=files, data={"job_description": DESCRIPTION, **fields})
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


def stream_url(server: Server, api: Api, started: dict[str, Any]) -> str:
    return f"{server.url}{started['stream_url']}&token={api.stream_token(started['channel'])}"


def read(api: Api, started: dict[str, Any]) -> dict[str, Any]:
    return dict(api.get(f"/api/v1/screenings/{started['screening_id']}").json())


def of_type(events: list[Event], type: str) -> list[Any]:
    return [event.json for event in events if event.last_id and event.type == type]


def test_a_mixed_stack_is_watched_live_with_a_reload_in_the_middle(server: Server) -> None:
    server.add_user("rec", "correct horse battery")
    api = server.api("rec", "correct horse battery")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in mixed_stack().items():
            archive.writestr(f"cvs/{name}", content)
    started = start(api, {"cvs.zip": packed.getvalue()})
    with READERS["raw"](stream_url(server, api, started), timeout_s=120) as events:
        seen = read_until(events, lambda event: event.type == "file_done")
    back = {"Last-Event-ID": seen[-1].last_id}
    with READERS["raw"](stream_url(server, api, started), headers=back, timeout_s=120) as events:
        seen += [event for event in events if event.name == "message"]
    done, failed, progress = (of_type(seen, type) for type in ("file_done", "file_failed", "progress"))
    assert (len(done), len(failed)) == (45, 5)
    assert len({event["file_id"] for event in (*done, *failed)}) == 50, "none is missing and none came twice"
    completed = [event["completed"] for event in progress]
    assert completed == sorted(completed)
    last = progress[-1]
    assert (last["completed"], last["total"], last["status"]) == (50, 50, "completed")
    assert (last["successful_files"], last["failed_files"], len(last["results"])) == (45, 5, 45)
    found = read(api, started)
    assert len(found["ranking"]) == 45
    assert {entry["file"].rpartition("/")[2] for entry in found["failed"]} == set(BROKEN)
    assert len({entry["error"] for entry in found["failed"]}) >= 4, "each says why"
    told = str([event.json for event in seen if event.last_id])
    assert not [word for word in ("Winterbourne", "example.org", ".pdf", ".txt", "Fjordlys") if word in told]


@pytest.mark.long
def test_a_killed_job_leaves_what_was_read_and_a_retry_reads_only_the_rest(start_server: StartServer) -> None:
    server = start_server({"TAILRACE_WORKERS": "1"})
    api = server.api()
    stack = {f"{number}.txt": resume(f"{name} {'x' * (number + 1)}", "Python") for number, name in enumerate(NAMES * 4)}
    started = start(api, stack)
    with READERS["raw"](stream_url(server, api, started), timeout_s=120) as events:
        kill_child_once(server, lambda: read(api, started)["ranking"])
        rest = [event for event in events if event.name == "message"]
    assert (rest[-1].json["status"], rest[-1].json["ended"]) == ("failed", "failed")
    after = read(api, started)
    kept = {entry["file"]: entry["candidate_id"] for entry in after["ranking"]}
    assert after["status"] == "failed"
    assert 0 < len(kept) < len(stack)
    one = f"/api/v1/screenings/{started['screening_id']}/candidates/{next(iter(kept.values()))}"
    assert api.get(one).json()["profile"]["emails"]

    retried = api.post(f"/api/v1/screenings/{started['screening_id']}/retry").json()
    with READERS["raw"](stream_url(server, api, retried), timeout_s=120) as events:
        seen = [event for event in events if event.name == "message"]
    done = of_type(seen, "file_done")
    assert len(done) == len(stack) - len(kept)
    assert not {event["candidate_id"] for event in done} & set(kept.values())
    assert of_type(seen, "progress")[-1]["completed"] == len(stack)
    assert {entry["file"] for entry in read(api, retried)["ranking"]} == set(stack)


def test_deleting_a_user_deletes_their_screenings(server: Server) -> None:
    server.add_user("leaver", "correct horse battery")
    api = server.api("leaver", "correct horse battery")
    started = start(api, {"a.txt": resume("Ada Winterbourne")})
    wait_until(lambda: read(api, started)["status"] == "succeeded", "the screening ends", within_s=60)
    said = server.flask("user", "delete", "leaver", "--yes").stderr
    assert "1 screening" in said, said
    assert not (server.data / "screenings" / started["screening_id"]).exists()
