"""The browser client behind an nginx that buffers and compresses streams, and behind the one that Tailrace ships."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.client_flow import CONNECT
from tests.browser.page_flow import sign_in_by_form
from tests.support.nginx import Nginx, StartNginx
from tests.support.server import Server
from tests.support.shared_server import BEHIND_NGINX, ServerWith

pytestmark = [pytest.mark.browser, pytest.mark.integration]

WITHIN_S = 15.0
SHIPPED_S = 0.2
SLACK = 10
"""For a busy machine."""

BUFFERING = """
server {{
    listen {port} ssl http2;
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header Accept-Encoding identity;
    proxy_buffering on;
    proxy_ignore_headers X-Accel-Buffering;
    gzip on;
    gzip_proxied any;
    gzip_types text/event-stream;
    gzip_min_length 0;
    location / {{ proxy_pass http://127.0.0.1:{upstream}; }}
}}
"""


@pytest.fixture
def site(server_with: ServerWith) -> Server:
    return server_with(BEHIND_NGINX)


@pytest.fixture
def buffering(site: Server, tmp_path: Path) -> Iterator[Nginx]:
    nginx = Nginx(tmp_path, [f"127.0.0.1:{site.port}"])
    (tmp_path / "tailrace.conf").write_text(
        BUFFERING.format(
            port=nginx.port,
            certificate=nginx.certificate,
            key=tmp_path / "key.pem",
            upstream=site.port,
        )
    )
    nginx.start()
    yield nginx
    nginx.stop()


def test_a_proxy_that_buffers_streams_is_polled_around_within_seconds_and_the_state_says_so(
    page: Page, buffering: Nginx, site: Server
) -> None:
    channel = "jobs.buffered"
    sign_in_by_form(page, buffering)
    page.evaluate(CONNECT, {"url": f"/api/v1/stream?channel={channel}", "options": {"from": "start"}})
    began = time.monotonic()
    site.api().publish(channel, {"n": 1})
    page.wait_for_function("() => window.numbers.length > 0", timeout=1000 * SLACK * WITHIN_S)
    assert page.evaluate("window.stream.state") == "polling"
    assert page.evaluate("window.stream.status.reason") == "buffered"
    assert time.monotonic() - began < SLACK * WITHIN_S
    site.api().publish(channel, {"n": 2})
    page.wait_for_function("() => window.numbers.length > 1", timeout=1000 * SLACK * WITHIN_S)
    assert page.evaluate("window.numbers") == [1, 2]


def test_the_nginx_file_of_tailrace_hands_an_event_on_at_once(
    page: Page, start_nginx: StartNginx, site: Server
) -> None:
    channel = "jobs.handed-on"
    sign_in_by_form(page, start_nginx(f"127.0.0.1:{site.port}"))
    page.evaluate(CONNECT, {"url": f"/api/v1/stream?channel={channel}", "options": {}})
    page.evaluate("window.stream.addEventListener('event', () => (window.heard_ms = Date.now()))")
    page.wait_for_function("() => window.stream.state === 'connected'")
    api = site.api()
    delays: list[float] = []
    for number in range(1, 6):
        published_ms = 1000 * time.time()
        api.publish(channel, {"n": number, "text": "x" * 20})
        page.wait_for_function("last => window.numbers.at(-1) === last", arg=number)
        delays.append(page.evaluate("window.heard_ms") - published_ms)
    assert min(delays) < 1000 * SLACK * SHIPPED_S, delays
