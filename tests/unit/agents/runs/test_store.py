"""Runs in the database: claimed once, taken over once, ended once."""

from __future__ import annotations

import threading
from collections.abc import Callable

from services.agents.runs.run import ChatRun
from services.agents.runs.store import Outcome, delete_runs
from services.agents.runs.story import CHUNK, Story, text_chunk
from tests.unit.agents.runs.conftest import Runs


def by_all(names: list[str], take: Callable[[str], list[ChatRun]]) -> dict[str, list[ChatRun]]:
    """What each of several producers gets when they all reach out at once."""
    taken: dict[str, list[ChatRun]] = {}
    start = threading.Barrier(len(names))

    def reach(name: str) -> None:
        start.wait()
        taken[name] = take(name)

    threads = [threading.Thread(target=reach, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def test_a_run_is_claimed_by_one_producer_only(runs: Runs) -> None:
    asked = {runs.ask(owner=f"user-{number}").id for number in range(12)}
    taken = by_all(["a", "b", "c"], lambda name: list(runs.store.claim(name, 12)))
    claimed = [run.id for found in taken.values() for run in found]
    assert sorted(claimed) == sorted(asked)
    for name, found in taken.items():
        assert {run.producer for run in found} <= {name}
        assert {run.state for run in found} <= {"running"}
    assert list(runs.store.claim("d", 12)) == []


def test_the_oldest_are_claimed_first_and_no_more_than_there_is_room_for(runs: Runs) -> None:
    asked = []
    for _ in range(3):
        runs.now += 1
        asked.append(runs.ask().id)
    assert [run.id for run in runs.store.claim("a", 2)] == asked[:2]


def test_what_is_to_be_stopped_needs_no_room(runs: Runs) -> None:
    runs.ask()
    stopped = runs.ask()
    runs.store.cancel(stopped.id)
    assert [run.id for run in runs.store.claim("a", 0)] == [stopped.id]


def test_a_run_is_taken_over_by_one_producer_only(runs: Runs) -> None:
    runs.ask()
    (run,) = runs.store.claim("dead", 1)
    assert [one.id for one in runs.store.unfinished([])] == [run.id]
    assert runs.store.unfinished([run.id]) == []
    taken = by_all(["a", "b", "c"], lambda name: [one for one in [runs.store.adopt(run, name)] if one is not None])
    assert sum(map(len, taken.values())) == 1


def test_an_ended_run_is_unfinished_until_its_end_was_told(runs: Runs) -> None:
    runs.ask()
    (run,) = runs.store.claim("dead", 1)
    ended = runs.store.end(run, Outcome("completed", "Done."))
    assert ended is not None
    (found,) = runs.store.unfinished([])
    assert (found.id, found.state) == (run.id, "completed")
    assert runs.store.adopt(found, "a") is not None
    runs.store.note_told(run.id, Story())
    assert runs.store.unfinished([]) == []


def test_what_was_told_comes_back_with_the_message(runs: Runs) -> None:
    run = runs.ask()
    story = Story()
    text = '\u2028🙂 \\ "quoted" ' * 1000
    story.add(7, CHUNK, text_chunk(text[:9]))
    story.add(9, CHUNK, text_chunk(text[9:]))
    assert runs.store.story(run.id) is None
    runs.store.end(run, Outcome("completed", text, facts={"steps": [{"text": "\0"}]}))
    runs.store.note_told(run.id, story)
    again = runs.store.story(run.id)
    assert again is not None
    assert list(again.events) == list(story.events)


def test_a_deleted_run_ends_without_a_trace(runs: Runs) -> None:
    run = runs.ask()
    with runs.database.session() as session:
        delete_runs(session, [run.conversation_id])
    assert runs.store.end(run, Outcome("completed", "Done.")) is None
    assert runs.store.find(run.id) is None


def test_an_agent_finds_its_context_and_open_task_again(runs: Runs) -> None:
    run = runs.ask()
    runs.store.note_agent(run.id, "far", "Far")
    runs.store.note_task(run, "far", "context", "task")
    assert runs.store.task_of(run.conversation_id, "far") == ("context", "task")
    runs.store.end(run, Outcome("input_required", "", message="Which?"))
    assert runs.store.task_of(run.conversation_id, "far") == ("context", "task")
    again = runs.ask(conversation_id=run.conversation_id)
    runs.store.note_agent(again.id, "far", "Far")
    runs.store.end(again, Outcome("completed", "Done."))
    assert runs.store.task_of(run.conversation_id, "far") == ("context", None)
    assert runs.store.task_of(run.conversation_id, "other") == (None, None)
