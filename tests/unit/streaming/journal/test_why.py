"""Why did a client miss an event? Each story is lived through on real streams, and then asked about."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import gevent
import pytest

from services.streaming.delivery.request import Request, Subscriber
from services.streaming.end_reason import EndReason
from services.streaming.event import new_event
from services.streaming.journal.journal import Journal
from services.streaming.journal.why import Answer, why
from services.streaming.log.event_log import Append
from services.streaming.log.memory_log import MemoryEventLog
from services.streaming.log.retention import Retention
from services.streaming.stream_limits import StreamLimits
from services.streaming.streams import Streams
from tests.support.stream_client import FAR, Client, Sink


class Story:
    """A server's part without a server. ``u`` is the user of all clients."""

    def __init__(self, folder: Path) -> None:
        self.now = 1.8e9
        self.log = MemoryEventLog(now_s=lambda: self.now)
        self.folder = folder / "journal"
        self.streams = Streams(self.log, folder / "workers", StreamLimits(), journal=Journal(self.folder))
        self.streams.recorder._now_ms = lambda: int(self.now * 1000)

    def publish(self, channel: str = "jobs.a", count: int = 1) -> int:
        """The last one's id."""
        self.now += 1
        (ids,) = self.log.append([Append(events=[new_event(channel, "step", {}) for _ in range(count)])])
        assert isinstance(ids, list), ids
        self.streams.pump.pass_on()
        gevent.sleep(0)
        return ids[-1]

    def connect(self, *channels: str, **request: object) -> Client:
        self.now += 1
        client = Client(self.streams, *channels, sink=Sink(), **request)
        client.settle()
        return client

    def leave(self, client: Client, reason: EndReason = EndReason.GONE) -> None:
        self.now += 1
        client.subscription.end(reason)
        client.settle()

    def ask(self, client: Client | None = None, **asked: object) -> Answer:
        self.streams.recorder.beat()
        if client is not None:
            asked["client_id"] = client.subscription.client_id
        with Journal(self.folder).reading() as journal:
            return why(self.log, journal, **asked)  # type: ignore[arg-type]


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    made = Story(tmp_path)
    yield made
    made.streams.recorder.leave()


def test_confirmed_by_the_position_of_the_next_connection(story: Story) -> None:
    first = story.connect()
    before, after = story.publish(), story.publish()
    story.leave(first)
    story.connect(position=after)
    answer = story.ask(first, after=before)
    assert answer.judgement.fate == "confirmed"
    assert answer.event is not None and answer.event.id == after
    ((connections, _),) = answer.clients
    assert [(one.tied_by, one.confirmed) for one in connections] == [("", after), ("inferred", None)]
    assert answer.published == [("jobs.a", 1, after, after, (after,), 0)]


def test_written_but_never_confirmed_and_given_again(story: Story) -> None:
    first = story.connect()
    before, lost = story.publish(), story.publish()
    story.leave(first)
    again = story.connect(position=before)
    answer = story.ask(first, after=before)
    assert answer.judgement.fate == "repeated"
    assert first.subscription.client_id in answer.judgement.sentence
    assert f"asked from {before}: it never confirmed the event" in answer.judgement.sentence
    assert again.subscription.client_id in answer.judgement.sentence
    story.leave(again)
    story.connect(position=lost)
    assert story.ask(first, after=before).judgement.fate == "confirmed"


def test_written_and_the_client_has_not_come_back(story: Story) -> None:
    client = story.connect()
    id = story.publish()
    open_still = story.ask(client, after=id - 1).judgement
    assert open_still.fate == "written"
    assert "still open" in open_still.sentence
    story.leave(client)
    assert "has not come back" in story.ask(client, after=id - 1).judgement.sentence


def test_published_while_nobody_was_connected(story: Story) -> None:
    client = story.connect()
    before = story.publish()
    story.leave(client, EndReason.AGE)
    missed = story.publish()
    unwritten = story.ask(client, after=before).judgement
    assert (unwritten.fate, "maximum age" in unwritten.sentence) == ("unwritten", True)
    story.connect(position=None)
    later = story.ask(client, after=before).judgement
    assert (later.fate, "named no position" in later.sentence) == ("started_later", True)
    assert str(missed) in later.sentence


def test_the_client_stepped_over_it(story: Story) -> None:
    client = story.connect()
    before = story.publish()
    story.leave(client)
    story.publish()
    newest = story.publish()
    story.connect(position=newest)
    judgement = story.ask(client, after=before).judgement
    assert (judgement.fate, f"after {newest}" in judgement.sentence) == ("skipped", True)


