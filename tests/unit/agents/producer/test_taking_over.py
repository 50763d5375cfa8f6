"""What a producer takes over from a dead one, and what it does while a store does not answer."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import gevent
import pytest

from services.agent import Artifact, Question, Said, Text
from services.agents.producer.artifacts import Artifacts
from services.agents.producer.ending import last_happening
from services.agents.producer.teller import Teller
from services.agents.runs.asking import SentMessage
from services.agents.runs.run import ChatRun
from services.agents.runs.store import Outcome
from services.agents.runs.story import CHUNK, text_chunk
from services.errors import Conflict
from services.streaming.publishing.publisher import DirectPublisher, GroupPublisher
from tests.support.answers import OWNER, Answers, agent_that
from tests.support.event_log_lock import lock_of_log
from tests.unit.agents.producer.conftest import Answering


def says_ten(_question: Question) -> Iterator[Said]:
    for number in range(10):
        yield Text(f"{number} ")
        gevent.sleep(0.06)


TEN = "".join(f"{number} " for number in range(10))


@pytest.fixture
def answers(answering: Answering) -> Answers:
    """With a producer at work."""
    return answering(says_ten)


def test_two_producers_make_each_answer_once(answering: Answering) -> None:
    asked: Counter[str] = Counter()

    def answer(question: Question) -> Iterator[Said]:
        asked[question.run_id] += 1
        gevent.sleep(0.02)
        yield Text("Once.")

    answers = answering(answer, user_answers=100, question_rate=1000.0)
    answers.produce(lock_name="second.lock")
    runs = [answers.ask() for _ in range(12)]
    ended = [answers.ended(run) for run in runs]
    assert asked == Counter({run.id: 1 for run in runs})
    assert {run.state for run in ended} == {"completed"}
    assert all(answers.text(run) == "Once." for run in runs)


class Dead:
    """A producer that died somewhere in the middle of a run."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        asked = answers.ask("What did it say?")
        (self.run,) = answers.chat.runs.claim("dead", 1)
        assert self.run.id == asked.id
        self.publisher = DirectPublisher(answers.container.event_log)
        self.teller = Teller(self.run.channel, self.publisher, 65_000)
        self.artifacts = Artifacts(answers.settings.data, self.run.conversation_id, self.run.id, 65_000)

    def tell(self, *texts: str) -> None:
        self.teller.tell([(CHUNK, text_chunk(text)) for text in texts])

    def end(self) -> ChatRun:
        ended = self.answers.chat.runs.end(self.run, Outcome("completed", self.teller.story.text))
        assert ended is not None
        return ended

    def tell_end(self, ended: ChatRun) -> None:
        self.teller.tell([last_happening(ended, self.teller.story, 65_000)], key="end")


@pytest.fixture
def dead(tmp_path: Any) -> Iterator[Dead]:
    answers = Answers(tmp_path / "data", [agent_that(says_ten)])
    yield Dead(answers)
    answers.close()


def taken_over(dead: Dead) -> list[str]:
    """The run's events once a living producer has seen to it."""
    dead.answers.produce()
    dead.answers.ended(dead.run)
    page = dead.answers.container.event_log.read_after([dead.run.channel], 0)
    assert dead.run.channel in page.closed
    story = dead.answers.chat.runs.story(dead.run.id)
    assert story is not None
    assert [told.id for told in story.events] == [event.id for event in dead.answers.events(dead.run)]
    return dead.answers.types(dead.run)


def test_a_run_that_had_not_begun_is_lost(dead: Dead) -> None:
    assert taken_over(dead) == ["failed"]


def test_what_was_said_stays_with_its_files(dead: Dead) -> None:
    dead.tell("one ", "two ")
    for piece in (
        Artifact("f", content=b"file", filename="a.txt"),
        Artifact("t", text="text"),
        Artifact("d", data={"large": "x" * 30_000}),
        Artifact("half", content=b"never told", filename="b.txt", last_chunk=False),
    ):
        dead.teller.tell([(CHUNK, told) for told in dead.artifacts.take(piece)])
    assert taken_over(dead) == [CHUNK] * 5 + ["failed"]
    message = dead.answers.message(dead.run)
    assert (message["state"], message["code"], message["text"]) == ("broken_off", "lost", "one two ")
    assert [one["artifact_id"] for one in message["artifacts"]] == ["f", "t", "d"]
    run = dead.answers.chat.runs.find(dead.run.id)
    assert run is not None
    for number, content in ((0, b"file"), (2, b'{"large":"x')):
        path, _about = dead.answers.chat.artifact(run, number)
        assert path.read_bytes().startswith(content)


def test_an_end_that_only_the_row_knows_is_told(dead: Dead) -> None:
    dead.tell("one ")
    dead.end()
    assert taken_over(dead) == [CHUNK, "completed"]


def test_an_end_that_was_told_is_not_told_again(dead: Dead) -> None:
    dead.tell("one ")
    dead.tell_end(dead.end())
    assert taken_over(dead) == [CHUNK, "completed"]


