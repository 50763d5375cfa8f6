"""What other sites' pages may do through a browser, down to the exact CORS headers."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.errors import SettingsError
from services.settings.origin import origins
from services.settings.settings import read_settings
from tests.http.conftest import PASSWORD, make_app, sign_in_by_form
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
    assert answer.headers["Access-Control-Allow-Methods"] == "DELETE, GET, PATCH, POST, PUT"
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


APPS = [
    "capacitor://localhost",
    "ionic://localhost",
    "tauri://localhost",
    "app://obsidian.md",
    "https://a.example:8443",
]
APPS += ["chrome-extension://abcdefghijklmnopabcdefghijklmnop", "moz-extension://0b3f9f2e-5f0c-4c8e-9d0a-6b8f5f1c2d3e"]


@pytest.mark.parametrize("origin", APPS)
def test_apps_and_extensions_can_be_listed(tmp_path: Path, origin: str) -> None:
    assert origins(f" {origin.upper()} ,") == (origin,)
    app = make_app(settings_in(tmp_path, server={"cors_origins": origins(origin)}))
    app.extensions["tailrace"].users.create("alice", PASSWORD)
    client = app.test_client()
    sign_in_by_form(client, "alice")
    other_site = {"Sec-Fetch-Site": "cross-site"}
    answer = client.post("/api/v1/change", headers=other_site | {"Origin": origin})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, origin)
    for stranger in (f"{origin}.evil", origin.replace("://", "://x"), "null", "capacitor://", "chrome-extension://"):
        answer = client.post("/api/v1/change", headers=other_site | {"Origin": stranger})
        assert (answer.status_code, answer.headers.get("Access-Control-Allow-Origin")) == (403, None)


@pytest.mark.parametrize(
    ("origin", "says"),
    [
        ("*", "every site"),
        ("null", "sandboxed"),
        ("https://*.example.com", "pattern"),
        ("https://a.example/", "write https://a.example$"),
        ("https://a.example/app", "ends with its host or port: https://a.example$"),
        ("https://a.example?x", "path"),
        ("https://u@a.example", "write https://a.example$"),
        ("https://a.example:443", "write https://a.example$"),
        ("http://a:80", "write http://a$"),
        ("https://é.example", "xn--"),
        ("a.example", "no scheme"),
        ("//a.example", "no scheme"),
        ("https://a b", "host or port"),
        ("https://", "host or port"),
        ("https://[", "host or port"),
        ("https://a:99999", "host or port"),
        ("https://a:", "host or port"),
        ("ftp://a", "no page"),
        ("file://", "no page"),
        ("wss://a", "no page"),
    ],
)
def test_an_origin_that_no_browser_sends_is_named_with_its_mend(origin: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        origins(origin)
    with pytest.raises(SettingsError, match=r"^TAILRACE_CORS_ORIGINS: "):
        read_settings(environ={"TAILRACE_CORS_ORIGINS": f"https://good.example,{origin}"})


def test_what_polyfills_send_besides_passes_a_preflight(client: FlaskClient) -> None:
    fields = "authorization, cache-control, last-event-id, pragma, x-requested-with"
    asked = {"Origin": LISTED, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": fields}
    answer = client.options("/api/v1/probe/stream", headers=asked)
    assert answer.headers["Access-Control-Allow-Headers"] == fields


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
