"""Heads that no honest client sends are refused before anything reads them, with an ordinary answer."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import create_environ, run_wsgi_app

from blueprints.edge.request_head import MAX_COOKIES, MAX_HEAD_BYTES, MAX_PARAMETERS, is_host
from services.auth.user import User
from tests.http.conftest import make_app, sign_in_by_form
from tests.support.setting import settings_in

ROUTES = ("/healthz", "/login", "/api/v1/private", "/static/css/tokens.css", "/metrics", "/nothing", "/")

UNUSABLE_HOSTS = [
    *("a..b", ".a", "a" * 64, f"a.{'b' * 64}.c", "a b", "a,b", "[", "[::1", "::1", "a:b", "a:99999", "a:0", "a/b"),
    *("a@b", "%61", "\xe9.example", "a.b..", "x" * 300, "[::g]", "", " ", "a?b", "http://a"),
]


@pytest.fixture
def app_behind_proxy(tmp_path: Path) -> Iterator[FlaskClient]:
    app = make_app(settings_in(tmp_path, server={"proxy_hops": 1}))
    yield app.test_client()
    app.extensions["tailrace"].close()


@pytest.mark.parametrize("host", UNUSABLE_HOSTS)
def test_a_host_that_is_none_is_a_400_everywhere(client: FlaskClient, alice: User, host: str) -> None:
    for path in ROUTES:
        answer = client.get(path, headers={"Host": host, "Accept": "application/json"})
        assert (answer.status_code, answer.json["error"]["code"]) == (400, "bad_host"), path
    page = client.get("/login", headers={"Host": host, "Accept": "text/html"})
    assert page.status_code == 400
    assert "The Host header is neither a host&#39;s name nor an address." in page.text
    assert "</html>" in page.text


@pytest.mark.parametrize(
    "host",
    [
        "a",
        "a.b",
        "a.b.",
        f"{'a' * 63}.b:1",
        "my_app:8000",
        "127.0.0.1:65535",
        "[::1]",
        "[2001:db8::1]:443",
        "xn--bcher-kva.example",
    ],
)
def test_a_host_of_any_honest_kind_is_taken(client: FlaskClient, host: str) -> None:
    assert is_host(host)
    for path in ("/healthz", "/login"):
        assert client.get(path, headers={"Host": host}).status_code == 200


def test_punycode_that_stands_for_nothing_is_no_host() -> None:
    assert not is_host("xn--a.b")  # the test client cannot ask under such a name


def test_http_1_1_needs_a_host_and_http_1_0_does_not(app: Flask) -> None:
    for protocol, status in (("HTTP/1.1", 400), ("HTTP/1.0", 200)):
        environ = create_environ("/healthz") | {"SERVER_PROTOCOL": protocol}
        del environ["HTTP_HOST"]
        assert run_wsgi_app(app, environ)[1].startswith(str(status))


@pytest.mark.parametrize(
    "name", ["Accept", "Accept-Language", "Authorization", "Origin", "X-Anything", "If-None-Match"]
)
def test_a_field_that_is_too_large_is_refused(client: FlaskClient, name: str) -> None:
    for path in ROUTES:
        answer = client.get(path, headers={name: "a/b;q=0.1," * 1000})
        assert answer.status_code == 431, path
    assert f"The header field {name} is larger than" in client.get("/api", headers={name: "x" * 8191}).text
    assert client.get("/healthz", headers={name: "x" * 8190}).status_code == 200


def test_many_large_fields_are_refused_together(client: FlaskClient) -> None:
    fields = {f"X-Field-{number}": "x" * 8000 for number in range(1 + MAX_HEAD_BYTES // 8000)}
    assert client.get("/login", headers=fields).status_code == 431


def test_cookies_and_parameters_are_counted_before_they_are_read(app: Flask) -> None:
    client = app.test_client(use_cookies=False)
    assert client.get("/login", headers={"Cookie": "a=b; " * MAX_COOKIES}).status_code == 431
    assert client.get("/login", headers={"Cookie": "; ".join(["a=b"] * MAX_COOKIES)}).status_code == 200
    answer = client.get("/api/v1/private?" + "&" * MAX_PARAMETERS)
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "too_many_parameters")
    assert client.get("/login?" + "&".join(["a=b"] * MAX_PARAMETERS)).status_code == 200


@pytest.mark.parametrize("coding", ["gzip", "br", "identity, gzip", "x", "GZIP"])
def test_a_compressed_body_is_a_415(client: FlaskClient, bearer: dict[str, str], coding: str) -> None:
    for path in ("/api/v1/publish", "/api/v1/auth/login", "/login"):
        answer = client.post(path, data=b"\x1f\x8b\x08", headers=bearer | {"Content-Encoding": coding})
        assert answer.status_code == 415, path
        assert "compressed" in answer.text
    assert client.get("/healthz", headers={"Content-Encoding": coding}).status_code == 200


def test_a_body_with_a_get_is_taken_in_and_bounded(client: FlaskClient, bearer: dict[str, str]) -> None:
    for method in ("GET", "HEAD"):
        body = io.BytesIO(b"x" * 65_536)
        assert client.open("/api/v1/private", method=method, input_stream=body, headers=bearer, content_length=65_536)
        assert not body.read()
    assert client.get("/api/v1/private", data=b"x" * 65_537, headers=bearer).status_code == 413


@pytest.mark.parametrize("claim", ["//evil", "/a//b", "a b<c", "/x" * 300, "javascript", "[", "\xe9"])
def test_a_claim_of_a_proxy_that_can_be_none_is_taken_for_nothing(app_behind_proxy: FlaskClient, claim: str) -> None:
    for name in ("X-Forwarded-Prefix", "X-Forwarded-Proto"):
        answer = app_behind_proxy.get("/analysis", headers={name: claim})
        assert answer.headers["Location"] == "/login?next=%2Fanalysis"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "localhost.evil.example", "a127.0.0.1", "my_app"]
)
def test_metrics_are_free_on_this_machine_only_without_a_name(client: FlaskClient, host: str) -> None:
    """A page of another site reaches this machine under its own name (DNS rebinding)."""
    assert client.get("/metrics", headers={"Host": host}).status_code == 401
    for ours in ("127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000", "[::1]"):
        assert client.get("/metrics", headers={"Host": ours}).status_code == 200, ours


def test_whoever_sends_an_unusable_host_stays_signed_in(client: FlaskClient, alice: User) -> None:
    sign_in_by_form(client, "alice")
    assert client.get("/", headers={"Host": "a..b"}).status_code == 400
    assert client.get("/").status_code == 200
