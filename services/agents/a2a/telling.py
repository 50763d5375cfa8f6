"""The telling: what the events of a task mean to whoever asked (:data:`services.agent.Said`).

The answer is the text of the task's artifacts in the order in which they begin, and of messages. A status's message is
progress; only that of the end counts as the answer, where there is no other. Files and data are artifacts. A task that
is told again, after a cut, gives only what was not yet given.
"""

from __future__ import annotations

from collections.abc import Iterator

from services.agent import AgentFailed, Artifact, InputRequired, Said, Status, Text
from services.agents.a2a.artifact_pieces import ArtifactPieces, is_prose
from services.agents.a2a.half_character import with_halves, without_halves
from services.agents.a2a.reading import Malformed
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
    text_of,
)
from services.agents.a2a.transcript import Differs, Running, Transcript
from services.held_text import HeldText

_MOST_STATUSES = 1_000
_LONGEST_STATUS = 2_000
_BETWEEN = "\n\n"


class Telling:
    """``name`` is the agent's, for messages; ``most_bytes`` of text, files and data are taken from it."""

    def __init__(self, name: str, most_bytes: int, published_text: str = "") -> None:
        self._name = name
        self._most_bytes = most_bytes
        self._bytes = len(published_text.encode())
        self._transcript = Transcript(published_text)
        self._texts: dict[str, Running] = {}
        self._before: dict[str, Running] = {}
        self._earlier_task_id = ""
        self._section = ""
        self._held = HeldText()
        self._replaced: set[str] = set()
        self._pieces = ArtifactPieces()
        self._status = ""
        self._statuses = 0
        self.task_id = ""
        self.context_id = ""
        self.state = TaskState.UNKNOWN
        self.is_over = False
        self.has_message = False

    def goes_on_after(self, task: Task) -> None:
        """What the task has made already belongs to earlier answers, if it is this task that goes on."""
        self._earlier_task_id = task.id
        for artifact in task.artifacts:
            self._before[artifact.artifact_id] = Running(text_of(_prose(artifact.parts), ""))
            for _ in self._pieces.of(artifact.artifact_id, "", artifact.parts, append=False, last_chunk=True):
                pass
        self._texts = {name: text.copy() for name, text in self._before.items()}

    def tell_again(self) -> None:
        """The agent now tells its task from the start."""
        self._transcript.tell_again()
        self._texts = {name: text.copy() for name, text in self._before.items()}
        self._section = ""
        self._held = HeldText()

    def hear(self, event: TaskEvent) -> Iterator[Said]:
        """What is new in an event.

        Raises:
            AgentFailed: the task failed, or went over its limit, or is another one than before.
            Malformed: the event is of another task.
        """
        try:
            for said in self._meaning(event):
                self._count(said)
                yield said
        except Differs:
            raise AgentFailed(
                f"The connection to {self._name} was cut, and it now tells another answer than before."
                " What came until then is above; ask again for the rest.",
                "lost",
            ) from None

    def _meaning(self, event: TaskEvent) -> Iterator[Said]:
        match event:
            case Message():
                self.has_message = True
                self.context_id = event.context_id or self.context_id
                yield from self._message(event)
            case Task():
                self._check_task(event.id, event.context_id)
                for artifact in event.artifacts:
                    yield from self._artifact(artifact, append=False, last_chunk=True)
                yield from self._status_is(event.status)
            case StatusUpdate():
                self._check_task(event.task_id, event.context_id)
                yield from self._status_is(event.status)
            case ArtifactUpdate():
                self._check_task(event.task_id, event.context_id)
                yield from self._artifact(event.artifact, append=event.append, last_chunk=event.last_chunk)

    def _check_task(self, task_id: str, context_id: str) -> None:
        if task_id and self.task_id and task_id != self.task_id:
            raise Malformed("An event of another task")
        if task_id and self._earlier_task_id not in ("", task_id):
            self._before, self._texts, self._pieces, self._earlier_task_id = {}, {}, ArtifactPieces(), ""
        self.task_id = task_id or self.task_id
        self.context_id = context_id or self.context_id

    def _count(self, said: Said) -> None:
        match said:
            case Text(text) | Status(text):
                self._bytes += len(text.encode())
            case Artifact():
                self._bytes += len(said.content) + len(said.text.encode()) + 200
        if self._bytes > self._most_bytes:
            raise AgentFailed(
                f"{self._name} said more than {self._most_bytes:,} bytes, the most that one answer may have."
                " Ask for less at a time.",
                "limit",
            )

    # -- text ---------------------------------------------------------------------------------------------------------

    def _say(self, text: str, section: str) -> Iterator[Said]:
        """Text of a section. A new section is a new paragraph."""
        if section != self._section:
            if left := self._held.end():
                yield from self._new(left)
            self._held = HeldText()
            if text and self._transcript.has_text:
                text = _BETWEEN + text
            if text:
                self._section = section
        yield from self._new(self._held.take(with_halves(text)))

    def _new(self, text: str) -> Iterator[Said]:
        new = self._transcript.hear(text)
        if new:
            yield Text(new)

    def _message(self, message: Message) -> Iterator[Said]:
        section = f"message {message.message_id}"
        yield from self._say(text_of(_prose(message.parts), "\n"), section)
        yield from self._pieces.of(section, "", message.parts, append=False, last_chunk=True)

    def _artifact(self, artifact: TaskArtifact, *, append: bool, last_chunk: bool) -> Iterator[Said]:
        artifact_id = artifact.artifact_id
        text = text_of(_prose(artifact.parts), "")
        told = self._texts.setdefault(artifact_id, Running())
        if artifact_id in self._replaced:
            if text:
                yield Artifact(f"{artifact_id}#text", artifact.name, text, append=append, last_chunk=last_chunk)
        elif append or not told.length:
            told.add(text.encode())
            yield from self._say(text, artifact_id)
        elif text and (rest := told.rest_of(text)) is not None:
            told.add(rest.encode())
            yield from self._say(rest, artifact_id)
        elif text:
            self._replaced.add(artifact_id)
            yield Status(f"{self._name} replaced what it had said. The new version is beside the answer.")
            yield Artifact(f"{artifact_id}#text", artifact.name, text, last_chunk=last_chunk)
        yield from self._pieces.of(artifact_id, artifact.name, artifact.parts, append=append, last_chunk=last_chunk)

    # -- states -------------------------------------------------------------------------------------------------------

    def _status_is(self, status: TaskStatus) -> Iterator[Said]:
        self.state = status.state
        text = without_halves(status.message.text.strip()) if status.message is not None else ""
        if status.state.ends_the_stream:
            yield from self._end(status, text)
            self.is_over = True
        elif text and text != self._status and self._statuses < _MOST_STATUSES:
            self._status = text
            self._statuses += 1
            yield Status(text[:_LONGEST_STATUS])

    def _end(self, status: TaskStatus, text: str) -> Iterator[Said]:
        if left := self._held.end():
            yield from self._new(left)
        yield from self._pieces.close()
        match status.state:
            case TaskState.INPUT_REQUIRED:
                yield InputRequired(text or f"{self._name} waits for your answer.")
            case TaskState.AUTH_REQUIRED:
                reason = f"{self._name} needs you to sign in somewhere, or another right, before it goes on."
                yield InputRequired(f"{reason} {text}" if text else reason)
            case TaskState.COMPLETED:
                yield from self._completed(status, text)
            case TaskState.REJECTED:
                raise AgentFailed(_with_reason(f"{self._name} does not take this question", text), "rejected")
            case TaskState.CANCELED:
                raise AgentFailed(_with_reason(f"{self._name} stopped this answer", text), "cancelled")
            case _:
                raise AgentFailed(_with_reason(f"{self._name} could not finish its answer", text), "agent_failed")

    def _completed(self, status: TaskStatus, text: str) -> Iterator[Said]:
        if status.message is not None and not self._transcript.has_text:
            yield from self._message(status.message)
        elif text and text != self._status and not self._transcript.is_exactly(text):
            yield Status(text[:_LONGEST_STATUS])
        if self._transcript.is_behind:
            raise Differs


def _prose(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    return tuple(part for part in parts if is_prose(part))


def _with_reason(sentence: str, reason: str) -> str:
    return f"{sentence}: {reason[:_LONGEST_STATUS]}" if reason else f"{sentence}, and gave no reason."
