"""The model client: a chat endpoint in a process of its own, which alone keeps the key and the network.

A job's child starts it before it gives up both. Whatever the child reads afterwards, it can reach nobody, and all that
leaves it are questions to the model.
"""

from __future__ import annotations

import queue
from collections.abc import Sequence
from typing import Protocol

import msgspec

from services.language_model.chat_endpoint import ChatEndpoint, Completion, Message
from services.language_model.failure import EndpointFailed
from services.process.access import Access
from services.process.limits import Limits
from services.process.resident import RequestFailed, Resident, ResidentFailed
from services.settings.settings import Settings

_CALLS_AT_ONCE = 2
_LIMITS = Limits(memory_bytes=512 * 2**20, file_bytes=0, processes=4, open_files=64)
_CLOSING_S = 0.5
_SPARE_S = 5.0
"""For the process to say itself that time is up."""


class Endpoint(Protocol):
    """What answers chats: a `ChatEndpoint` in this process, or a `ModelClient`."""

    url: str
    model: str

    def complete(self, messages: Sequence[Message], *, max_tokens: int, within_s: float) -> Completion: ...


class Open(msgspec.Struct, tag="open"):
    """The first request of each process: the settings of the language model, its key included."""

    base_url: str
    api_key: str
    model: str
    timeout_s: float


class Ask(msgspec.Struct, tag="ask"):
    messages: list[Message]
    max_tokens: int
    within_s: float


class Told(msgspec.Struct, tag="told"):
    text: str
    tokens: int


class Failed(msgspec.Struct, tag="failed"):
    reason: str


class ModelClient:
    """An `Endpoint`. Safe to use from several threads; the thread that makes it must live until `close`.

    Raises: OSError, if a process cannot be started.
    """

    def __init__(self, settings: Settings) -> None:
        here = ChatEndpoint(settings)
        self.url, self.model = here.url, here.model
        self._idle: queue.SimpleQueue[Resident[Told | Failed]] = queue.SimpleQueue()
        self._residents = [
            Resident[Told | Failed](f"{__name__}:answer", Told | Failed, _LIMITS, Access(network=True))
            for _ in range(_CALLS_AT_ONCE)
        ]
        model = settings.language_model
        connection = Open(model.base_url, model.api_key, model.model, model.timeout_s)
        for resident in self._residents:
            resident.ask(connection)
            self._idle.put(resident)

    def complete(self, messages: Sequence[Message], *, max_tokens: int, within_s: float) -> Completion:
        """As `ChatEndpoint.complete`. A process that has ended cannot be replaced: the network is gone by then."""
        resident = self._idle.get()
        try:
            told = resident.ask(Ask(list(messages), max_tokens, within_s), within_s=within_s + _SPARE_S)
        except (ResidentFailed, RequestFailed, OSError) as error:
            raise EndpointFailed(f"The language model's client failed ({error}).") from None
        finally:
            self._idle.put(resident)
        if isinstance(told, Failed):
            raise EndpointFailed(told.reason)
        return Completion(told.text, told.tokens)

    def close(self) -> None:
        for resident in self._residents:
            resident.dismiss(_CLOSING_S)


_endpoint: list[ChatEndpoint] = []


def answer(raw: dict[str, object]) -> Told | Failed:
    """Runs in the process."""
    request = msgspec.convert(raw, Open | Ask)
    if isinstance(request, Open):
        _endpoint.append(ChatEndpoint(Settings().changed(language_model=msgspec.structs.asdict(request))))
        return Told("", 0)
    try:
        said = _endpoint[0].complete(request.messages, max_tokens=request.max_tokens, within_s=request.within_s)
    except EndpointFailed as failed:
        return Failed(str(failed))
    return Told(said.text, said.tokens)
