"""An ended answer is told again when the event log has forgotten it: the same bytes and ids, without a gap."""

from __future__ import annotations

import pytest

from services.streaming import wire
from services.streaming.event import Event
from services.streaming.log.retention import Retention
from tests.http.agents.chat.conftest import Asker
from tests.support.sse import parse

NOTHING = Retention(events=0, age_s=0, grace_s=0)


@pytest.fixture(params=["trimmed", "purged"])
def forgotten(asker: Asker, request: pytest.FixtureRequest) -> tuple[str, list[Event]]:
    """An answer's stream, and its events as the log had them."""
    started, run = asker.answer("file a.html\n\u2028🙂")
    events = asker.answers.events(run)
    log = asker.answers.container.event_log
    if request.param == "purged":
        log.purge(run.channel)
    else:
        log.trim(NOTHING)
    assert asker.answers.events(run) == []
    return started["stream_url"], events


def frames(events: list[Event]) -> bytes:
    return b"".join(wire.event_frame(event.id, event.data) for event in events)


def test_the_whole_answer_comes_again_byte_by_byte(asker: Asker, forgotten: tuple[str, list[Event]]) -> None:
    url, events = forgotten
    answer = asker.client.get(url, headers=asker.headers)
    opening, body = answer.data.split(b"\n\n", 1)
    assert body == frames(events) + wire.done_frame()
    assert answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    first = parse(opening + b"\n\n")[0].json
    assert (first["type"], first["from"], first["recovered"]) == ("connected", None, False)
    assert (first["head"], first["run_id"]) == (events[-1].id, url.rpartition("/")[2])


def test_it_comes_again_where_only_its_beginning_was_forgotten(asker: Asker) -> None:
    started, run = asker.answer()
    events = asker.answers.events(run)
    asker.answers.container.event_log.trim(NOTHING, max_rows=2)
    assert asker.answers.events(run) == events[2:]
    answer = asker.client.get(started["stream_url"], headers=asker.headers)
    assert answer.data.split(b"\n\n", 1)[1] == frames(events) + wire.done_frame()


def test_it_goes_on_from_every_event(asker: Asker, forgotten: tuple[str, list[Event]]) -> None:
    url, events = forgotten
    for number, event in enumerate(events[:-1], 1):
        for position in ({"headers": {"Last-Event-ID": str(event.id)}}, {"query_string": {"last_event_id": event.id}}):
            headers = {**asker.headers, **position.get("headers", {})}
            answer = asker.client.get(url, headers=headers, query_string=position.get("query_string"))
            opening, body = answer.data.split(b"\n\n", 1)
            assert body == frames(events[number:]) + wire.done_frame()
            assert parse(opening + b"\n\n")[0].json["recovered"] is True


def test_nothing_follows_its_last_event(asker: Asker) -> None:
    started, run = asker.answer()
    last = asker.answers.events(run)[-1].id
    asker.answers.container.event_log.purge(run.channel)
    headers = {**asker.headers, "Last-Event-ID": str(last)}
    assert asker.client.get(started["stream_url"], headers=headers).status_code == 204


def test_its_events_are_named_for_those_who_want_names(asker: Asker, forgotten: tuple[str, list[Event]]) -> None:
    url, events = forgotten
    names = [event.name for event in parse(asker.client.get(f"{url}?named=1", headers=asker.headers).data)]
    assert names[1:] == [*(event.type for event in events), "done"]


def test_a_bad_position_is_refused(asker: Asker, forgotten: tuple[str, list[Event]]) -> None:
    url, _events = forgotten
    assert asker.client.get(f"{url}?last_event_id=x", headers=asker.headers).status_code == 400


def test_a_stream_token_opens_it(asker: Asker, forgotten: tuple[str, list[Event]]) -> None:
    url, events = forgotten
    channel = f"chat.{url.rpartition('/')[2]}"
    token = asker.client.post("/api/v1/auth/stream-token", json={"channels": [channel]}, headers=asker.headers)
    answer = asker.client.get(f"{url}?token={token.json['token']}")  # type: ignore[index]
    assert answer.data.endswith(frames(events) + wire.done_frame())


def test_an_answer_is_read_without_its_events(asker: Asker) -> None:
    started, run = asker.answer()
    assert started["run_id"] == run.id
    read = asker.client.get(f"/api/v1/chat/{run.id}", headers=asker.headers).json
    assert read is not None
    assert (read["state"], read["text"]) == ("complete", "You said hello.")
    asker.answers.container.event_log.purge(run.channel)
    again = asker.client.get(f"/api/v1/chat/{run.id}", headers=asker.headers).json
    assert again == read
