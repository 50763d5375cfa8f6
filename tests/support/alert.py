"""The alerts that we ship, with their promtool cases, as ``deploy/prometheus`` has them."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DEPLOY = Path(__file__).resolve().parents[2] / "deploy/prometheus"


SEEN = {
    "test_alerts_clients.py": (
        "SSECompletionRateLow", "SSEHighDuplicateRate", "SSEHighReconnectLatency", "SSEMessageLoss",
        "SSENoClientReports",
    ),
    "test_alerts_delivery.py": ("TailraceDeliverySlow",),
    "test_alerts_server.py": (
        "TailraceCommitsSlow", "TailraceDiskAlmostFull", "TailraceDown", "TailraceJobsWaiting", "TailracePartDown",
        "TailracePublishFailing", "TailracePublishRefused", "TailraceServerErrors", "TailraceWebhooksFailing",
    ),
}  # fmt: skip
"""Which integration test sees an alert fire and clear, in a real Prometheus that scrapes a real server. Each of them
checks that for the whole list. An alert that is in none is found by `test_prometheus_rules.py`.
"""


@dataclass(frozen=True, slots=True)
class Alert:
    name: str
    expression: str
    lasts: str
    """Its ``for``: how long the expression holds before the alert fires."""
    labels: dict[str, str]
    annotations: dict[str, str]


def shipped_alerts() -> list[Alert]:
    groups = [group for file in sorted(DEPLOY.glob("rules/*.yml")) for group in read_yaml(file)["groups"]]
    return [
        Alert(rule["alert"], rule["expr"], rule.get("for", "0s"), rule["labels"], rule["annotations"])
        for group in groups
        for rule in group["rules"]
    ]


def shipped_cases() -> list[dict[str, Any]]:
    """The test groups of all promtool files."""
    return [case for file in sorted(DEPLOY.glob("tests/*.yml")) for case in read_yaml(file)["tests"]]


def promtool(*arguments: str | Path) -> str:
    """Return what promtool says. Raises: AssertionError with it, when it finds fault."""
    run = subprocess.run(["promtool", *map(str, arguments)], cwd=DEPLOY, capture_output=True, text=True, timeout=60)
    said = run.stdout + run.stderr
    assert run.returncode == 0, said
    return said


def read_yaml(file: Path) -> Any:
    return yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)  # `0x60` is no number
