"""Publishing, closing and polling over HTTP (contract, section 3), on the real server with two workers."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import pytest
import requests

from tests.support.api import Api
from tests.support.raw_stream import RawStream
from tests.support.server import Server, StartServer

pytestmark = pytest.mark.integration


@pytest.fixture
def api(server: Server) -> Api:
    return server.api()


def event(channel: str, **data: Any) -> dict[str, Any]:
    return {"channel": channel, "type": "note", "data": data}


def events_of(api: Api, channel: str, after: int = 0, **params: Any) -> dict[str, Any]:
    answer = api.get(f"/api/v1/channels/{channel}/events", params={"after": after, **params})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_one_many_and_lines_are_stored_in_order(api: Api) -> None:
    one = api.post("/api/v1/publish", json=event("jobs.order", n=0))
    many = api.post("/api/v1/publish", json=[event("jobs.order", n=1), event("jobs.order", n=2)])
    lines = "\n".join(json.dumps(event("jobs.order", n=n)) for n in (3, 4))
    nd = api.post("/api/v1/publish", data=lines, headers={"Content-Type": "application/x-ndjson"})
    assert [answer.status_code for answer in (one, many, nd)] == [201, 201, 201]
    ids = [id for answer in (one, many, nd) for id in answer.json()["ids"]]
    page = events_of(api, "jobs.order")
    assert [item["id"] for item in page["events"]] == ids == sorted(ids)
    assert [item["data"] for item in page["events"]] == [{"n": n} for n in range(5)]
    assert {(item["channel"], item["type"]) for item in page["events"]} == {("jobs.order", "note")}
    assert all(abs(item["at"] - time.time() * 1000) < 60_000 for item in page["events"])
    assert (page["next"], page["gap"], page["done"]) == (ids[-1], None, False)


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{", "7", '{"channel":"jobs.a","type":"note"}', '{"channel":"jobs.a","type":"note","data":{"a":NaN}}',
     '{"channel":"jobs.a","type":"done","data":{}}', '{"channel":"jobs.*","type":"note","data":{}}', "[" * 50_000],
)  # fmt: skip
def test_a_bad_body_stores_nothing(api: Api, body: str) -> None:
    answer = api.post("/api/v1/publish", data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400, answer.text
    assert set(answer.json()["error"]) == {"code", "message"}


def test_a_batch_with_one_bad_event_stores_nothing(api: Api) -> None:
    answer = api.post(
        "/api/v1/publish", json=[event("jobs.atomic"), {"channel": "jobs.atomic", "type": "gap", "data": {}}]
    )
    assert answer.status_code == 400
    assert "Event 2" in answer.json()["error"]["message"]
    assert events_of(api, "jobs.atomic")["events"] == []


def test_sizes_have_limits(api: Api) -> None:
    too_big = api.post("/api/v1/publish", json=event("jobs.size", pad="x" * 70_000))
    too_many = api.post("/api/v1/publish", json=[event("jobs.size")] * 1001)
    too_long = api.post("/api/v1/publish", data=b" " * (8 * 2**20 + 1), headers={"Content-Type": "application/json"})
    assert [answer.status_code for answer in (too_big, too_many, too_long)] == [413, 413, 413]
    assert events_of(api, "jobs.size")["events"] == []
    assert api.post("/api/v1/publish", json=[event("jobs.size")] * 1000).status_code == 201


def test_an_idempotency_key_makes_a_retry_harmless(api: Api) -> None:
    body = json.dumps([event("jobs.key", n=1), event("jobs.key", n=2)])
    headers = {"Content-Type": "application/json", "Idempotency-Key": "k1"}
    answers = [api.post("/api/v1/publish", data=body, headers=headers) for _ in range(6)]  # some reach the other worker
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert len(events_of(api, "jobs.key")["events"]) == 2
    reused = api.post("/api/v1/publish", data=json.dumps(event("jobs.key", n=3)), headers=headers)
    assert reused.status_code == 422
    assert api.post("/api/v1/publish", data=body, headers={**headers, "Idempotency-Key": "x" * 256}).status_code == 400


def test_a_closed_channel_takes_nothing_more(api: Api) -> None:
    api.publish("jobs.closed")
    closed_at = api.close_channel("jobs.closed")
    assert closed_at > events_of(api, "jobs.closed")["next"]
    assert api.post("/api/v1/publish", json=event("jobs.closed")).status_code == 409
    assert api.post("/api/v1/channels/jobs.closed/close").status_code == 409
    assert events_of(api, "jobs.closed")["done"] is True


def test_polling_pages_join_and_know_the_end(api: Api) -> None:
    ids = api.publish_all([event("jobs.pages", n=n) for n in range(25)])
    api.close_channel("jobs.pages")
    seen, after, done = [], 0, False
    while not done:
        page = events_of(api, "jobs.pages", after, limit=10)
        seen += [item["id"] for item in page["events"]]
        after, done = page["next"], page["done"]
    assert seen == ids


def test_a_poll_waits_for_the_next_event_and_no_longer(api: Api, server: Server) -> None:
    publisher = server.api()
    id = api.publish("jobs.wait")
    timer = threading.Timer(0.3, lambda: publisher.publish("jobs.wait", {"n": 1}))
    timer.start()
    started = time.monotonic()
    page = events_of(api, "jobs.wait", id, wait=20)
    assert [item["data"] for item in page["events"]] == [{"n": 1}]
    assert time.monotonic() - started < 10
    assert events_of(api, "jobs.wait", page["next"], wait=0.1)["events"] == []


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=x", "wait=31", "wait=nan", "wait=-1", "after=-1", "after=x"]
)
def test_polling_refuses_bad_parameters(api: Api, query: str) -> None:
    assert api.get(f"/api/v1/channels/jobs.a/events?{query}").status_code == 400


def test_polling_tells_a_position_of_another_log(api: Api) -> None:
    id = api.publish("jobs.lost")
    page = events_of(api, "jobs.lost", 5)
    assert page["gap"]["reason"] == "reset"
    assert page["gap"]["channel"] is None
    assert [item["id"] for item in page["events"]] == [id]


def test_who_may_publish_and_read(server: Server) -> None:
    publisher = server.service_token(publish=["jobs.mine.*"])
    reader = server.flask("token", "create", "--subscribe", "jobs.mine.*", "--expires", "1").stdout.strip()

    def call(method: str, path: str, token: str, **more: Any) -> int:
        return requests.request(
            method, server.url + path, headers={"Authorization": f"Bearer {token}"}, timeout=60, **more
        ).status_code

    assert call("POST", "/api/v1/publish", publisher, json=event("jobs.mine.1")) == 201
    assert call("POST", "/api/v1/publish", publisher, json=[event("jobs.mine.1"), event("jobs.other")]) == 403
    assert call("POST", "/api/v1/publish", publisher, json=event("scan.1")) == 403
    assert call("POST", "/api/v1/publish", reader, json=event("jobs.mine.1")) == 403
    assert call("POST", "/api/v1/channels/jobs.mine.1/close", reader) == 403
    assert call("GET", "/api/v1/channels/jobs.mine.1/events", reader) == 200
    assert call("GET", "/api/v1/channels/jobs.mine.1/events", publisher) == 403
    assert call("GET", "/api/v1/channels/jobs.other/events", reader) == 403
    assert call("GET", "/api/v1/stream?channel=jobs.other", reader) == 403
    with RawStream.open(
        f"{server.url}/api/v1/stream?channel=jobs.mine.1&last_event_id=0", headers={"Authorization": f"Bearer {reader}"}
    ) as stream:
        stream.read_until(b'"channel":"jobs.mine.1"}\n\n')
    assert requests.post(f"{server.url}/api/v1/publish", json=event("jobs.a"), timeout=60).status_code == 401


def test_acknowledged_events_outlive_kill_9(start_server: StartServer) -> None:
    server = start_server()
    api = server.api()
    acknowledged: list[int] = []
    has_begun = threading.Event()

    def publish() -> None:
        try:
            while True:
                acknowledged.extend(api.publish_all([event("jobs.crash", n=len(acknowledged))] * 5))
                has_begun.set()
        except (requests.RequestException, AssertionError):
            return  # the server is dead; only earlier acknowledgements count

    threads = [threading.Thread(target=publish) for _ in range(4)]
    [thread.start() for thread in threads]
    assert has_begun.wait(10)
    time.sleep(0.5)
    server.kill9("all")
    [thread.join(30) for thread in threads]
    server.start()
    seen, after, again = [], 0, server.api()
    while page := events_of(again, "jobs.crash", after, limit=1000)["events"]:
        seen += [item["id"] for item in page]
        after = seen[-1]
    assert set(acknowledged) <= set(seen)
    assert len(seen) == len(set(seen))
    assert len(seen) % 5 == 0, "batches are whole"
    assert again.publish("jobs.crash") > max(seen)


def test_retention_trims_within_ten_seconds_and_says_so(start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_RETENTION_EVENTS": "5", "TAILRACE_RETENTION_GRACE_S": "0"})
    api = server.api()
    ids = api.publish_all([event("jobs.trim", n=n) for n in range(20)])
    deadline = time.monotonic() + 10
    while (page := events_of(api, "jobs.trim"))["gap"] is None and time.monotonic() < deadline:
        time.sleep(0.2)
    assert page["gap"] == {"channel": "jobs.trim", "from": 0, "to": ids[14], "reason": "trimmed"}
    assert [item["id"] for item in page["events"]] == ids[15:]
    url = f"{server.url}/api/v1/stream?channel=jobs.trim&token={api.stream_token('jobs.trim')}&last_event_id={ids[3]}"
    with RawStream.open(url) as stream:
        body = stream.read_until(b"id: %d\n" % ids[-1])
    assert b'"recovered":false' in body
    assert (
        b'id: %d\nevent: gap\ndata: {"channel":"jobs.trim","from":%d,"to":%d,"reason":"trimmed"}'
        % (ids[14], ids[3], ids[14])
        in body
    )


def test_a_publish_rate_answers_429_with_retry_after(start_server: StartServer) -> None:
    api = start_server(env={"TAILRACE_PUBLISH_RATE": "5", "TAILRACE_WORKERS": "1"}).api()
    answers = [api.post("/api/v1/publish", json=event("jobs.rate", n=n)) for n in range(40)]
    refused = next(answer for answer in answers if answer.status_code != 201)
    assert (refused.status_code, refused.json()["error"]["code"], refused.headers["Retry-After"]) == (
        429,
        "publish_rate",
        "1",
    )
    assert len(events_of(api, "jobs.rate")["events"]) == sum(answer.status_code == 201 for answer in answers)