def test_a_channel_that_was_closed_stays_closed(dead: Dead) -> None:
    dead.tell("one ")
    dead.tell_end(dead.end())
    dead.publisher.close_channel(dead.run.channel)
    assert taken_over(dead) == [CHUNK, "completed"]


def test_an_end_that_the_event_log_takes_no_more_is_kept_by_the_row(dead: Dead) -> None:
    """As when the server was down for so long that the log forgot the end, but not that the channel is closed."""
    dead.tell("one ")
    dead.end()
    dead.publisher.close_channel(dead.run.channel)
    assert taken_over(dead) == [CHUNK]


def test_a_run_that_a_producer_took_without_hearing_of_it_is_ended(answers: Answers) -> None:
    """As when the connection to the database broke in mid-claim."""
    run = answers.asking.ask(OWNER, SentMessage("Hello?"))
    assert [one.id for one in answers.chat.runs.claim(answers.producers[0].id, 1)] == [run.id]
    ended = answers.ended(run)
    assert (ended.state, ended.code) == ("failed", "lost")


def test_a_run_that_was_stopped_before_its_producer_died_is_stopped(dead: Dead) -> None:
    dead.tell("one ")
    dead.answers.cancel(dead.run)
    assert taken_over(dead) == [CHUNK, "failed"]
    assert dead.answers.message(dead.run)["code"] in ("cancelled", "lost")


def test_the_run_of_a_living_producer_is_left_alone(answers: Answers) -> None:
    run = answers.ask()
    answers.until(lambda: answers.text(run))
    answers.produce(lock_name="second.lock")
    assert answers.ended(run).state == "completed"
    assert answers.text(run) == TEN


# -- stores that do not answer -----------------------------------------------------------------------------------------


@pytest.fixture
def patient(tmp_path: Any) -> Iterator[Answers]:
    """With a publisher that gives up soon."""
    answers = Answers(tmp_path / "data", [agent_that(says_ten)])
    publisher = GroupPublisher(answers.container.event_log, deadline_s=0.2, on_commit=lambda _upto: None)
    publisher.start()
    answers.produce(publisher)
    yield answers
    answers.close()


@pytest.mark.parametrize("until", ["its middle", "its end"])
def test_an_event_log_that_is_locked_delays_an_answer_and_loses_nothing(patient: Answers, until: str) -> None:
    run = patient.ask()
    patient.until(lambda: patient.text(run))
    lock = lock_of_log(patient.settings.data)
    gevent.sleep(0.4 if until == "its middle" else 1.2)
    lock.close()
    assert patient.ended(run).state == "completed"
    assert patient.text(run) == TEN == patient.message(run)["text"]
    assert patient.types(run).count("completed") == 1


def test_a_database_that_is_locked_delays_the_end_of_an_answer(answers: Answers) -> None:
    run = answers.ask()
    answers.until(lambda: answers.text(run))
    lock = sqlite3.connect(answers.settings.data / "tailrace.db", isolation_level=None, check_same_thread=False)
    lock.execute("BEGIN IMMEDIATE")
    threading.Timer(1.0, lock.close).start()  # SQLAlchemy waits in this thread, which a test's program does not patch
    assert answers.ended(run).state == "completed"
    assert answers.text(run) == TEN


def test_an_answer_whose_events_are_purged_while_it_is_made_is_kept_whole(answers: Answers) -> None:
    run = answers.ask()
    answers.until(lambda: answers.text(run))
    answers.container.event_log.purge(run.channel)
    assert answers.ended(run).state == "completed"
    assert answers.message(run)["text"] == TEN
    story = answers.chat.runs.story(run.id)
    assert story is not None
    assert story.text == TEN
    assert [told.type for told in story.events][:3] == [
        "routing_started",
        "routing_completed",
        "agent_execution_started",
    ]


def test_a_conversation_is_deleted_only_without_an_answer_under_way(answers: Answers) -> None:
    run = answers.ask()
    answers.until(lambda: answers.text(run))
    with pytest.raises(Conflict):
        answers.chat.conversations.delete("alice", run.conversation_id)
    answers.ended(run)
    answers.chat.conversations.delete("alice", run.conversation_id)
    assert answers.events(run) == []
    assert answers.chat.runs.find(run.id) is None


def test_hostile_characters_are_kept_in_postgresql(tmp_path: Any, postgres_url: str) -> None:
    def answer(question: Question) -> Iterator[Said]:
        yield Text(f"NUL \0, half \ud800 {question.text}")
        yield Artifact("a\0", name="\0", text="\0\ud800")

    answers = Answers(tmp_path / "data", [agent_that(answer)], database_url=postgres_url)
    answers.produce()
    run = answers.answer("\0 \ud83d\ude42")
    assert run.state == "completed"
    assert answers.text(run) == answers.message(run)["text"] == "NUL \ufffd, half \ufffd \ufffd 🙂"
    answers.close()
