"""The message pump: order, patience with a slow event log, and no patience with a child that breaks the protocol."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.errors import Unavailable
from services.jobs.child.message import EventMessage, LogMessage, Message, ProgressMessage, ResultMessage, encode
from services.jobs.job import Job
from services.jobs.kind import JobKind
from services.jobs.runner.job_log import JobLog, Redactor
from services.jobs.runner.message_pump import EVENTS_PER_S, MessagePump, Story
from services.jobs.runner.standing import QUIET_S
from services.scanning.scan_kind import SCAN
from services.streaming.event import NewEvent
from services.streaming.log.event_log import Append, EventLog
from services.streaming.log.memory_log import MemoryEventLog
from services.streaming.publishing.publisher import DirectPublisher
from tests.counting import count
from tests.support.condition import wait_until

CHANNEL = "scan.a"
KIND = JobKind("scan", "", "")


class SlowPublisher(DirectPublisher):
    """The real publisher on an event log that does not answer until the test lets it."""

    def __init__(self, log: EventLog) -> None:
        super().__init__(log)
        self.refusals = 0
        self.may_publish = threading.Event()
        self.may_publish.set()

    def publish(
        self,
        events: Sequence[NewEvent],
        *,
        principal: str = "",
        idempotency_key: str | None = None,
        body_digest: bytes = b"",
    ) -> list[int]:
        if not self.may_publish.is_set():
            self.refusals += 1
            raise Unavailable("The event log is busy.")
        return super().publish(events, principal=principal, idempotency_key=idempotency_key, body_digest=body_digest)


class Child:
    """The other end of the pipe."""

    def __init__(self, tmp_path: Path, secrets: Sequence[str] = (), kind: JobKind = KIND) -> None:
        read_fd, self.fd = os.pipe()
        self.log = MemoryEventLog()
        self.publisher = SlowPublisher(self.log)
        self.violations: list[str] = []
        self.job_log = JobLog(tmp_path / "a.log", Redactor(secrets))
        params = {"count_id": "a", "to": 3}
        job = Job(
            "a", "scan", "alice", CHANNEL, params, "running", "", "", 0.0, "", None, 1, False, False, 0.0, 0.0, None
        )
        self.stages: list[str] = []
        self.pump = MessagePump(
            read_fd, job, kind, self.append, self.job_log, Redactor(secrets), 65_536,
            on_violation=self.violations.append, on_progress=self.note,
        )  # fmt: skip
        self.pump.start()

    def append(self, events: list[NewEvent]) -> None:
        self.publisher.publish(events, principal="job:a")

    def note(self, story: Story, is_new_stage: bool) -> None:
        if is_new_stage:
            self.stages.append(story.stage)

    def say(self, *messages: Message) -> None:
        os.write(self.fd, b"".join(encode(message) + b"\n" for message in messages))

    def leave(self) -> None:
        os.close(self.fd)
        assert self.pump.join(10)
        self.job_log.close()

    def heard(self, channel: str = CHANNEL) -> list[bytes]:
        replay = self.log.read_after([channel], 0, limit=100_000)
        return [item.published for item in replay.items if hasattr(item, "published")]


@pytest.fixture
def new_child(tmp_path: Path) -> Iterator[Callable[..., Child]]:
    made: list[Child] = []

    def make(**options: Any) -> Child:
        made.append(Child(tmp_path, **options))
        return made[-1]

    yield make
    for child in made:
        child.log.close()


def number(value: int) -> EventMessage:
    return EventMessage("number", {"n": value})


def test_events_keep_their_order_and_the_story_is_known(new_child: Callable[..., Child]) -> None:
    child = new_child()
    for value in range(100):
        child.say(number(value))
    child.say(ProgressMessage(7.5, "far", "stage"), LogMessage("a line"), ResultMessage({"n": 1}))
    child.leave()
    assert child.heard() == [b'{"n":%d}' % value for value in range(100)]
    story = child.pump.story
    assert (story.progress, story.progress_message, story.stage, story.result) == (1.0, "far", "stage", {"n": 1})
    assert child.stages == ["stage"], "a new stage is written down at once"
    assert child.job_log.last_line() == "a line"


def test_a_line_may_come_in_pieces(new_child: Callable[..., Child]) -> None:
    child = new_child()
    for byte in encode(number(1)) + b"\n":
        os.write(child.fd, bytes([byte]))
    os.write(child.fd, encode(number(2)))  # no end, so not a message
    child.leave()
    assert child.heard() == [b'{"n":1}'] and child.violations == []


def test_a_busy_event_log_costs_time_and_no_event(new_child: Callable[..., Child]) -> None:
    child = new_child()
    child.publisher.may_publish.clear()
    child.say(number(1), number(2))
    wait_until(lambda: child.publisher.refusals >= 2, "it was tried again")
    child.publisher.may_publish.set()
    child.leave()
    assert child.heard() == [b'{"n":1}', b'{"n":2}']


def test_a_job_that_is_ending_waits_for_no_event_log(new_child: Callable[..., Child]) -> None:
    child = new_child()
    child.publisher.may_publish.clear()
    child.say(number(1))
    wait_until(lambda: child.publisher.refusals, "it was tried")
    child.pump.stop_publishing()
    for _ in range(100):
        child.say(EventMessage("number", {"padding": "x" * 10_000}))  # far more than a pipe holds
    child.leave()
    assert child.heard() == []


def test_after_a_violation_nothing_more_is_heard(new_child: Callable[..., Child]) -> None:
    child = new_child()
    child.say(number(1))
    wait_until(child.heard, "the first event is there")
    os.write(child.fd, b"[" * 50_000 + b"\n")
    wait_until(lambda: child.violations, "the violation is reported")
    for value in range(2, 50):
        child.say(number(value), EventMessage("number", {"padding": "x" * 10_000}))
    child.leave()
    assert child.heard() == [b'{"n":1}'] and len(child.violations) == 1


@pytest.mark.parametrize("type", ["done", "connected", "gap", "message", "no spaces", ""])
def test_the_servers_own_event_names_are_refused(new_child: Callable[..., Child], type: str) -> None:
    child = new_child()
    child.say(EventMessage(type, {}))
    child.leave()
    assert child.heard() == [] and len(child.violations) == 1


def test_a_child_that_publishes_fast_is_slowed_down(new_child: Callable[..., Child]) -> None:
    child = new_child()
    for _ in range(3):
        child.say(*[number(value) for value in range(EVENTS_PER_S // 4)])
        wait_until(lambda: child.heard(), "events are there")
    heard_early = len(child.heard())
    child.leave()
    assert heard_early < EVENTS_PER_S * 3 // 4 == len(child.heard())


def test_secrets_are_taken_out_of_events(new_child: Callable[..., Child]) -> None:
    child = new_child(secrets=["hunter2-hunter2"])
    child.say(EventMessage("said", {"text": "it is hunter2-hunter2"}), ResultMessage({"text": "hunter2-hunter2"}))
    child.leave()
    assert child.heard() == [b'{"text":"it is [redacted]"}']
    assert child.pump.story.result == {"text": "[redacted]"}


def test_events_say_how_far_the_job_is_and_progress_alone_becomes_an_event(new_child: Callable[..., Child]) -> None:
    child = new_child()
    child.say(
        number(1),
        ProgressMessage(0.25, "a quarter", "first"),
        number(2),
        ProgressMessage(0.2, "again", "first"),
        number(3),
    )
    wait_until(lambda: len(child.heard()) == 3, "the events are there")
    assert child.heard() == [
        b'{"n":1}', b'{"n":2,"stage":"first","progress":0.25}', b'{"n":3,"stage":"first","progress":0.25}',
    ]  # fmt: skip
    child.say(ProgressMessage(0.5, "half", "second"))
    wait_until(lambda: len(child.heard()) == 4, "the progress is told", within_s=QUIET_S + 5)
    alone = msgspec.json.decode(child.heard()[-1])
    assert {name: alone[name] for name in ("message", "stage", "progress")} == {
        "message": "half", "stage": "second", "progress": 0.5,
    }  # fmt: skip
    child.leave()
    assert len(child.heard()) == 4, "what was told is not told again"
    assert child.violations == [], "every kind may have events of progress"


COUNT = JobKind("count", "", "", owner_progress=count.progress)


def test_the_owner_hears_all_progress_and_nothing_else(new_child: Callable[..., Child]) -> None:
    child = new_child(kind=COUNT)
    child.say(number(1), EventMessage("progress", {"completed": 1, "total": 3}), number(2))
    child.leave()
    assert child.heard("progress.alice") == [b'{"completed":1,"total":3}']
    assert child.heard() == [b'{"n":1}', b'{"completed":1,"total":3}', b'{"n":2}']


def test_progress_that_the_runner_tells_goes_on_from_what_the_job_said(new_child: Callable[..., Child]) -> None:
    child = new_child(kind=COUNT)
    for said, message in enumerate([ProgressMessage(0.1, "at first", ""), ProgressMessage(0.5, "later", "")]):
        child.say(message)
        wait_until(lambda number=2 * said + 1: len(child.heard("progress.alice")) >= number, "it is told", within_s=9)
        child.say(EventMessage("progress", {"completed": 2, "status": "processing", "total": 3}))
    child.leave()
    first, _, later, _ = [msgspec.json.decode(data) for data in child.heard("progress.alice")]
    assert (first["completed"], first["total"], first["status"], first["message"]) == (0, 3, "processing", "at first")
    assert (later["completed"], later["total"], later["count_id"], later["message"]) == (2, 3, "a", "later")
    assert child.heard() == child.heard("progress.alice")


def test_a_job_goes_on_although_somebody_closed_its_owners_channel(new_child: Callable[..., Child]) -> None:
    child = new_child(kind=COUNT)
    child.log.append([Append(closes="progress.alice")])
    child.say(EventMessage("progress", {"completed": 1}), number(1))
    child.leave()
    assert child.heard() == [b'{"completed":1}', b'{"n":1}'] and child.violations == []


@pytest.mark.parametrize(
    "line",
    [
        '{"message":"result","result":{"summary":[1,2]}}',
        '{"message":"result","result":{"files":-1}}',
        '{"message":"result","result":{"files":%s}}' % ("9" * 400),
        '{"message":"result","result":{"execution_time":1e300}}',
        '{"message":"result","result":{"execution_time":NaN}}',
        '{"message":"result","result":{"commit":"\\ud800"}}',
        '{"message":"result","result":{"commit":"%s"}}' % ("x" * 2000),
        '{"message":"result","result":[]}',
        '{"message":"facts","facts":{"languages":{"python":{}}}}',
        '{"message":"facts","facts":null}',
        '{"message":"progress","fraction":"0.5","text":"","stage":"source"}',
        '{"message":"progress","fraction":0.5,"text":"","stage":"no such stage"}',
        '{"message":"progress","fraction":0.5,"text":null,"stage":"source"}',
    ],
)
def test_what_a_kind_never_says_ends_the_job_and_is_not_kept(new_child: Callable[..., Child], line: str) -> None:
    child = new_child(kind=SCAN.job)
    os.write(child.fd, line.encode() + b"\n")
    wait_until(lambda: child.violations, "the job is stopped")
    child.leave()
    assert "was stopped" in child.violations[0]
    assert (child.pump.story.result, child.pump.story.has_result, child.stages) == (None, False, [])


def test_a_result_keeps_what_its_kind_declares(new_child: Callable[..., Child]) -> None:
    child = new_child(kind=SCAN.job)
    child.say(ResultMessage({"files": 3, "from_a_later_version": [1]}))
    child.leave()
    assert child.pump.story.result is not None
    assert (child.pump.story.result["files"], "from_a_later_version" in child.pump.story.result) == (3, False)
