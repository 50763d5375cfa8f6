"""Somebody else's write lock on the database (a backup,
an operator's shell) affects only one request.
"""

from __future__ import annotations

import sqlite3
import threading
import time

import pytest
import requests

from tests.support.server import ADMIN_PASSWORD, ADMIN_USER, Server
from tests.support.shared_server import ONE_WORKER, ServerWith

pytestmark = pytest.mark.integration


def sign_in(server: Server) -> requests.Response:
    body = {"username": ADMIN_USER, "password": ADMIN_PASSWORD}
    return requests.post(f"{server.url}/api/v1/auth/login", json=body, timeout=60)


@pytest.mark.parametrize(("held_s", "status"), [(3.0, 200), (7.0, 503)])
def test_a_foreign_lock_delays_who_writes_and_nobody_else(server_with: ServerWith, held_s: float, status: int) -> None:
    server = server_with(ONE_WORKER)
    other = sqlite3.connect(server.data / "tailrace.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answers: list[requests.Response] = []
    writer = threading.Thread(target=lambda: answers.append(sign_in(server)))
    writer.start()
    until = time.monotonic() + held_s
    while time.monotonic() < until:
        assert requests.get(f"{server.url}/healthz", timeout=2.5).status_code == 200
        time.sleep(0.1)
    other.execute("ROLLBACK")
    writer.join(timeout=60)
    assert [answer.status_code for answer in answers] == [status]
    if status == 503:
        assert "Retry-After" in answers[0].headers
    assert sign_in(server).status_code == 200
