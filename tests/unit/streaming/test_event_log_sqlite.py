"""What only the SQLite event log deals with: files, other processes, crashes, clocks."""

from __future__ import annotations

import dataclasses
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from services.errors import Unavailable
from services.streaming.event import Event, new_event
from services.streaming.log import sqlite_trim
from services.streaming.log.event_log import Append, Gap, Outcome
from services.streaming.log.retention import Kept, Retention, Rule
from services.streaming.log.sqlite_log import SqliteEventLog


def publish(log: SqliteEventLog, channel: str = "jobs.a", count: int = 1) -> list[int]:
    (outcome,) = log.append([Append(events=[new_event(channel, "step", {"n": n}) for n in range(count)])])
    assert isinstance(outcome, list), outcome
    return outcome


def ids(log: SqliteEventLog, after: int = 0) -> list[int]:
    return [item.id for item in log.read_after(["jobs.a"], after).items if isinstance(item, Event)]


def test_events_outlive_the_process(tmp_path: Path) -> None:
    log = SqliteEventLog(tmp_path)
    published = publish(log, count=3)
    log.close()
    again = SqliteEventLog(tmp_path)
    assert ids(again) == published
    assert publish(again)[0] > published[-1]
    again.close()


def test_positions_of_an_earlier_opening_are_still_good(tmp_path: Path) -> None:
    log = SqliteEventLog(tmp_path)
    first, second = publish(log, count=2)
    log.close()
    again = SqliteEventLog(tmp_path)
    assert again.read_after(["jobs.a"], first).items[0].id == second  # type: ignore[union-attr]
    between = second + 1  # an id that was never assigned
    assert again.read_after(["jobs.a"], between).items[0] == Gap(None, between, first - 1, "reset")
    again.close()


def test_a_restored_backup_never_gives_an_id_twice(tmp_path: Path) -> None:
    log = SqliteEventLog(tmp_path / "log", now_s=lambda: 1_000_000.0)
    publish(log)
    log.close()
    shutil.copy(tmp_path / "log" / "events.db", tmp_path / "backup.db")
    log = SqliteEventLog(tmp_path / "log", now_s=lambda: 1_000_000.0)
    lost = publish(log, count=5)
    log.close()
    shutil.copy(tmp_path / "backup.db", tmp_path / "log" / "events.db")
    log = SqliteEventLog(tmp_path / "log", now_s=lambda: 1_000_000.0)  # a stopped clock must not matter
    assert publish(log)[0] > lost[-1]
    assert log.read_after(["jobs.a"], lost[2]).items[0].reason == "reset"  # type: ignore[union-attr]
    log.close()


def test_openings_faster_than_the_clock_keep_positions_good(tmp_path: Path) -> None:
    """Each opening continues from the high-water mark, which runs ahead of a stopped clock."""
    for opening in range(6):
        log = SqliteEventLog(tmp_path, now_s=lambda: 1_000_000.0)
        if opening % 3 == 2:
            published = publish(log, count=2)
            assert ids(log, published[0]) == [published[1]]
            assert log.read_after(["jobs.a"], published[1]).items == []
        log.close()
    log = SqliteEventLog(tmp_path, now_s=lambda: 1_000_000.0)
    seen = ids(log)
    assert len(seen) == 4
    assert [ids(log, position) for position in seen] == [seen[1:], seen[2:], seen[3:], []]
    log.close()


def test_a_second_opener_joins_the_same_epoch(tmp_path: Path) -> None:
    one, two = SqliteEventLog(tmp_path), SqliteEventLog(tmp_path)
    (first,) = publish(one)
    (second,) = publish(two)
    assert second == first + 1
    assert ids(one) == ids(two) == [first, second]
    one.close(), two.close()


def test_many_first_openings_at_once(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from services.streaming.log.sqlite_log import SqliteEventLog\n"
        "from services.streaming.log.event_log import Append\n"
        "from services.streaming.event import new_event\n"
        "log = SqliteEventLog(Path(sys.argv[1]))\n"
        "for n in range(20): log.append([Append(events=[new_event('jobs.a', 'step', {})])])\n"
    )
    children = [subprocess.Popen([sys.executable, "-c", program, tmp_path]) for _ in range(8)]
    assert [child.wait(60) for child in children] == [0] * 8
    log = SqliteEventLog(tmp_path)
    seen = ids(log)
    assert len(seen) == 160
    assert seen == sorted(set(seen))
    log.close()


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "events.db").write_bytes(b"precious " * 1000)
    with pytest.raises(Unavailable, match=r"events\.db is damaged.*Nothing was changed"):
        SqliteEventLog(tmp_path)
    assert (tmp_path / "events.db").read_bytes() == b"precious " * 1000


