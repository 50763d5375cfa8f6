"""One suite for every event log: what `services.streaming.log.event_log` promises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.errors import Conflict, KeyReused
from services.streaming.event import Event, NewEvent, new_event
from services.streaming.log.event_log import Append, Closing, EventLog, Gap, Replay
from services.streaming.log.memory_log import MemoryEventLog
from services.streaming.log.retention import Kept, Retention, Rule
from services.streaming.log.sqlite_log import SqliteEventLog


class Clock:
    def __init__(self) -> None:
        self.s = 1_800_000_000.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "sqlite"])
def log(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[EventLog]:
    makers: dict[str, Callable[[], EventLog]] = {
        "memory": lambda: MemoryEventLog(now_s=clock),
        "sqlite": lambda: SqliteEventLog(tmp_path / "log", now_s=clock, monotonic_s=clock),
    }
    made = makers[request.param]()
    yield made
    made.close()


def event(channel: str = "jobs.a", **data: object) -> NewEvent:
    return new_event(channel, "step", data)


def publish(log: EventLog, *events: NewEvent) -> list[int]:
    (outcome,) = log.append([Append(events=events)])
    assert isinstance(outcome, list), outcome
    return outcome


def close(log: EventLog, channel: str) -> int:
    (outcome,) = log.append([Append(closes=channel)])
    assert isinstance(outcome, list), outcome
    return outcome[0]


def ids(replay: Replay) -> list[int]:
    return [item.id for item in replay.items if isinstance(item, Event)]


def test_ids_rise_over_all_channels_and_are_consecutive_in_a_batch(log: EventLog) -> None:
    first = publish(log, event("jobs.a"))
    batch = publish(log, event("jobs.b"), event("jobs.a"), event("jobs.c"))
    assert batch == [batch[0], batch[0] + 1, batch[0] + 2]
    assert batch[0] > first[0]
    assert log.head() == batch[-1]


def test_a_fresh_log_starts_at_the_time_shifted_by_20_bits(log: EventLog, clock: Clock) -> None:
    assert log.head() == int(clock.s) << 20


def test_reading_gives_exactly_the_channels_asked_for_in_id_order(log: EventLog) -> None:
    a1, b1, c1, a2 = publish(
        log, event("jobs.a", n=1), event("jobs.b", n=2), event("jobs.c", n=3), event("jobs.a", n=4)
    )
    replay = log.read_after(["jobs.a", "jobs.b"], 0)
    assert ids(replay) == [a1, b1, a2]
    assert replay.is_complete
    assert replay.cursor == replay.head == a2
    assert ids(log.read_after(["jobs.a", "jobs.b"], b1)) == [a2]
    assert ids(log.read_after(["jobs.c"], c1)) == []


def test_what_is_read_is_what_was_published(log: EventLog) -> None:
    publish(log, new_event("jobs.a", "step", {"text": "é\r\n\0", "type": "step"}))
    (item,) = log.read_after(["jobs.a"], 0).items
    assert isinstance(item, Event)
    assert item.data == b'{"channel":"jobs.a","text":"\xc3\xa9\\r\\n\\u0000","type":"step"}'
    assert item.published == b'{"text":"\xc3\xa9\\r\\n\\u0000","type":"step"}'
    assert (item.type, item.channel) == ("step", "jobs.a")


@pytest.mark.parametrize("limit", [1, 2, 3, 60])
def test_pages_join_to_the_whole(log: EventLog, limit: int) -> None:
    published = publish(log, *[event(f"jobs.{'abc'[n % 3]}", n=n) for n in range(200)])
    cursor, seen = 0, []
    for _ in range(400):
        page = log.read_after(["jobs.a", "jobs.b", "jobs.c"], cursor, limit=limit, max_bytes=500)
        seen += ids(page)
        cursor = page.cursor
        if page.is_complete:
            break
    assert seen == published


def test_a_batch_with_a_closed_channel_stores_nothing(log: EventLog) -> None:
    publish(log, event("jobs.done"))
    closed_at = close(log, "jobs.done")
    assert closed_at == log.head()
    (outcome,) = log.append([Append(events=(event("jobs.open"), event("jobs.done")))])
    assert isinstance(outcome, Conflict)
    assert log.head() == closed_at
    assert log.read_after(["jobs.open"], 0).items == []
    (again,) = log.append([Append(closes="jobs.done")])
    assert isinstance(again, Conflict)


def test_one_refused_append_costs_its_group_nothing(log: EventLog) -> None:
    close(log, "jobs.done")
    outcomes = log.append(
        [Append(events=(event("jobs.a"),)), Append(events=(event("jobs.done"),)), Append(events=(event("jobs.b"),))]
    )
    assert isinstance(outcomes[1], Conflict)
    assert [outcomes[0], outcomes[2]] == [[log.head() - 1], [log.head()]]


def test_replay_knows_which_channels_are_closed(log: EventLog) -> None:
    publish(log, event("jobs.a"), event("jobs.b"))
    close(log, "jobs.a")
    assert log.read_after(["jobs.a", "jobs.b", "jobs.never"], 0).closed == {"jobs.a"}
    assert log.read_after(["jobs.a"], log.head()).closed == {"jobs.a"}
    assert log.standing(["jobs.a", "jobs.b", "jobs.never"]) == ({"jobs.a"}, log.head())


def test_an_idempotency_key_gives_the_same_ids_and_stores_nothing(log: EventLog) -> None:
    first = log.append([Append(events=(event(), event()), principal="p", idempotency_key="k", body_digest=b"1")])
    head = log.head()
    assert (
        log.append([Append(events=(event(), event()), principal="p", idempotency_key="k", body_digest=b"1")]) == first
    )
    assert log.head() == head
    (reused,) = log.append([Append(events=(event(),), principal="p", idempotency_key="k", body_digest=b"2")])
    assert isinstance(reused, KeyReused)
    (other,) = log.append([Append(events=(event(),), principal="q", idempotency_key="k", body_digest=b"2")])
    assert other == [head + 1]


def test_a_key_given_twice_in_one_group_counts_once(log: EventLog) -> None:
    append = Append(events=(event(),), principal="p", idempotency_key="k", body_digest=b"1")
    one, two = log.append([append, append])
    assert one == two == [log.head()]


@pytest.mark.parametrize("position", [1, 1000, 2**63 - 1])
def test_a_position_that_is_not_of_this_log_is_a_reset(log: EventLog, position: int) -> None:
    start = log.head()
    published = publish(log, event(), event())
    replay = log.read_after(["jobs.a"], position)
    assert replay.items[0] == Gap(None, position, start, "reset")
    assert ids(replay) == published
    assert ids(log.read_after(["jobs.a"], start)) == published, "the position that the gap gives is a good one"


def test_zero_is_the_beginning_and_no_reset(log: EventLog) -> None:
    published = publish(log, event())
    assert [item.id for item in log.read_after(["jobs.a"], 0).items if isinstance(item, Event)] == published
    assert log.read_after(["jobs.never"], 0).items == []


def test_trimming_by_count_leaves_a_gap_in_its_place(log: EventLog, clock: Clock) -> None:
    a = publish(log, *[event("jobs.a", n=n) for n in range(6)])
    (b,) = publish(log, event("jobs.b"))
    clock.s += 61
    assert log.trim(Retention(events=2, age_s=1e6, grace_s=60)) == 4
    replay = log.read_after(["jobs.a", "jobs.b"], 0)
    assert replay.has_gap
    assert not log.read_after(["jobs.a", "jobs.b"], a[3]).has_gap
    assert replay.items[0] == Gap("jobs.a", 0, a[3], "trimmed")
    assert ids(replay) == [*a[4:], b]
    assert log.read_after(["jobs.a"], a[1]).items[0] == Gap("jobs.a", a[1], a[3], "trimmed")
    assert ids(log.read_after(["jobs.a"], a[3])) == a[4:], "nothing is missing behind the last trimmed id"
    assert not any(isinstance(item, Gap) for item in log.read_after(["jobs.a"], a[3]).items)
    assert not any(isinstance(item, Gap) for item in log.read_after(["jobs.b"], 0).items)


def test_trimming_by_age(log: EventLog, clock: Clock) -> None:
    old = publish(log, event(), event())
    clock.s += 100
    new = publish(log, event())
    clock.s += 50
    assert log.trim(Retention(events=100, age_s=120, grace_s=60)) == 2
    assert log.read_after(["jobs.a"], 0).items[0] == Gap("jobs.a", 0, old[-1], "trimmed")
    assert ids(log.read_after(["jobs.a"], 0)) == new


def test_nothing_younger_than_the_grace_is_trimmed(log: EventLog, clock: Clock) -> None:
    publish(log, *[event() for _ in range(10)])
    clock.s += 59
    assert log.trim(Retention(events=1, age_s=1, grace_s=60)) == 0


def test_trimming_goes_in_steps(log: EventLog, clock: Clock) -> None:
    publish(log, *[event() for _ in range(30)])
    clock.s += 100
    steps = [log.trim(Retention(events=5, age_s=1e6, grace_s=1), max_rows=10) for _ in range(4)]
    assert steps == [10, 10, 5, 0]


RULES = Retention(
    events=4,
    age_s=1000,
    grace_s=10,
    rules=(
        Rule("jobs.*", Kept(events=2, age_s=1000, grace_s=10)),
        Rule("jobs.long.*", Kept(events=100, age_s=5000, grace_s=10)),
        Rule("jobs.long.short", Kept(events=100, age_s=100, grace_s=10)),
        Rule("late.*", Kept(events=1, age_s=50, grace_s=300)),
        Rule("*", Kept(events=3, age_s=1000, grace_s=10)),
    ),
)


def kept(log: EventLog, channel: str) -> int:
    return len(ids(log.read_after([channel], 0, limit=1000)))


def test_the_most_specific_rule_says_what_a_channel_keeps(log: EventLog, clock: Clock) -> None:
    names = ["jobs.a", "jobs.long.a", "jobs.long.short", "scan.1", "late.a"]
    publish(log, *[event(name) for name in names for _ in range(6)])
    log.append([Append(events=[NewEvent("~control", "revoke", b"{}", 1)] * 6)])

    def all_kept() -> list[int]:
        while log.trim(RULES, max_rows=5):
            pass
        return [kept(log, name) for name in [*names, "~control"]]

    clock.s += 20
    assert all_kept() == [2, 6, 6, 3, 6, 4], "internal channels are under no rule"
    clock.s += 90
    assert all_kept() == [2, 6, 0, 3, 6, 4]
    clock.s += 200
    assert all_kept() == [2, 6, 0, 3, 0, 4]
    clock.s += 1000
    assert all_kept() == [0, 6, 0, 0, 0, 0], "older events that another rule keeps are in nobody's way"
    clock.s += 4000
    assert all_kept() == [0, 0, 0, 0, 0, 0]
    assert log.read_after(["jobs.long.a"], 0).items[0] == Gap("jobs.long.a", 0, log.head() - 18 - 6, "trimmed")


def test_a_new_rule_counts_for_what_is_there(log: EventLog, clock: Clock) -> None:
    publish(log, *[event(f"jobs.{name}") for name in "ab" for _ in range(10)])
    clock.s += 100
    assert log.trim(Retention(events=10, age_s=1e6, grace_s=1)) == 0
    rules = (Rule("jobs.a", Kept(3, 1e6, 1)), Rule("jobs.b", Kept(10, 50, 1)))
    while log.trim(Retention(events=10, age_s=1e6, grace_s=1, rules=rules)):
        pass
    assert (kept(log, "jobs.a"), kept(log, "jobs.b")) == (3, 0)


def test_time_never_runs_backwards(log: EventLog, clock: Clock) -> None:
    publish(log, event())
    clock.s -= 5000
    publish(log, event())
    times = [item.at for item in log.read_after(["jobs.a"], 0).items if isinstance(item, Event)]
    assert times == sorted(times)
    assert times[1] >= times[0]


def test_purging_removes_a_channels_events_and_says_so(log: EventLog) -> None:
    a = publish(log, event("jobs.a"), event("jobs.a"))
    b = publish(log, event("jobs.b"))
    before = log.head()
    log.purge("jobs.a")
    (gap,) = log.read_after(["jobs.a"], 0).items
    assert gap == Gap("jobs.a", 0, log.head(), "trimmed")
    assert gap.to > b[-1] > a[-1]
    assert ids(log.read_after(["jobs.b"], 0)) == b
    assert log.tail(before).items == [Gap("jobs.a", before, log.head(), "trimmed")], (
        "who has read everything is told as well"
    )
    (after,) = publish(log, event("jobs.a"))
    assert ids(log.read_after(["jobs.a"], 0)) == [after]


def test_purging_an_unknown_channel_changes_nothing(log: EventLog) -> None:
    before = log.head()
    log.purge("jobs.never")
    assert (log.head(), log.tail(before).items) == (before, [])


def test_the_tail_holds_everything_in_order(log: EventLog) -> None:
    start = log.head()
    a, b = publish(log, event("jobs.a"), event("jobs.b"))
    closed = close(log, "jobs.a")
    (c,) = publish(log, event("jobs.c"))
    tail = log.tail(start)
    assert [item.id for item in tail.items if not isinstance(item, Gap)] == [a, b, closed, c]
    assert tail.items[2] == Closing(closed, "jobs.a")
    assert (tail.upto, tail.is_complete) == (c, True)
    assert log.tail(c).items == []


def test_the_tail_comes_in_parts_that_join(log: EventLog) -> None:
    start = log.head()
    published = publish(log, *[event(f"jobs.{n % 4}") for n in range(50)])
    seen, upto, complete = [], start, False
    while not complete:
        tail = log.tail(upto, limit=7)
        seen += [item.id for item in tail.items if isinstance(item, Event)]
        upto, complete = tail.upto, tail.is_complete
    assert seen == published


def test_a_hub_that_slept_through_a_trim_is_told(log: EventLog, clock: Clock) -> None:
    start = log.head()
    published = publish(log, *[event() for _ in range(10)])
    clock.s += 100
    log.trim(Retention(events=3, age_s=1e6, grace_s=1))
    tail = log.tail(start)
    assert tail.items[0] == Gap("jobs.a", start, published[6], "trimmed")
    assert [item.id for item in tail.items if isinstance(item, Event)] == published[7:]


def test_the_newest_event_of_a_channel_is_found_until_it_is_gone(log: EventLog) -> None:
    assert log.newest("jobs.a") is None
    publish(log, event("jobs.a", n=1))
    a2, _ = publish(log, event("jobs.a", n=2), event("jobs.b", n=3))
    close(log, "jobs.a")
    found = log.newest("jobs.a")
    assert found is not None and (found.id, found.channel, found.published) == (a2, "jobs.a", b'{"n":2}')
    assert log.read_after(["jobs.a"], a2 - 1).items == [found]
    log.purge("jobs.a")
    assert log.newest("jobs.a") is None


def test_a_survey_tells_what_channels_hold(log: EventLog, clock: Clock) -> None:
    publish(log, *[event("jobs.a", n=n) for n in range(5)])
    first_at = int(clock.s * 1000)
    clock.s += 100
    (b,) = publish(log, event("jobs.b"))
    (a,) = publish(log, event("jobs.a"))
    closed = close(log, "jobs.b")
    log.trim(Retention(events=3, age_s=1e6, grace_s=1))
    found = {state.name: state for state in log.survey.channels("", "", 10)}
    assert list(found) == ["jobs.a", "jobs.b"]
    assert (found["jobs.a"].kept, found["jobs.a"].head, found["jobs.a"].trimmed_to) == (3, a, a - 4)
    assert (found["jobs.a"].oldest_at, found["jobs.a"].newest_at) == (first_at, int(clock.s * 1000))
    kept = log.read_after(["jobs.a"], 0).items
    assert found["jobs.a"].size == sum(len(item.data) for item in kept if isinstance(item, Event))
    assert (found["jobs.a"].closed, found["jobs.b"].closed, found["jobs.b"].head) == (0, closed, closed)
    assert log.survey.channel("jobs.b") == found["jobs.b"]
    assert log.survey.channel("jobs.never") is None
    assert b > found["jobs.a"].trimmed_to


def test_a_survey_goes_by_name_and_leaves_out_what_is_empty(log: EventLog) -> None:
    publish(log, *[event(f"jobs.{name}") for name in "cab"], new_event("other", "step", {}))
    log.append([Append(events=[NewEvent("~control", "revoke", b"{}", 1)])])
    log.purge("jobs.b")
    names = lambda *asked, **more: [state.name for state in log.survey.channels(*asked, **more)]  # noqa: E731
    assert names("", "", 10) == ["jobs.a", "jobs.c", "other"]
    assert names("", "", 10, with_empty=True) == ["jobs.a", "jobs.b", "jobs.c", "other"]
    assert names("", "jobs.a", 1) == ["jobs.c"]
    assert names("obs.", "", 10) == ["jobs.a", "jobs.c"]
    assert names("%", "", 10) == []


def test_a_survey_shows_the_events_around_a_position(log: EventLog) -> None:
    published = publish(log, *[event(f"jobs.{'ab'[n % 2]}", n=n) for n in range(20)])
    mine = published[::2]
    around = lambda *asked: [found.id for found in log.survey.around("jobs.a", *asked)]  # noqa: E731
    assert around(mine[5], 2, 3) == mine[3:9]
    assert around(mine[5] + 1, 2, 1) == mine[4:7], "a position of another channel"
    assert around(0, 5, 2) == mine[:2]
    assert around(2**62, 2, 2) == mine[-2:]
    assert log.survey.around("jobs.never", 5, 2, 2) == []
    found = log.survey.event(mine[3])
    assert found is not None and (found.channel, found.published) == ("jobs.a", b'{"n":6}')
    assert log.survey.event(published[-1] + 1) is None


def test_a_survey_counts_what_was_published_after_a_position(log: EventLog, clock: Clock) -> None:
    a = publish(log, *[event("jobs.a") for _ in range(6)])
    (b,) = publish(log, event("jobs.b"))
    clock.s += 100
    log.trim(Retention(events=4, age_s=1e6, grace_s=1))
    one, two, three = log.survey.published(["jobs.b", "jobs.a", "jobs.never"], a[0], 2)
    assert one == ("jobs.a", 4, a[2], a[5], (a[2], a[3]), a[1])
    assert two == ("jobs.b", 1, b, b, (b,), 0)
    assert three == ("jobs.never", 0, None, None, (), 0)
    assert log.survey.published(["jobs.a"], a[1], 2)[0].missing_to == 0
