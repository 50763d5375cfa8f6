"""What an agent says, as it is told: joined, split, in any characters, within every limit."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import gevent
import msgspec
import pytest

from services.agent import AgentFailed, InputRequired, Question, Said, Status, Text, Use
from services.agents.producer import production
from tests.support.answers import Answers
from tests.unit.agents.producer.conftest import Answering

USUAL = ["routing_started", "routing_completed", "agent_execution_started"]


def times_of_chunks(answers: Answers, run: Any) -> list[int]:
    return [event.at for event in answers.events(run) if event.type == "response_chunk"]


def test_an_answer_is_told_in_order_and_kept(answering: Answering) -> None:
    def answer(question: Question) -> Iterator[Said]:
        yield Status("Looking", {"tool": "look"})
        yield Text("You said ")
        yield Text(question.text)
        yield Use(3, 5, cut=True)

    answers = answering(answer)
    run = answers.answer("hello")
    assert answers.types(run) == [*USUAL, "agent_status", "response_chunk", "completed"]
    told = dict(answers.told(run))
    assert told["routing_completed"] == {
        "event": "routing_completed",
        "agent_id": "test",
        "agent_name": "Test",
        "protocol": "a2a",
        "confidence": 0.9,
        "reasoning": "It is the first one.",
        "alternatives": [],
    }
    assert told["completed"]["response_data"]["raw_response"]["parts"] == [{"kind": "text", "text": "You said hello"}]
    assert told["completed"]["usage"] == {"tokens_in": 3, "tokens_out": 5}
    message = answers.message(run)
    assert (message["text"], message["state"], message["cut"]) == ("You said hello", "complete", True)
    assert message["steps"] == [{"text": "Looking", "step": {"tool": "look"}}]
    page = answers.container.event_log.read_after([run.channel], 0)
    assert run.channel in page.closed


WRONG_COUNTS: list[Any] = [("x", 1), (2**70, "many"), (1, float("-inf")), (-1, 1), (1, 10**400), (None, None)]


@pytest.mark.parametrize("counts", WRONG_COUNTS)
def test_what_is_no_count_of_tokens_is_taken_at_none(answering: Answering, counts: Any) -> None:
    answers = answering(lambda _question: iter([Text("Here."), Use(*counts)]))
    run = answers.answer()
    assert dict(answers.told(run))["completed"]["usage"] == {"tokens_in": 0, "tokens_out": 0}


def test_the_first_words_go_out_at_once_and_then_one_chunk_in_50_ms(answering: Answering) -> None:
    def answer(_question: Question) -> Iterator[Said]:
        for number in range(60):
            yield Text(f"{number} ")
            yield Status(f"Step {number}")
            gevent.sleep(0.004)

    answers = answering(answer)
    run = answers.answer()
    assert answers.text(run) == "".join(f"{number} " for number in range(60))
    at = times_of_chunks(answers, run)
    assert 3 <= len(at) <= 15
    assert min(later - earlier for earlier, later in itertools.pairwise(at)) >= 49
    first = answers.told(run)[3]
    assert first[1]["response_data"]["raw_response"]["parts"][0]["text"] == "0 "


def test_the_last_words_keep_their_distance_too(answering: Answering) -> None:
    def answer(_question: Question) -> Iterator[Said]:
        yield Text("first")
        gevent.sleep(0.01)
        yield Text("last")

    answers = answering(answer)
    run = answers.answer()
    earlier, later = times_of_chunks(answers, run)
    assert later - earlier >= 49


def test_a_long_answer_is_told_at_a_slower_pace(answering: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(_question: Question) -> Iterator[Said]:
        for number in range(50):
            yield Text(f"{number} ")
            gevent.sleep(0.01)

    monkeypatch.setattr(production, "MANY_EVENTS", 6)
    answers = answering(answer)
    run = answers.answer()
    assert answers.text(run) == "".join(f"{number} " for number in range(50))
    at = times_of_chunks(answers, run)
    assert min(later - earlier for earlier, later in itertools.pairwise(at[3:])) >= 119


CHARACTERS = {
    "letters": "abcdefghij" * 3_000,
    "emoji": "🙂👩‍👩‍👧" * 3_000,
    "line separators": "a\u2028b\u2029c\x85" * 3_000,
    "control characters": '\x01\x1f\r\n\t\x7f\\"' * 3_000,
}


@pytest.mark.parametrize("name", CHARACTERS)
@pytest.mark.parametrize("max_event_bytes", [256, 2_000, 65_000])
def test_no_event_is_larger_than_its_limit_and_no_character_is_lost(
    answering: Answering, name: str, max_event_bytes: int
) -> None:
    text = CHARACTERS[name][: 2_000 if max_event_bytes == 256 else None]

    def answer(_question: Question) -> Iterator[Said]:
        yield Text(text)

    answers = answering(answer, max_event_bytes=max_event_bytes)
    run = answers.answer()
    events = answers.events(run)
    assert max(len(event.data) for event in events) <= max_event_bytes
    assert answers.text(run) == text == answers.message(run)["text"]
    assert [event.type for event in events][-1] == "completed"
    story = answers.chat.runs.story(run.id)
    assert story is not None
    assert story.text == text


def test_a_long_answer_fills_its_events(answering: Answering) -> None:
    def answer(_question: Question) -> Iterator[Said]:
        yield Text("x" * 600_000)

    answers = answering(answer)
    assert answers.types(answers.answer()).count("response_chunk") <= 11


@pytest.mark.parametrize("max_event_bytes", [400, 65_000])
def test_long_words_beside_the_answer_are_cut(answering: Answering, max_event_bytes: int) -> None:
    def answer(question: Question) -> Iterator[Said]:
        yield Status("s" * 100_000, {"tool": "t" * 100_000})
        yield Status("fine", {"tool": "t" * 3_000})
        if question.text == "fail":
            raise AgentFailed("f" * 100_000)
        yield InputRequired("p" * 100_000)

    answers = answering(answer, max_event_bytes=max_event_bytes)
    for message, last in (("ask", "input_required"), ("fail", "failed")):
        run = answers.answer(message, conversation_id=None)
        assert answers.types(run) == [*USUAL, "agent_status", "agent_status", last]
        assert max(len(event.data) for event in answers.events(run)) <= max_event_bytes


HALVES = {
    "in one piece": (["\ud83d\ude42"], "🙂"),
    "in two pieces": (["\ud83d", "\ude42"], "🙂"),
    "in two batches": (["a\ud83d", None, "\ude42b"], "a🙂b"),
    "never whole": (["a\ud83d", None, "b"], "a\ufffdb"),
    "at the end": (["a\ud83d"], "a\ufffd"),
    "a second half alone": (["\ude42a"], "\ufffda"),
    "with an empty piece in between": (["\ud83d", "", None, "", "\ude42"], "🙂"),
    "nothing but NUL": (["\0a"], "\ufffda"),
}


@pytest.mark.parametrize("name", HALVES)
def test_a_character_that_came_apart_is_put_together(answering: Answering, name: str) -> None:
    pieces, expected = HALVES[name]

    def answer(_question: Question) -> Iterator[Said]:
        for piece in pieces:
            if piece is None:
                gevent.sleep(0.12)
            else:
                yield Text(piece)

    answers = answering(answer)
    run = answers.answer()
    assert answers.text(run) == expected == answers.message(run)["text"]


def test_every_other_word_of_an_agent_may_hold_anything(answering: Answering) -> None:
    bad = "\ud800\0\r\ndata: x\n\n"

    def answer(question: Question) -> Iterator[Said]:
        yield Status(bad, {"a": float("nan"), bad: 1} if question.text == "keys" else {"a": object()})
        if question.text == "fail":
            raise AgentFailed(bad, code="no such code")  # type: ignore[arg-type]
        yield InputRequired(bad)

    answers = answering(answer)
    for message, last in (("ask", "input_required"), ("keys", "input_required"), ("fail", "failed")):
        run = answers.answer(message, parent_id=None)
        assert answers.types(run) == [*USUAL, "agent_status", last]
    assert (run.state, run.code) == ("failed", "agent_failed")


@pytest.mark.parametrize("over", [0, 1])
def test_an_answer_ends_at_its_limit_to_the_byte_and_what_was_said_stays(answering: Answering, over: int) -> None:
    whole = "é" * 1_000 + "x" * over

    def answer(_question: Question) -> Iterator[Said]:
        for at in range(0, len(whole), 7):
            yield Text(whole[at : at + 7])

    answers = answering(answer, answer_bytes=2_000)
    run = answers.answer()
    assert answers.text(run) == "é" * 1_000 == answers.message(run)["text"]
    assert (run.state, run.code) == (("failed", "limit") if over else ("completed", ""))


def empty_texts(_question: Question) -> Iterator[Said]:
    while True:
        yield Text("")


def floods(_question: Question) -> Iterator[Said]:
    while True:
        yield Text("flood " * 1_000)


def statuses(_question: Question) -> Iterator[Said]:
    while True:
        yield Status("")


def nonsense(_question: Question) -> Iterator[Said]:
    yield "not a word of an agent"  # type: ignore[misc]


def raises(_question: Question) -> Iterator[Said]:
    yield Text("Before")
    gevent.sleep(0.1)
    raise RuntimeError("a crash")


def exits(_question: Question) -> Iterator[Said]:
    yield Text("Before")
    gevent.sleep(0.1)
    raise SystemExit(3)


def kills_itself(_question: Question) -> Iterator[Said]:
    yield Text("Before")
    gevent.sleep(0.1)
    raise gevent.GreenletExit


class Unspeakable(AgentFailed):
    def __str__(self) -> str:
        raise RuntimeError("no words for it")


def fails_without_words(_question: Question) -> Iterator[Said]:
    yield Text("Before")
    raise Unspeakable("?")


def returns_nothing(_question: Question) -> Iterator[Said]:
    return None  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (empty_texts, "limit"),
        (floods, "limit"),
        (statuses, "limit"),
        (nonsense, "agent_failed"),
        (raises, "agent_failed"),
        (exits, "agent_failed"),
        (kills_itself, "agent_failed"),
        (fails_without_words, "agent_failed"),
        (returns_nothing, "agent_failed"),
    ],
)
def test_whatever_an_agent_does_its_answer_ends_with_one_sentence(
    answering: Answering, answer: Any, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    answers = answering(answer, answer_bytes=100_000)
    run = answers.answer()
    assert (run.state, run.code) == ("failed", code)
    assert answers.types(run)[-1] == "failed"
    assert sum(type in ("failed", "completed", "input_required") for type in answers.types(run)) == 1
    assert answers.text(run) == answers.message(run)["text"]
    assert "Traceback" not in run.message


def test_what_is_offered_after_a_failure_is_the_next_best_agent(answering: Answering) -> None:
    answers = answering(raises, floods)
    run = answers.answer()
    last = answers.told(run)[-1][1]
    assert last["alternatives"] == [{"agent_id": "test-1", "confidence": 0.1}]
    assert answers.message(run)["state"] == "broken_off"
    assert answers.text(run) == "Before"


def test_a_small_answer_is_repeated_at_the_end_and_a_large_one_is_pointed_to(answering: Answering) -> None:
    def answer(question: Question) -> Iterator[Said]:
        yield Text("\u2028" * int(question.text))

    answers = answering(answer)
    for count, is_whole in ((5_000, True), (11_000, False)):
        run = answers.answer(str(count))
        response = answers.told(run)[-1][1]["response_data"]
        assert ("raw_response" in response) is is_whole
        assert is_whole or response == {"truncated": True, "url": f"/api/v1/chat/{run.id}"}
    assert msgspec.json.encode(response)