def test_a_foreign_write_lock_gives_503_and_stores_nothing(tmp_path: Path) -> None:
    log = SqliteEventLog(tmp_path, deadline_s=0.1)
    head = log.head()
    other = sqlite3.connect(tmp_path / "events.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="locked"):
        publish(log)
    assert log.head() == head, "readers are not stopped by the lock"
    other.execute("ROLLBACK")
    assert publish(log) == [head + 1]
    other.close(), log.close()


def test_a_full_disk_gives_503_and_recovers_by_itself(tmp_path: Path) -> None:
    log = SqliteEventLog(tmp_path)
    publish(log)
    pages = log._writer.execute("PRAGMA page_count").fetchone()[0]
    log._writer.execute(f"PRAGMA max_page_count={pages + 2}")
    stored = ids(log)
    with pytest.raises(Unavailable, match="disk is full"):
        publish(log, count=900)
    assert ids(log) == stored
    log._writer.execute("PRAGMA max_page_count=1000000")
    assert len(publish(log, count=900)) == 900
    log.close()


def test_appends_from_many_threads_are_each_whole(tmp_path: Path) -> None:
    log = SqliteEventLog(tmp_path)
    batches: list[list[int]] = []
    threads = [
        threading.Thread(target=lambda: batches.extend(publish(log, count=10) for _ in range(20))) for _ in range(4)
    ]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(batches) == 80
    assert all(batch == list(range(batch[0], batch[0] + 10)) for batch in batches)
    assert sorted(id for batch in batches for id in batch) == ids(log)
    log.close()


def test_only_one_process_trims(tmp_path: Path) -> None:
    clock = [1e9]
    one, two = (SqliteEventLog(tmp_path, now_s=lambda: clock[0], monotonic_s=lambda: clock[0]) for _ in range(2))
    publish(one, count=10)
    clock[0] += 100
    keep_one = Retention(events=1, age_s=1e6, grace_s=1)
    assert one.trim(keep_one, max_rows=5) == 5
    assert two.trim(keep_one) == 0
    one.close()
    assert two.trim(keep_one) == 4, "the next process takes over"
    two.close()


def test_no_trimming_just_after_the_clock_jumped(tmp_path: Path) -> None:
    clock, monotonic = [1e9], [0.0]
    log = SqliteEventLog(tmp_path, now_s=lambda: clock[0], monotonic_s=lambda: monotonic[0])
    publish(log, count=3)
    keep = Retention(events=100, age_s=1000, grace_s=60)
    clock[0] += 1e6
    assert log.trim(keep) == 0
    monotonic[0] += 61
    clock[0] += 61
    assert log.trim(keep) == 3
    log.close()


def test_expired_idempotency_keys_do_not_pile_up(tmp_path: Path) -> None:
    now = [1_000_000.0]
    log = SqliteEventLog(tmp_path, now_s=lambda: now[0], monotonic_s=lambda: now[0])

    def publish_with(key: str) -> object:
        return log.append([Append(events=[new_event("jobs.a", "step", {})], idempotency_key=key, body_digest=b"1")])[0]

    given = [publish_with(f"{n}") for n in range(1200)]
    now[0] += 23 * 3600
    fresh = publish_with("fresh")
    while log.trim(Retention()):
        pass
    assert [publish_with("0"), publish_with("1199"), publish_with("fresh")] == [given[0], given[-1], fresh]
    now[0] += 2 * 3600
    while log.trim(Retention()):  # as the server does, until nothing is left to remove
        pass
    assert log._writer.execute("SELECT key FROM idempotency").fetchall() == [("fresh",)]
    log.close()


def test_nobody_pushes_out_another_callers_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_trim, "IDEMPOTENCY_KEYS", 100)
    log = SqliteEventLog(tmp_path)

    def publish_with(principal: str, key: str) -> Outcome:
        events = [new_event("jobs.a", "step", {})]
        return log.append([Append(events=events, principal=principal, idempotency_key=key, body_digest=b"1")])[0]

    quiet = publish_with("quiet", "k")
    for round in range(3):
        loud = [publish_with("loud", f"{round}-{n}") for n in range(700)]
        time.sleep(0.002)  # keys from the same millisecond are trimmed together
        newest = [publish_with("loud", f"newest-{round}-{n}") for n in range(50)]
        while log.trim(Retention()):
            pass
        assert (
            50 <= log._writer.execute("SELECT count(*) FROM idempotency WHERE principal = 'loud'").fetchone()[0] <= 100
        )
        assert [publish_with("loud", f"newest-{round}-{n}") for n in range(50)] == newest
        assert publish_with("loud", f"{round}-0") != loud[0]
    assert publish_with("quiet", "k") == quiet
    log.close()


def test_trimming_keeps_up_with_what_is_published_wherever_it_is(tmp_path: Path) -> None:
    clock = [1e9]
    log = SqliteEventLog(tmp_path, now_s=lambda: clock[0], monotonic_s=lambda: clock[0])
    chance = random.Random(7)
    keep = Retention(events=5, age_s=500, grace_s=1)
    for round in range(60):
        for _ in range(chance.randrange(4)):
            publish(log, f"jobs.{chance.randrange(8)}", chance.randrange(1, 12))
        if chance.random() < 0.2:
            log.purge(f"jobs.{chance.randrange(8)}")
        if chance.random() < 0.1:  # another process takes over
            log.close()
            log = SqliteEventLog(tmp_path, now_s=lambda: clock[0], monotonic_s=lambda: clock[0])
        clock[0] += chance.choice([0, 2, 29])
        while log.trim(keep, max_rows=chance.choice([3, 500])):
            pass
        kept = log._writer.execute("SELECT channel, count(*), max(at) FROM event GROUP BY channel").fetchall()
        assert all(count <= 5 or newest > clock[0] * 1000 - 1000 for _, count, newest in kept), round
        counted = log._writer.execute("SELECT number, kept FROM channel WHERE kept > 0").fetchall()
        assert counted == [(channel, count) for channel, count, _ in kept]
    log.close()


