"""Tasks: an answer that was asked back goes on under its first run's id, once; lists of tasks, page by page."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import OperationalError

from services.agents.runs.run import ChatRun
from services.agents.runs.task import Tasks, Wanted
from services.errors import BadRequest, Conflict, NotFound
from tests.unit.agents.runs.conftest import ALICE, BOB, Runs


@pytest.fixture
def tasks(runs: Runs) -> Tasks:
    return Tasks(runs.database, lambda: runs.now)


def ask(runs: Runs, message: str = "Go on.", owner: str = ALICE, **asked: str) -> ChatRun:
    runs.now += 1
    return runs.ask(message, owner, is_listed=False, **asked)


def test_a_task_goes_on_after_a_question_back(runs: Runs, tasks: Tasks) -> None:
    first = ask(runs, "Book a table.", sent_id="m1", context_id="dinner")
    runs.end(first, "input_required", "", agent="waiter")
    assert tasks.find(ALICE, first.id).is_waiting
    second = ask(runs, "For two.", task_id=first.id, sent_id="m2")
    assert second.conversation_id == first.conversation_id
    assert second.wanted_agent_id == "waiter"
    runs.end(second, "input_required", "", agent="waiter")
    third = ask(runs, "At eight.", task_id=first.id, context_id="dinner")
    runs.end(third, agent="waiter")
    task = tasks.find(ALICE, first.id)
    assert (task.id, task.context_id, task.is_over) == (first.id, "dinner", True)
    assert [run.id for run in task.runs] == [first.id, second.id, third.id]
    assert [one.text for one in task.messages] == ["Book a table.", "For two.", "At eight."]
    assert [one.id for one in task.messages][:2] == ["m1", "m2"]
    with pytest.raises(NotFound):
        tasks.find(ALICE, second.id)


def test_only_a_task_that_waits_takes_a_message(runs: Runs, tasks: Tasks) -> None:
    run = ask(runs)
    with pytest.raises(Conflict, match="being worked on"):
        ask(runs, task_id=run.id)
    runs.end(run, "input_required")
    with pytest.raises(BadRequest, match="another context"):
        ask(runs, task_id=run.id, context_id="elsewhere")
    with pytest.raises(NotFound):
        ask(runs, owner=BOB, task_id=run.id)
    ask(runs, task_id=run.id)
    with pytest.raises(Conflict, match="being worked on"):
        ask(runs, task_id=run.id)
    ended = ask(runs)
    runs.end(ended)
    with pytest.raises(Conflict, match="has ended"):
        ask(runs, task_id=ended.id)


def test_of_two_answers_at_once_one_counts(runs: Runs, tasks: Tasks) -> None:
    run = ask(runs)
    runs.end(run, "input_required")

    def answer(text: str) -> bool:
        try:
            runs.ask(text, task_id=run.id)
        except (Conflict, OperationalError):  # SQLite refuses a transaction that has read what was changed since
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        counted = list(pool.map(answer, "abcd"))
    assert counted.count(True) == 1
    assert len(tasks.find(ALICE, run.id).runs) == 2


def test_a_task_that_waits_can_be_given_up(runs: Runs, tasks: Tasks) -> None:
    run = ask(runs)
    runs.end(run, "input_required", agent="waiter")
    runs.store.note_task(run, "waiter", "their context", "their task")
    task = tasks.find(ALICE, run.id)
    assert tasks.give_up(task)
    assert (tasks.find(ALICE, run.id).last.code, tasks.find(ALICE, run.id).is_over) == ("cancelled", True)
    assert runs.store.task_of(run.conversation_id, "waiter") == ("their context", None)
    assert not tasks.give_up(task)
    with pytest.raises(Conflict):
        ask(runs, task_id=run.id)
    answered = ask(runs)
    runs.end(answered, "input_required")
    before = tasks.find(ALICE, answered.id)
    ask(runs, task_id=answered.id)
    assert not tasks.give_up(before), "they have just answered"


def test_a_name_for_a_conversation_is_its_owners(runs: Runs) -> None:
    first = ask(runs, context_id="chat")
    assert ask(runs, context_id="chat").conversation_id == first.conversation_id
    assert ask(runs, context_id=first.conversation_id).conversation_id == first.conversation_id
    assert ask(runs, owner=BOB, context_id="chat").conversation_id != first.conversation_id
    assert ask(runs, owner=BOB, context_id=first.conversation_id).conversation_id != first.conversation_id


def test_a_list_has_each_task_once_the_latest_first(runs: Runs, tasks: Tasks) -> None:
    made = [ask(runs, context_id=f"c{number % 2}") for number in range(5)]
    runs.ask("On a page, by a person.")
    ask(runs, owner=BOB)
    for run in made[:4]:
        runs.now += 1
        runs.end(run, "input_required" if run is made[0] else "completed")
    ask(runs, task_id=made[0].id)
    order = [made[0].id, made[3].id, made[2].id, made[1].id, made[4].id]
    seen, before = [], None
    while True:
        found, before, total = tasks.list(ALICE, Wanted(), limit=2, before=before)
        seen += [task.id for task in found]
        assert total == 5
        if before is None:
            break
    assert seen == order

    def ids(**wanted: object) -> list[str]:
        found, _, total = tasks.list(ALICE, Wanted(**wanted), limit=10)  # type: ignore[arg-type]
        assert total == len(found)
        return [task.id for task in found]

    assert ids(context_id="c1") == [made[3].id, made[1].id]
    assert ids(state="completed") == order[1:4]
    assert ids(agent_id="test") == order[:4]
    assert ids(state="failed", codes=["cancelled"]) == []
    finished = tasks.find(ALICE, made[3].id).last.finished_at
    assert ids(since=finished) == order[:2]
