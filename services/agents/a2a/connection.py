"""The connection to an agent elsewhere: one JSON-RPC request, and its result or the events of its stream."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from msgspec import Raw

from services.agents.a2a.card import Card, CredentialPlace, Interface
from services.agents.a2a.envelope import VERSION_HEADER, read_result, write_request
from services.agents.a2a.frames import read_frames
from services.agents.a2a.half_character import with_stand_ins
from services.agents.a2a.pace import Pace
from services.agents.a2a.patience import AgentPatience
from services.agents.a2a.reading import Malformed, read_event, read_task
from services.agents.a2a.task import Task, TaskEvent
from services.agents.a2a.writing import Json
from services.http_exchange.address import Address, check_url
from services.http_exchange.exchange import Answer, exchange
from services.http_exchange.patience import Patience
from services.http_exchange.retry_after import retry_after_s
from services.identifier import new_id

ENVELOPE_BYTES = 2**20
"""What envelopes may have besides the answer."""
_PIECE_BYTES = 4096


class Refused(Exception):
    """An HTTP status in place of an answer."""

    def __init__(self, status: int, retry_after_s: float | None = None) -> None:
        super().__init__(f"answered {status}")
        self.status = status
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class AgentConnection:
    """``credential`` is a secret: it goes into one header and nowhere else."""

    card: Card
    allow_private: bool
    most_bytes: int
    credential: str = field(default="", repr=False)

    @property
    def interface(self) -> Interface:
        return self.card.interface

    def address(self) -> Address:
        """Raises: BadRequest."""
        return check_url(self.interface.url, allow_private=self.allow_private)

    def stream(self, method: str, params: Json, patience: AgentPatience) -> Generator[TaskEvent, None, None]:
        """The events until the agent ends its stream. An agent that answers with one JSON envelope has one event.

        Raises: ExchangeFailed, Refused, RpcError, Malformed, FrameTooLarge, BadRequest, AgentFailed (no patience left).
        """
        request_id = new_id()
        patience.check()
        with self._ask(request_id, method, params, patience, "text/event-stream") as answer:
            if answer.media_type != "text/event-stream":
                yield read_event(self._whole(answer, request_id))
                return
            pace = Pace()
            for frame in read_frames(_arriving(answer, pace), self.most_bytes):
                pace.frame()
                patience.heard()
                yield _event(frame, request_id)

    def send(self, params: Json, patience: AgentPatience) -> TaskEvent:
        """The task or message that answers SendMessage. Raises: as ``stream``."""
        patience.check()
        return read_event(self._result("SendMessage", params, patience))

    def task(self, task_id: str, patience: AgentPatience) -> Task:
        """Raises: as ``stream``."""
        patience.check()
        params: Json = {"id": task_id}
        if self.interface.version == "1.0":
            params["historyLength"] = 0
        return read_task(self._result("GetTask", params, patience))

    def cancel(self, task_id: str, within_s: float) -> Task:
        """The task as it is then; it may take a while to end. Raises: as ``stream``."""
        return read_task(self._result("CancelTask", {"id": task_id}, Patience(within_s)))

    def _result(self, method: str, params: Json, patience: Patience) -> Raw:
        request_id = new_id()
        with self._ask(request_id, method, params, patience, "application/json") as answer:
            return self._whole(answer, request_id)

    @contextmanager
    def _ask(self, request_id: str, method: str, params: Json, patience: Patience, accept: str) -> Iterator[Answer]:
        if self.interface.tenant and self.interface.version == "1.0":
            params = {**params, "tenant": self.interface.tenant}
        body = write_request(request_id, method, params, self.interface.version)
        headers = {"Content-Type": "application/json", "Accept": accept, **self._headers()}
        with exchange(
            "POST", self.address(), patience, allow_private=self.allow_private, headers=headers, body=body
        ) as answer:
            is_whole = answer.media_type == "application/json" and answer.status not in (401, 403, 413, 429, 503)
            if answer.status != 200 and not is_whole:
                raise Refused(answer.status, retry_after_s(answer.headers))
            if answer.status == 200 and answer.media_type not in ("application/json", "text/event-stream"):
                raise Malformed(f"An answer of type {answer.media_type[:60] or 'unknown'}")
            yield answer

    def _headers(self) -> Mapping[str, str]:
        headers: dict[str, str] = {VERSION_HEADER: self.interface.version}
        if self.credential:
            place = self.card.credential or CredentialPlace()
            headers[place.header] = place.prefix + self.credential
        return headers

    def _whole(self, answer: Answer, request_id: str) -> Raw:
        """The result of an answer in one piece. Some agents send their errors with a status that says so too."""
        body = answer.read_all(self.most_bytes).removeprefix(b"\xef\xbb\xbf")
        if answer.status == 200:
            return read_result(body, request_id)
        with suppress(Malformed):
            read_result(body, request_id)
        raise Refused(answer.status)


def _arriving(answer: Answer, pace: Pace) -> Iterator[bytes]:
    """In small pieces: each may be thousands of lines."""
    while chunk := answer.read_some():
        for begin in range(0, len(chunk), _PIECE_BYTES):
            pace.read(len(chunk[begin : begin + _PIECE_BYTES]))
            yield chunk[begin : begin + _PIECE_BYTES]


def _event(frame: bytes, request_id: str) -> TaskEvent:
    try:
        return read_event(read_result(frame, request_id))
    except Malformed:
        mended = with_stand_ins(frame)
        if mended is None:
            raise
        return read_event(read_result(mended, request_id))
