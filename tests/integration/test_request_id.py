"""One id from nginx to the job's child: it is in the log lines of each, and in the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from services.telemetry import trail
from tests.support.condition import wait_until
from tests.support.job_server import JobServer
from tests.support.nginx import StartNginx
from tests.support.server import Server, stop_all

pytestmark = pytest.mark.integration
ID = re.compile(r"[0-9a-f]{32}")
FORGED = "forged-by-the-client-0001"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("request-id") / "data"
    settings = {"TAILRACE_COUNT_TO": "3", "TAILRACE_PROXY_HOPS": "1", "TAILRACE_LOG_FORMAT": "json"}
    server = Server(data, settings, application="tests.counting.wsgi:application")
    data.mkdir()
    server.start()
    server.add_user("alice", "correct horse battery staple")
    yield server
    stop_all([server])


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def test_one_id_leads_from_nginx_to_the_child(server: Server, start_nginx: StartNginx) -> None:
    nginx = start_nginx(f"127.0.0.1:{server.port}")
    configuration = nginx.folder / "tailrace.conf"
    configuration.write_text(configuration.read_text().replace("access.log tailrace;", "access.log tailrace_json;"))
    nginx.reload()
    token = server.api("alice", "correct horse battery staple").headers["Authorization"]
    headers = {"Authorization": token, "X-Request-ID": FORGED}

    def started() -> Any:  # until nginx has read its new configuration
        with nginx.browser() as browser:
            answer = browser.post(f"{nginx.url}/api/v1/counts", json={"title": "Three"}, headers=headers)
        assert answer.status_code == 202, answer.text
        return answer if lines(nginx.access_log) else None

    answer = wait_until(started, "nginx writes JSON")
    request_id = answer.headers["X-Request-ID"]
    assert ID.fullmatch(request_id)
    run = answer.json()["count_id"]

    by_nginx = wait_until(lambda: _of(request_id, lines(nginx.access_log)), "nginx has logged it")
    assert [(line["method"], line["path"], line["status"]) for line in by_nginx] == [("POST", "/api/v1/counts", "202")]

    def told() -> set[tuple[str, str]] | None:
        found = {(line["event"], line.get("execution", "")) for line in _of(request_id, lines(server.log))}
        return found if any(event == "job_ended" for event, _ in found) else None

    by_server = wait_until(told, "the runner has logged the end")
    assert {("request", ""), ("job_queued", run), ("job_started", run), ("job_ended", run)} <= by_server

    heading = lines((server.data / "job-logs" / f"{run}.log").read_text())[0]
    assert (heading["request_id"], heading["execution"]) == (request_id, run)
    assert FORGED not in nginx.all_logs + server.log


def test_what_nginx_says_by_itself_has_the_id_too(start_nginx: StartNginx) -> None:
    nginx = start_nginx("127.0.0.1:9")
    with nginx.browser() as browser:
        answer = browser.get(f"{nginx.url}/healthz")
    assert answer.status_code == 503
    assert answer.headers["X-Request-ID"] in nginx.access_log


def test_a_stream_is_logged_with_its_client_id(server: Server) -> None:
    api = server.api("alice", "correct horse battery staple")
    me = api.get("/api/v1/auth/me").json()["user_id"]
    path, client_id = f"/api/v1/sse/progress/stream/{me}", ""
    with api.get(path, stream=True) as stream:
        for line in stream.iter_lines():
            if line.startswith(b"data:"):
                client_id = json.loads(line[5:])["client_id"]
                break
        request_id = stream.headers["X-Request-ID"]
    (ended,) = wait_until(lambda: _of(request_id, lines(server.log)), "the stream's end is logged")
    assert (ended["event"], ended["path"], ended["client_id"]) == ("request", path, client_id)


def test_the_childs_own_lines_have_the_id(shared_job_server: JobServer) -> None:
    trail.begin("a-request-of-somebody")
    try:
        job = shared_job_server.submit("warn", {"text": "disk_is_slow"})
    finally:
        trail.begin("")
    shared_job_server.ended(job)
    log = (shared_job_server.settings.data / "job-logs" / f"{job.id}.log").read_text()
    (line,) = (line for line in log.splitlines() if "disk_is_slow" in line)
    assert f"request_id=a-request-of-somebody execution={job.id}" in line


def _of(request_id: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in found if line.get("request_id") == request_id]
