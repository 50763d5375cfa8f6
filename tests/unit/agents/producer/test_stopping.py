"""How an answer is stopped, and how it ends when its agent or its router takes too long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import gevent
import pytest

from services.agent import Question, Said, Text
from services.agents.routing.decision import Asked, Decision
from tests.support.answers import Answers
from tests.unit.agents.producer.conftest import Answering

STOPPED_WITHIN_S = 15.0
"""Two seconds, on a machine that does nothing else."""


def goes_on(_question: Question) -> Iterator[Said]:
    while True:
        yield Text("on and on ")
        gevent.sleep(0.02)


def waits(_question: Question) -> Iterator[Said]:
    yield Text("waiting ")
    gevent.sleep(3600)


def is_deaf(_question: Question) -> Iterator[Said]:
    yield Text("waiting ")
    for _ in range(20):
        try:
            gevent.sleep(3600)
        except BaseException:
            continue


def is_stubborn(_question: Question) -> Iterator[Said]:
    for _ in range(1000):
        try:
            yield Text("still here ")
            gevent.sleep(0.01)
        except GeneratorExit:
            continue


def lingers(_question: Question) -> Iterator[Said]:
    try:
        yield Text("waiting ")
        gevent.sleep(3600)
    finally:
        gevent.sleep(30)


@pytest.mark.parametrize("answer", [goes_on, waits, is_deaf, is_stubborn, lingers])
def test_a_stopped_answer_ends_whatever_its_agent_does(
    answering: Answering, answer: Callable[[Question], Iterator[Said]]
) -> None:
    answers = answering(answer)
    run = answers.ask()
    answers.until(lambda: answers.text(run))
    asked_at = time.monotonic()
    answers.cancel(run)
    ended = answers.ended(run)
    assert time.monotonic() - asked_at < STOPPED_WITHIN_S
    assert (ended.state, ended.code) == ("failed", "cancelled")
    assert answers.types(run)[-1] == "failed"
    assert answers.text(run) == answers.message(run)["text"] != ""
    assert answers.message(run)["state"] == "cancelled"
    count = len(answers.events(run))
    gevent.sleep(0.1)
    assert len(answers.events(run)) == count, "nothing comes after the end"


def test_an_agent_hears_that_it_is_stopped(answering: Answering) -> None:
    heard: list[str] = []

    def answer(question: Question) -> Iterator[Said]:
        try:
            yield Text("waiting ")
            gevent.sleep(3600)
        finally:
            heard.append(question.run_id)

    answers = answering(answer)
    run = answers.ask()
    answers.until(lambda: answers.text(run))
    answers.cancel(run)
    answers.ended(run)
    answers.until(lambda: heard)
    assert heard == [run.id]


def test_a_run_that_waits_for_the_router_is_stopped(answering: Answering) -> None:
    answers = answering(goes_on)
    answers.router.decide_s = 3600
    run = answers.ask()
    answers.until(lambda: answers.router.asked)
    asked_at = time.monotonic()
    answers.cancel(run)
    ended = answers.ended(run)
    assert time.monotonic() - asked_at < STOPPED_WITHIN_S
    assert ended.code == "cancelled"
    assert answers.types(run) == ["routing_started", "failed"]


def test_a_run_that_waits_for_its_turn_is_stopped(answering: Answering) -> None:
    answers = answering(waits, answers=1)
    first = answers.ask()
    answers.until(lambda: answers.text(first))
    second = answers.ask()
    gevent.sleep(0.1)
    found = answers.chat.runs.find(second.id)
    assert found is not None
    assert found.state == "queued"
    answers.cancel(second)
    assert answers.ended(second).code == "cancelled"
    assert answers.types(second) == ["failed"]
    answers.cancel(first)


def test_stopping_after_the_end_changes_nothing(answering: Answering) -> None:
    def answer(_question: Question) -> Iterator[Said]:
        yield Text("Done.")

    answers = answering(answer)
    run = answers.answer()
    before = answers.told(run)
    answers.cancel(run)
    gevent.sleep(0.1)
    found = answers.chat.runs.find(run.id)
    assert found is not None
    assert found.state == "completed"
    assert answers.told(run) == before


def says_too_little(_question: Question) -> Iterator[Said]:
    yield Text("a word")
    gevent.sleep(3600)


def ended_late(answers: Answers) -> str:
    run = answers.answer()
    assert (run.state, run.code) == ("failed", "timeout")
    assert answers.text(run) == answers.message(run)["text"]
    return run.message


def test_an_agent_that_falls_silent_is_not_waited_for(answering: Answering) -> None:
    assert "TAILRACE_ANSWER_SILENCE_S" in ended_late(answering(says_too_little, silence_s=0.3))


def test_an_agent_that_never_stops_is_broken_off(answering: Answering) -> None:
    assert "TAILRACE_ANSWER_S" in ended_late(answering(goes_on, answer_s=0.5))


def test_a_router_that_finds_nobody_in_time_is_not_waited_for(answering: Answering) -> None:
    answers = answering(goes_on, silence_s=0.3)
    answers.router.decide_s = 3600
    run = answers.answer()
    assert run.code == "timeout"
    assert answers.types(run) == ["routing_started", "failed"]


def test_a_router_that_would_end_the_process_ends_one_answer(answering: Answering) -> None:
    """It asks each agent for names, and one of the operator's own may do anything."""
    answers = answering(lambda _question: iter([Text("Here.")]))
    decide = answers.router.decide

    def leave(_asked: Asked) -> Decision:
        raise SystemExit(3)

    answers.router.decide = leave  # type: ignore[method-assign]
    assert answers.answer().code == "agent_failed"
    answers.router.decide = decide  # type: ignore[method-assign]
    assert answers.answer().state == "completed"


def test_a_question_for_nobody_has_no_routing_completed(answering: Answering) -> None:
    answers = answering()
    run = answers.answer()
    assert (run.code, run.message) == ("no_agent", "There is no agent here.")
    assert answers.types(run) == ["routing_started", "failed"]


def test_a_question_asked_too_long_ago_is_not_answered(answering: Answering) -> None:
    answers = answering(goes_on, answer_s=5)
    answers.asking._now = lambda: time.time() - 60
    assert answers.answer().code == "lost"
