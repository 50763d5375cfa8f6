"""A server behind nginx that is down, full, or restarting:
what browsers and programs are told, and which server takes over.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.api import Api
from tests.support.nginx import StartNginx
from tests.support.port import free_port
from tests.support.server import ADMIN_PASSWORD, ADMIN_USER, StartServer
from tests.support.shared_server import BEHIND_NGINX
from tests.support.sse import READERS, read_until

pytestmark = pytest.mark.integration

STREAM_PATHS = [
    "/api/v1/stream?channel=jobs.x",
    "/rlm/stream/repo?scan_id=x",
    "/api/v1/sse/progress/stream/x",
    "/api/v1/chat/stream/x",
    "/dashboard/api/events",
]


def test_a_stream_without_a_server_is_told_when_to_come_back(start_nginx: StartNginx) -> None:
    nginx = start_nginx(f"127.0.0.1:{free_port()}")
    retries = set()
    with nginx.browser() as client:
        for path in STREAM_PATHS * 4:
            answer = client.get(f"{nginx.url}{path}", headers={"Accept": "text/event-stream", "Last-Event-ID": "7"})
            assert answer.status_code == 200
            assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
            assert answer.headers["cache-control"] == "no-cache, no-transform"
            retry = re.fullmatch(r"retry: (\d+)\n", answer.text)
            assert retry, answer.text
            assert 1000 <= int(retry[1]) <= 5000
            retries.add(retry[1])
    assert len(retries) > 1, "everybody would come back in the same second"


def test_without_a_server_the_api_says_so_in_its_own_shape_and_pages_as_a_page(start_nginx: StartNginx) -> None:
    nginx = start_nginx(f"127.0.0.1:{free_port()}")
    with nginx.browser() as client:
        for answer in (
            client.get(f"{nginx.url}/api/v1/auth/me"),
            client.get(f"{nginx.url}/rlm/scans?token=secret-token"),
            client.post(f"{nginx.url}/api/v1/publish", json=[]),
            client.post(f"{nginx.url}/process/stream", json={"message": "hello"}),
        ):
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "2"
            assert answer.json()["error"]["code"] == "unavailable"
        page = client.get(f"{nginx.url}/login")
        assert page.status_code == 503
        assert page.headers["content-type"].startswith("text/html")
        assert "Back in a moment" in page.text
    assert "secret-token" not in nginx.all_logs


def test_an_answer_of_503_by_the_server_reaches_api_clients_untouched_and_tells_streams_to_retry(
    start_nginx: StartNginx,
) -> None:
    body = b'{"error":{"code":"unavailable","message":"Draining."}}'
    head = (
        b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nRetry-After: 9\r\nConnection: close\r\n"
    )
    with answering(head + b"Content-Length: %d\r\n\r\n" % len(body) + body) as port:
        nginx = start_nginx(f"127.0.0.1:{port}")
        with nginx.browser() as client:
            answer = client.post(f"{nginx.url}/api/v1/publish", json=[])
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "9")
            assert answer.json()["error"]["message"] == "Draining."
            stream = client.get(f"{nginx.url}/api/v1/stream?channel=jobs.x")
            assert stream.status_code == 200
            assert re.fullmatch(r"retry: \d+\n", stream.text)


def test_two_servers_take_over_from_each_other(start_server: StartServer, start_nginx: StartNginx) -> None:
    """A rolling restart: while one server is down, requests and streams go to the other, and nobody sees an error."""
    first = start_server(BEHIND_NGINX)
    second = start_server(BEHIND_NGINX, data=first.data)
    nginx = start_nginx(f"127.0.0.1:{first.port}", f"127.0.0.1:{second.port}")
    admin = Api(nginx.url, verify=str(nginx.certificate)).login(ADMIN_USER, ADMIN_PASSWORD)
    ids = [admin.publish("jobs.rolling", {"number": 0})]
    for leaving in (first, second):
        leaving.stop()
        for _ in range(6):  # both turns of the round robin
            ids.append(admin.publish("jobs.rolling", {"number": len(ids)}))
        url = f"{nginx.url}/api/v1/stream?channel=jobs.rolling&last_event_id={ids[0] - 1}"
        with READERS["httpx-sse"](url, headers=admin.bearer, verify=str(nginx.certificate)) as events:
            seen = read_until(events, lambda event: event.last_id == str(ids[-1]))
        assert [int(event.last_id) for event in seen if event.type == "note"] == ids
        leaving.start()


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """Return the port of a server that answers every request with these bytes."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(65_536)
                connection.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
