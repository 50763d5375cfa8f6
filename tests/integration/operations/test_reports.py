"""Programs report while the server is killed under them: what was acknowledged is counted, once, and silence shows."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable

import requests

from tests.support.condition import wait_until
from tests.support.server import Server

PROGRAMS = 6
EACH = 40
"""Batches of one program."""

BATCH = 10


def test_each_acknowledged_report_counts_once_whatever_is_killed(start_server: Callable[..., Server]) -> None:
    server = start_server()
    token = server.service_token(publish=["jobs.*"])
    acknowledged: dict[str, int] = {}
    threads = [
        threading.Thread(target=_report, args=(server.url, token, f"p{number}", acknowledged))
        for number in range(PROGRAMS)
    ]
    for thread in threads:
        thread.start()
    for part in ("runner", "worker", "runner", "worker", "runner"):
        time.sleep(0.4)
        server.kill9(part)  # type: ignore[arg-type]
    for thread in threads:
        thread.join()
    assert set(acknowledged.values()) == {EACH * BATCH}
    wait_until(lambda: _kept(server) == {name: count + 1 for name, count in acknowledged.items()}, "all are counted")
    time.sleep(1.0)  # nothing is counted again
    assert _kept(server) == {name: count + 1 for name, count in acknowledged.items()}


def test_what_falls_silent_is_no_news_through_restarts_and_among_thousands(start_server: Callable[..., Server]) -> None:
    server = start_server()
    headers = {"Authorization": f"Bearer {server.service_token(publish=['jobs.*'])}"}
    silent = [_event("started", f"silent-{number}", expect_within_s=2) for number in range(3)]
    began = time.monotonic()
    assert requests.post(f"{server.url}/api/v1/publish", json=silent, headers=headers, timeout=20).status_code == 201
    for first in range(0, 1200, 200):
        ids = [f"quick-{number}" for number in range(first, first + 200)]
        batch = [
            event for one in ids for event in (_event("started", one), _event("finished", one, status="succeeded"))
        ]
        answer = requests.post(f"{server.url}/api/v1/publish", json=batch, headers=headers, timeout=20)
        assert answer.status_code == 201, answer.text
    server.kill9("all")
    server.start()
    found = wait_until(
        lambda: (states := _states(server)).get("no_news") == 3 and states.get("succeeded") == 1200 and states,
        "the silent ones are told apart",
    )
    assert found == {"no_news": 3, "succeeded": 1200}
    assert time.monotonic() - began > 2
    assert requests.post(
        f"{server.url}/api/v1/publish", json=_event("progress", "silent-1", progress=0.5), headers=headers, timeout=20
    ).ok
    wait_until(lambda: _states(server).get("running") == 1, "it is running again")


def _report(url: str, token: str, name: str, acknowledged: dict[str, int]) -> None:
    """Repeat each batch with its key until it is acknowledged, as our client does."""
    for number in range(EACH):
        _publish(url, token, f"{name}-{number}", [_event("progress", name, progress=0.5) for _ in range(BATCH)])
        acknowledged[name] = acknowledged.get(name, 0) + BATCH
    _publish(url, token, f"{name}-end", [_event("finished", name, status="succeeded")])


def _publish(url: str, token: str, key: str, batch: list[dict[str, object]]) -> None:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    while True:
        try:
            answer = requests.post(f"{url}/api/v1/publish", json=batch, headers=headers, timeout=10)
        except requests.RequestException:
            continue
        if answer.status_code == 201:
            return
        assert answer.status_code == 503, answer.text


def _event(type: str, name: str, **data: object) -> dict[str, object]:
    return {"channel": "jobs.burst", "type": f"execution.{type}", "data": {"execution_id": name} | data}


def _kept(server: Server) -> dict[str, int]:
    counted = (
        "SELECT execution_id, count(*) FROM executions JOIN execution_events ON execution = executions.id"
        " GROUP BY execution_id"
    )
    return dict(_query(server, counted))


def _states(server: Server) -> dict[str, int]:
    return dict(_query(server, "SELECT state, count(*) FROM executions GROUP BY state"))


def _query(server: Server, query: str) -> list[tuple[str, int]]:
    database = sqlite3.connect(f"file:{server.data / 'tailrace.db'}?mode=ro", uri=True, timeout=5)
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()
