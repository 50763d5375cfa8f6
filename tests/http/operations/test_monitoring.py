"""The page of monitoring as the server sends it: complete before any script runs, from samples alone."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

import pytest
from flask.testing import FlaskClient

from services.auth.user import User
from services.client_report import meter as client_meter
from services.container import Container
from services.jobs.place import place_of
from services.operations.samples.record import SampleRecord
from services.operations.samples.sample import Sample
from services.streaming.meter import STREAMS
from tests.http.conftest import PASSWORD, sign_in_by_form

LABELS = ("member", "3g", "stream")


@pytest.fixture
def admin(client: FlaskClient, container: Container) -> FlaskClient:
    container.users.create("root", PASSWORD, role="admin")
    sign_in_by_form(client, "root")
    return client


def keep(container: Container, minutes: Sequence[int], **series: float) -> None:
    """Samples so many minutes ago. Each number is what the meter gains in a minute; gauges stay what they are."""
    now = int(time.time()) // 60 * 60
    gauges = {"streams": STREAMS}
    counters = {
        "completed": client_meter.COMPLETED,
        "failed": client_meter.FAILED,
        "losses": client_meter.LOSSES,
        "stalls": client_meter.STALLS,
        "events": client_meter.EVENTS,
    }
    with container.database.session() as session:
        for ago in minutes:
            gone = max(minutes) - ago
            found = {counters[name].name: {LABELS: [by * gone]} for name, by in series.items() if name in counters}
            found |= {gauges[name].name: {("stream",): [by]} for name, by in series.items() if name in gauges}
            found[client_meter.REPORTS.name] = {("accepted",): [gone * series.get("reports", 0.0)]}
            found[client_meter.RECONNECT_MS.name] = {
                ("member", "3g"): [0.0, gone * series.get("reconnects", 0.0), 0, 0, 0, 0, 0, 0, 0]
            }
            row = SampleRecord(
                place=place_of(container.settings.data), at=now - 60 * ago, series=Sample(0, found).pack()
            )
            session.add(row)


def figure(html: str, key: str) -> str:
    found = re.search(rf'<figure class="panel chart" id="chart-{key}">.*?</figure>', html, re.DOTALL)
    assert found
    return found[0]


def test_numbers_of_the_whole_server_are_for_admins(client: FlaskClient, alice: User) -> None:
    assert client.get("/monitoring").status_code in (302, 401)
    sign_in_by_form(client, "alice")
    assert client.get("/monitoring").status_code == 403
    assert "/monitoring" not in client.get("/dashboard").text


@pytest.mark.parametrize("path", ["/dashboard", "/status", "/monitoring", "/dashboard/webhooks"])
def test_the_pages_of_operations_lead_to_one_another_and_say_where_one_is(admin: FlaskClient, path: str) -> None:
    html = admin.get(path).text
    pages = re.search(r'<nav class="sub-nav".*?</nav>', html, re.DOTALL)
    assert pages
    assert re.findall(r'href="([^"]+)"', pages[0]) == ["/dashboard", "/status", "/monitoring", "/dashboard/webhooks"]
    assert re.findall(r'href="([^"]+)" aria-current="page"', pages[0]) == [path]
    assert re.search(r'href="/dashboard"\s+data-shortcut="o"\s+aria-current="page"', html), "in the rail"


def test_before_there_are_samples_it_says_when_there_will_be(admin: FlaskClient) -> None:
    html = admin.get("/monitoring").text
    assert "There are no numbers yet" in html and "<path" not in html
    assert html.count("<figure") == html.count("No numbers were kept in this time.") == 12


def test_it_shows_what_clients_reported_and_says_what_is_not_normal(admin: FlaskClient, container: Container) -> None:
    keep(
        container, range(61), completed=19, failed=1, stalls=2, events=100, streams=7, reconnects=3, reports=1, losses=1
    )
    html = admin.get("/monitoring?range=1h").text
    assert "95 %" in figure(html, "completion") and "not normal" in figure(html, "completion")
    assert "750 ms" in figure(html, "reconnect") and "not normal" not in figure(html, "reconnect")
    assert "not normal" in figure(html, "losses")
    assert 'class="number">7</b>' in figure(html, "streams")
    assert "180" in figure(html, "networks")
    assert "Quality by network" in html and '<th scope="row">3g</th>' in html and '<th scope="row">4g</th>' not in html
    assert "No client had to reconnect" not in figure(html, "reconnect")
    assert "Nothing was published" in figure(html, "publish")
    assert "There are no numbers" not in html and "no client has reported" not in html


def test_each_chart_says_its_unit_what_it_means_and_what_is_normal(admin: FlaskClient, container: Container) -> None:
    keep(container, range(10), streams=1)
    for found in re.findall(r"<figure.*?</figure>", admin.get("/monitoring").text, re.DOTALL):
        assert re.search(r'chart__unit">\w+', found) and "Normal:" in found
        meaning = re.search(r'chart__about">([^<]+)', found)
        assert meaning and meaning[1].strip().endswith(".")


def test_missing_minutes_are_a_hatch_and_no_line(admin: FlaskClient, container: Container) -> None:
    keep(container, [*range(15), *range(35, 61)], streams=3, reports=1)
    html = figure(admin.get("/monitoring?range=1h").text, "streams")
    assert "picture__hole" in html
    path = re.search(r'chart__line" data-line="0"\s+d="([^"]+)"', html)
    assert path and path[1].count("M") == 2


def test_open_streams_without_reports_are_told_apart_from_no_trouble(admin: FlaskClient, container: Container) -> None:
    keep(container, range(30), streams=3)
    assert "no client has reported for 15 minutes" in admin.get("/monitoring?range=1h").text


def test_when_nobody_writes_samples_it_says_so(admin: FlaskClient, container: Container) -> None:
    keep(container, range(20, 40), streams=3, reports=1)
    assert "Nothing was written down lately" in admin.get("/monitoring?range=1h").text


@pytest.mark.parametrize("range", ["1h", "6h", "24h", "48h", "", "7 days", "-1", "<b>"])
def test_the_time_stands_in_the_address(admin: FlaskClient, container: Container, range: str) -> None:
    keep(container, [0, 1, 2, 3], streams=3)
    answer = admin.get("/monitoring", query_string={"range": range})
    chosen = range if range in ("1h", "6h", "24h", "48h") else "6h"
    assert answer.status_code == 200
    assert re.search(rf'range={chosen}"\s*aria-current="true"', answer.text)
