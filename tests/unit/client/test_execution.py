"""An execution in a program: told from start to end, and never in the way of the work."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from tailrace_client import execution
from tailrace_client.redaction import LONGEST, shown

from tests.support.scripted_server import STORED, Answer, Asked, refusal, scripted
from tests.unit.client.test_run import NOWHERE, TOKEN, events


def at(url: str) -> dict[str, Any]:
    return {"channel": "jobs.a", "environ": {"TAILRACE_URL": url, "TAILRACE_TOKEN": TOKEN}, "give_up_after_s": 5}


def test_a_block_is_an_execution() -> None:
    with scripted(STORED) as server:
        with execution("Import", kind="etl", id="i-1", **at(server.url)) as run:
            run.progress(0.4, "4 of 10", stage="load", alert="low")
        told = events(server.asked)
    assert [event["type"] for event in told] == ["execution.started", "execution.progress", "execution.finished"]
    assert {event["data"]["execution_id"] for event in told} == {"i-1"}
    assert told[1]["data"] == {
        "execution_id": "i-1",
        "progress": 0.4,
        "message": "4 of 10",
        "stage": "load",
        "alert": "low",
    }


@pytest.mark.parametrize(
    ("error", "status", "reason"),
    [
        (ValueError("password=hunter2 is wrong"), "failed", "ValueError: password=[redacted] is wrong"),
        (SystemExit(0), "succeeded", None),
        (SystemExit(3), "failed", "Exit: 3"),
        (KeyboardInterrupt(), "cancelled", "KeyboardInterrupt"),
        (asyncio.CancelledError(), "cancelled", "CancelledError"),
    ],
)
def test_an_exception_is_told_and_goes_on_its_way(error: BaseException, status: str, reason: str | None) -> None:
    with scripted(STORED) as server:
        with pytest.raises(type(error)), execution(alert_on_failure="critical", **at(server.url)):
            raise error
        last = events(server.asked)[-1]["data"]
    assert (last["status"], last.get("error")) == (status, reason)
    assert last.get("alert") == ("critical" if status == "failed" else None)


def test_each_call_of_a_decorated_function_is_an_execution() -> None:
    with scripted(STORED) as server:

        @execution(**at(server.url))
        def nightly(number: int) -> int:
            return number

        @execution("Waited for", **at(server.url))
        async def awaited() -> str:
            return "done"

        assert (nightly(1), nightly(2), asyncio.run(awaited())) == (1, 2, "done")
        told = events(server.asked)
    assert len({event["data"]["execution_id"] for event in told}) == 3
    titles = [event["data"].get("title") for event in told if event["type"] == "execution.started"]
    assert titles == ["nightly", "nightly", "Waited for"]


def test_a_server_that_is_away_holds_up_nothing_but_the_end_for_so_long() -> None:
    complaints: list[str] = []
    began = time.monotonic()
    with execution(**{**at(NOWHERE), "give_up_after_s": 0.5}, complain=complaints.append) as run:
        for number in range(10_000):
            run.progress(number / 10_000)
        assert time.monotonic() - began < 5
    assert time.monotonic() - began < 10
    assert len(complaints) == 1


def test_progress_that_waits_gives_way_to_newer_progress_and_alerts_do_not() -> None:
    def slow(_: Asked) -> Answer:
        time.sleep(0.3)
        return STORED

    with scripted(slow) as server:
        with execution(**at(server.url)) as run:
            for number in range(500):
                run.progress(number / 500)
            run.progress(0.5, "somebody", alert="high")
            run.progress(0.6)
            run.progress(0.7, "the end")
        told = [event["data"] for event in events(server.asked) if event["type"] == "execution.progress"]
    assert [one.get("message") for one in told if one.get("alert")] == ["somebody"]
    assert len(told) < 10


def test_a_picture_is_uploaded_and_named_in_the_report_and_one_that_is_refused_is_left_out() -> None:
    pictures = iter([Answer(201, {"picture": "p-1"}), refusal(400, "bad_picture")])

    def answer(asked: Asked) -> Answer:
        return next(pictures) if asked.path == "/dashboard/api/pictures" else STORED

    complaints: list[str] = []
    with scripted(answer) as server:
        with execution(**at(server.url), complain=complaints.append) as run:
            run.progress(0.1, "gate", picture=b"GIF89a")
            run.progress(0.2, "yard", picture=b"no picture")
        published = [asked for asked in server.asked if asked.path == "/api/v1/publish"]
        told = [event["data"] for event in events(published) if event["type"] == "execution.progress"]
    assert [one.get("picture") for one in told] == ["p-1", None]
    assert len(complaints) == 1


def test_without_a_server_the_block_is_not_entered() -> None:
    with pytest.raises(ValueError, match="TAILRACE_URL is not set"), execution(environ={}):
        raise AssertionError


@pytest.mark.parametrize(
    "options",
    [{"expect_within_s": 0}, {"alert_on_failure": "loud"}, {"id": ""}, {"kind": "k" * 65}, {"channel": "NO"}],
)
def test_what_cannot_be_reported_is_said_at_once(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"), execution(**{**at(NOWHERE), **options}):
        raise AssertionError


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("token=abcdefgh", "abcdefgh"),
        ('{"api_key": "abcdefgh"}', "abcdefgh"),
        ("mysqldump --password abcdefgh db", "abcdefgh"),
        ("PGPASSWORD=abcdefgh pg_dump", "abcdefgh"),
        ("DB_PASS=abcdefgh --pass abcdefgh", "abcdefgh"),
        ("Authorization: Bearer abcdefgh", "abcdefgh"),
        ("postgresql://me:abcdefgh@host/db", "abcdefgh"),
        ("AKIAABCDEFGHIJKLMNOP", "ABCDEFGH"),
        ("ghp_abcdefghijklmnop", "abcdefgh"),
        ("-----BEGIN RSA PRIVATE KEY-----\nabcdefgh\n", "abcdefgh"),
        ("eyJhbGciOiJIUzI1NiJ9.abcdefgh.abcdefgh", "abcdefgh"),
        (f"the {TOKEN} itself", TOKEN),
    ],
)
def test_what_looks_like_a_credential_is_not_shown(text: str, secret: str) -> None:
    assert secret not in shown(text, secrets=(TOKEN,))


@pytest.mark.parametrize("text", ["exit status 3: pass: 10, fail: 2", "the compass: north", "a token of 8 bytes"])
def test_what_is_no_credential_is_shown(text: str) -> None:
    assert shown(text, secrets=("x", "")) == text


def test_a_text_is_one_line_and_as_long_as_a_report_takes() -> None:
    assert shown("a\n\tb\x1b[0m\x00c") == "a b [0m c"
    long = shown("begin" + "x" * 100_000 + "end")
    assert (len(long), long[:5], long[-3:]) == (LONGEST, "begin", "end")
