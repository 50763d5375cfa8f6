"""Traces, as a real collector gets them from a real server: one trace from a caller's request to the job's child."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator

import pytest
import requests

from tests.support.api import Api
from tests.support.chat import SCRIPTED, ask, ended
from tests.support.condition import wait_until
from tests.support.nginx import StartNginx
from tests.support.server import Server, stop_all
from tests.support.trace_collector import Span, TraceCollector, trace_collector

pytestmark = pytest.mark.integration

ALICE = "alice", "correct horse battery staple"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLER = "00f067aa0ba902b7"
SECRET = "a-secret-that-nobody-may-see"
PUBLISH = "POST /api/v1/publish"


@pytest.fixture(scope="module")
def collector() -> Iterator[TraceCollector]:
    with trace_collector() as found:
        yield found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, collector: TraceCollector) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("traces") / "data"
    settings = SCRIPTED | {
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "OTEL_EXPORTER_OTLP_HEADERS": "x-api-key=a%20key,x-team=ops",
        "OTEL_SERVICE_NAME": "tailrace-here",
        "TAILRACE_COUNT_TO": "3",
    }
    server = Server(data, settings, application="tests.counting.wsgi:application")
    data.mkdir()
    server.start()
    server.add_user(*ALICE, publish=["traced.*"], subscribe=["traced.*"])
    yield server
    stop_all([server])


@pytest.fixture(scope="module")
def alice(server: Server) -> Api:
    return server.api(*ALICE)


def traceparent(trace_id: str, flags: str = "01") -> dict[str, str]:
    return {"traceparent": f"00-{trace_id}-{CALLER}-{flags}"}


def counted(server: Server, outcome: str) -> float:
    text = requests.get(f"{server.url}/metrics", timeout=10).text
    found = re.search(rf'^tailrace_trace_spans_total{{outcome="{outcome}"}} (\S+)$', text, re.MULTILINE)
    assert found is not None, text
    return float(found[1])


def test_one_trace_leads_from_the_caller_to_the_jobs_child(
    server: Server, alice: Api, collector: TraceCollector
) -> None:
    answer = alice.post("/api/v1/counts", json={"title": SECRET}, headers=traceparent(TRACE))
    run = answer.json()["count_id"]
    job = collector.wait_for("job count", execution=run)
    request = collector.wait_for("POST /api/v1/counts")
    by_name = {span.name: span for span in wait_until(lambda: _whole(collector), "all of it has arrived")}

    assert {span.trace_id for span in by_name.values()} == {TRACE}
    assert (request.parent_id, job.parent_id) == (CALLER, request.id)
    assert by_name["queued"].parent_id == by_name["attempt"].parent_id == job.id
    assert by_name["stage counting"].parent_id == by_name["attempt"].id
    assert job.began_ns <= by_name["attempt"].began_ns <= by_name["attempt"].ended_ns <= job.ended_ns + 1_000_000_000
    assert (job.attributes["tailrace.state"], job.is_error, job.service) == ("succeeded", False, "tailrace-here")
    assert job.attributes["tailrace.request_id"] == request.attributes["tailrace.request_id"]
    assert request.attributes["http.response.status_code"] == 202
    assert (collector.headers["x-api-key"], collector.headers["x-team"]) == ("a key", "ops")
    heading = (server.data / "job-logs" / f"{run}.log").read_text().splitlines()[0]
    assert f"trace_id={TRACE}" in heading
    wait_until(lambda: f"trace_id={TRACE}" in server.log, "the runner's and the worker's lines have it")


def _whole(collector: TraceCollector) -> list[object]:
    found = collector.of_trace(TRACE)
    wanted = {"queued", "attempt", "stage warm_up", "stage counting", "job count", "POST /api/v1/counts"}
    return found if wanted <= {span.name for span in found} else []  # type: ignore[return-value]


def test_a_publication_waits_for_its_commit(alice: Api, collector: TraceCollector) -> None:
    events = [_event(), _event()]
    request = _request_of(collector, alice.post("/api/v1/publish", json=events))
    of_trace = {span.name: span for span in collector.of_trace(request.trace_id)}
    publish, commit = of_trace["publish"], of_trace["commit"]
    assert (publish.parent_id, commit.parent_id) == (request.id, publish.id)
    assert publish.attributes["tailrace.events"] == 2
    assert publish.began_ns <= commit.began_ns <= commit.ended_ns
    assert request.began_ns <= publish.began_ns <= publish.ended_ns <= request.ended_ns


def test_an_answer_belongs_to_the_request_that_asked(alice: Api, collector: TraceCollector) -> None:
    run = ask(alice, f"say 40 {SECRET}")["run_id"]
    ended(alice, run)
    answer = collector.wait_for("answer", execution=run)
    request = collector.wait_for("POST /api/v1/chat")
    assert (answer.trace_id, answer.parent_id) == (request.trace_id, request.id)
    assert (answer.attributes["tailrace.agent"], answer.attributes["tailrace.state"]) == ("scripted", "completed")
    parts = wait_until(
        lambda: {span.name for span in collector.spans if span.parent_id == answer.id} >= {"queued", "routing"},
        "its parts have arrived",
    )
    assert parts
    pieces = [span for span in collector.of_trace(request.trace_id) if span.name in ("publish", "commit")]
    assert len(pieces) <= 4, "no span for each piece of the answer"


def test_a_stream_is_one_span_however_many_events_it_has(server: Server, alice: Api, collector: TraceCollector) -> None:
    token = alice.stream_token("traced.stream")
    query = {"channel": "traced.stream", "token": token, "note": SECRET}
    with requests.get(f"{server.url}/api/v1/stream", params=query, stream=True, timeout=20) as stream:
        for number in range(20):
            alice.publish("traced.stream", {"number": number, "secret": SECRET})
        seen = (line for line in stream.iter_lines(chunk_size=1) if b'"number":19' in line)
        assert next(seen)
        opened = collector.wait_for("GET /api/v1/stream")
    assert opened.attributes["tailrace.client_id"]
    assert [span.name for span in collector.of_trace(opened.trace_id)] == ["GET /api/v1/stream"]
    everything = b"".join(collector.bodies)
    for told in (SECRET, token, "channel=traced", alice.headers["Authorization"].removeprefix("Bearer ")):
        assert told.encode() not in everything


@pytest.mark.parametrize("header", ["", "nonsense", "00-" + "0" * 32 + "-" + CALLER + "-01", "ff-" + TRACE])
def test_what_is_no_context_begins_a_trace(alice: Api, collector: TraceCollector, header: str) -> None:
    answer = alice.post("/api/v1/publish", json=_event(), headers={"traceparent": header})
    request = _request_of(collector, answer)
    assert (request.parent_id, len(request.trace_id)) == ("", 32)
    assert request.trace_id not in (TRACE, "0" * 32)


def test_a_caller_may_ask_for_no_spans(alice: Api, collector: TraceCollector) -> None:
    quiet = "5" * 32
    assert alice.post("/api/v1/publish", json=_event(), headers=traceparent(quiet, "00")).status_code == 201
    after = alice.post("/api/v1/publish", json=_event())
    _request_of(collector, after)
    assert not collector.of_trace(quiet)


def test_what_a_killed_worker_did_is_not_lost(server: Server, alice: Api, collector: TraceCollector) -> None:
    traces = [f"{number:032x}" for number in range(1, 31)]
    for trace_id in traces:
        assert alice.post("/api/v1/publish", json=_event(), headers=traceparent(trace_id)).status_code == 201
    for process in server.processes():
        if process.parent == server.master_pid:
            os.kill(process.pid, signal.SIGKILL)
    wait_until(
        lambda: {span.trace_id for span in collector.named(PUBLISH)} >= set(traces), "all of them arrive", within_s=30
    )


def test_an_exporter_that_dies_is_replaced(server: Server, alice: Api, collector: TraceCollector) -> None:
    (old,) = _exporters(server)
    os.kill(old, signal.SIGKILL)
    wait_until(lambda: _exporters(server) not in ([], [old]), "there is another one")
    answer = wait_until(lambda: _published(alice), "a worker answers")
    assert _request_of(collector, answer)


def test_nginx_passes_the_callers_context_on(
    server: Server, collector: TraceCollector, start_nginx: StartNginx
) -> None:
    nginx = start_nginx(f"127.0.0.1:{server.port}")
    with nginx.browser() as browser:
        assert browser.get(f"{nginx.url}/healthz", headers=traceparent("c" * 32)).status_code == 200
    wait_until(lambda: collector.of_trace("c" * 32), "its span arrives")
    assert [(span.name, span.parent_id) for span in collector.of_trace("c" * 32)] == [("GET /healthz", CALLER)]


def test_a_dead_collector_costs_no_request_and_is_told_once(
    server: Server, alice: Api, collector: TraceCollector
) -> None:
    failed = counted(server, "failed")
    collector.is_taking = False
    try:
        for _ in range(3):
            before = collector.answers
            began_s = time.monotonic()
            assert alice.post("/api/v1/publish", json=_event()).status_code == 201
            assert time.monotonic() - began_s < 5
            wait_until(lambda before=before: collector.answers > before, "the collector refuses")  # type: ignore[misc]
        wait_until(lambda: counted(server, "failed") > failed, "they are counted")
        wait_until(lambda: "traces_not_taken" in server.log, "the log says so")
    finally:
        collector.is_taking = True
    answer = alice.post("/api/v1/publish", json=_event())
    assert _request_of(collector, answer)
    wait_until(lambda: "traces_taken_again" in server.log, "the log says that it is over")
    assert server.log.count("traces_not_taken") == 1
    assert counted(server, "sent") > 0


def test_the_last_spans_are_handed_on_when_the_server_stops(
    server: Server, alice: Api, collector: TraceCollector
) -> None:
    last = "e" * 32
    wait_until(lambda: _published(alice), "a worker answers")
    assert alice.post("/api/v1/publish", json=_event(), headers=traceparent(last)).status_code == 201
    server.stop()
    assert PUBLISH in {span.name for span in collector.of_trace(last)}
    assert not (server.data / "traces.sock").exists()


def _exporters(server: Server) -> list[int]:
    return [process.pid for process in server.processes() if "trace.exporter" in process.command]


def _event() -> dict[str, object]:
    return {"channel": "traced.any", "type": "note", "data": {"secret": SECRET}}


def _published(api: Api) -> requests.Response | None:
    try:
        answer = api.post("/api/v1/publish", json=_event())
    except requests.RequestException:
        return None
    return answer if answer.status_code == 201 else None


def _request_of(collector: TraceCollector, answer: requests.Response) -> Span:
    return collector.wait_for(PUBLISH, request_id=answer.headers["X-Request-ID"])
