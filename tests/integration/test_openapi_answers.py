"""The real server's answers match their description, for every operation and status that a test can trigger."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.integration.operations.test_openapi_operations import ADMINISTRATION, OPERATIONS
from tests.support.api_contract import CheckedApi, Description, document
from tests.support.condition import wait_until
from tests.support.git_repository import commit, make_repository
from tests.support.scan_watch import start_scan
from tests.support.screening_start import one_page_pdf
from tests.support.server import ADMIN_PASSWORD, ADMIN_USER, Server
from tests.support.shared_server import ServerWith
from tests.support.triage_calls import triage_calls

pytestmark = pytest.mark.integration

SOURCE = "import subprocess\nsubprocess.call(input(), shell=True)\n"
NOT_FROM_HERE = {"X-Forwarded-For": "192.0.2.1"}
RARE = {
    # Seen in other tests, or caused by a fault: a busy or damaged log, a full or stopping worker, a model's endpoint,
    # a setting that changed after the analysis.
    ("auth.api_login", 403),  # a second factor is demanded: in test_second_factor.py
    ("streaming.publish", 429),
    *{(f"streaming.{name}", 503) for name in ("stream", "close_channel", "events", "connections", "renew")},
    *{(name, 503) for name in ("scans.stream", "scans.analyze", "scans.retry", "health.ready")},
    ("scans.source", 413),
    *{(f"screenings.{name}", 503) for name in ("start", "more_files", "retry", "rank", "page", "summary", "read")},
    *{(f"openings.{name}", status) for name in ("add", "change") for status in (409, 429, 503)},
    *{("screenings.start", 409), ("screenings.read", 409)},
    *{("screenings.rank", 429), ("screenings.summary", 200), ("screenings.summary", 429)},
    *{("progress.stream", 204), ("progress.stream", 429), ("progress.stream", 503)},
    *{("scans.insight", status) for status in (200, 413, 429, 503)},
    *{(f"scans.{name}", status) for name in ("comparison", "grouped") for status in (429, 503)},
    *{("triage.decide", 429), ("triage.decide", 503)},
}


SEEN_ELSEWHERE = ("agents_api", "chat", "conversations", "a2a", "a2a_card", "openai", "client_reports")
"""In test_openapi_agents.py, test_openapi_chat.py, test_openai.py and test_client_report.py."""


@pytest.fixture(scope="module")
def description() -> Description:
    return Description(document())


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_repository(tmp_path_factory.mktemp("roots") / "demo", {"a.py": SOURCE, "b/c.js": "eval(x)\n"})


@pytest.fixture(scope="module")
def server(server_with: ServerWith, repository: Path) -> Server:
    limits = {"TAILRACE_UPLOAD_BYTES": "10000", "TAILRACE_STREAMS_PER_USER": "2"}
    return server_with({"TAILRACE_LOCAL_ROOTS": str(repository.parent)} | limits)


@pytest.fixture(scope="module")
def admin(server: Server, description: Description) -> CheckedApi:
    return checked(server, description).login(ADMIN_USER, ADMIN_PASSWORD)


@pytest.fixture(scope="module")
def member(server: Server, description: Description) -> CheckedApi:
    server.add_user("ada", "correct horse battery")
    return checked(server, description).login("ada", "correct horse battery")


@pytest.fixture(scope="module")
def program(server: Server, description: Description) -> CheckedApi:
    api = checked(server, description)
    token = server.service_token(publish=["jobs.*"], subscribe=["jobs.*"])
    api.headers["Authorization"] = f"Bearer {token}"
    return api


def checked(server: Server, description: Description) -> CheckedApi:
    return CheckedApi(server.url, description)


def expect(status: int, answer: Any) -> Any:
    assert answer.status_code == status, (answer.request.method, answer.url, answer.status_code, answer.text[:500])
    return answer


def scanned(api: CheckedApi, repository: Path) -> str:
    """A finished analysis."""
    scan_id = str(start_scan(api, repository)["scan_id"])
    wait_until(lambda: api.get(f"/rlm/scans/{scan_id}").json()["status"] == "succeeded", "the scan ends", within_s=90)
    return scan_id


def note(channel: str, **data: Any) -> dict[str, Any]:
    return {"channel": channel, "type": "note", "data": data}


def is_refused(api: CheckedApi, path: str) -> bool:
    """Return whether another stream would exceed the limit."""
    with api.get(path, stream=True) as answer:
        return bool(answer.status_code == 429)


def test_without_a_credential(server: Server, description: Description) -> None:
    stranger = checked(server, description)
    for method, path, name in description.operations():
        headers = NOT_FROM_HERE if name == "health.metrics" else {}
        stranger.request(method, path, headers=headers, json={} if method == "POST" else None)


def test_signing_in(server: Server, description: Description, admin: CheckedApi, program: CheckedApi) -> None:
    api = checked(server, description)
    for body, status in (
        ("[]", 400),
        ('{"username":"x"}', 400),
        ('{"username":"x","password":"y"}', 401),
        ("x" * 70_000, 413),
    ):
        expect(status, api.post("/api/v1/auth/login", data=body))
    expect(413, admin.post("/api/v1/auth/stream-token", data="x" * 70_000))
    expect(400, admin.post("/api/v1/auth/stream-token", json={"channels": ["*"]}))
    expect(403, program.post("/api/v1/auth/stream-token", json={"channels": ["other"]}))
    expect(200, program.post("/api/v1/auth/stream-token", json={"channels": ["jobs.a"]}))
    expect(404, program.post("/api/v1/auth/stream-token", json={"stream": "/rlm/stream/nothing"}))
    expect(200, admin.get("/api/v1/auth/me"))
    expect(403, program.post("/api/v1/auth/logout"))
    expect(204, api.login(ADMIN_USER, ADMIN_PASSWORD).post("/api/v1/auth/logout"))


def test_publishing_and_polling(admin: CheckedApi, program: CheckedApi, member: CheckedApi) -> None:
    key = {"Idempotency-Key": "k"}
    expect(201, program.post("/api/v1/publish", json=note("jobs.a", n=1), headers=key))
    expect(422, program.post("/api/v1/publish", json=note("jobs.a", n=2), headers=key))
    expect(400, program.post("/api/v1/publish", json=[]))
    expect(403, program.post("/api/v1/publish", json=note("other")))
    expect(413, program.post("/api/v1/publish", json=note("jobs.a", pad="x" * 70_000)))
    expect(400, program.post("/api/v1/channels/BAD/close"))
    expect(403, program.post("/api/v1/channels/other/close"))
    expect(200, program.get("/api/v1/channels/jobs.a/events"))
    assert (
        expect(200, program.get("/api/v1/channels/jobs.a/events", params={"after": 7})).json()["gap"]["reason"]
        == "reset"
    )
    expect(400, program.get("/api/v1/channels/jobs.a/events", params={"limit": 0}))
    expect(403, member.get("/api/v1/channels/jobs.a/events"))
    expect(201, program.post("/api/v1/channels/jobs.a/close"))
    expect(409, program.post("/api/v1/channels/jobs.a/close"))
    expect(409, program.post("/api/v1/publish", json=note("jobs.a")))
    assert expect(200, program.get("/api/v1/channels/jobs.a/events")).json()["done"]
    expect(200, admin.get("/api/v1/sse/connections/status"))


def test_streams(member: CheckedApi, program: CheckedApi) -> None:
    last = program.publish("jobs.s")
    program.close_channel("jobs.s")
    expect(204, program.get("/api/v1/stream", params={"channel": "jobs.s", "last_event_id": last}))
    expect(400, program.get("/api/v1/stream"))
    expect(403, program.get("/api/v1/stream", params={"channel": "other"}))
    own = f"progress.{member.user_id}"
    with expect(200, member.get("/api/v1/stream", params={"channel": own}, stream=True)) as stream:
        lines = stream.iter_lines()  # dropping it would close the stream
        opening = next(line for line in lines if line.startswith(b"data: "))
        client_id = opening.split(b'"client_id":"')[1].split(b'"')[0].decode()
        renew = f"/api/v1/stream/{client_id}/renew"
        expect(204, member.post(renew, json={"token": member.stream_token(own)}))
        expect(403, member.post(renew, json={"token": program.stream_token("jobs.s")}))
        expect(400, member.post(renew, json={}))
        expect(404, member.post("/api/v1/stream/nobody/renew", json={"token": member.stream_token(own)}))
        with expect(200, member.get("/api/v1/stream", params={"channel": own}, stream=True)):
            wait_until(lambda: is_refused(member, f"/api/v1/stream?channel={own}"), "both workers count both streams")
            poll = f"/api/v1/channels/{own}/events?wait=0.1"
            wait_until(lambda: is_refused(member, poll), "polls that wait count with them")


def test_an_analysis(admin: CheckedApi, member: CheckedApi, program: CheckedApi, repository: Path) -> None:
    expect(400, admin.post("/rlm/analyze", json={"url": "/etc"}))
    expect(403, program.post("/rlm/analyze", json={"url": str(repository)}))
    expect(413, admin.post("/rlm/analyze", files={"file": ("big.zip", b"x" * 20_000)}))
    before = scanned(admin, repository)
    commit(repository, {"a.py": "\n" + SOURCE, "d.py": "eval(input())\n"}, "Second")
    scan_id = scanned(admin, repository)
    scan = f"/rlm/scans/{scan_id}"
    for form in ("json", "sarif", "html", "md", "cyclonedx"):
        expect(200, admin.get(scan, params={"format": form}))
    expect(200, admin.get(scan, params={"format": "html", "group": "file"}))
    for by in ("rule", "file", "severity"):
        assert expect(200, admin.get(f"{scan}/groups", params={"group": by})).json()["groups"][0]["issues"]
    expect(200, admin.get("/rlm/explanations", params={"rule": ["ruff:S602", "nobody:\u202e"]}))
    for part, name in (("graph", "nodes"), ("history", "commits")):
        assert expect(200, admin.get(f"{scan}/{part}")).json()[name]
    wrong = ("?format=pdf", "/graph?level=method", "/groups?group=moon", "/files/b/%2e%2e/%2e%2e/a.py")
    for path in (*(scan + end for end in wrong), "/rlm/explanations", "/rlm/scans?status=odd"):
        expect(400, admin.get(path))
    assert expect(200, admin.get(f"{scan}/files/b/c.js")).json()["issues"]
    expect(404, admin.get(f"{scan}/files/nothing.py"))
    compared = expect(200, admin.get(f"{scan}/compare/{before}")).json()
    assert all(compared[name] for name in ("new", "unchanged"))
    assert expect(200, admin.get("/rlm/scans", params={"q": "demo"})).json()["total"] == 2
    expect(200, admin.get("/rlm/progress/demo"))
    with expect(200, admin.get("/rlm/stream/demo", params={"scan_id": scan_id}, stream=True)) as stream:
        last = max(int(line[4:]) for line in stream.iter_lines() if line.startswith(b"id: "))
    expect(204, admin.get("/rlm/stream/demo", params={"scan_id": scan_id, "last_event_id": last}))
    expect(400, admin.get("/rlm/stream/demo", params={"scan_id": scan_id, "last_event_id": "x"}))
    expect(404, admin.get("/rlm/stream/unknown"))
    for path in ("stream", "progress"):
        expect(403, member.get(f"/rlm/{path}/demo", params={"scan_id": scan_id}))
    expect(404, member.get("/rlm/progress/demo"))
    expect(409, admin.post(f"{scan}/insight", json={"path": "a.py", "line": 3, "rule": "S602"}))
    expect(400, admin.post(f"{scan}/insight", json={}))
    expect(202, admin.post(f"{scan}/cancel"))
    expect(403, program.post(f"{scan}/retry"))
    expect(400, admin.post(f"{scan}/retry", json={"access_token": "of no use here"}))
    live = expect(202, admin.post(f"{scan}/retry")).json()["scan_id"]
    for status, answer in triage_calls(admin, member, program, scan, f"/rlm/scans/{live}"):
        expect(status, answer)
    for path in ("", "/graph", "/history", "/groups", f"/compare/{before}"):
        expect(404, member.get(f"{scan}{path}"))
    for path in ("/cancel", "/retry", "/insight"):
        expect(404, member.post(f"{scan}{path}", json={"path": "a.py", "line": 3, "rule": "S602"}))
    expect(404, member.delete(scan))
    expect(204, admin.delete(scan))


def test_an_upload(admin: CheckedApi) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("a.py", SOURCE)
    expect(202, admin.post("/rlm/analyze", files={"file": ("small.zip", archive.getvalue())}))


def test_openings(admin: CheckedApi, member: CheckedApi, program: CheckedApi) -> None:
    opening = "/api/v1/openings"
    expect(400, member.get(opening, params={"limit": 0}))
    expect(400, member.post(opening, json={}))
    expect(403, program.post(opening, json={"title": "Engineer"}))
    made = expect(201, member.post(opening, json={"title": "Engineer", "description": "Must have: Python"})).json()
    assert expect(200, member.get(opening)).json()["total"] == 1
    one = f"{opening}/{made['opening_id']}"
    assert expect(200, admin.get(one)).json() == made
    expect(400, member.patch(one, json={"criteria": 7}))
    expect(200, member.patch(one, json={"criteria": None}))
    expect(403, program.patch(one, json={"title": "Mine"}))
    expect(403, program.delete(one))
    expect(204, member.delete(one))
    for method in ("GET", "PATCH", "DELETE"):
        expect(404, member.request(method, one, json={"title": "Gone"}))


def test_a_screening(admin: CheckedApi, member: CheckedApi, program: CheckedApi) -> None:
    path, job = "/api/v1/screenings", {"job_description": "Must have: Python"}
    stack = [("files", ("a.pdf", one_page_pdf("Ada Winterbourne", "Python"))), ("files", ("b.txt", b""))]
    expect(403, program.post(path, files=stack, data=job))
    expect(400, member.post(path, files=stack))
    expect(404, member.post(path, files=stack, data={"opening_id": "nothing"}))
    expect(413, member.post(path, files={"files": ("big.pdf", b"x" * 20_000)}, data=job))
    started = expect(202, member.post(path, files=stack, data=job | {"blind": "1"})).json()
    screening = f"{path}/{started['screening_id']}"
    wait_until(lambda: member.get(screening).json()["status"] == "succeeded", "the screening ends", within_s=90)
    expect(400, member.get(path, params={"status": "odd"}))
    assert expect(200, member.get(path)).json()["total"] == 1
    for form in ("json", "csv", "pdf"):
        expect(200, member.get(screening, params={"format": form}))
    expect(400, member.get(screening, params={"format": "odd"}))
    [entry] = member.get(screening).json()["ranking"]
    one = f"{screening}/candidates/{entry['candidate_id']}"
    expect(403, member.get(f"{one}/file"))
    expect(403, member.get(f"{one}/pages/1"))
    expect(403, program.post(f"{screening}/unblind"))
    expect(200, member.post(f"{screening}/unblind"))
    expect(200, member.get(one))
    expect(400, member.get(one, params={"format": "odd"}))
    expect(200, member.get(f"{one}/file"))
    expect(200, member.get(f"{one}/pages/1"))
    expect(404, member.get(f"{one}/pages/9"))
    expect(400, member.patch(one, json={}))
    expect(200, member.patch(one, json={"decision": "shortlist"}))
    expect(403, program.patch(one, json={"decision": "reject"}))
    expect(403, program.post(f"{one}/summary"))
    expect(409, member.post(f"{one}/summary"))
    expect(400, member.post(f"{screening}/rankings", json={}))
    expect(403, program.post(f"{screening}/rankings", json={}))
    expect(200, member.post(f"{screening}/rankings", json={"criteria": [{"text": "Rust"}]}))
    expect(202, member.post(f"{screening}/cancel"))
    expect(400, member.post(f"{screening}/files", files={"other": ("c.txt", b"x")}))
    expect(413, member.post(f"{screening}/files", files={"files": ("big.pdf", b"x" * 20_000)}))
    expect(403, program.post(f"{screening}/files"))
    expect(403, program.post(f"{screening}/retry"))
    expect(403, program.delete(one))
    expect(204, member.delete(one))
    expect(204, member.delete(screening))
    for method, call in (
        ("GET", ""),
        ("DELETE", ""),
        *(("POST", f"/{name}") for name in ("cancel", "retry", "files", "rankings", "unblind")),
        *((method, "/candidates/x") for method in ("GET", "PATCH", "DELETE")),
        ("GET", "/candidates/x/file"),
        ("POST", "/candidates/x/summary"),
    ):
        body = {"json": {"decision": "reject", "criteria": []}} if call != "/files" else {}
        expect(404, admin.request(method, f"{screening}{call}", **body))


def test_the_progress_of_a_user(member: CheckedApi, admin: CheckedApi, program: CheckedApi) -> None:
    own = f"/api/v1/sse/progress/status/{member.user_id}"
    expect(200, member.get(own))
    expect(403, program.get(own))
    expect(400, member.get("/api/v1/sse/progress/status/NO"))
    stream = f"/api/v1/sse/progress/stream/{member.user_id}"
    with expect(200, member.get(stream, stream=True)):
        pass
    expect(403, program.get(stream))
    expect(400, member.get(stream, params={"last_event_id": "x"}))
    expect(200, admin.delete(f"/api/v1/sse/progress/{member.user_id}"))
    expect(403, program.delete(f"/api/v1/sse/progress/{member.user_id}"))
    expect(400, member.delete("/api/v1/sse/progress/NO"))


def test_while_a_screening_runs(server_with: ServerWith, description: Description) -> None:
    """No job has a place there, so the screening waits."""
    server = server_with({"TAILRACE_JOB_SLOTS": "1", "TAILRACE_JOBS_PER_USER": "1"})
    api = checked(server, description).login(ADMIN_USER, ADMIN_PASSWORD)
    job, stack = {"job_description": "Must have: Python"}, {"files": ("a.txt", b"Ada Winterbourne\n" * 400)}
    started = expect(202, api.post("/api/v1/screenings", files=stack, data=job)).json()
    screening = f"/api/v1/screenings/{started['screening_id']}"
    expect(429, api.post("/api/v1/screenings", files=stack, data=job))
    expect(409, api.post(f"{screening}/retry"))
    expect(409, api.post(f"{screening}/files", files=stack))
    expect(409, api.post(f"{screening}/rankings", json={"criteria": []}))
    expect(409, api.delete(f"{screening}/candidates/x"))
    expect(409, api.delete(screening))
    expect(202, api.post(f"{screening}/cancel"))
    wait_until(lambda: api.get(screening).json()["status"] == "cancelled", "the screening ends")
    retried = expect(202, api.post(f"{screening}/retry")).json()
    again = f"/api/v1/screenings/{retried['screening_id']}"
    expect(429, api.post(f"{screening}/retry"))
    expect(429, api.post(f"{screening}/files", files=stack))
    expect(202, api.post(f"{again}/cancel"))
    wait_until(lambda: api.get(again).json()["status"] == "cancelled", "the second one ends")
    added = expect(202, api.post(f"{screening}/files", files=stack)).json()
    expect(202, api.post(f"/api/v1/screenings/{added['screening_id']}/cancel"))


def test_while_an_analysis_runs(server_with: ServerWith, description: Description, git_repository: Path) -> None:
    limits = {"TAILRACE_JOB_SLOTS": "1", "TAILRACE_JOBS_PER_USER": "1", "TAILRACE_PENDING_BYTES": "2000"}
    server = server_with(
        {
            "TAILRACE_LOCAL_ROOTS": str(git_repository.parent),
            "TAILRACE_STREAMS_PER_USER": "1",
            "TAILRACE_LOGIN_ATTEMPTS": "3",
        }
        | limits
    )
    api = checked(server, description).login(ADMIN_USER, ADMIN_PASSWORD)
    ended = start_scan(api, git_repository)["scan_id"]
    expect(409, api.post(f"/rlm/scans/{ended}/retry"))
    expect(202, api.post(f"/rlm/scans/{ended}/cancel"))
    wait_until(lambda: api.get(f"/rlm/scans/{ended}").json()["status"] == "cancelled", "the first one ends")
    started = start_scan(api, git_repository)
    scan = f"/rlm/scans/{started['scan_id']}"
    expect(429, api.post(f"/rlm/scans/{ended}/retry"))
    expect(429, api.post("/rlm/analyze", json={"url": str(git_repository)}))
    expect(200, api.get(scan))
    expect(200, api.get("/rlm/progress/sqlalchemy"))
    expect(409, api.get(scan, params={"format": "json"}))
    expect(409, api.get(f"{scan}/compare/{started['scan_id']}"))
    expect(409, api.get(f"{scan}/groups"))
    expect(409, api.delete(scan))
    with expect(200, api.get(started["stream_url"], stream=True)):
        wait_until(lambda: is_refused(api, started["stream_url"]), "both workers count the stream")
    expect(202, api.post(f"{scan}/cancel"))
    expect(503, api.post("/api/v1/publish", json=note("jobs.a", pad="x" * 3000)))
    stranger = checked(server, description)
    wrong = {"username": "nobody", "password": "wrong"}
    answers = [stranger.post("/api/v1/auth/login", json=wrong).status_code for _ in range(5)]
    assert answers[-1] == 429


def test_operation(server: Server, admin: CheckedApi, member: CheckedApi) -> None:
    expect(200, admin.get("/healthz"))
    expect(200, admin.get("/readyz"))
    expect(200, admin.get("/metrics"))
    expect(403, member.get("/metrics", headers=NOT_FROM_HERE))
    served = expect(200, admin.get("/api/v1/openapi.json")).json()
    assert {**served, "servers": None} == {**document(), "servers": None}


def test_every_answer_that_is_described_was_seen(description: Description) -> None:
    """Last in this file: any answer that the document promises but no test has triggered would be a guess."""
    if not description.seen:
        pytest.skip("It sums up the other tests of this file.")
    missing = description.unseen(RARE, but=(*SEEN_ELSEWHERE, *ADMINISTRATION, *OPERATIONS))
    assert not missing, missing
