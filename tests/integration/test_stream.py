"""The real server's stream on the wire (contract, sections 1 and 3),
read by three independent parsers.
"""

from __future__ import annotations

import contextlib
import json
import re
import time
from typing import Any

import pytest
import requests

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.raw_stream import RawStream
from tests.support.server import Server
from tests.support.shared_server import ONE_WORKER, ServerWith
from tests.support.sse import READERS, parse, read_until

pytestmark = pytest.mark.integration


@pytest.fixture
def api(server: Server) -> Api:
    return server.api()


def stream_url(server: Server, api: Api, *channels: str, more: str = "") -> str:
    query = "&".join(f"channel={channel}" for channel in channels)
    return f"{server.url}/api/v1/stream?{query}&token={api.stream_token(*channels)}{more}"


def test_the_first_bytes_are_the_retry_and_the_opening_event(server: Server, api: Api) -> None:
    head = api.publish("jobs.first")
    with RawStream.open(stream_url(server, api, "jobs.first")) as stream:
        body = stream.read_until(b"\n\n")
        assert stream.status == 200
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.headers["cache-control"] == "no-cache, no-transform"
        assert stream.headers["x-accel-buffering"] == "no"
        assert stream.headers["connection"] == "close"
    assert re.fullmatch(rb'retry: 2000\ndata: \{"type":"connected",[^\n]*\}\n\n', body)
    (opening,) = parse(body)
    assert opening.last_id == ""
    fields = opening.json
    assert fields.pop("client_id")
    assert fields.pop("head") >= head
    assert abs(fields.pop("at") / 1000 - time.time()) < 60
    told = {"channels": ["jobs.first"], "from_start": False, "heartbeat_s": 10.0}
    assert fields == {"type": "connected", "from": None, "recovered": False, **told}


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_sees_the_same_events(server: Server, api: Api, reader: str) -> None:
    texts = [
        "plain",
        "é – 漢字 🚰",
        "line\nfeed",
        "carriage\rreturn",
        "\r\n\r\nid: 1\ndata: forged\n\n",
        "\0",
        "\u2028",
        "</script>",
    ]
    channel = f"jobs.{reader.replace('-', '')}"
    with READERS[reader](stream_url(server, api, channel)) as events:
        assert next(events).type == "connected"
        ids = api.publish_all([{"channel": channel, "type": "note", "data": {"text": text}} for text in texts])
        api.close_channel(channel)
        seen = read_until(events, lambda event: event.name == "done")
    assert [event.json["text"] for event in seen[:-1]] == texts
    assert [int(event.last_id) for event in seen[:-1]] == ids
    assert {(event.name, event.json["type"], event.json["channel"]) for event in seen[:-1]} == {
        ("message", "note", channel)
    }


def test_a_frame_byte_for_byte(server: Server, api: Api) -> None:
    with RawStream.open(stream_url(server, api, "jobs.bytes")) as stream:
        opening = stream.read_until(b"\n\n")
        (id,) = api.publish_all([{"channel": "jobs.bytes", "type": "note", "data": {"a": [1, 2.5, None, True]}}])
        frame = b'id: %d\ndata: {"type":"note","channel":"jobs.bytes","a":[1,2.5,null,true]}\n\n' % id
        assert stream.read_until(frame) == opening + frame


def test_named_events_carry_their_type(server: Server, api: Api) -> None:
    with RawStream.open(stream_url(server, api, "jobs.named", more="&named=1")) as stream:
        stream.read_until(b"\n\n")
        id = api.publish("jobs.named")
        stream.read_until(b'id: %d\nevent: note\ndata: {"type":"note","channel":"jobs.named"}\n\n' % id)


@pytest.mark.parametrize("how", ["header", "query"])
def test_a_stream_resumes_behind_a_position(server: Server, api: Api, how: str) -> None:
    channel = f"jobs.resume-{how}"
    ids = api.publish_all([{"channel": channel, "type": "note", "data": {"n": n}} for n in range(5)])
    api.close_channel(channel)
    headers = {"Last-Event-ID": str(ids[1])} if how == "header" else {}
    more = f"&last_event_id={ids[1]}" if how == "query" else ""
    with RawStream.open(stream_url(server, api, channel, more=more), headers=headers) as stream:
        events = parse(stream.read_to_end())
    assert events[0].json["recovered"] is True
    assert events[0].json["from"] == ids[1]
    assert [event.last_id for event in events[1:-1]] == [str(id) for id in ids[2:]]
    assert events[-1].name == "done"


def test_an_empty_position_is_none_and_zero_is_the_beginning(server: Server, api: Api) -> None:
    api.publish("jobs.zero", {"n": 1})
    with RawStream.open(
        stream_url(server, api, "jobs.zero", more="&last_event_id="), headers={"Last-Event-ID": ""}
    ) as stream:
        assert parse(stream.read_until(b"\n\n"))[0].json["from"] is None
        assert b'"n":1' not in stream.body
    with RawStream.open(stream_url(server, api, "jobs.zero", more="&last_event_id=0")) as stream:
        stream.read_until(b'"n":1}\n\n')


