"""Client reports: what is counted of one, what is refused, and what a login can add at most."""

from __future__ import annotations

import json

import pytest

from services.client_report import meter
from services.client_report.allowance import PER_MINUTE, Allowance
from services.client_report.report import ClientReports
from services.errors import BadRequest, LimitReached
from services.telemetry import meter as declaring
from services.telemetry.meter import Label, Meter
from tests.support.counted import CountedSince


@pytest.fixture
def counts() -> CountedSince:
    return CountedSince("sse_", "tailrace_client")


@pytest.fixture
def reports() -> ClientReports:
    return ClientReports()


def send(reports: ClientReports, *streams: object, network: str = "4g", login: str = "a", role: str = "member") -> None:
    reports.take(login, role, json.dumps({"network_type": network, "streams": streams}).encode())


def test_what_a_report_says_is_counted_under_the_role_that_the_server_knows(
    reports: ClientReports, counts: CountedSince
) -> None:
    stream = {
        "kind": "stream", "completed": 1, "failed": 2, "losses": 3, "stalls": 4, "duplicates": 5, "events": 6,
        "bytes": 7, "reconnect_ms": [1, 700.5], "stall_recovery_ms": [31_000], "delivery_ms": [5, 6, 7],
        "ui_messages": {"connected": 2, "stalled": 1}, "user_segment": "admin", "user_id": "x",
    }  # fmt: skip
    send(reports, stream)
    assert counts.added() == {
        "sse_streams_completed_total member 4g stream": 1,
        "sse_streams_failed_total member 4g stream": 2,
        "sse_message_loss_total member 4g stream": 3,
        "sse_stall_detections_total member 4g stream": 4,
        "sse_duplicate_events_total member 4g stream": 5,
        "sse_total_events_received member 4g stream": 6,
        "sse_bytes_received_total member 4g stream": 7,
        "sse_reconnect_time_ms member 4g": 2,
        "sse_stall_recovery_ms member 4g": 1,
        "sse_delivery_latency_ms member 4g": 3,
        "sse_ui_messages_total connected": 2,
        "sse_ui_messages_total stalled": 1,
        "tailrace_client_reports_total accepted": 1,
    }


def test_a_report_may_be_empty(reports: ClientReports, counts: CountedSince) -> None:
    reports.take("a", "admin", b"{}")
    assert counts.added() == {"tailrace_client_reports_total accepted": 1}


def test_nobody_can_make_a_series(reports: ClientReports, counts: CountedSince) -> None:
    series = {one.name: sum(1 for _ in one.read()) for one in declaring.counted()}
    send(reports, {"kind": "x\ny", "events": 1, "ui_messages": {'"}': 1}}, network="5g", role="root")
    assert counts.added() == {
        "sse_total_events_received other unknown stream": 1,
        "sse_ui_messages_total other": 1,
        "tailrace_client_reports_total accepted": 1,
    }
    assert {one.name: sum(1 for _ in one.read()) for one in declaring.counted()} == series


