"""An agent that means harm: it costs little memory, no other answer's time, and ends with a sentence."""

from __future__ import annotations

import json
import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest

from services.agent import Status, Text
from tests.support.certificate import write_certificate
from tests.support.raw_server import Asked, Behaviour, raw_server, sends, whole
from tests.unit.agents.a2a.asking import Here, agent_at, answer, question, text_of, until_failure
from tests.unit.agents.a2a.test_resuming import chunk, ends, envelope, snapshot

ROOT = Path(__file__).parents[4]
STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
GIB = 2**30
MOST_ADDED_KIB = 50 * 1024


def floods(head: bytes, part: Callable[[str], bytes], least: int = GIB) -> Behaviour:
    """A stream of at least this many bytes. ``part`` gets the id of the request."""

    def behave(connection: socket.socket, asked: Asked) -> None:
        piece = part(json.loads(asked.body)["id"])
        block = piece * max(1, 2**20 // len(piece))
        connection.sendall(head)
        for _ in range(least // len(block) + 1):
            connection.sendall(block)

    return behave


def asked_under_gevent(url: str, answer_s: float = 60, silence_s: float = 3, **env: str) -> Any:
    run = subprocess.run(
        [sys.executable, "-m", "tests.support.hostile_answer", url, str(answer_s), str(silence_s)],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout)


def measured(behave: Behaviour, answer_s: float = 60, silence_s: float = 3) -> Any:
    with raw_server(behave) as server:
        found = asked_under_gevent(server.url, answer_s, silence_s)
    assert found["added_kib"] < MOST_ADDED_KIB, found
    assert found["longest_wait_s"] < 3, found
    return found


def event(result: Any) -> Callable[[str], bytes]:
    return lambda request_id: b"data: " + envelope(request_id, result) + b"\n\n"


@pytest.mark.parametrize(
    ("behave", "code"),
    [
        (floods(STREAM, lambda _: b"data: xxxxxxxxxxxxxxxxxxxxxxxxxxxxx"), "limit"),
        (floods(STREAM, lambda _: b"data: [[[[[[[[[[\n"), "limit"),
        (floods(STREAM, lambda _: b"data: {},{},{},{},\n"), "limit"),
        (floods(STREAM, event(chunk("x" * 2000))), "limit"),
        (floods(STREAM, lambda _: b": still there\n\n"), "timeout"),
        (floods(STREAM, lambda _: b"\n"), "timeout"),
        (floods(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", lambda _: b'{"a":'), "agent_failed"),
        (floods(b"HTTP/1.1 200 OK\r\n", lambda _: b"X-Header: " + b"x" * 1000 + b"\r\n"), "agent_failed"),
        (floods(STREAM, event(snapshot("same"))), "timeout"),
    ],
)
def test_a_gibibyte_costs_little(behave: Behaviour, code: str) -> None:
    is_in_time = code != "timeout"  # a slow machine takes a while to be flooded
    found = measured(behave, answer_s=60 if is_in_time else 4, silence_s=60 if is_in_time else 3)
    assert found["code"] == code, found


def test_one_event_that_would_be_large_as_objects_costs_little() -> None:
    frame = b'data: {"id": "7", "result": {"task": {"id": "t", "x": [' + b"[]," * 1_500_000 + b"[]]}}}\n\n"
    found = measured(sends(STREAM, frame))
    assert found["code"] == "agent_failed"
    parts = b'data: {"id": "7", "result": {"message": {"parts": [' + b"{}," * 1_500_000 + b"{}]}}}\n\n"
    assert measured(sends(STREAM, parts))["code"] == "agent_failed"


def replies(make: Callable[[str], bytes]) -> Behaviour:
    return lambda connection, asked: connection.sendall(make(json.loads(asked.body)["id"]))


@pytest.mark.parametrize(
    ("behave", "code", "reason"),
    [
        (sends(whole(b"<html>Hello</html>", "text/html")), "agent_failed", "text/html"),
        (sends(whole(b"", status="302 Found", head="Location: http://127.0.0.1/\r\n")), "unreachable", "not followed"),
        (sends(whole(b"\x1f\x8b", head="Content-Encoding: gzip\r\n")), "agent_failed", "compressed"),
        (sends(whole(b"{}", status="401 Unauthorized")), "rejected", "credential"),
        (sends(whole(b"", "text/plain", "403 Forbidden")), "rejected", "credential"),
        (sends(whole(b"", "text/plain", "429 Slow", "Retry-After: 7\r\n")), "unreachable", "in 7 seconds"),
        (
            sends(whole(b"", "text/plain", "503 Full", "Retry-After: " + "9" * 5000 + "\r\n")),
            "unreachable",
            "in 999,999,999 seconds",
        ),
        (sends(whole(b"", "text/plain", "404 Not Found")), "agent_failed", "404"),
        (sends(whole(b"", "text/plain", "413 Too Large")), "rejected", "shorter"),
        (sends(b"HTTP/1.1 200 OK\r\n\r\n"), "agent_failed", "unknown"),
        (sends(STREAM), "agent_failed", "without an answer"),
        (sends(STREAM, b"data: not json\n\n"), "agent_failed", "as A2A says"),
        (sends(STREAM, b"data: \xff\xfe\n\n"), "agent_failed", "as A2A says"),
        (sends(STREAM, b"data: " + b"[" * 100_000 + b"\n\n"), "agent_failed", "as A2A says"),
        (sends(STREAM, b"event: error\ndata: oh\n\n"), "agent_failed", "as A2A says"),
        (sends(STREAM, b'data: {"type":"connected"}\n\n'), "agent_failed", "neither result nor error"),
        (replies(lambda _: whole(envelope("other", snapshot("x")))), "agent_failed", "another request"),
        (replies(lambda _: STREAM + event(snapshot("x"))("7")), "agent_failed", "another request"),
        (replies(lambda id: whole(envelope(id, {"code": -32603, "message": "Oh"}))), "agent_failed", "-32603: Oh"),
        (replies(lambda id: whole(envelope(id, {"code": -32602, "message": ""}))), "rejected", "-32602"),
        (
            replies(lambda id: whole(envelope(id, {"code": -32600, "message": "Bad"}), status="400 Bad")),
            "agent_failed",
            "-32600: Bad",
        ),
        (
            replies(
                lambda id: STREAM + event(snapshot("x"))(id) + event(chunk("y") | {"nobody": 1})(id) + b"data: 7\n\n"
            ),
            "agent_failed",
            "as A2A says",
        ),
    ],
)
def test_what_is_not_a2a_ends_with_a_sentence(behave: Behaviour, code: str, reason: str) -> None:
    with raw_server(behave) as server:
        _, failure = until_failure(agent_at(server.url).answer(question("Go"), Here()))
    assert failure.code == code
    assert reason in str(failure)
    assert str(failure).startswith("Odd ")


def test_nobody_listens() -> None:
    _, failure = until_failure(agent_at("http://127.0.0.1:9/").answer(question("Go"), Here()))
    assert failure.code == "unreachable"


def test_a_private_address_is_refused_when_it_is_asked() -> None:
    agent = replace(agent_at("https://169.254.169.254/latest"), allow_private=False)
    _, failure = until_failure(agent.answer(question("Go"), Here()))
    assert failure.code == "unreachable"
    assert "private network" in str(failure)


def told(*parts: Any) -> str:
    behave = replies(
        lambda id: STREAM + b"".join(part if isinstance(part, bytes) else event(part)(id) for part in parts)
    )
    with raw_server(behave) as server:
        return text_of(answer(agent_at(server.url), "Go"))


def test_comments_ids_retries_and_names_between_events_are_no_matter() -> None:
    assert (
        told(b"retry: 5\nid: 1\n: hello\n\n", chunk("a"), b": x\n\n", b"event: x\nid: 2\n", chunk("b"), ends()) == "ab"
    )


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_lines_end_as_they_like_and_arrive_byte_by_byte(line_end: bytes) -> None:
    def behave(connection: socket.socket, asked: Asked) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        request_id = json.loads(asked.body)["id"]
        body = b"".join(event(part)(request_id) for part in (chunk("你好 🙂"), chunk(" – ü"), ends()))
        connection.sendall(STREAM)
        for byte in b"\xef\xbb\xbf" + body.replace(b"\n", line_end):
            connection.sendall(bytes([byte]))

    with raw_server(behave) as server:
        assert text_of(answer(agent_at(server.url), "Go")) == "你好 🙂 – ü"


def test_a_character_that_was_cut_in_two_is_whole_again() -> None:
    """As a program does that cuts its text by UTF-16 units."""
    assert told(chunk("Hi \ud83d"), chunk("\ude42!"), ends()) == "Hi 🙂!"


def test_half_a_character_in_a_status_is_marked() -> None:
    message = {"messageId": "m", "role": "ROLE_AGENT", "parts": [{"text": "Step \ud83d"}]}
    status = {"taskId": "t", "contextId": "c", "status": {"state": "TASK_STATE_WORKING", "message": message}}
    behave = replies(lambda id: STREAM + b"".join(event(part)(id) for part in ({"statusUpdate": status}, ends())))
    with raw_server(behave) as server:
        assert answer(agent_at(server.url), "Go") == [Status("Step \ufffd")]


def test_statuses_without_end_are_not_all_told() -> None:
    def statuses(request_id: str) -> Iterator[bytes]:
        for number in range(3000):
            message = {"messageId": "m", "role": "ROLE_AGENT", "parts": [{"text": f"Step {number}"}]}
            status = {"state": "TASK_STATE_WORKING", "message": message}
            yield event({"statusUpdate": {"taskId": "t", "contextId": "c", "status": status}})(request_id)

    behave = replies(lambda id: STREAM + b"".join(statuses(id)) + event(chunk("Done"))(id) + event(ends())(id))
    with raw_server(behave) as server:
        said = answer(agent_at(server.url), "Go")
    assert said[-1] == Text("Done")
    assert len(said) == 1001


def test_what_was_said_before_the_limit_stays() -> None:
    parts = [*repeat(chunk("x" * 1000), 20), ends()]
    behave = replies(lambda id: STREAM + b"".join(event(part)(id) for part in parts))
    with raw_server(behave) as server:
        said, failure = until_failure(agent_at(server.url, answer_bytes=10_000).answer(question("Go"), Here()))
    assert (len(text_of(said)), failure.code) == (10_000, "limit")


def test_a_credential_goes_into_the_header_and_nowhere_else() -> None:
    with raw_server(sends(whole(b"", "text/plain", "403 Forbidden"))) as server:
        agent = replace(agent_at(server.url), credential="s3cret")
        _, failure = until_failure(agent.answer(question("Go"), Here()))
        (asked,) = server.asked
    assert asked.headers["authorization"] == "Bearer s3cret"
    assert asked.headers["a2a-version"] == "1.0"
    assert "s3cret" not in str(failure) + repr(agent) + repr(agent.connection())


def test_an_agent_behind_tls_is_asked_by_its_name(tmp_path: Path) -> None:
    certificate, key = write_certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    behave = replies(lambda id: STREAM + event(chunk("Hello"))(id) + event(ends())(id))
    with raw_server(behave, tls) as server:
        url = f"https://localhost:{server.port}/"
        trusted = asked_under_gevent(url, SSL_CERT_FILE=str(certificate))
        assert (trusted["code"], trusted["said"]) == ("", 5)
        refused = asked_under_gevent(url)
        assert (refused["code"], "certificate" in refused["message"]) == ("unreachable", True)
        assert [asked.headers["host"] for asked in server.asked] == [f"localhost:{server.port}"]
