"""`/metrics` and its page: every meter is explained, with its labels, and nothing is explained that is not there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from services.auth.user import User
from services.telemetry.meter import Recent, declared
from tests.support.counted import CountedSince

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"`((?:sse|tailrace)_\w+)(?:\{([\w, ]+)\})?`")
METERS = [meter for meter in declared() if not isinstance(meter, Recent)]


def test_the_page_lists_every_series_with_its_labels() -> None:
    rows = [line.split("|")[1] for line in (ROOT / "docs/operations.md").read_text().splitlines() if line[:3] == "| `"]
    listed = {name: set(filter(None, labels.split(", "))) for name, labels in NAME.findall("".join(rows))}
    assert listed == {meter.name: {label.name for label in meter.labels} for meter in METERS}


def test_every_meter_of_the_server_is_known_to_a_worker() -> None:
    """Or its series would not be there before the process that counts it."""
    names = set()
    for path in (*(ROOT / "services").rglob("*.py"), *(ROOT / "blueprints").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                if node.func.id in ("Counter", "Gauge", "Histogram", "Reported") and isinstance(first, ast.Constant):
                    names.add(first.value)
    assert names == {meter.name for meter in METERS}


def test_no_label_names_a_process_or_a_host() -> None:
    assert not {label.name for meter in METERS for label in meter.labels} & {"worker", "pid", "host", "process", "user"}


def test_what_is_served_can_be_parsed_and_has_every_series(client: FlaskClient) -> None:
    text = client.get("/metrics").text
    families = {family.name: family for family in text_string_to_metric_families(text)}
    for meter in METERS:
        if meter.name in ("sse_stream_completion_rate", "tailrace_disk_free_files"):
            continue
        family = families[meter.name.removesuffix("_total")]
        assert family.documentation.endswith("."), meter.name
        plain = [sample for sample in family.samples if not sample.name.endswith(("_bucket", "_sum"))]
        assert len(plain) == len(list(meter.shape.series())), meter.name


def test_a_request_is_counted_under_its_rule_and_never_under_its_path(client: FlaskClient, alice: User) -> None:
    counted = CountedSince("tailrace_http", "tailrace_logins")
    client.get("/healthz")
    client.get("/api/v1/channels/nobody-made-this/events")
    client.get("/secret-path-of-somebody")
    client.post("/api/v1/auth/login", json={"username": "alice", "password": "wrong"})
    assert counted.added() == {
        "tailrace_http_requests_total /healthz 2xx": 1,
        "tailrace_http_requests_total /api/v1/channels/<channel>/events 4xx": 1,
        "tailrace_http_requests_total other 3xx": 1,
        "tailrace_http_requests_total /api/v1/auth/login 4xx": 1,
        "tailrace_http_request_duration_ms /healthz": 1,
        "tailrace_http_request_duration_ms /api/v1/channels/<channel>/events": 1,
        "tailrace_http_request_duration_ms other": 1,
        "tailrace_http_request_duration_ms /api/v1/auth/login": 1,
        "tailrace_logins_failed_total wrong": 1,
    }


def test_what_fails_unexpectedly_is_counted_too(client: FlaskClient, bearer: dict[str, str]) -> None:
    counted = CountedSince("tailrace_http_requests")
    client.get("/api/v1/crash", headers=bearer)
    assert counted.added() == {"tailrace_http_requests_total other 5xx": 1}  # a test's route, added late
