"""Everything that alerts, dashboards and runbooks ask for is exported by a real server: a metric that is renamed, and a
label that does not exist, would leave an alert silent for ever. And a collector gets it in the way that the guide says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from tests.support.alert import shipped_alerts
from tests.support.dashboard import BOARDS, filled_in, queries
from tests.support.promql import Selector, selectors
from tests.support.server import Server

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[2]
OF_PROMETHEUS = {"up", "ALERTS"}
ADDED_BY_PROMETHEUS = {"job", "instance"}


@pytest.fixture(scope="module")
def samples(server: Server) -> list[Sample]:
    answer = requests.get(f"{server.url}/metrics", timeout=30)
    assert answer.status_code == 200
    # Without types: this parser adds `_total` to the name of every counter. Prometheus does not.
    text = "".join(f"{line}\n" for line in answer.text.splitlines() if not line.startswith("# TYPE"))
    return [sample for family in text_string_to_metric_families(text) for sample in family.samples]


def selects_something(selector: Selector, samples: list[Sample]) -> bool:
    """Whether a series of the server, as Prometheus keeps it, is what the selector is about."""
    if selector.name in OF_PROMETHEUS:
        return True
    kept = [(sample.name, sample.labels | dict.fromkeys(ADDED_BY_PROMETHEUS, "any")) for sample in samples]
    return any(selector.selects(name, labels) and selector.labels <= set(labels) for name, labels in kept)


def asked() -> Iterator[tuple[str, str]]:
    """Yield every expression with where it stands."""
    for alert in shipped_alerts():
        yield alert.name, alert.expression
    for name, board in BOARDS.items():
        for query in queries(board):
            yield name, filled_in(query)
    for page in [*sorted((ROOT / "docs/runbooks").glob("*.md")), ROOT / "docs/monitoring.md"]:
        for code in re.findall(r"`([^`]+)`", page.read_text(encoding="utf-8")):
            if re.search(r"\b(sse|tailrace)_\w+", code):
                yield page.name, code


@pytest.mark.parametrize("where", sorted({where for where, _ in asked()}))
def test_whatever_is_asked_for_is_exported(where: str, samples: list[Sample]) -> None:
    found = [selector for name, expression in asked() if name == where for selector in selectors(expression)]
    assert found or where == "TailraceDown"
    assert [selector for selector in found if not selects_something(selector, samples)] == []


def test_a_name_a_label_and_a_value_that_do_not_exist_are_noticed(samples: list[Sample]) -> None:
    for wrong in ("sse_streams", 'sse_concurrent_streams{worker=~".+"}', 'sse_concurrent_streams{kind="nothing"}'):
        assert not selects_something(selectors(wrong)[0], samples)
    assert not selects_something(selectors("sum by (worker) (sse_concurrent_streams)")[0], samples)
    assert selects_something(selectors('sum by (kind, instance) (sse_concurrent_streams{kind="stream"})')[0], samples)


def test_the_token_that_the_guide_makes_opens_metrics_and_nothing_else(server: Server) -> None:
    guide = (ROOT / "docs/monitoring.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"flask --app app (token create .+) > tailrace\.token", guide)
    token = server.flask(*command.split()).stdout.strip()
    from_elsewhere = {"X-Forwarded-For": "192.0.2.1", "Authorization": f"Bearer {token}"}
    assert requests.get(f"{server.url}/metrics", headers=from_elsewhere, timeout=30).status_code == 200
    publish = {"channel": "prometheus", "type": "note", "data": {}}
    for path, body in (("/api/v1/publish", publish), ("/rlm/analyze", {"url": "https://example.com/a/b"})):
        refused = requests.post(f"{server.url}{path}", json=body, headers=from_elsewhere, timeout=30)
        assert refused.status_code == 403, path
