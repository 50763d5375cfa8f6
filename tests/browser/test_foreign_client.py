"""Other people's clients in Chromium, on a page of another origin: every event once and in order, and nothing else,
through a restart and a kill, straight to the server and behind nginx.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.chromium import NewContext
from tests.support.condition import wait_until
from tests.support.nginx import StartNginx
from tests.support.server import ROOT, StartServer
from tests.support.shared_server import BEHIND_NGINX

pytestmark = [pytest.mark.browser, pytest.mark.integration]

CHANNEL = "jobs.foreign"
CLIENTS = ("EventSource", "event-source-polyfill", "fetch-event-source")


class _Pages(SimpleHTTPRequestHandler):
    """The page, and the libraries as npm installed them, which leave `.js` out of their imports."""

    def translate_path(self, path: str) -> str:
        found = ROOT / path.lstrip("/") if path.startswith("/node_modules/") else Path(__file__).parent / path[1:]
        return str(found if found.is_file() else found.with_suffix(".js"))

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


@pytest.fixture
def other_origin() -> Iterator[str]:
    pages = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    thread = threading.Thread(target=pages.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{pages.server_port}"
    pages.shutdown()
    thread.join()
    pages.server_close()


def numbers(events: list[dict[str, Any]]) -> list[int]:
    return [json.loads(event["data"])["n"] for event in events if '"type":"note"' in event["data"]]


def test_every_event_once_and_no_empty_one(
    start_server: StartServer,
    start_nginx: StartNginx,
    new_context: NewContext,
    other_origin: str,
    page_errors: list[str],
) -> None:
    server = start_server(BEHIND_NGINX | {"TAILRACE_CORS_ORIGINS": other_origin, "TAILRACE_HEARTBEAT_S": "0.5"})
    nginx = start_nginx(f"127.0.0.1:{server.port}", origins=[other_origin])
    page: Page = new_context().new_page()
    page.goto(f"{other_origin}/foreign_page.html")
    page.wait_for_function("() => window.isReady")
    first = server.api().publish(CHANNEL, {"n": 1})
    streams = {}
    for client in CLIENTS:
        for where, url in (("direct", server.url), ("nginx", nginx.url)):
            name = streams[client, where] = f"{client}, {where}"
            token = server.api().stream_token(CHANNEL)
            query = f"channel={CHANNEL}&token={token}&lastEventId={first - 1}"
            page.evaluate("options => follow(...options)", [client, name, f"{url}/api/v1/stream?{query}"])

    def all_have_heard(last: int) -> bool:
        heard = {name: numbers(events) for name, events in page.evaluate("heard").items()}
        assert len(heard) == len(streams)
        assert all(found == list(range(1, found[-1] + 1)) for found in heard.values() if found), heard
        return all(found[-1:] == [last] for found in heard.values())

    def publish(n: int) -> None:
        server.api().publish(CHANNEL, {"n": n})
        wait_until(lambda: all_have_heard(n), f"all have event {n}: {page.evaluate('opened')}", within_s=90)

    wait_until(lambda: all_have_heard(1), "all have the first event", within_s=90)
    publish(2)

    def nginx_has_answered_all(before: dict[str, int]) -> bool:
        opened = page.evaluate("opened")
        return all(opened[streams[client, "nginx"]] > before[streams[client, "nginx"]] for client in CLIENTS)

    for n, stop in ((3, server.stop), (4, lambda: server.kill9("all"))):
        before = page.evaluate("opened")
        stop()
        wait_until(partial(nginx_has_answered_all, before), "nginx has answered while the server is away", within_s=90)
        server.start()
        publish(n)
    server.api().close_channel(CHANNEL)
    wait_until(
        lambda: all(events[-1]["type"] == "done" for events in page.evaluate("heard").values()),
        "all have ended",
        within_s=90,
    )
    for name, events in page.evaluate("heard").items():
        assert numbers(events) == [1, 2, 3, 4], name
        assert all(event["data"] for event in events), f"{name} reported an event without data"
    page_errors.clear()  # connections that were refused during the restarts
