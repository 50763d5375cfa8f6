"""An agent elsewhere, asked by A2A: its answer is streamed, taken up again after a cut, and stopped when asked to."""

from __future__ import annotations

import random
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

from services.agent import AgentFailed, Question, Said
from services.agents.a2a.card import Card
from services.agents.a2a.connection import ENVELOPE_BYTES, AgentConnection, Refused
from services.agents.a2a.echo import may_be_echo
from services.agents.a2a.envelope import Code, RpcError
from services.agents.a2a.failure import FAILURES, failed
from services.agents.a2a.patience import AgentPatience
from services.agents.a2a.place import Place
from services.agents.a2a.task import ArtifactUpdate, Message, Part, StatusUpdate, Task, TaskEvent
from services.agents.a2a.telling import Telling
from services.agents.a2a.writing import Json, write_message
from services.agents.settings import AgentSettings
from services.http_exchange.failure import ExchangeFailed
from services.identifier import new_id

Events = Generator[TaskEvent, None, None]

CANCEL_S = 5.0
"""For one attempt. Whoever stopped the answer does not wait for it."""

_CANCEL_ATTEMPTS = 5
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.2, 2.0
_CONNECT_ATTEMPTS = 3
_CANNOT = (Code.METHOD_NOT_FOUND, Code.UNSUPPORTED_OPERATION)
_UNKNOWN_TASK = (Code.TASK_NOT_FOUND, Code.UNSUPPORTED_OPERATION, Code.INVALID_PARAMS)
_TEMPORARY = (408, 425, 429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class RemoteAgent:
    """``name`` is what people call it here. ``credential`` is a secret."""

    name: str
    card: Card
    settings: AgentSettings
    allow_private: bool = False
    credential: str = field(default="", repr=False)

    def answer(self, question: Question, place: Place) -> Iterator[Said]:
        """Ask, and yield what it says. Closing the generator closes the connection; ``cancel`` stops the agent's work.

        Raises: AgentFailed.
        """
        return _Answer(self, place, Telling(self.name, self.settings.answer_bytes)).asked(question.text)

    def resume(self, question: Question, place: Place) -> Iterator[Said]:
        """Take up the answer that another process began, and yield what follows ``place.published_text``.

        Raises: AgentFailed; ``lost`` where no task is known, or the agent tells another text now.
        """
        del question  # it was asked already
        telling = Telling(self.name, self.settings.answer_bytes, place.published_text)
        return _Answer(self, place, telling).taken_up()

    def cancel(self, place: Place) -> None:
        """Tell the agent to stop, again while it does not hear or its task goes on. It may not listen at all."""
        pause_s = 0.0
        for _ in range(_CANCEL_ATTEMPTS if place.task_id else 0):
            time.sleep(pause_s)
            if self._has_stopped(place.task_id):
                return
            pause_s = max(_FIRST_PAUSE_S, 2 * pause_s)

    def _has_stopped(self, task_id: str) -> bool:
        """Tell the agent to stop; whether it has, or never will."""
        try:
            return self.connection().cancel(task_id, CANCEL_S).status.state.is_terminal
        except Refused as refused:
            return refused.status not in _TEMPORARY
        except RpcError as error:
            return error.code != Code.INTERNAL_ERROR
        except ExchangeFailed:
            return False
        except FAILURES:
            return True

    def connection(self) -> AgentConnection:
        most_bytes = self.settings.answer_bytes + ENVELOPE_BYTES
        return AgentConnection(self.card, self.allow_private, most_bytes, self.credential)


class _Answer:
    """One answer on its way, over as many connections as it takes."""

    def __init__(self, agent: RemoteAgent, place: Place, telling: Telling) -> None:
        self._name = agent.name
        self._place = place
        self._telling = telling
        self._connection = agent.connection()
        self._patience = AgentPatience(agent.name, answer_s=agent.settings.answer_s, silence_s=agent.settings.silence_s)
        self._streams = self._subscribes = agent.card.streaming
        self._pause_s = _FIRST_PAUSE_S
        self._shows_all = False
        self._is_noted = False

    def asked(self, text: str) -> Iterator[Said]:
        with _in_our_words(self._name):
            self._look_at_open_task()
            yield from self._first(text)
            yield from self._rest()

    def taken_up(self) -> Iterator[Said]:
        if not self._place.task_id:
            raise AgentFailed(
                f"The rest of what {self._name} said was lost when the server stopped. Ask again.", "lost"
            )
        self._telling.task_id, self._telling.context_id = self._place.task_id, self._place.context_id
        with _in_our_words(self._name):
            yield from self._rest()

    # -- the question -------------------------------------------------------------------------------------------------

    def _look_at_open_task(self) -> None:
        """What an open task has made belongs to the answers that it gave before."""
        if self._place.task_id:
            with suppress(*FAILURES):
                self._telling.goes_on_after(self._connection.task(self._place.task_id, self._patience))

    def _first(self, text: str) -> Iterator[Said]:
        """Ask, again where the question certainly did not arrive."""
        attempts = _CONNECT_ATTEMPTS
        while True:
            try:
                return (yield from self._heard(self._sent(text)))
            except ExchangeFailed as failure:
                attempts -= 1
                if failure.was_sent or not attempts:
                    raise
                self._pause()
            except RpcError as error:
                if self._telling.task_id:
                    raise
                if self._place.task_id and error.code in _UNKNOWN_TASK:
                    # The open task may have ended, or be forgotten. The conversation goes on without it.
                    self._place.remember(context_id=self._place.context_id, task_id="")
                elif self._streams and error.code in _CANNOT:
                    self._streams = False  # whatever its card says
                else:
                    raise

    def _sent(self, text: str) -> Events:
        version = self._connection.interface.version
        message = Message(new_id(), "user", (Part(text=text),), self._place.context_id, self._place.task_id)
        params: Json = {"message": write_message(message, version)}
        if self._streams:
            yield from self._connection.stream("SendStreamingMessage", params, self._patience)
            return
        # Not to wait for the end in one request: it could then neither be stopped nor taken up after a cut.
        params["configuration"] = {"returnImmediately": True} if version == "1.0" else {"blocking": False}
        yield self._connection.send(params, self._patience)

    # -- what is said -------------------------------------------------------------------------------------------------

    def _heard(self, events: Events) -> Iterator[Said]:
        """Until the answer is over, the stream ends, or it is cut."""
        with closing(events):
            try:
                for event in events:
                    yield from self._hear(event)
                    if self._telling.is_over:
                        return
            except ExchangeFailed:
                self._patience.check()
                if not self._telling.task_id:
                    raise

    def _hear(self, event: TaskEvent) -> Iterator[Said]:
        try:
            for said in self._telling.hear(event):
                self._remember()
                self._pause_s = _FIRST_PAUSE_S
                yield said
        finally:
            self._remember()

    def _remember(self) -> None:
        """Where the conversation stands, before anything of it is published. Once in any case: an open task that goes
        on is this answer's now.
        """
        context_id = self._telling.context_id or self._place.context_id
        task_id = "" if self._telling.state.is_terminal else self._telling.task_id
        if not self._is_noted or (context_id, task_id) != (self._place.context_id, self._place.task_id):
            self._is_noted = True
            self._place.remember(context_id=context_id, task_id=task_id)

    # -- after a cut --------------------------------------------------------------------------------------------------

    def _rest(self) -> Iterator[Said]:
        while not self._telling.is_over:
            if not self._telling.task_id:
                if self._telling.has_message:
                    return
                raise AgentFailed(f"{self._name} ended the connection without an answer. Ask again.")
            self._pause()
            try:
                yield from self._subscribed() if self._subscribes else self._polled()
            except Refused as refused:
                if refused.status not in _TEMPORARY:
                    raise

    def _subscribed(self) -> Iterator[Said]:
        """The task as it is, and what follows. Agents that cannot, or whose task has ended, are asked for the task."""
        self._telling.tell_again()
        params: Json = {"id": self._telling.task_id}
        try:
            yield from self._heard(
                self._without_echo(self._connection.stream("SubscribeToTask", params, self._patience))
            )
        except RpcError:
            self._subscribes = False

    def _without_echo(self, events: Events) -> Events:
        """The events, unless the first update may be in the task already: then the task is asked for instead."""
        task: Task | None = None
        with closing(events):
            for event in events:
                if isinstance(event, Task):
                    task = event
                elif task is not None and isinstance(event, ArtifactUpdate):
                    if may_be_echo(task, event) and self._can_be_polled():
                        self._subscribes, self._shows_all = False, True
                        return
                    task = None
                yield event

    def _can_be_polled(self) -> bool:
        with suppress(*FAILURES):
            self._connection.task(self._telling.task_id, self._patience)
            return True
        return False

    def _polled(self) -> Iterator[Said]:
        """The task once it has ended; until then its progress alone, since what it has made may still be replaced, or
        all of it where the agent has shown that it adds to its answer.
        """
        try:
            task = self._connection.task(self._telling.task_id, self._patience)
        except ExchangeFailed:
            self._patience.check()
            return
        except RpcError as error:
            if error.code != Code.TASK_NOT_FOUND:
                raise
            raise AgentFailed(
                f"The connection to {self._name} was cut, and it no longer knows the question. Ask again.", "lost"
            ) from None
        self._patience.heard()
        if self._shows_all or task.status.state.ends_the_stream:
            self._telling.tell_again()
            yield from self._hear(task)
        else:
            yield from self._hear(StatusUpdate(task.id, task.context_id, task.status))

    def _pause(self) -> None:
        self._patience.pause(self._pause_s * random.uniform(0.5, 1.5))  # noqa: S311
        self._pause_s = min(_LONGEST_PAUSE_S, self._pause_s * 1.5)


@contextmanager
def _in_our_words(name: str) -> Iterator[None]:
    try:
        yield
    except FAILURES as error:
        raise failed(name, error) from None
