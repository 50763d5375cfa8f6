"""A task in A2A's words: what is told in updates adds up to the task as it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from services.agents.a2a.server.task_view import STATES, TaskView, state_of
from services.agents.a2a.task import ArtifactUpdate, Part, StatusUpdate, Task, TaskState
from services.agents.runs.run import ChatRun
from services.agents.runs.story import CHUNK, ROUTING_COMPLETED, ROUTING_STARTED, STATUS, Told, chunk, text_chunk
from services.agents.runs.task import ChatTask, Said

RUN = ChatRun(
    "r1",
    "c1",
    "alice",
    "q1",
    "a1",
    None,
    "math",
    "Math",
    "running",
    "",
    "",
    {},
    "p",
    False,
    False,
    None,
    1.0,
    2.0,
    None,
)
ANSWER = "r1-answer"


def view_of(*runs: ChatRun) -> TaskView:
    chain = runs or (RUN,)
    messages = tuple(Said(f"m{number}", f"Message {number}") for number, _ in enumerate(chain, 1))
    return TaskView(
        ChatTask("r1", "c", chain, messages), lambda run_id, number: f"https://x/{run_id}/{number}", lambda: 9
    )


def text(words: str, id: int = 1) -> Told:
    return Told(id, CHUNK, text_chunk(words))


def artifact(parts: list[dict[str, Any]], artifact_id: str, id: int = 1, **about: Any) -> Told:
    return Told(id, CHUNK, chunk(parts, artifact_id) | about)


def added_up(start: Task, updates: list[Any]) -> dict[str, list[Part]]:
    """The artifacts as a client would have them, neighbouring texts put together."""
    found = {one.artifact_id: list(one.parts) for one in start.artifacts}
    for update in updates:
        assert isinstance(update, ArtifactUpdate)
        id = update.artifact.artifact_id
        assert not update.append or id in found
        found[id] = [*(found[id] if update.append else []), *update.artifact.parts]
    return {id: joined(parts) for id, parts in found.items()}


def joined(parts: list[Part]) -> list[Part]:
    found: list[Part] = []
    for part in parts:
        if found and part.text is not None and found[-1].text is not None:
            found[-1] = Part(text=found[-1].text + part.text)
        else:
            found.append(part)
    return found


FILE = {"kind": "file", "file": {"name": "a.txt", "media_type": "text/plain", "url": "/api/v1/chat/r1/artifacts/3"}}
STORY = [
    text("One, ", 1),
    artifact([{"kind": "text", "text": "a"}], "notes", 2, name="Notes", append=False),
    text("two.", 3),
    artifact([{"kind": "text", "text": "b"}], "notes", 4, name="Notes", append=True),
    artifact([FILE], "file", 5),
    artifact([{"kind": "data", "data": {"a": [1, None]}}], "data", 6),
    artifact([{"kind": "data", "data": {"truncated": True, "url": "/api/v1/chat/r1/artifacts/4"}}], "big", 7),
    artifact([{"kind": "text", "text": "anew"}], "notes", 8, name="Notes", append=False),
]


@pytest.mark.parametrize("cut", range(len(STORY) + 1))
def test_a_snapshot_and_what_follows_are_the_whole(cut: int) -> None:
    """Case 8, as server, at every event boundary."""
    whole, early = view_of(), view_of()
    for told in STORY:
        whole.take(RUN, told)
    for told in STORY[:cut]:
        early.take(RUN, told)
    start = early.task(None)
    early.keep_nothing()
    updates = [update for told in STORY[cut:] for update in early.take(RUN, told)]
    expected = {one.artifact_id: list(one.parts) for one in whole.task(None).artifacts}
    assert added_up(start, updates) == expected
    assert expected[ANSWER] == [Part(text="One, two.")]
    assert expected["notes"] == [Part(text="anew")]
    assert expected["file"] == [Part(url="https://x/r1/3", filename="a.txt", media_type="text/plain")]
    assert expected["big"] == [Part(url="https://x/r1/4", media_type="application/json")]


def test_the_next_run_of_a_task_adds_a_paragraph_to_the_answer() -> None:
    asked = replace(RUN, state="input_required", message="Which?", finished_at=5.0)
    later = replace(RUN, id="r2")
    view = view_of(asked, later)
    view.take(asked, text("First."))
    (update,) = view.take(later, text("Second."))
    assert isinstance(update, ArtifactUpdate)
    assert update.append
    task = view.task(None)
    assert [one.text for one in task.artifacts] == ["First.\n\nSecond."]
    assert [message.text for message in task.history] == ["Message 1", "Which?", "Message 2"]
    assert [message.text for message in view.task(2).history] == ["Which?", "Message 2"]
    assert view.task(0).history == ()


def test_the_last_chunk_is_marked_when_the_answer_is_complete() -> None:
    ended = replace(RUN, state="completed", finished_at=5.0)
    view = view_of()
    view.take(RUN, text("All."))
    last, status = view.end(ended)
    assert isinstance(last, ArtifactUpdate)
    assert (last.artifact.artifact_id, last.append, last.last_chunk, last.artifact.text) == (ANSWER, True, True, "")
    assert isinstance(status, StatusUpdate)
    assert status.status.timestamp == "1970-01-01T00:00:05.000Z"
    assert len(view_of().end(ended)) == 1, "there was no answer"
    assert len(view.end(replace(ended, state="failed", code="lost"))) == 1, "it is not complete"


def test_work_is_a_status_with_a_message() -> None:
    view = view_of()
    (started,) = view.take(RUN, Told(1, ROUTING_STARTED, {}))
    routed = {"agent_name": "Math", "reasoning": "It is a sum."}
    (chosen,) = view.take(RUN, Told(2, ROUTING_COMPLETED, routed))
    (working,) = view.take(RUN, Told(3, STATUS, {"text": "Adding up"}))
    for update, said in ((started, None), (chosen, "Math: It is a sum."), (working, "Adding up")):
        assert isinstance(update, StatusUpdate)
        assert update.status.state is TaskState.WORKING
        assert (update.status.message.text if update.status.message else None) == said
    assert view.task(None).status.message == working.status.message  # type: ignore[union-attr]
    sent_to_it = replace(RUN, wanted_agent_id="math")
    assert view.take(sent_to_it, Told(2, ROUTING_COMPLETED, routed)) == []


@pytest.mark.parametrize(
    ("state", "code", "expected"),
    [
        ("queued", "", TaskState.SUBMITTED),
        ("running", "", TaskState.WORKING),
        ("completed", "", TaskState.COMPLETED),
        ("input_required", "", TaskState.INPUT_REQUIRED),
        ("failed", "cancelled", TaskState.CANCELED),
        ("failed", "no_agent", TaskState.REJECTED),
        ("failed", "rejected", TaskState.REJECTED),
        *(("failed", code, TaskState.FAILED) for code in ("unreachable", "agent_failed", "timeout", "limit", "lost")),
    ],
)
def test_every_end_has_its_state(state: Any, code: str, expected: TaskState) -> None:
    assert state_of(replace(RUN, state=state, code=code)) is expected
    own, codes = STATES[expected]
    assert own == state
    assert not codes or code in codes
