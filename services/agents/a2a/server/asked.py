"""What a client of A2A asks for: the parameters of its calls, of both versions, read tolerantly and checked (A2A 1.0.1,
section 9.4, and 0.3's ``*Params``).

The functions raise RpcError with the code that A2A has for it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from msgspec import UNSET, Raw, Struct, UnsetType

from services.agents.a2a.envelope import Code, RpcError
from services.agents.a2a.reading import Malformed, MessageJson, Word, read_json, read_state
from services.agents.a2a.task import TaskState
from services.agents.a2a.writing import Version
from services.agents.sound import sound

LONGEST_NAME = 255
"""Of a name that a client gives a message or a context."""
PAGE_SIZE = 50
MOST_PAGE_SIZE = 100
NO_PUSH = "Nothing is sent to webhooks here; follow the task with SubscribeToTask, or ask with GetTask."

_TEXT_MODES = frozenset({"*", "*/*", "text", "text/*", "text/plain", "text/markdown"})
_MOST_HISTORY = 2**31 - 1

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sent:
    """A message for an agent. ``waits``: the call is answered once the task has ended, or asks back."""

    message_id: str
    text: str
    context_id: str | None
    task_id: str | None
    waits: bool
    history_length: int | None


@dataclass(frozen=True, slots=True)
class AskedTask:
    id: str
    history_length: int | None


@dataclass(frozen=True, slots=True)
class AskedList:
    """``state`` None is any; ``since`` is in Unix seconds."""

    context_id: str
    state: TaskState | None
    since: float | None
    page_size: int
    page_token: str
    history_length: int | None
    with_artifacts: bool


def read_sent(params: Raw, version: Version) -> Sent:
    given = _read(params, _Send)
    configuration = given.configuration or _Configuration()
    if given.message is None:
        raise RpcError(Code.INVALID_PARAMS, "The parameters have no message.")
    if configuration.wants_push:
        raise RpcError(Code.PUSH_NOTIFICATION_NOT_SUPPORTED, NO_PUSH)
    _check_modes(configuration.acceptedOutputModes or configuration.accepted_output_modes or ())
    returns = configuration.returnImmediately or configuration.return_immediately
    return Sent(
        message_id=_name("messageId", given.message.messageId or given.message.message_id) or "",
        text=_text(given.message),
        context_id=_name("contextId", given.message.contextId or given.message.context_id),
        task_id=sound(given.message.taskId or given.message.task_id or "") or None,
        waits=configuration.blocking is not False if version == "0.3" else not returns,
        history_length=_history_length(configuration),
    )


def read_asked_task(params: Raw) -> AskedTask:
    given = _read(params, _Task)
    if not given.id:
        raise RpcError(Code.INVALID_PARAMS, "The parameters have no task's id.")
    return AskedTask(sound(given.id), _history_length(given))


def read_asked_list(params: Raw) -> AskedList:
    given = _read(params, _List)
    page_size = _whole("pageSize", given.pageSize if given.pageSize is not None else given.page_size)
    if page_size is not None and not 1 <= page_size <= MOST_PAGE_SIZE:
        raise RpcError(Code.INVALID_PARAMS, f"A pageSize is a number from 1 to {MOST_PAGE_SIZE}.")
    return AskedList(
        context_id=_name("contextId", given.contextId or given.context_id) or "",
        state=_state(given.status),
        since=_moment(given.statusTimestampAfter or given.status_timestamp_after),
        page_size=page_size or PAGE_SIZE,
        page_token=given.pageToken or given.page_token or "",
        history_length=_history_length(given),
        with_artifacts=bool(given.includeArtifacts or given.include_artifacts),
    )


# -- checks -----------------------------------------------------------------------------------------------------------


def _read(params: Raw, kind: type[T]) -> T:
    try:
        return read_json(params, kind)
    except Malformed as error:
        raise RpcError(Code.INVALID_PARAMS, f"{error}.") from None


def _text(message: MessageJson) -> str:
    if not message.parts:
        raise RpcError(Code.INVALID_PARAMS, "The message has no parts; send one like {'text': 'What is 2 + 2?'}.")
    if not (message.messageId or message.message_id):
        raise RpcError(Code.INVALID_PARAMS, "The message has no messageId; its sender gives it one.")
    try:
        value = message.value()
    except Malformed as error:
        raise RpcError(Code.INVALID_PARAMS, f"{error}.") from None
    if value.role != "user":
        raise RpcError(Code.INVALID_PARAMS, "A message to an agent has the role ROLE_USER ('user' in 0.3).")
    if any(part.text is None for part in value.parts):
        raise RpcError(Code.CONTENT_TYPE_NOT_SUPPORTED, "The agents here read text; a part is a file or data.")
    if not value.text.strip():
        raise RpcError(Code.INVALID_PARAMS, "The message is empty; ask something.")
    return value.text


def _check_modes(modes: Collection[str]) -> None:
    if modes and _TEXT_MODES.isdisjoint(mode.partition(";")[0].strip().lower() for mode in modes):
        raise RpcError(
            Code.CONTENT_TYPE_NOT_SUPPORTED, "The agents here answer in text/plain, which acceptedOutputModes lacks."
        )


def _name(field: str, name: Word) -> str | None:
    if name is not None and (len(name) > LONGEST_NAME or not name.isprintable()):
        raise RpcError(Code.INVALID_PARAMS, f"A {field} has at most {LONGEST_NAME} characters, all of them printable.")
    return name or None


def _history_length(given: _WithHistory) -> int | None:
    length = _whole("historyLength", given.historyLength if given.historyLength is not None else given.history_length)
    if length is not None and not 0 <= length <= _MOST_HISTORY:
        raise RpcError(Code.INVALID_PARAMS, "A historyLength is 0 or more.")
    return length


def _whole(field: str, given: _Number) -> int | None:
    """ProtoJSON writes whole numbers as numbers, with or without a point, and as texts."""
    if given is None:
        return None
    if isinstance(given, str) and given.removeprefix("-").isdecimal() and given.isascii() and len(given) < 20:
        return int(given)
    if isinstance(given, float) and given.is_integer():
        return int(given)
    if isinstance(given, int):
        return given
    raise RpcError(Code.INVALID_PARAMS, f"A {field} is a whole number.")


def _state(given: str | int | None) -> TaskState | None:
    if given in (None, "", 0):
        return None
    state = read_state(given)
    if state is None:
        raise RpcError(Code.INVALID_PARAMS, "A status is one like TASK_STATE_COMPLETED.")
    return None if state is TaskState.UNKNOWN else state


def _moment(given: Word) -> float | None:
    if not given:
        return None
    try:
        moment = datetime.fromisoformat(given)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        raise RpcError(
            Code.INVALID_PARAMS, "A statusTimestampAfter is written like 2026-11-25T12:00:00.000Z."
        ) from None


# -- as the wire has them ---------------------------------------------------------------------------------------------

_Number = int | float | str | None


class _WithHistory(Struct):
    historyLength: _Number = None
    history_length: _Number = None


class _Configuration(_WithHistory):
    acceptedOutputModes: list[str] | None = None
    accepted_output_modes: list[str] | None = None
    returnImmediately: bool | None = None
    return_immediately: bool | None = None
    blocking: bool | None = None
    taskPushNotificationConfig: Raw | UnsetType = UNSET
    task_push_notification_config: Raw | UnsetType = UNSET
    pushNotificationConfig: Raw | UnsetType = UNSET

    @property
    def wants_push(self) -> bool:
        given = (self.taskPushNotificationConfig, self.task_push_notification_config, self.pushNotificationConfig)
        return any(one is not UNSET and bytes(one) != b"null" for one in given)


class _Send(Struct):
    message: MessageJson | None = None
    configuration: _Configuration | None = None


class _Task(_WithHistory):
    id: Word = None


class _List(_WithHistory):
    contextId: Word = None
    context_id: Word = None
    status: str | int | None = None
    pageSize: _Number = None
    page_size: _Number = None
    pageToken: Word = None
    page_token: Word = None
    statusTimestampAfter: Word = None
    status_timestamp_after: Word = None
    includeArtifacts: bool | None = None
    include_artifacts: bool | None = None
