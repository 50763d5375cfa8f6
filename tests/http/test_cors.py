"""What other sites' pages may do through a browser, down to the exact CORS headers."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.errors import SettingsError
from services.settings.settings import Settings
from tests.http.conftest import make_app
from tests.support.setting import settings_in

LISTED = "https://app.example.com"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/api/v1/private", 200), ("/api/v1/nothing", 404), ("/api/v1/crash", 500), ("/api/v1/unavailable", 503)],
)
def test_a_listed_origin_gets_its_own_name_on_answers_and_errors(
    client: FlaskClient, bearer: dict[str, str], path: str, status: int
) -> None:
    answer = client.get(path, headers={**bearer, "Origin": LISTED})
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == LISTED
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert "Origin" in answer.headers["Vary"]


def test_also_on_what_the_gates_refuse(client: FlaskClient) -> None:
    answer = client.get("/api/v1/private", headers={"Origin": LISTED})
    assert answer.status_code == 401
    assert answer.headers.getlist("Access-Control-Allow-Origin") == [LISTED]


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://app.example.com.evil.example",
        "http://app.example.com",
        "https://app.example.com:444",
        "null",
        "*",
    ],
)
def test_no_other_origin_gets_any(client: FlaskClient, bearer: dict[str, str], origin: str) -> None:
    answer = client.get("/api/v1/private", headers={**bearer, "Origin": origin})
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Origin" in answer.headers["Vary"]


def test_a_request_without_origin_still_varies_by_it(client: FlaskClient, bearer: dict[str, str]) -> None:
    answer = client.get("/api/v1/private", headers=bearer)
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Origin" in answer.headers["Vary"]


def test_a_preflight_needs_no_credentials_and_runs_no_view(client: FlaskClient) -> None:
    asked = {
        "Origin": LISTED,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type, x-evil",
    }
    answer = client.options("/api/v1/change", headers=asked)
    assert answer.status_code == 200
    assert answer.data == b""
    assert answer.headers["Access-Control-Allow-Origin"] == LISTED
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert answer.headers["Access-Control-Allow-Headers"] == "authorization, content-type"
    assert client.options("/api/v1/probe/stream?token=expired", headers=asked).status_code == 200


def test_a_preflight_from_elsewhere_is_told_nothing(client: FlaskClient) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answer = client.options("/api/v1/change", headers=asked)
    assert not [name for name in dict(answer.headers) if name.startswith("Access-Control")]
    assert client.options("/api/v1/change").status_code == 401


def test_nobody_is_listed_by_default(tmp_path: Path) -> None:
    app = make_app(settings_in(tmp_path))
    answer = app.test_client().get("/healthz", headers={"Origin": LISTED})
    assert not [name for name in dict(answer.headers) if name.startswith("Access-Control")]


@pytest.mark.parametrize(
    "origin", ["*", "null", "https://*.example.com", "https://a.example/", "a.example", "https://a b", "ftp://a"]
)
def test_what_is_not_one_origin_stops_the_start(settings: Settings, origin: str) -> None:
    with pytest.raises(SettingsError, match="TAILRACE_CORS_ORIGINS"):
        make_app(settings.changed(server={"cors_origins": (origin,)}))


def test_every_answer_tells_the_browser_to_be_strict(app: Flask, client: FlaskClient, bearer: dict[str, str]) -> None:
    for path in ("/login", "/healthz", "/api/v1/crash", "/nothing", "/static/css/tokens.css"):
        with client.get(path, headers=bearer) as answer:
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
    assert client.get("/api/v1/private", headers=bearer).headers["Cache-Control"] == "private, no-cache"


def test_a_listed_ipv6_address_is_itself_and_no_pattern(tmp_path: Path) -> None:
    listed = "http://[::1]:3000"
    client = make_app(settings_in(tmp_path, server={"cors_origins": (listed,)})).test_client()

    def allowed(origin: str) -> str | None:
        return client.get("/api/v1/private", headers={"Origin": origin}).headers.get("Access-Control-Allow-Origin")

    assert allowed(listed) == listed
    assert [
        allowed(origin) for origin in ("http://1:3000", "http://1:3000.evil.example", f"{listed}.evil.example")
    ] == [None] * 3