def test_trimming_by_rules_keeps_up_wherever_events_are(tmp_path: Path) -> None:
    clock = [1e9]
    log = SqliteEventLog(tmp_path, now_s=lambda: clock[0], monotonic_s=lambda: clock[0])
    chance = random.Random(11)
    rules = (Rule("jobs.1", Kept(8, 900, 1)), Rule("jobs.2*", Kept(3, 40, 20)), Rule("jobs.*", Kept(5, 300, 1)))
    retention = Retention(events=6, age_s=500, grace_s=1, rules=rules)
    for round in range(80):
        for _ in range(chance.randrange(4)):
            publish(log, chance.choice(["jobs.1", "jobs.2", "jobs.21", "jobs.3", "other"]), chance.randrange(1, 12))
        if chance.random() < 0.1:
            log.purge("jobs.1")
        if chance.random() < 0.1:  # another process takes over
            log.close()
            log = SqliteEventLog(tmp_path, now_s=lambda: clock[0], monotonic_s=lambda: clock[0])
        if chance.random() < 0.1:
            retention = dataclasses.replace(retention, rules=tuple(chance.sample(rules, chance.randrange(4))))
        clock[0] += chance.choice([0, 2, 29])
        while log.trim(retention, max_rows=chance.choice([3, 500])):
            pass
        for name, at in log._writer.execute("SELECT name, at FROM event JOIN channel ON number = channel").fetchall():
            rule, age_s = retention.of(name), clock[0] - at / 1000
            assert age_s < rule.oldest_s, (round, name)
        counted = "SELECT name, count(*), max(at) FROM event JOIN channel ON number = channel GROUP BY name"
        for name, count, newest in log._writer.execute(counted).fetchall():
            rule = retention.of(name)
            assert count <= rule.events or clock[0] - newest / 1000 < rule.grace_s, (round, name)
        kept_rows = log._writer.execute("SELECT name, kept FROM channel WHERE kept > 0 ORDER BY name").fetchall()
        held = "SELECT name, count(*) FROM event JOIN channel ON number = channel GROUP BY name ORDER BY name"
        assert kept_rows == log._writer.execute(held).fetchall()
    log.close()


def test_many_old_events_that_a_rule_keeps_are_looked_at_in_steps(tmp_path: Path) -> None:
    clock = [1e9]
    log = SqliteEventLog(tmp_path, now_s=lambda: clock[0], monotonic_s=lambda: clock[0])
    for _ in range(13):
        publish(log, "archive.a", 1000)
    publish(log, "jobs.a", 10)
    clock[0] += 1000
    rules = (Rule("archive.*", Kept(10**6, 1e6, 1)),)
    steps = [log.trim(Retention(events=100, age_s=100, grace_s=1, rules=rules)) for _ in range(6)]
    assert steps == [1, 1, 10, 0, 0, 0]
    found = log.survey.channel("archive.a")
    assert found is not None and found.kept == 13_000
    log.close()


def test_what_trimming_costs_does_not_grow_with_the_channels_once_used(tmp_path: Path) -> None:
    """Measure the work in thousands of SQLite instructions."""
    log = SqliteEventLog(tmp_path)
    log._writer.execute("BEGIN")
    names = ((f"jobs.{n}", n) for n in range(1, 50_001))
    log._writer.executemany("INSERT INTO channel (name, trimmed_to) VALUES (?, ?)", names)
    log._writer.execute("COMMIT")
    thousands = [0]

    def count() -> int:
        thousands[0] += 1
        return 0

    log.trim(Retention())  # the first trim looks at all of them
    log._writer.set_progress_handler(count, 1000)
    publish(log, "jobs.1")
    log.trim(Retention())
    assert thousands[0] <= 1
    log.trim(Retention(events=9_999))
    assert thousands[0] > 50
    log.close()


def test_a_reader_that_cannot_open_the_files_is_unavailable(tmp_path: Path) -> None:
    log = SqliteEventLog(tmp_path / "log")
    log._readers.clear()
    (tmp_path / "log").rename(tmp_path / "away")
    with pytest.raises(Unavailable):
        log.head()
    (tmp_path / "away").rename(tmp_path / "log")
    assert log.head() > 0
    log.close()


def test_the_bell_is_heard_by_another_process(tmp_path: Path) -> None:
    import select

    one, two = SqliteEventLog(tmp_path), SqliteEventLog(tmp_path)
    fd = two.bell.fileno()
    assert select.select([fd], [], [], 0)[0] == []
    publish(one)
    assert select.select([fd], [], [], 5)[0] == [fd]
    two.bell.hush()
    assert select.select([fd], [], [], 0)[0] == []
    one.close(), two.close()