@pytest.mark.parametrize(
    "body",
    [
        "", "[]", "null", "1", "{", '"x"', '{"streams": {}}', '{"streams": [1]}', '{"network_type": 4}',
        '{"streams": [{"events": 1e18}]}',
        '{"streams": [{"events": 1000000000000000000}]}',
        '{"streams": [{"events": 99999999999999999999999999999999999999}]}',
        '{"streams": [{"events": -1}]}',
        '{"streams": [{"events": 1.5}]}',
        '{"streams": [{"events": true}]}',
        '{"streams": [{"events": "1"}]}',
        '{"streams": [{"events": null}]}',
        '{"streams": [{"events": NaN}]}',
        '{"streams": [{"completed": 1, "losses": 1001}]}',
        '{"streams": [{"bytes": 1073741825}]}',
        '{"streams": [{"reconnect_ms": [NaN]}]}',
        '{"streams": [{"reconnect_ms": [Infinity]}]}',
        '{"streams": [{"reconnect_ms": [1e400]}]}',
        '{"streams": [{"reconnect_ms": [-0.1]}]}',
        '{"streams": [{"reconnect_ms": [86400001]}]}',
        '{"streams": [{"reconnect_ms": 5}]}',
        '{"streams": [{"delivery_ms": [' + "1," * 100 + "1]}]}",
        '{"streams": [{"ui_messages": {"connected": -1}}]}',
        '{"streams": [{"ui_messages": {' + ",".join(f'"s{number}": 1' for number in range(17)) + "}}]}",
        '{"streams": [{"kind": "' + "k" * 65 + '"}]}',
        '{"streams": [' + "{}," * 20 + "{}]}",
        "[" * 5000,
        '{"streams": ' + "[" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_report_is_refused_and_nothing_of_it_counts(
    reports: ClientReports, counts: CountedSince, body: str
) -> None:
    with pytest.raises(BadRequest, match="no client report"):
        reports.take("a", "member", body.encode())
    assert counts.added() == {"tailrace_client_reports_total invalid": 1}


@pytest.mark.parametrize("body", [b"\xff\xfe{}", b'{"network_type": "\xff"}', b"\x00", b'{"network_type": "\\ud800"}'])
def test_bytes_that_are_no_text_are_refused(reports: ClientReports, counts: CountedSince, body: bytes) -> None:
    with pytest.raises(BadRequest):
        reports.take("a", "member", body)
    assert counts.added() == {"tailrace_client_reports_total invalid": 1}


def test_a_login_sends_no_more_than_its_reports_and_others_are_not_hindered(
    reports: ClientReports, counts: CountedSince
) -> None:
    for _ in range(PER_MINUTE["reports"]):
        send(reports)
    with pytest.raises(LimitReached) as refusal:
        send(reports, {"events": 1})
    assert 1 <= (refusal.value.retry_after_s or 0) <= 60
    send(reports, {"events": 1}, login="b")
    assert counts.added()["tailrace_client_reports_total limited"] == 1
    assert counts.added()["sse_total_events_received member 4g stream"] == 1


def test_a_hostile_login_adds_no_more_than_its_allowance(reports: ClientReports, counts: CountedSince) -> None:
    most = {
        "completed": 1000, "failed": 1000, "losses": 1000, "stalls": 1000, "duplicates": 1_000_000,
        "events": 1_000_000, "bytes": 2**30, "reconnect_ms": [86_400_000] * 100, "stall_recovery_ms": [0] * 100,
        "delivery_ms": [0] * 100, "ui_messages": {f"s{number}": 1000 for number in range(16)},
    }  # fmt: skip
    for _ in range(PER_MINUTE["reports"]):
        send(reports, *[most] * 20)
    added = counts.added()
    assert added.pop("tailrace_client_reports_total capped") == PER_MINUTE["reports"]
    assert added == {
        "sse_streams_completed_total member 4g stream": PER_MINUTE["ends"],
        "sse_message_loss_total member 4g stream": PER_MINUTE["losses"],
        "sse_stall_detections_total member 4g stream": PER_MINUTE["stalls"],
        "sse_duplicate_events_total member 4g stream": PER_MINUTE["duplicates"],
        "sse_total_events_received member 4g stream": PER_MINUTE["events"],
        "sse_bytes_received_total member 4g stream": PER_MINUTE["bytes"],
        "sse_reconnect_time_ms member 4g": 200,
        "sse_stall_recovery_ms member 4g": 200,
        "sse_delivery_latency_ms member 4g": 200,
        "sse_ui_messages_total other": PER_MINUTE["ui_messages"],
    }


def test_an_allowance_is_whole_again_after_a_minute_and_many_logins_are_not_remembered_for_good() -> None:
    now_s = 0.0
    allowance = Allowance(clock=lambda: now_s)
    assert allowance.of("a").take("events", 2_000_000) == 1_000_000
    assert allowance.of("a").take("events", 1) == 0
    now_s = 60.0
    assert allowance.of("a").take("events", 1) == 1
    for number in range(25_000):
        allowance.of(str(number))
    assert len(allowance._left) <= 10_000


def test_the_completion_rate_is_of_the_last_quarter_of_an_hour_and_absent_while_nothing_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now_s = 1_800_000_000.0
    monkeypatch.setattr("time.time", lambda: now_s)
    monkeypatch.setattr(declaring, "_declared", {})
    ended = declaring.Recent("ended", "Ended.", Label("end", ("completed", "failed")))
    monkeypatch.setattr(meter, "ENDED_RECENTLY", ended)
    assert rate(ended) is None
    ended.add(0, "completed")
    assert rate(ended) is None
    ended.add(3, "completed")
    ended.add(1, "failed")
    assert rate(ended) == 75
    now_s += 10 * 60
    ended.add(4, "failed")
    assert rate(ended) == 37.5
    now_s += 6 * 60
    assert rate(ended) == 0
    now_s += 10 * 60
    assert rate(ended) is None
    now_s -= 3600  # somebody set the clock back
    assert rate(ended) is None


def rate(ended: Meter) -> float | None:
    total = meter.MeterSum([ended.shape])
    total.add_own(ended)
    total.add_own(ended)  # another process, which says the same
    return meter.completion_rate(total)