@pytest.mark.parametrize("position", ["-1", "1.5", "abc", "٣", "9223372036854775808", "1" * 3000, "0x10", "1 2"])
def test_a_position_that_is_no_number_is_refused(server: Server, api: Api, position: str) -> None:
    answer = requests.get(stream_url(server, api, "jobs.a"), params={"last_event_id": position}, timeout=60)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "bad_position"


def test_a_position_of_another_log_gets_a_gap_and_everything(server: Server, api: Api) -> None:
    id = api.publish("jobs.reset", {"n": 1})
    with RawStream.open(stream_url(server, api, "jobs.reset", more="&last_event_id=77")) as stream:
        stream.read_until(b"id: %d\n" % id)
        opening, gap, event = parse(stream.read_until(b'"n":1}\n\n'))
    assert opening.json["recovered"] is False
    assert gap.name == "gap"
    assert gap.json == {"channel": None, "from": 77, "to": int(gap.last_id), "reason": "reset"}
    assert int(gap.last_id) < int(event.last_id) == id


def test_a_finished_stream_ends_and_its_return_is_204(server: Server, api: Api) -> None:
    id = api.publish("jobs.finished")
    closed = api.close_channel("jobs.finished")
    for position in (id, closed):
        answer = requests.get(stream_url(server, api, "jobs.finished", more=f"&last_event_id={position}"), timeout=60)
        assert (answer.status_code, answer.content) == (204, b"")
    assert (
        requests.get(f"{server.url}/api/v1/stream?channel=jobs.finished&last_event_id={id}", timeout=60).status_code
        == 401
    )


def test_channels_of_one_stream_come_in_the_order_of_their_ids(server: Server, api: Api) -> None:
    names = [f"jobs.many-{n}" for n in range(7)]
    with RawStream.open(stream_url(server, api, *names)) as stream:
        stream.read_until(b"\n\n")
        for n in range(60):
            api.publish(names[n % 7], {"n": n})
        stream.read_until(b'"n":59}\n\n')
        events = parse(stream.body)[1:]
    assert [event.json["n"] for event in events] == list(range(60))
    ids = [int(event.last_id) for event in events]
    assert ids == sorted(set(ids))


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "no_channel"),
        ("channel=", "bad_channel"),
        ("channel=jobs.*", "bad_channel"),
        ("channel=UPPER", "bad_channel"),
        ("channel=~control", "bad_channel"),
        ("&".join(f"channel=c{n}" for n in range(51)), "too_many_channels"),
    ],
)
def test_channels_that_cannot_be(server: Server, api: Api, query: str, code: str) -> None:
    answer = api.get(f"/api/v1/stream?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == code


def test_http_1_0_gets_a_plain_body_that_ends_with_the_connection(server: Server, api: Api) -> None:
    """nginx without ``proxy_http_version 1.1`` asks this way: chunk headers would end up in the body."""
    with RawStream.open(stream_url(server, api, "jobs.http10"), version="1.0") as stream:
        stream.read_until(b"\n\n")
        assert "transfer-encoding" not in stream.headers
        for n in range(3):
            api.publish("jobs.http10", {"n": n})
        stream.read_until(b'"n":2}\n\n')
        api.close_channel("jobs.http10")
        events = parse(stream.read_to_end())
    assert [event.json.get("n") for event in events[1:-1]] == [0, 1, 2]


def test_head_opens_no_stream(server: Server, api: Api) -> None:
    with RawStream.open(stream_url(server, api, "jobs.head"), method="HEAD") as stream:
        assert stream.status == 200
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert stream.body == b""


def test_a_second_request_on_a_streams_connection_ends_it_and_is_not_answered(server: Server, api: Api) -> None:
    """A parked stream that outlived its response would write into the next response."""
    with RawStream.open(stream_url(server, api, "jobs.pipelined")) as stream:
        stream.read_until(b"\n\n")
        stream.socket.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        stream.read_to_end(within_s=30)
        api.publish("jobs.pipelined")
        with contextlib.suppress(ConnectionResetError):  # the unread request resets the connection
            while not stream.is_closed:
                stream.read_more(within_s=5)  # fails on any byte after the terminator
    assert len(parse(stream.body)) == 1


def test_a_closed_browser_is_gone_from_the_count_before_a_heartbeat_would_tell(server: Server, api: Api) -> None:
    def active() -> Any:
        return api.get("/api/v1/sse/connections/status").json()["active_connections"]

    wait_until(lambda: active() == 0, "earlier streams are gone")
    streams = [RawStream.open(stream_url(server, api, "jobs.count")) for _ in range(5)]
    wait_until(lambda: active() == 5, "five streams are counted")
    for stream in streams:
        stream.close()
    wait_until(lambda: active() == 0, "the closed ones are gone", within_s=8)


def test_heartbeats_keep_an_idle_stream_alive(server_with: ServerWith) -> None:
    server = server_with(ONE_WORKER)
    api = server.api()
    with RawStream.open(stream_url(server, api, "jobs.idle")) as stream:
        while stream.body.count(b"event: heartbeat") < 3:
            stream.read_more(within_s=10)
        events = parse(stream.body)
    beats = [event for event in events if event.name == "heartbeat"]
    assert all(set(json.loads(beat.data)) == {"at"} for beat in beats)
    assert all(beat.last_id == "" for beat in beats), "a heartbeat has no id"
