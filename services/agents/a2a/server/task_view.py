"""A task of the chat as A2A sees it: its events become updates, and these add up to the task as it stands.

The answer's text is one artifact, whatever it takes to get it; other things that an agent makes are artifacts of their
own. What an agent says about its work is the message of a status.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from services.agent import FailureCode
from services.agents.a2a.task import (
    ArtifactUpdate,
    Message,
    Part,
    StatusUpdate,
    Task,
    TaskArtifact,
    TaskEvent,
    TaskState,
    TaskStatus,
)
from services.agents.a2a.writing import write_time
from services.agents.runs.run import ChatRun, State
from services.agents.runs.story import (
    CHUNK,
    COMPLETED,
    ROUTING_COMPLETED,
    ROUTING_STARTED,
    STATUS,
    Told,
    answer_text,
)
from services.agents.runs.task import ChatTask, happened

FileUrl = Callable[[str, int], str]
"""Where clients find a file: the id of its run, and its number."""

_FAILED = {
    "cancelled": TaskState.CANCELED,
    "no_agent": TaskState.REJECTED,
    "rejected": TaskState.REJECTED,
}


def _codes(state: TaskState) -> list[str]:
    return [code for code in get_args(FailureCode) if _FAILED.get(code, TaskState.FAILED) is state]


STATES: dict[TaskState, tuple[State, Sequence[str]]] = {
    TaskState.SUBMITTED: ("queued", ()),
    TaskState.WORKING: ("running", ()),
    TaskState.COMPLETED: ("completed", ()),
    TaskState.INPUT_REQUIRED: ("input_required", ()),
    TaskState.FAILED: ("failed", _codes(TaskState.FAILED)),
    TaskState.CANCELED: ("failed", _codes(TaskState.CANCELED)),
    TaskState.REJECTED: ("failed", _codes(TaskState.REJECTED)),
    TaskState.AUTH_REQUIRED: ("failed", ["auth_required"]),  # none ever is
}
"""Which runs are in a state: the state of their own, and, where that is not enough, their codes."""

_RUNNING = {"queued": TaskState.SUBMITTED, "running": TaskState.WORKING, "completed": TaskState.COMPLETED}


def state_of(run: ChatRun) -> TaskState:
    if run.state == "input_required":
        return TaskState.INPUT_REQUIRED
    return _RUNNING.get(run.state) or _FAILED.get(run.code, TaskState.FAILED)


@dataclass(slots=True)
class _Pieces:
    """An artifact so far. Neighbouring texts are one part, so that a long answer is not thousands of them."""

    name: str
    parts: list[Part] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def take(self, parts: Sequence[Part], *, append: bool) -> None:
        if not append:
            self.parts, self.texts = [], []
        for part in parts:
            if part.text is not None:
                self.texts.append(part.text)
            else:
                self.parts, self.texts = [*self.all(), part], []

    def all(self) -> list[Part]:
        return [*self.parts, Part(text="".join(self.texts))] if self.texts else self.parts


class TaskView:
    """Of one reader. ``take`` the events of the task's runs in their order, from the first one."""

    def __init__(self, task: ChatTask, file_url: FileUrl, now: Callable[[], float] = time.time) -> None:
        self._task = task
        self._file_url = file_url
        self._now = now
        self._artifacts: dict[str, _Pieces] = {}
        self._answered_by: str | None = None
        self._message: Message | None = None
        self._keeps = True
        self.answer_id = f"{task.id}-answer"

    def keep_nothing(self) -> None:
        """From now on, only updates are asked for: let go of what was taken."""
        self._keeps = False
        for pieces in self._artifacts.values():
            pieces.take((), append=False)

    # -- what happens ------------------------------------------------------------------------------------------

    def take(self, run: ChatRun, told: Told) -> list[TaskEvent]:
        """What an event tells a client; the last event of a run is told by `end`."""
        if told.type == CHUNK:
            return [self._chunk(run, told)]
        if told.type == ROUTING_STARTED:
            return [self._working(None)]
        if told.type == STATUS:
            return [self._working(self._message_of(run, told.id, str(told.data.get("text", ""))))]
        if told.type == ROUTING_COMPLETED and run.wanted_agent_id is None:
            said = f"{told.data.get('agent_name', '')}: {told.data.get('reasoning', '')}"
            return [self._working(self._message_of(run, told.id, said))]
        return []

    def end(self, run: ChatRun) -> list[TaskEvent]:
        """What the end of a run tells a client. ``run`` is as it ended."""
        ended: list[TaskEvent] = [StatusUpdate(self._task.id, self._task.context_id, self.status(run))]
        if run.state != COMPLETED or self.answer_id not in self._artifacts:
            return ended
        last = TaskArtifact(self.answer_id, (Part(text=""),), self._artifacts[self.answer_id].name)
        return [ArtifactUpdate(self._task.id, self._task.context_id, last, append=True, last_chunk=True), *ended]

    def _working(self, message: Message | None) -> StatusUpdate:
        self._message = message or self._message
        status = TaskStatus(TaskState.WORKING, message, write_time(self._now()))
        return StatusUpdate(self._task.id, self._task.context_id, status)

    # -- how it stands -----------------------------------------------------------------------------------------

    def task(self, history_length: int | None) -> Task:
        """As its runs were when they were read, with everything that was taken."""
        made = [TaskArtifact(id, tuple(one.all()), one.name) for id, one in self._artifacts.items()]
        return Task(
            self._task.id,
            self._task.context_id,
            self.status(self._task.last),
            tuple(made),
            self._history(history_length),
        )

    def status(self, run: ChatRun) -> TaskStatus:
        """A running one says what its agent said last about its work."""
        message = self._message if run.is_live else None
        if run.message and not run.is_live:
            message = self._message_of(run, 0, run.message)
        return TaskStatus(state_of(run), message, write_time(happened(run)))

    def _history(self, length: int | None) -> tuple[Message, ...]:
        """What was asked, and asked back. What is asked now is in the status."""
        said: list[Message] = []
        for run, message in zip(self._task.runs, self._task.messages, strict=False):
            parts = (Part(text=message.text),)
            said.append(Message(message.id, "user", parts, self._task.context_id, self._task.id))
            if run is not self._task.last:
                said.append(self._message_of(run, 0, run.message))
        return tuple(said if length is None else said[-length:] if length else ())

    def _message_of(self, run: ChatRun, event_id: int, text: str) -> Message:
        parts = (Part(text=text),)
        return Message(f"{run.id}-{event_id or 'end'}", "agent", parts, self._task.context_id, self._task.id)

    # -- artifacts ---------------------------------------------------------------------------------------------

    def _chunk(self, run: ChatRun, told: Told) -> ArtifactUpdate:
        text = answer_text(told)
        if text is not None:
            return self._answer(run, text)
        parts = tuple(self._part(run, part) for part in told.data["response_data"]["raw_response"]["parts"])
        is_text = all(part.text is not None for part in parts)
        id, append = str(told.data.get("artifact_id", "")), bool(told.data.get("append"))
        return self._update(id, str(told.data.get("name", "")), parts, append=append, last_chunk=not is_text)

    def _answer(self, run: ChatRun, text: str) -> ArtifactUpdate:
        """The next words; those of another run begin a paragraph."""
        before, self._answered_by = self._answered_by, run.id
        between = "" if before in (None, run.id) else "\n\n"
        return self._update(self.answer_id, "Answer", (Part(text=between + text),), append=before is not None)

    def _update(
        self, id: str, name: str, parts: tuple[Part, ...], *, append: bool, last_chunk: bool = False
    ) -> ArtifactUpdate:
        pieces = self._artifacts.setdefault(id, _Pieces(name))
        if self._keeps:
            pieces.take(parts, append=append)
        made = TaskArtifact(id, parts, pieces.name)
        return ArtifactUpdate(self._task.id, self._task.context_id, made, append=append, last_chunk=last_chunk)

    def _part(self, run: ChatRun, part: dict[str, Any]) -> Part:
        if part["kind"] == "text":
            return Part(text=str(part["text"]))
        if part["kind"] == "file":
            file = part["file"]
            url = self._url(run, str(file["url"]))
            return Part(url=url, filename=str(file["name"]), media_type=str(file["media_type"]))
        data = part["data"]
        if isinstance(data, dict) and data.keys() == {"truncated", "url"}:
            return Part(url=self._url(run, str(data["url"])), media_type="application/json")
        return Part.of_data(data)

    def _url(self, run: ChatRun, own: str) -> str:
        """Where clients of this door find a file, from its address in the API."""
        number = own.rpartition("/")[2]
        return self._file_url(run.id, int(number) if number.isdecimal() else 0)
