"""The publisher against a server that refuses, stalls and drops connections:
what it retries, with what, and what it reports in the end.
"""

from __future__ import annotations

import json
import logging
import time

import pytest
from tailrace_client import PENDING, Publisher, PublishFailed, PublishRefused

from tests.support.scripted_server import CUT, STORED, Answer, Asked, refusal, scripted

TOKEN = "the-secret-token"


def test_a_retry_carries_the_same_key_and_body_and_each_publish_its_own_key() -> None:
    with scripted(CUT, refusal(503, "draining"), STORED) as server, Publisher(server.url, TOKEN) as publisher:
        assert publisher.publish("jobs.a", "note", {"n": 1}) == 7
        assert publisher.publish("jobs.a", "note", {"n": 1}) == 7
    first, *_ = tries = server.asked[:3]
    assert {asked.headers["Idempotency-Key"] for asked in tries} == {first.headers["Idempotency-Key"]}
    assert {asked.body for asked in tries} == {first.body}
    assert server.asked[3].headers["Idempotency-Key"] != first.headers["Idempotency-Key"]
    assert {asked.headers["Authorization"] for asked in server.asked} == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured(status: int) -> None:
    with scripted(refusal(status, "limit_reached", Retry_After="1"), STORED) as server:
        Publisher(server.url, TOKEN).publish("jobs.a", "note")
    assert 1.0 <= server.asked[1].at - server.asked[0].at < 20


def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    with scripted(refusal(503, "unavailable", Retry_After="30")) as server:
        begun = time.monotonic()
        with pytest.raises(PublishFailed, match=r"503 unavailable.*nothing was stored"):
            Publisher(server.url, TOKEN, deadline_s=5).publish("jobs.a", "note")
    assert time.monotonic() - begun < 4
    assert len(server.asked) == 1


def test_no_answer_at_all_ends_with_the_deadline_and_says_what_is_not_known() -> None:
    with scripted(CUT) as server, pytest.raises(PublishFailed, match="not known whether"):
        Publisher(server.url, TOKEN, deadline_s=0.5).publish("jobs.a", "note")
    assert len(server.asked) > 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 422])
def test_a_refusal_is_not_tried_again(status: int) -> None:
    with scripted(refusal(status, "some_code")) as server, pytest.raises(PublishRefused) as refused:
        Publisher(server.url, TOKEN).publish("jobs.a", "note")
    assert (refused.value.status, refused.value.code, refused.value.message) == (
        status,
        "some_code",
        "Refused: some_code.",
    )
    assert len(server.asked) == 1


def test_the_token_does_not_follow_a_redirect() -> None:
    away = Answer(307, {}, (("Location", "http://127.0.0.1:9/steal"),))
    with scripted(away) as server, pytest.raises(PublishRefused, match="real address"):
        Publisher(server.url, TOKEN).publish("jobs.a", "note")


def test_batches_before_a_failure_are_told_of() -> None:
    events = [("jobs.a", "note", {"n": n}) for n in range(1500)]
    script = Answer(201, {"ids": list(range(1000))}), refusal(409, "channel_closed")
    with scripted(*script) as server, pytest.raises(PublishRefused) as refused:
        Publisher(server.url, TOKEN).publish_all(events)
    assert refused.value.ids == list(range(1000))


def test_closing_survives_a_lost_answer() -> None:
    with scripted(CUT, refusal(409, "channel_closed")) as server:
        Publisher(server.url, TOKEN).close("jobs.a")  # the first try worked; only its answer was lost
        with pytest.raises(PublishRefused, match="channel_closed"):
            Publisher(server.url, TOKEN).close("jobs.a")


def test_nothing_shows_the_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with scripted(CUT) as server:
        publisher = Publisher(server.url, TOKEN, deadline_s=0.3)
        with pytest.raises(PublishFailed) as failed:
            publisher.publish("jobs.a", "note", {"password": "hunter2"})
        buffered = Publisher(server.url, TOKEN, deadline_s=0.3, buffered=True)
        buffered.publish("jobs.a", "note", {"password": "hunter2"})
        with pytest.raises(PublishFailed):
            buffered.flush()
    said = f"{publisher!r} {buffered!r} {publisher._server!r} {failed.value!r} {failed.value} {caplog.text}"
    assert TOKEN not in said
    assert "hunter2" not in said


@pytest.mark.parametrize("url", ["", "tailrace", "ftp://host", "https://user:pass@host", "https://host/?a=b"])
def test_an_address_that_cannot_be_one_is_said_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="address of the server"):
        Publisher(url, TOKEN)


def test_the_environment_names_server_and_token(tmp_path) -> None:
    secret = tmp_path / "token"
    secret.write_text(f"{TOKEN}\n")
    with scripted(STORED) as server:
        for given in ({"TAILRACE_TOKEN": TOKEN}, {"TAILRACE_TOKEN_FILE": str(secret)}):
            assert Publisher.from_environment({"TAILRACE_URL": server.url, **given}).publish("jobs.a", "note") == 7
    assert {asked.headers["Authorization"] for asked in server.asked} == {f"Bearer {TOKEN}"}
    with pytest.raises(ValueError, match="TAILRACE_URL is not set"):
        Publisher.from_environment({})
    with pytest.raises(ValueError, match="TAILRACE_TOKEN is not set"):
        Publisher.from_environment({"TAILRACE_URL": "http://host"})


def test_one_refused_event_of_a_buffer_costs_itself_alone() -> None:
    def choosy(asked: Asked) -> Answer:
        return refusal(403, "channel_forbidden") if b"jobs.bad" in asked.body else STORED

    with scripted(choosy) as server:
        publisher = Publisher(server.url, TOKEN, buffered=True)
        publisher.publish_all([("jobs.bad" if n == 37 else "jobs.a", "note", {"n": n}) for n in range(100)])
        with pytest.raises(PublishRefused, match="channel_forbidden"):
            publisher.flush()
        publisher.flush()  # the refusal is reported once
    stored = [asked.body for asked in server.asked if b"jobs.bad" not in asked.body]
    assert [event["data"]["n"] for body in stored for event in json.loads(body)] == [n for n in range(100) if n != 37]


def test_a_full_buffer_makes_the_publisher_wait_for_room() -> None:
    with scripted(refusal(503, "unavailable"), refusal(503, "unavailable"), STORED) as server:
        publisher = Publisher(server.url, TOKEN, buffered=True, max_buffered=10)
        for n in range(100):
            assert publisher.publish("jobs.a", "note", {"n": n}) == PENDING
            assert len(publisher._buffer._waiting) + publisher._buffer._in_flight <= 10
        publisher.flush()
    tries = {asked.headers["Idempotency-Key"]: json.loads(asked.body) for asked in server.asked}
    assert [event["data"]["n"] for batch in tries.values() for event in batch] == list(range(100))


def test_a_buffer_that_cannot_be_sent_says_so_at_the_flush() -> None:
    with scripted(refusal(503, "unavailable")) as server:
        publisher = Publisher(server.url, TOKEN, buffered=True, deadline_s=0.5)
        publisher.publish("jobs.a", "note")
        with pytest.raises(PublishFailed, match="503 unavailable"):
            publisher.flush(10)
