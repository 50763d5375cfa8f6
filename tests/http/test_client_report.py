"""`POST /api/v1/telemetry`: who may report, in which form, and what `/metrics` makes of it."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from services.auth.user import User
from services.container import Container
from tests.http.conftest import error_code, sign_in, sign_in_by_form

PATH = "/api/v1/telemetry"
BODY = json.dumps({"network_type": "3g", "streams": [{"events": 2}]})


def value(client: FlaskClient, series: str) -> float:
    """One series of /metrics."""
    lines = client.get("/metrics").text.splitlines()
    (found,) = (line.removeprefix(f"{series} ") for line in lines if line.startswith(f"{series} "))
    return float(found)


def events(client: FlaskClient, segment: str) -> float:
    labels = f'kind="stream",network_type="3g",user_segment="{segment}"'
    return value(client, f"sse_total_events_received{{{labels}}}")


@pytest.fixture
def signed_in(client: FlaskClient, alice: User) -> FlaskClient:
    sign_in_by_form(client, "alice")
    return client


@pytest.mark.parametrize("media_type", ["text/plain;charset=UTF-8", "application/json", "", "application/octet-stream"])
def test_a_beacon_is_taken_with_the_session_alone(signed_in: FlaskClient, media_type: str) -> None:
    before = events(signed_in, "member")
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin", "Content-Type": media_type}
    answer = signed_in.post(PATH, data=BODY, headers=headers)
    assert (answer.status_code, answer.data) == (204, b"")
    assert events(signed_in, "member") == before + 2


def test_the_server_knows_whose_role_it_is(client: FlaskClient, container: Container, bearer: dict[str, str]) -> None:
    container.users.create("root", "correct horse battery", "admin")
    row = container.service_tokens.create(subscribe=["jobs.*"])
    credentials = {
        "member": bearer,
        "admin": sign_in(client, "root"),
        "service": {"Authorization": f"Bearer {container.tokens.issue_service(row.id, None)}"},
    }
    for segment, headers in credentials.items():
        before = events(client, segment)
        assert client.post(PATH, data=BODY, headers=headers).status_code == 204
        assert events(client, segment) == before + 2


def test_another_sites_page_cannot_report_in_somebodys_name(signed_in: FlaskClient) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert signed_in.post(PATH, data=BODY, headers=headers).status_code == 403


def test_nobody_reports_without_a_login(client: FlaskClient) -> None:
    assert client.post(PATH, data=BODY).status_code == 401
    assert client.get(PATH).status_code == 401


def test_what_is_no_report_is_refused_in_one_sentence(client: FlaskClient, bearer: dict[str, str]) -> None:
    answer = client.post(PATH, data='{"streams": [{"events": 1e18}]}', headers=bearer)
    assert (answer.status_code, error_code(answer)) == (400, "bad_report")
    assert client.post(PATH, data=b"{" + b" " * 40_000 + b"}", headers=bearer).status_code == 413


def test_the_thirty_first_report_of_a_minute_is_refused(client: FlaskClient, bearer: dict[str, str]) -> None:
    answers = [client.post(PATH, data="{}", headers=bearer) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [204] * 30 + [429]
    assert error_code(answers[-1]) == "report_rate"
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60


def test_a_loss_says_in_the_log_who_reported_it(
    client: FlaskClient, alice: User, bearer: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"):
        client.post(PATH, data='{"streams": [{"losses": 2}, {"losses": 1}]}', headers=bearer)
    (record,) = (record for record in caplog.records if record.message == "client_lost_events")
    assert (record.__dict__["user_id"], record.__dict__["gaps"]) == (alice.id, 3)


def test_the_completion_rate_follows_at_the_next_scrape(client: FlaskClient, bearer: dict[str, str]) -> None:
    client.post(PATH, data='{"streams": [{"completed": 3, "failed": 1}]}', headers=bearer)
    assert 0 < value(client, "sse_stream_completion_rate") <= 100
