"""Asking: questions in their branches, and the limits on them."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from services.agent import Turn
from services.agents.conversations.branch import branch_to, messages_of, turns_of
from services.agents.runs.asking import SentMessage
from services.agents.runs.run import ChatRun
from services.errors import BadRequest, Conflict, KeyReused, LimitReached, NotFound, TooLarge
from tests.unit.agents.runs.conftest import ALICE, BOB, Runs


def said_before(runs: Runs, run: ChatRun) -> list[Turn]:
    """The earlier turns of the branch that a run answers."""
    with runs.database.session() as session:
        *before, _question = branch_to(messages_of(session, run.conversation_id), run.question_id)
        return turns_of(session, before)


def test_a_question_begins_a_conversation_and_the_next_one_follows_it(runs: Runs) -> None:
    first = runs.ask("One?")
    assert (first.state, first.owner_id, first.wanted_agent_id) == ("queued", ALICE, None)
    runs.end(first, text="One.")
    second = runs.ask("Two?", conversation_id=first.conversation_id)
    assert second.conversation_id == first.conversation_id
    assert said_before(runs, second) == [Turn("user", "One?"), Turn("agent", "One.")]


def test_a_branch_follows_an_earlier_message_or_none(runs: Runs) -> None:
    first = runs.ask("One?")
    runs.end(first, text="One.")
    runs.end(runs.ask("Two?", conversation_id=first.conversation_id))
    branch = runs.ask("Other two?", conversation_id=first.conversation_id, parent_id=first.answer_id)
    assert said_before(runs, branch) == [Turn("user", "One?"), Turn("agent", "One.")]
    anew = runs.ask("Other one?", conversation_id=first.conversation_id, parent_id=None)
    assert said_before(runs, anew) == []


def test_what_was_said_elsewhere_comes_before(runs: Runs) -> None:
    earlier = (Turn("user", "Hello"), Turn("agent", "Hi"))
    assert said_before(runs, runs.ask("And?", earlier=earlier)) == list(earlier)


def test_whoever_asked_back_gets_the_next_message_in_its_branch(runs: Runs) -> None:
    first = runs.end(runs.ask("Book a room"), "input_required", "", agent="booking")
    follow = runs.ask("The red one", conversation_id=first.conversation_id)
    assert follow.wanted_agent_id == "booking"
    assert said_before(runs, follow) == [Turn("user", "Book a room"), Turn("agent", "Which one?")]
    runs.end(follow)
    again = runs.asking.ask_again(runs.end(follow), None)
    assert again.wanted_agent_id == "booking", "also when it is asked once more"
    later = runs.ask("Thanks", conversation_id=first.conversation_id, parent_id=follow.answer_id)
    assert later.wanted_agent_id is None
    elsewhere = runs.ask("Anew", conversation_id=first.conversation_id, parent_id=None)
    assert elsewhere.wanted_agent_id is None
    chosen = runs.ask("No, you", conversation_id=first.conversation_id, parent_id=first.answer_id, agent_id="math")
    assert chosen.wanted_agent_id == "math"


def test_asking_again_answers_the_same_question(runs: Runs) -> None:
    first = runs.ask("One?")
    with pytest.raises(Conflict):
        runs.asking.ask_again(first, None)
    again = runs.asking.ask_again(runs.end(first), "math")
    assert (again.question_id, again.wanted_agent_id) == (first.question_id, "math")
    assert again.answer_id != first.answer_id


@pytest.mark.parametrize("message", ["", " \n\t"])
def test_an_empty_message_is_refused(runs: Runs, message: str) -> None:
    with pytest.raises(BadRequest):
        runs.ask(message)


def test_a_message_has_a_largest_size(runs: Runs) -> None:
    asking = runs.limited(message_bytes=20)
    asking.ask(ALICE, SentMessage("é" * 10))
    with pytest.raises(TooLarge):
        asking.ask(ALICE, SentMessage("é" * 10 + "x"))


@pytest.mark.parametrize("message", ["\0", "a\ud800b", "\ud83d\ude42", "\u2028\x85\r\n", "'; --", "🙂" * 1000])
def test_a_message_may_hold_any_character(runs: Runs, message: str) -> None:
    run = runs.ask(f"x{message}")
    with runs.database.session() as session:
        (question, _answer) = messages_of(session, run.conversation_id)
    question.text.encode()
    assert "\0" not in question.text
    assert question.text.startswith("x")
    assert message not in ("\u2028\x85\r\n", "'; --", "🙂" * 1000) or question.text == f"x{message}"


@pytest.mark.parametrize(
    "asked",
    [{"conversation_id": "nobody's"}, {"conversation_id": "hers"}, {"conversation_id": "his", "parent_id": "x"}],
)
def test_what_is_not_there_or_somebody_elses_is_not_found(runs: Runs, asked: dict[str, str]) -> None:
    known = {"hers": runs.ask(owner=ALICE).conversation_id, "his": runs.ask(owner=BOB).conversation_id}
    named = asked["conversation_id"]
    with pytest.raises(NotFound):
        runs.ask(owner=BOB, **{**asked, "conversation_id": known.get(named, named)})


def test_no_message_of_another_conversation_is_followed(runs: Runs) -> None:
    one, other = runs.ask(), runs.ask()
    with pytest.raises(NotFound):
        runs.ask(conversation_id=one.conversation_id, parent_id=other.question_id)


def test_a_key_begins_one_answer(runs: Runs) -> None:
    key: dict[str, Any] = {"idempotency_key": "k", "body_digest": b"1"}
    first = runs.ask(**key)
    assert runs.ask(**key).id == first.id
    assert runs.ask(owner=BOB, **key).id != first.id
    with pytest.raises(KeyReused):
        runs.ask(idempotency_key="k", body_digest=b"2")


def at_once(count: int, ask: Any) -> list[Any]:
    outcomes: list[Any] = []

    def attempt() -> None:
        try:
            outcomes.append(ask())
        except LimitReached as refusal:
            outcomes.append(refusal)

    threads = [threading.Thread(target=attempt) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == count
    return outcomes


def test_the_same_key_many_times_at_once_begins_one_answer(runs: Runs) -> None:
    found = at_once(12, lambda: runs.ask(idempotency_key="k", body_digest=b"1"))
    assert len({run.id for run in found}) == 1


def test_questions_at_once_find_the_limit_together(runs: Runs) -> None:
    asking = runs.limited(user_answers=4)
    found = at_once(12, lambda: asking.ask(ALICE, SentMessage("Go on.")))
    assert sum(isinstance(one, ChatRun) for one in found) == 4


def test_answers_under_way_are_limited_for_each_user(runs: Runs) -> None:
    asking = runs.limited(user_answers=2)
    first, second = (asking.ask(ALICE, SentMessage("Go on.")) for _ in range(2))
    with pytest.raises(LimitReached) as refusal:
        asking.ask(ALICE, SentMessage("Go on."))
    assert refusal.value.code == "too_many_answers"
    assert refusal.value.retry_after_s
    asking.ask(BOB, SentMessage("Go on."))
    first = runs.end(first)
    asking.ask_again(first, None)
    with pytest.raises(LimitReached):
        asking.ask_again(first, None)
    runs.end(second)
    asking.ask_again(first, None)


def test_questions_in_a_minute_are_limited(runs: Runs) -> None:
    asking = runs.limited(question_rate=3.0)
    for _ in range(3):
        runs.end(asking.ask(ALICE, SentMessage("Go on.")))
    with pytest.raises(LimitReached) as refusal:
        asking.ask(ALICE, SentMessage("Go on."))
    assert refusal.value.code == "question_rate"
    runs.now += 61
    asking.ask(ALICE, SentMessage("Go on."))


def test_a_conversation_that_is_too_long_to_be_read_takes_no_more(runs: Runs) -> None:
    asking = runs.limited(characters=10)
    run = asking.ask(ALICE, SentMessage("123456789"))
    assert (
        asking.ask(ALICE, SentMessage("ä", conversation_id=run.conversation_id)).conversation_id == run.conversation_id
    )
    with pytest.raises(LimitReached, match="10 characters") as refusal:
        asking.ask(ALICE, SentMessage("x", conversation_id=run.conversation_id))
    assert refusal.value.code == "conversation_full"


def test_messages_of_a_conversation_are_limited(runs: Runs) -> None:
    asking = runs.limited(messages=4)
    first = asking.ask(ALICE, SentMessage("One?"))
    asking.ask(ALICE, SentMessage("Two?", conversation_id=first.conversation_id))
    with pytest.raises(LimitReached) as refusal:
        asking.ask(ALICE, SentMessage("Three?", conversation_id=first.conversation_id))
    assert refusal.value.code == "conversation_full"


def test_conversations_are_limited(runs: Runs) -> None:
    asking = runs.limited(conversations=1)
    asking.ask(ALICE, SentMessage("One?"))
    with pytest.raises(LimitReached):
        asking.ask(ALICE, SentMessage("Another one?"))
    asking.ask(ALICE, SentMessage("From a program", is_listed=False))
