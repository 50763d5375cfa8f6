"""The Python client follows streams of the real server: from the requested position, across restarts, to the end."""

from __future__ import annotations

import threading

import pytest
from tailrace_client import Event, Gap, Publisher, StreamRefused, subscribe

from tests.support.condition import wait_until
from tests.support.server import Server, StartServer

pytestmark = pytest.mark.integration


def make_token(server: Server) -> str:
    return server.service_token(publish=["jobs.*"], subscribe=["jobs.*"])


@pytest.fixture(scope="module")
def token(server: Server) -> str:
    return make_token(server)


@pytest.fixture
def publisher(server: Server, token: str) -> Publisher:
    return Publisher(server.url, token)


def publish_numbers(publisher: Publisher, channel: str, first: int, count: int) -> list[int]:
    return publisher.publish_all([(channel, "note", {"n": n}) for n in range(first, first + count)])


class Follower:
    """A subscription in its own thread."""

    def __init__(self, publisher: Publisher, *channels: str, **options: object) -> None:
        self.events: list[Event] = []
        self.interruptions: list[str] = []
        self.gaps: list[Gap] = []
        self._subscription = publisher.subscribe(
            channels, on_interruption=self.interruptions.append, on_gap=self.gaps.append, **options
        )
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        self.events.extend(self._subscription)

    @property
    def is_open(self) -> bool:
        return self._subscription.last_event_id is not None

    @property
    def numbers(self) -> list[int]:
        return [event.data["n"] for event in self.events]

    def wait_for_end(self) -> None:
        self.thread.join(20)
        assert not self.thread.is_alive()


def test_it_tells_all_that_is_kept_and_ends_when_the_channels_are_closed(publisher: Publisher) -> None:
    first = publish_numbers(publisher, "jobs.past", 0, 1200)
    second = publisher.publish("jobs.past2", "other", {"text": "€\u2028\r\n"})
    publisher.close("jobs.past")
    publisher.close("jobs.past2")
    events = list(publisher.subscribe(["jobs.past", "jobs.past2"], 0))
    assert [event.id for event in events] == [*first, second]
    assert events[-1] == Event(
        second, "jobs.past2", "other", {"type": "other", "channel": "jobs.past2", "text": "€\u2028\r\n"}
    )
    assert list(publisher.subscribe(["jobs.past", "jobs.past2"], first[-1])) == events[-1:]
    assert list(publisher.subscribe(["jobs.past", "jobs.past2"], second)) == []  # 204


def test_without_a_position_it_begins_now(publisher: Publisher) -> None:
    publish_numbers(publisher, "jobs.now", 0, 10)
    follower = Follower(publisher, "jobs.now")
    wait_until(lambda: follower.is_open, "the stream is open")
    publish_numbers(publisher, "jobs.now", 10, 5)
    publisher.close("jobs.now")
    follower.wait_for_end()
    assert follower.numbers == list(range(10, 15))


def test_nothing_is_lost_or_doubled_when_the_server_is_killed_and_restarted(start_server: StartServer) -> None:
    server = start_server()
    publisher = Publisher(server.url, make_token(server))
    quiet, busy = Follower(publisher, "jobs.quiet"), Follower(publisher, "jobs.busy", last_event_id=0)
    wait_until(lambda: quiet.is_open, "the stream is open")
    publish_numbers(publisher, "jobs.busy", 0, 2000)
    wait_until(lambda: len(busy.events) > 100, "events arrive")
    server.kill9("all")
    wait_until(lambda: quiet.interruptions and busy.interruptions, "both have noticed")
    server.start()
    # Both get what is published while they are away, even the one that started at "now" and had seen nothing.
    publish_numbers(publisher, "jobs.quiet", 0, 3)
    publish_numbers(publisher, "jobs.busy", 2000, 1000)
    server.restart()
    for channel in ("jobs.quiet", "jobs.busy"):
        publisher.close(channel)
    for follower in (quiet, busy):
        follower.wait_for_end()
    assert quiet.numbers == [0, 1, 2]
    assert busy.numbers == list(range(3000))
    assert (quiet.gaps, busy.gaps) == ([], [])


def test_a_position_of_another_log_is_told_as_a_gap(publisher: Publisher) -> None:
    publish_numbers(publisher, "jobs.gap", 0, 3)
    publisher.close("jobs.gap")
    gaps: list[Gap] = []
    events = list(publisher.subscribe(["jobs.gap"], 2**62, on_gap=gaps.append))
    assert [event.data["n"] for event in events] == [0, 1, 2]
    assert [(gap.channel, gap.from_id, gap.reason) for gap in gaps] == [(None, 2**62, "reset")]


def test_refusals_end_it(server: Server, token: str) -> None:
    for channels, used, status in ((["other"], token, 403), (["*"], token, 400), (["jobs.a"], "bad", 401)):
        with pytest.raises(StreamRefused) as refused:
            next(subscribe(server.url, used, channels))
        assert refused.value.status == status


def test_leaving_closes_the_connection(server: Server, publisher: Publisher) -> None:
    publish_numbers(publisher, "jobs.leave", 0, 1)
    api = server.api()

    def streams() -> int:
        return int(api.get("/api/v1/sse/connections/status").json()["active_connections"])

    before = streams()
    events = publisher.subscribe(["jobs.leave"], 0)
    assert next(events).data["n"] == 0
    wait_until(lambda: streams() == before + 1, "the stream is counted")
    events.close()
    wait_until(lambda: streams() == before, "the stream is gone")
