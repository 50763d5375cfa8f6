"""A cut at any event, and an agent that then tells its task from any earlier state: every character arrives once."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.agent import AgentFailed, Artifact, Text
from services.agents.a2a.task import (
    ArtifactUpdate,
    Message,
    Part,
    StatusUpdate,
    Task,
    TaskArtifact,
    TaskEvent,
    TaskState,
)
from services.agents.a2a.task import TaskStatus as Status
from services.agents.a2a.telling import Telling
from services.agents.a2a.transcript import Differs, Transcript

WORKING, DONE = Status(TaskState.WORKING), StatusUpdate("t", "c", Status(TaskState.COMPLETED))
MANY_BYTES = 10**6


def events_of(chunks: list[tuple[str, str]]) -> list[TaskEvent]:
    """One update for each (artifact, text)."""
    seen: set[str] = set()
    events: list[TaskEvent] = []
    for artifact, text in chunks:
        update = TaskArtifact(artifact, (Part(text=text),))
        events.append(ArtifactUpdate("t", "c", update, append=artifact in seen))
        seen.add(artifact)
    return [*events, DONE]


def snapshot_of(chunks: list[tuple[str, str]]) -> Task:
    texts: dict[str, list[Part]] = {}
    for artifact, text in chunks:
        texts.setdefault(artifact, []).append(Part(text=text))
    return Task("t", "c", WORKING, tuple(TaskArtifact(name, tuple(parts)) for name, parts in texts.items()))


def heard(telling: Telling, events: list[TaskEvent]) -> str:
    return "".join(said.text for event in events for said in telling.hear(event) if isinstance(said, Text))


CHUNKS = [("a", "Grüße, "), ("a", ""), ("a", "🙂🙂"), ("b", "zwei"), ("b", " – drei"), ("c", "\n"), ("c", "vier")]
WHOLE = "Grüße, 🙂🙂\n\nzwei – drei\n\n\nvier"


def test_a_cut_at_every_event_and_every_older_state() -> None:
    tried = 0
    for cut in range(len(CHUNKS) + 1):
        for state in range(len(CHUNKS) + 1):
            telling = Telling("A", MANY_BYTES)
            before = heard(telling, events_of(CHUNKS)[:cut])
            telling.tell_again()
            rest = heard(telling, [snapshot_of(CHUNKS[:state]), *events_of(CHUNKS)[state:]])
            assert before + rest == WHOLE, (cut, state)
            taken_up = Telling("A", MANY_BYTES, before)
            taken_up.tell_again()
            assert heard(taken_up, [snapshot_of(CHUNKS[:state]), *events_of(CHUNKS)[state:]]) == rest
            tried += 1
    assert tried == 64


def test_several_cuts_one_after_the_other() -> None:
    telling, said = Telling("A", MANY_BYTES), ""
    for cut in range(len(CHUNKS)):
        said += heard(telling, [snapshot_of(CHUNKS[: cut // 2]), *events_of(CHUNKS)[cut // 2 : cut]])
        telling.tell_again()
    assert said + heard(telling, [snapshot_of(CHUNKS), DONE]) == WHOLE


chunked = st.lists(st.text(max_size=6), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(chunked, st.data())
def test_any_text_cut_anywhere_is_told_once(parts: list[str], data: st.DataObject) -> None:
    whole = "".join(parts)
    published = whole[: data.draw(st.integers(0, len(whole)))]
    again = Transcript(published)
    again.tell_again()
    assert published + "".join(again.hear(part) for part in parts) == whole
    assert not again.is_behind


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=30), chunked)
def test_another_text_is_never_joined(published: str, parts: list[str]) -> None:
    whole = "".join(parts)
    transcript = Transcript(published)
    transcript.tell_again()
    if whole.startswith(published):
        assert "".join(map(transcript.hear, parts)) == whole[len(published) :]
        return
    try:
        told = "".join(map(transcript.hear, parts))
    except Differs:
        return
    assert (told, transcript.is_behind) == ("", True)


def test_a_task_that_ends_before_it_has_told_all_again_is_another_one() -> None:
    telling = Telling("A", MANY_BYTES, "one, two")
    telling.tell_again()
    with pytest.raises(AgentFailed) as failure:
        heard(telling, [snapshot_of([("a", "one, ")]), DONE])
    assert failure.value.code == "lost"


def test_a_text_that_is_sent_whole_each_time_is_told_once() -> None:
    texts = list(accumulate(["one", ", two", ", three"]))
    events: list[TaskEvent] = [ArtifactUpdate("t", "c", TaskArtifact("a", (Part(text=text),))) for text in texts]
    assert heard(Telling("A", MANY_BYTES), [*events, snapshot_of([("a", texts[-1])]), DONE]) == texts[-1]


def test_what_a_task_made_for_earlier_answers_is_not_told_again() -> None:
    data = TaskArtifact("d", (Part.of_data(1),))
    before = Task("t", "c", Status(TaskState.INPUT_REQUIRED), (TaskArtifact("a", (Part(text="old"),)), data))
    after = Task("t", "c", WORKING, (TaskArtifact("a", (Part(text="old"), Part(text=", new"))), data))
    for cut in (False, True):
        telling = Telling("A", MANY_BYTES)
        telling.goes_on_after(before)
        events: list[TaskEvent] = [ArtifactUpdate("t", "c", TaskArtifact("a", (Part(text=", ne"),)), append=True)]
        said = [said for event in events for said in telling.hear(event)] if cut else []
        if cut:
            telling.tell_again()
        said += [said for event in (after, DONE) for said in telling.hear(event)]
        assert "".join(one.text for one in said if isinstance(one, Text)) == ", new"
        assert all(isinstance(one, Text) for one in said)


def test_a_task_begun_in_place_of_the_open_one_is_told_whole() -> None:
    """Its artifacts may have the names, and the beginnings, of those that the open one has."""
    data = TaskArtifact("d", (Part.of_data(1),))
    before = Task("before", "c", Status(TaskState.FAILED), (TaskArtifact("a", (Part(text="old"),)), data))
    after = Task("t", "c", WORKING, (TaskArtifact("a", (Part(text="old and new"),)), data))
    telling = Telling("A", MANY_BYTES)
    telling.goes_on_after(before)
    said = [said for event in (after, DONE) for said in telling.hear(event)]
    assert said == [Text("old and new"), Artifact("d", data=1, media_type="application/json")]
    telling.tell_again()
    assert list(telling.hear(after)) == []


def test_an_end_that_repeats_the_answer_adds_nothing() -> None:
    message = Message("m", "agent", (Part(text="one, two"),))
    end = StatusUpdate("t", "c", Status(TaskState.COMPLETED, message))
    telling = Telling("A", MANY_BYTES)
    said = [said for event in (*events_of([("a", "one, "), ("a", "two")])[:2], end) for said in telling.hear(event)]
    assert said == [Text("one, "), Text("two")]
    alone = list(Telling("A", MANY_BYTES).hear(end))
    assert alone == [Text("one, two")]
