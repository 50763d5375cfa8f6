"""What nginx answers by itself: pages of listed origins may read it, and pages of others may not."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.support.nginx import Nginx
from tests.support.port import free_port
from tests.support.raw_stream import RawStream
from tests.support.server import Server
from tests.support.shared_server import BEHIND_NGINX, ServerWith

pytestmark = pytest.mark.integration

LISTED = ["https://app.example.com", "http://[::1]:3000", f"https://{'long-' * 12}name.example.com"]
OTHERS = ["https://evil.example", "https://app.example.com.evil.example", "https://appXexample.com", "null", ""]
LONG = "x" * 40_000

OWN_ANSWERS = {
    "a stream's": ("GET", "/api/v1/stream?channel=jobs.x", 200),
    "an API call's": ("GET", "/api/v1/auth/me", 503),
    "a publish's": ("POST", "/api/v1/publish", 503),
    "a streamed POST's": ("POST", "/process/stream", 503),
    "an upload's": ("POST", "/rlm/analyze", 503),
    "a page's": ("GET", "/login", 503),
    "a file's": ("GET", "/static/js/tailrace/index.js", 200),
    "a vendor's file's": ("GET", "/static/vendor/none.js", 404),
    "a missing file's": ("GET", "/static/none.js", 404),
    "a file's that was posted to": ("POST", "/static/js/tailrace/index.js", 405),
}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """An nginx whose server is away."""
    nginx = Nginx(tmp_path_factory.mktemp("alone"), [f"127.0.0.1:{free_port()}"], origins=LISTED)
    nginx.start()
    yield nginx
    nginx.stop()


@pytest.fixture(scope="module")
def in_front(tmp_path_factory: pytest.TempPathFactory, server_with: ServerWith) -> Iterator[Nginx]:
    server: Server = server_with(BEHIND_NGINX | {"TAILRACE_CORS_ORIGINS": ",".join(LISTED[:2])})
    nginx = Nginx(tmp_path_factory.mktemp("in-front"), [f"127.0.0.1:{server.port}"], origins=LISTED)
    nginx.start()
    yield nginx
    nginx.stop()


def cors_of(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.multi_items() if name.startswith("access-control-")}


def check(answer: httpx.Response, origin: str) -> None:
    assert answer.headers.get_list("access-control-allow-origin") == [origin]
    assert answer.headers.get_list("access-control-allow-credentials") == ["true"]
    assert "Retry-After" in answer.headers["access-control-expose-headers"]
    assert "Origin" in answer.headers["vary"]


@pytest.mark.parametrize("answer", OWN_ANSWERS)
def test_a_listed_origin_may_read_it_and_no_other(alone: Nginx, answer: str) -> None:
    method, path, status = OWN_ANSWERS[answer]
    with alone.browser() as client:
        for origin in LISTED:
            heard = client.request(method, alone.url + path, headers={"Origin": origin})
            assert heard.status_code == status
            check(heard, origin)
        for origin in OTHERS:
            heard = client.request(method, alone.url + path, headers={"Origin": origin} if origin else {})
            assert (heard.status_code, cors_of(heard)) == (status, {})
            assert "Origin" in heard.headers["vary"]
        assert heard.headers.get_list("strict-transport-security") == ["max-age=31536000"]


@pytest.mark.parametrize("path", ["/api/v1/publish", "/api/v1/stream?channel=jobs.x", "/login", "/rlm/analyze"])
def test_what_is_too_large_is_readable(in_front: Nginx, path: str) -> None:
    headers = {"Origin": LISTED[0], "Content-Length": str(2**40)}
    with RawStream.open(in_front.url + path, method="POST", headers=headers, tls=in_front.tls) as heard:
        assert heard.status == 413
        assert b'"code":"too_large"' in heard.read_until(b"}}")
        assert heard.headers["access-control-allow-origin"] == LISTED[0]
        assert heard.headers["access-control-allow-credentials"] == "true"


@pytest.mark.parametrize("headers", [{"X-Long": LONG}, {"Cookie": f"a={LONG}"}])
def test_headers_that_are_too_long_get_an_error_of_the_apis_shape(in_front: Nginx, headers: dict[str, str]) -> None:
    with httpx.Client(verify=in_front.tls, trust_env=False) as client:
        heard = client.get(f"{in_front.url}/api/v1/auth/me", headers={"Origin": LISTED[0], **headers})
    assert (heard.status_code, heard.json()["error"]["code"]) == (400, "bad_request")
    check(heard, LISTED[0])


@pytest.mark.parametrize("path", ["/api/v1/publish", "/api/v1/stream?channel=jobs.x"])
def test_a_preflight_is_answered_while_the_server_is_away(alone: Nginx, path: str) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    with alone.browser() as client:
        heard = client.options(alone.url + path, headers={"Origin": LISTED[0], **asked})
        assert (heard.status_code, heard.content) == (204, b"")
        check(heard, LISTED[0])
        assert "POST" in heard.headers["access-control-allow-methods"]
        assert {"Authorization", "Last-Event-ID"} <= set(heard.headers["access-control-allow-headers"].split(", "))
        assert not cors_of(client.options(alone.url + path, headers={"Origin": OTHERS[0], **asked}))


@pytest.mark.parametrize("path", ["/api/v1/auth/me", "/api/v1/stream?channel=jobs.x", "/login", "/healthz"])
def test_the_servers_own_answers_pass_as_they_are(in_front: Nginx, path: str) -> None:
    with in_front.browser() as client:
        check(client.get(in_front.url + path, headers={"Origin": LISTED[0]}), LISTED[0])
        # Only nginx lists this one, and it does not speak for the server.
        assert cors_of(client.get(in_front.url + path, headers={"Origin": LISTED[2]})) == {}