def test_trimmed_before_the_client_came_back_and_told_by_a_gap(story: Story) -> None:
    client = story.connect()
    before = story.publish()
    story.leave(client)
    last = story.publish(count=10)
    story.now += 9 * 3600
    story.log.trim(Retention(events=3, age_s=1e9, grace_s=1))
    gone = story.ask(client, after=before).judgement
    assert (gone.fate, "not kept any more" in gone.sentence) == ("unwritten", True)
    story.connect(position=before)
    judgement = story.ask(client, after=before).judgement
    assert judgement.fate == "gap"
    assert "came back after 9 h 0 min" in judgement.sentence
    assert f"after {before} up to {last - 3} is missing" in judgement.sentence
    assert story.ask(client, after=before, event_id=before + 1).judgement.fate == "gap"
    assert story.ask(client, after=before, event_id=last).judgement.fate == "written"


def test_trimmed_but_the_client_had_it(story: Story) -> None:
    client = story.connect()
    before = story.publish()
    last = story.publish(count=10)
    story.leave(client)
    story.connect(position=last)
    story.now += 3600
    story.log.trim(Retention(events=1, age_s=1e9, grace_s=1))
    assert story.ask(client, after=before).judgement.fate == "confirmed"


def test_a_channel_that_the_client_did_not_follow_or_may_not_read(story: Story) -> None:
    client = story.connect("jobs.a", "jobs.c")
    id = story.publish("jobs.b")
    judgement = story.ask(client, after=0, event_id=id).judgement
    assert (judgement.fate, "but jobs.a, jobs.c" in judgement.sentence) == ("not_followed", True)
    denied = story.ask(
        client, after=0, event_id=id, may_read=lambda login_id, channel: (login_id, channel) != ("l", "jobs.b")
    )
    assert "not allowed to read jobs.b" in denied.judgement.sentence


def test_what_never_was_published(story: Story) -> None:
    client = story.connect()
    id = story.publish()
    nothing = story.ask(client, after=id).judgement
    assert (nothing.fate, "Nothing was published" in nothing.sentence) == ("unpublished", True)
    assert "never published" in story.ask(client, after=0, event_id=id + 5).judgement.sentence
    assert story.ask(client, after=0, event_id=id - 1).judgement.fate == "unpublished"


def test_a_stream_that_waits_for_a_full_socket(story: Story) -> None:
    client = story.connect()
    client.subscription._rest = b"the socket is full"
    story.streams.recorder.beat()
    id = story.publish()
    story.streams.recorder.beat()
    story.now += 4
    judgement = story.ask(client, after=id - 1).judgement
    assert (judgement.fate, "4.0 s" in judgement.sentence) == ("waiting", True)


def test_who_is_unknown(story: Story) -> None:
    id = story.publish()
    assert story.ask(client_id="never", after=id).judgement.fate == "unknown"
    assert story.ask(user_id="nobody", after=0, event_id=id).judgement.fate == "unknown"


def test_two_tabs_are_two_clients_and_each_is_told_of(story: Story) -> None:
    one, two = story.connect(), story.connect()
    other = story.connect("jobs.z")
    before, lost = story.publish(), story.publish()
    story.leave(one)
    story.leave(two)
    story.connect(position=lost, previous=two.subscription.client_id)
    story.connect(position=before, previous=one.subscription.client_id)
    answer = story.ask(user_id="u", after=before)
    assert [told.judgement.fate for told in answer.clients] == ["repeated", "confirmed"]
    assert {one.tied_by for told in answer.clients for one in told.connections} == {"", "named"}
    assert "2 clients" in answer.judgement.sentence
    assert other.subscription.client_id not in str(answer.clients)


def test_another_users_connection_is_never_the_next_one(story: Story) -> None:
    client = story.connect()
    before = story.publish()
    story.leave(client)
    wanted = Request(("jobs.a",), Subscriber("mallory", "l", FAR), before, previous=client.subscription.client_id)
    opened = story.streams.open(wanted)
    assert opened is not None
    ((connections, _),) = story.ask(client, after=before - 1).clients
    assert len(connections) == 1
    opened.close()


def test_a_users_thousands_of_streams_are_tied_in_a_moment(story: Story) -> None:
    started = time.monotonic()
    last = None
    for _ in range(300):
        client = story.connect(position=None if last is None else last)
        last = story.publish()
        story.leave(client)
    answer = story.ask(user_id="u", after=last - 1 if last else 0)
    assert len(answer.clients[0].connections) == 300
    assert time.monotonic() - started < 60
