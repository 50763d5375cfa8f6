"""A chat endpoint: any server that speaks OpenAI's ``POST /chat/completions`` with ``stream: true``.

There is one way to ask it, piece by piece; a whole answer is put together from the pieces. The operator sets the
address, so private hosts are fine.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import msgspec

from services.http_exchange.patience import Patience
from services.language_model.answer import read_pieces
from services.language_model.exchange import Answer, post
from services.language_model.failure import AttemptFailed, EndpointFailed, ParameterRefused
from services.language_model.piece import Piece, Tokens, Waiting, Words
from services.language_model.refusal import check_status
from services.settings.settings import Settings
from services.url import split_url

_ATTEMPTS = 4
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0
_BYTES_PER_TOKEN = 3  # a cautious guess, for servers that do not count

Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class Completion:
    text: str
    tokens: int  # sent and received


class ChatEndpoint:
    """One endpoint and model. Safe to use from several threads and greenlets."""

    def __init__(self, settings: Settings, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self.url = _completions_url(settings.language_model.base_url)
        self._key = settings.language_model.api_key
        self._timeout_s = settings.language_model.timeout_s
        self._sleep = sleep
        self.model = settings.language_model.model
        self._left_out: frozenset[str] = frozenset()
        """Parameters that this server does not know."""

    def stream(self, messages: Sequence[Message], *, max_tokens: int, within_s: float) -> Iterator[Piece]:
        """The answer as it comes; the last piece is an `Ending`. What fails before the first piece is tried again.

        It may take ``within_s``, and may be silent for the time limit of one call. Closing the generator closes the
        connection.

        Raises:
            EndpointFailed: there is no answer, or no more of it.
        """
        patience = Patience(within_s, self._timeout_s)
        wanted = {"messages": list(messages), "max_tokens": max_tokens}
        for attempt in range(1, _ATTEMPTS + 1):
            has_begun = False
            try:
                for piece in self._attempt(wanted, patience):
                    has_begun = True
                    yield piece
                return
            except AttemptFailed as failed:
                pause_s = self._pause_s(attempt, failed, patience, may_retry=not has_begun)
            yield Waiting(pause_s)
            self._sleep(pause_s)
            patience.heard()

    def complete(self, messages: Sequence[Message], *, max_tokens: int, within_s: float) -> Completion:
        """The whole answer. Blocks for ``within_s`` or the time limit of one call, whichever is shorter.

        Raises:
            EndpointFailed: after the last attempt.
        """
        patience = Patience(min(within_s, self._timeout_s))
        wanted = {"messages": list(messages), "max_tokens": max_tokens, "temperature": 0}
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                pieces = list(self._attempt(wanted, patience))
            except AttemptFailed as failed:
                self._sleep(self._pause_s(attempt, failed, patience, may_retry=True))
            else:
                return _completion(messages, pieces)
        raise AssertionError("the last attempt returns or raises")

    @staticmethod
    def _pause_s(attempt: int, failed: AttemptFailed, patience: Patience, *, may_retry: bool) -> float:
        """Seconds to wait before the next attempt.

        Raises:
            EndpointFailed: there is none.
        """
        pause_s: float = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** (attempt - 1)) * random.uniform(0.5, 1.5)  # noqa: S311
        if failed.pause_s is not None:
            pause_s = min(failed.pause_s, _LONGEST_PAUSE_S)
        if may_retry and not failed.is_final and attempt < _ATTEMPTS and patience.allows(pause_s):
            return pause_s
        raise EndpointFailed(f"The language model's endpoint {failed}.", failed.trouble) from None

    def _attempt(self, wanted: dict[str, Any], patience: Patience) -> Iterator[Piece]:
        """One answer; asked for again at once, without a parameter that the server refuses."""
        left_out = self._left_out
        while True:
            try:
                with self._asked(wanted, left_out, patience) as answer:
                    self._left_out = left_out
                    yield from read_pieces(answer.received(), patience)
                return
            except ParameterRefused as refused:
                left_out |= {refused.name}

    @contextmanager
    def _asked(self, wanted: dict[str, Any], left_out: frozenset[str], patience: Patience) -> Iterator[Answer]:
        body = {**wanted, "stream": True, "stream_options": {"include_usage": True}}
        if self.model:
            body["model"] = self.model
        if "max_tokens" in left_out:  # what newer models call it
            body["max_completion_tokens"] = wanted["max_tokens"]
        body = {name: value for name, value in body.items() if name not in left_out}
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream, application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        with post(self.url, headers, msgspec.json.encode(body), patience) as answer:
            check_status(answer, body.keys())
            yield answer


def guessed_tokens(*texts: str) -> int:
    return sum(len(text.encode("utf-8", "replace")) for text in texts) // _BYTES_PER_TOKEN + 1


def _completion(messages: Sequence[Message], pieces: Sequence[Piece]) -> Completion:
    text = "".join(piece.text for piece in pieces if isinstance(piece, Words))
    counted = next((piece.total for piece in pieces if isinstance(piece, Tokens)), 0)
    return Completion(text, counted or guessed_tokens(*(message["content"] for message in messages), text))


def _completions_url(base_url: str) -> str:
    """The operator's address may have a query, as Azure's has."""
    parts = split_url(base_url)
    if parts is None:
        return base_url
    return parts._replace(path=parts.path.rstrip("/") + "/chat/completions").geturl()
