"""Traces within a process: what a caller's header means, and queues that have an end."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.settings.settings import read_settings
from services.telemetry import trail
from services.telemetry.trace import outbox, trace
from services.telemetry.trace.context import Context, is_of_share, new_context, read_context
from services.telemetry.trace.exporter import exporter
from services.telemetry.trace.exporter.inbox import Inbox
from services.telemetry.trace.meter import SPANS
from services.telemetry.trace.outbox import Outbox
from services.telemetry.trace.span import Span, encode
from tests.support.condition import wait_until

ROOT = Path(__file__).resolve().parents[3]
TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SOME = Span(TRACE, SPAN, "", "work", "internal", 1, 2, False, {})


def count(outcome: str) -> float:
    return {labels: numbers[0] for labels, numbers in SPANS.read()}[(outcome,)]


@pytest.fixture
def traced(tmp_path: Path) -> Iterator[Path]:
    environ = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "TAILRACE_DATA": str(tmp_path)}
    trace.open(read_settings(environ=environ), "test")
    yield tmp_path
    trace.follow(None)
    trace.close()


def test_a_callers_header_is_read() -> None:
    assert read_context(f"00-{TRACE}-{SPAN}-01") == Context(TRACE, SPAN, True)
    assert read_context(f"00-{TRACE}-{SPAN}-00") == Context(TRACE, SPAN, False)
    assert read_context(f"cc-{TRACE}-{SPAN}-03-of-a-later-version") == Context(TRACE, SPAN, True)


@pytest.mark.parametrize(
    "header",
    [
        "",
        f"00-{TRACE}-{SPAN}",
        f"00-{TRACE}-{SPAN}-01-more",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE}-{SPAN}-01\n",
        f"00-{TRACE}-{SPAN}-01,00-{TRACE}-{SPAN}-01",
        "00-" + "9" * 100_000,
    ],
)
def test_what_is_no_header_is_none(header: str) -> None:
    assert read_context(header) is None


def test_a_header_comes_back_as_it_was() -> None:
    context = new_context(1.0)
    assert read_context(context.header) == context


def test_a_share_of_the_traces_is_kept() -> None:
    kept = sum(new_context(0.25).is_recorded for _ in range(4000))
    assert 800 < kept < 1200
    assert not new_context(0.0).is_recorded
    assert is_of_share("f" * 32, 1.0)


def test_without_a_collector_nothing_happens(tmp_path: Path) -> None:
    trace.open(read_settings(environ={"TAILRACE_DATA": str(tmp_path)}), "test")
    assert trace.begin_request(f"00-{TRACE}-{SPAN}-01") is None
    assert trace.for_later() is None
    with trace.span("work", Context(TRACE, SPAN, True)) as context:
        assert context is None
    assert not list(tmp_path.iterdir())


def test_log_lines_name_the_trace(traced: Path) -> None:
    request = trace.begin_request(f"00-{TRACE}-{SPAN}-01")
    assert request is not None
    assert trail.fields()["trace_id"] == TRACE
    with trace.span("work") as context:
        assert context is not None
        assert trace.header() == context.header
    assert trace.current() == request.context
    trail.begin("another")
    assert "trace_id" not in trail.fields()


def test_spans_wait_for_an_exporter_that_is_away_and_no_more_than_there_is_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MOST", 10)
    dropped, box = count("dropped"), Outbox(tmp_path)
    for _ in range(13):
        box.put(encode(SOME))
    assert count("dropped") == dropped + 3
    inbox = Inbox(tmp_path)
    arrived: list[Span] = []

    def take() -> bool:
        box.send()
        arrived.extend(inbox.take(0.01)[0])
        return len(arrived) == 10

    wait_until(take, "those that waited arrive")
    assert arrived == [SOME] * 10
    inbox.close()
    box.close()


def test_an_exporter_that_comes_back_gets_what_follows(tmp_path: Path) -> None:
    first, box = Inbox(tmp_path), Outbox(tmp_path)
    box.put(encode(SOME))
    wait_until(lambda: first.take(0.01)[0], "it arrives")
    first.close()
    box.put(encode(SOME))
    second = Inbox(tmp_path)

    def take() -> list[Span]:
        box.send()
        return second.take(0.01)[0]

    assert wait_until(take, "it arrives") == [SOME]
    second.close()
    box.close()


def test_an_exporter_that_is_behind_delays_nobody(tmp_path: Path) -> None:
    inbox, box = Inbox(tmp_path), Outbox(tmp_path)
    for _ in range(2000):  # more than the socket holds
        box.put(encode(SOME))
    arrived = 0
    while arrived < 2000:
        arrived += len(inbox.take(5)[0])
        box.send()
    inbox.close()
    box.close()


def test_bytes_that_are_no_span_are_left_out(tmp_path: Path) -> None:
    inbox, box = Inbox(tmp_path), Outbox(tmp_path)
    for packet in (b"\xc1", b"nonsense", encode(["too", "short"]), encode(SOME)):
        box.put(packet)
    assert wait_until(lambda: inbox.take(0.01)[0], "the good one arrives") == [SOME]
    inbox.close()
    box.close()


def test_a_slow_collector_fills_a_queue_that_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporter, "MOST", 20)
    monkeypatch.setattr(exporter, "PAUSE_S", 0.01)
    answer, is_asked = threading.Event(), threading.Event()
    taken: list[Span] = []

    def take(batch: list[Span]) -> bool:
        is_asked.set()
        answer.wait(10)
        taken.extend(batch)
        return True

    dropped, sent = count("dropped"), count("sent")
    slow = exporter.Exporter(take, "nowhere")  # type: ignore[arg-type]
    slow.start()
    slow.add([SOME])
    assert is_asked.wait(10)
    slow.add([SOME] * 30)
    assert count("dropped") == dropped + 10
    answer.set()
    slow.stop(10)
    assert (len(taken), count("sent")) == (21, sent + 21)


def test_a_collector_that_never_answers_does_not_keep_the_exporter() -> None:
    answer = threading.Event()
    stuck = exporter.Exporter(lambda _batch: answer.wait(20), "nowhere")
    stuck.start()
    stuck.add([SOME] * exporter.BATCH * 2)
    stuck.stop(0.1)
    answer.set()


def test_what_the_collector_refuses_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    answers = iter((False, False, True, True))
    moody = exporter.Exporter(lambda _batch: next(answers), "nowhere")
    for _ in range(4):
        moody._export([SOME])
    assert [record.message for record in caplog.records] == ["traces_not_taken", "traces_taken_again"]


def test_only_the_exporter_imports_opentelemetrys_library() -> None:
    processes = "app, services.jobs.runner.start, services.agents.producer.start, services.jobs.child.child"
    script = f"import sys, {processes}; print([name for name in sys.modules if name.startswith('opentelemetry')])"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (run.stdout.strip(), run.returncode) == ("[]", 0), run.stderr
