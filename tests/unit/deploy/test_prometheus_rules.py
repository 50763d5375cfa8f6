"""The alerts that we ship: promtool accepts them and their cases, and each has its cases and its runbook page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click import Context, Group

from app import create_app
from services.settings.settings import Settings
from tests.support.alert import DEPLOY, SEEN, Alert, promtool, shipped_alerts, shipped_cases
from tests.support.promql import hurry, selectors

ROOT = Path(__file__).resolve().parents[3]
ALERTS = shipped_alerts()
CASES = shipped_cases()
GIVEN = {
    "SSECompletionRateLow": (
        "100*sum(increase(sse_streams_completed_total[15m]))/(sum(increase(sse_streams_completed_total[15m]))"
        "+sum(increase(sse_streams_failed_total[15m]))) < 99.5 and sum(increase(sse_streams_failed_total[15m])) >= 2",
        "critical",
        "5m",
    ),
    "SSEHighReconnectLatency": (
        "histogram_quantile(0.95, sum by(le)(rate(sse_reconnect_time_ms_bucket[10m]))) > 5000"
        " and sum(increase(sse_reconnect_time_ms_count[10m])) >= 20",
        "high",
        "10m",
    ),
    "SSEMessageLoss": ("sum(increase(sse_message_loss_total[10m])) > 0", "critical", "0s"),
    "SSEHighDuplicateRate": (
        "100*sum(rate(sse_duplicate_events_total[10m]))/sum(rate(sse_total_events_received[10m])) > 1"
        " and sum(increase(sse_total_events_received[10m])) >= 100",
        "medium",
        "5m",
    ),
}
"""Service level: the expression, the severity, and how long it holds before the alert fires."""

every_alert = pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.name)


def test_promtool_accepts_the_rules_and_the_configuration() -> None:
    promtool("check", "rules", *sorted(DEPLOY.glob("rules/*.yml")))
    promtool("check", "config", DEPLOY / "prometheus.yml")


@pytest.mark.parametrize("file", sorted(DEPLOY.glob("tests/*.yml")), ids=lambda path: path.name)
def test_every_case_ends_as_it_says(file: Path) -> None:
    assert "SUCCESS" in promtool("test", "rules", file)


@pytest.mark.parametrize("name", GIVEN)
def test_the_service_level_is_watched_as_it_was_agreed(name: str) -> None:
    (alert,) = [alert for alert in ALERTS if alert.name == name]
    expression, severity, lasts = GIVEN[name]
    assert "".join(alert.expression.split()) == "".join(expression.split())
    assert (alert.labels["severity"], alert.lasts) == (severity, lasts)


@every_alert
def test_an_alert_has_a_case_that_fires_one_that_clears_and_one_without_traffic(alert: Alert) -> None:
    fires, clears, quiet = (
        [said for case in CASES if re.match(rf"{alert.name} {word}\b", case["name"]) for said in [_told(case, alert)]]
        for word in ("fires", "clears", "is silent without traffic")
    )
    assert fires and all(any(said) for said in fires)
    assert clears and all(any(said) and not said[-1] for said in clears), "it fires first, and not at the end"
    assert quiet and not any(any(said) for said in quiet)


def _told(case: dict[str, Any], alert: Alert) -> list[bool]:
    """Whether the alert fires, at each time at which the case looks."""
    checks = [check for check in case["alert_rule_test"] if check["alertname"] == alert.name]
    return [bool(check["exp_alerts"]) for check in sorted(checks, key=lambda check: _minutes(check["eval_time"]))]


def _minutes(time: str) -> int:
    assert re.fullmatch(r"\d+m", time), "cases tell the time in minutes"
    return int(time[:-1])


@every_alert
def test_without_traffic_means_that_no_series_moves(alert: Alert) -> None:
    (case,) = [case for case in CASES if case["name"] == f"{alert.name} is silent without traffic"]
    given = {entry["series"].partition("{")[0] for entry in case["input_series"]}
    assert {selector.name for selector in selectors(alert.expression)} <= given, "no series is missing"
    assert all(re.fullmatch(r"\d+x\d+", entry["values"]) for entry in case["input_series"])


def test_no_case_is_about_an_alert_that_does_not_exist() -> None:
    names = {alert.name for alert in ALERTS}
    assert not [case["name"] for case in CASES if case["name"].split()[0] not in names]
    assert not [
        check["alertname"] for case in CASES for check in case["alert_rule_test"] if check["alertname"] not in names
    ]


def test_every_alert_is_seen_firing_and_clearing_in_a_real_prometheus() -> None:
    seen = sorted(name for names in SEEN.values() for name in names)
    assert seen == sorted(alert.name for alert in ALERTS), "each in one test, and none that does not exist"
    for file in SEEN:
        assert "prometheus.check_seen(__file__)" in (ROOT / "tests/integration" / file).read_text(encoding="utf-8")


@every_alert
def test_an_alert_says_what_it_is_and_where_to_read_on(alert: Alert) -> None:
    assert set(alert.labels) == {"severity"} and alert.labels["severity"] in ("critical", "high", "medium")
    assert set(alert.annotations) == {"summary", "description", "runbook_url"}
    assert alert.annotations["runbook_url"] == f"docs/runbooks/{alert.name}.md"


@every_alert
def test_the_runbook_answers_what_one_asks_at_night(alert: Alert) -> None:
    page = (ROOT / alert.annotations["runbook_url"]).read_text(encoding="utf-8")
    sections = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert page.startswith(f"# {alert.name}\n")
    assert sections == ["What it means", "What users see", "How to look", "Likely causes", "How it clears"]
    assert f"**{alert.labels['severity']}**" in page


def test_every_runbook_is_about_an_alert_and_listed() -> None:
    pages = {page.stem for page in (ROOT / "docs/runbooks").glob("*.md")}
    assert pages == {alert.name for alert in ALERTS}
    listed = re.findall(r"\]\(runbooks/(\w+)\.md\)", (ROOT / "docs/monitoring.md").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(pages)


def test_every_command_that_a_runbook_names_exists() -> None:
    commands = create_app(Settings()).cli
    pages = [page.read_text(encoding="utf-8") for page in (ROOT / "docs/runbooks").glob("*.md")]
    named = {words for page in pages for words in re.findall(r"flask --app\s+app\s+([a-z]+(?:\s+[a-z]+)?)", page)}
    assert {"why", "jobs list"} <= named
    for words in named:
        group, _, command = " ".join(words.split()).partition(" ")
        found = commands.get_command(Context(commands), group)
        assert found is not None, group
        if command:
            assert isinstance(found, Group) and command in found.list_commands(Context(found)), words


def test_prometheus_accepts_the_configuration_that_the_guide_prints(tmp_path: Path) -> None:
    guide = (ROOT / "docs/monitoring.md").read_text(encoding="utf-8")
    (printed,) = [block for block in re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL) if "scrape_configs" in block]
    (tmp_path / "tailrace.token").touch()
    (tmp_path / "prometheus.yml").write_text(printed.replace("/etc/prometheus", str(tmp_path)))
    promtool("check", "config", tmp_path / "prometheus.yml")


def _windows() -> Iterator[str]:
    for alert in ALERTS:
        yield from re.findall(r"\[([^]]+)\]", alert.expression)
        yield alert.lasts


def test_every_window_can_be_hurried() -> None:
    assert all(hurry(window.partition(":")[0], 60) != window for window in _windows())
