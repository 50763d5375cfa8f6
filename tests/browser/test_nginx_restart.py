"""The browser's own EventSource behind nginx, without any of our scripts:
a server restart must not end it for good.
"""

from __future__ import annotations

import json

import pytest

from tests.support.api import Api
from tests.support.chromium import NewContext
from tests.support.condition import wait_until
from tests.support.nginx import StartNginx
from tests.support.server import ADMIN_PASSWORD, ADMIN_USER, StartServer
from tests.support.shared_server import BEHIND_NGINX

pytestmark = [pytest.mark.browser, pytest.mark.integration]

LISTEN = """url => {
    window.source = new EventSource(url);
    window.received = [];
    window.opened = 0;
    source.onopen = () => opened++;
    source.onmessage = event => received.push(event.data);
}"""


def test_eventsource_survives_a_restart_behind_nginx(
    start_server: StartServer, start_nginx: StartNginx, new_context: NewContext
) -> None:
    server = start_server(BEHIND_NGINX)
    nginx = start_nginx(f"127.0.0.1:{server.port}")
    admin = Api(nginx.url, verify=str(nginx.certificate)).login(ADMIN_USER, ADMIN_PASSWORD)
    page = new_context().new_page()
    page.goto(f"{nginx.url}/login")
    page.evaluate(LISTEN, f"/api/v1/stream?channel=jobs.restart&token={admin.stream_token('jobs.restart')}")
    wait_until(lambda: page.evaluate("opened === 1"), "the stream is open")
    admin.publish("jobs.restart", {"number": 1})
    wait_until(
        lambda: page.evaluate("received.some(data => data.includes('\"number\":1'))"), "the first event is there"
    )

    server.stop()
    # It opened again and got only a `retry:` line: nginx's answer while the server is down.
    wait_until(lambda: page.evaluate("opened >= 2"), "the stream was opened again", within_s=90)
    assert page.evaluate("source.readyState") != 2, "EventSource has given up"
    server.start()
    admin.publish("jobs.restart", {"number": 2})
    wait_until(
        lambda: page.evaluate("received.some(data => data.includes('\"number\":2'))"), "the second event", within_s=90
    )

    events = [json.loads(data) for data in page.evaluate("received")]
    assert [event["number"] for event in events if event["type"] == "note"] == [1, 2]
