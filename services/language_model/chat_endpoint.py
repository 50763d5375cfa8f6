"""A chat endpoint: any server that speaks OpenAI's ``POST /chat/completions`` with ``stream: true``.

The operator sets the address, so private hosts are fine. Redirects are not followed: the key would go with them.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import msgspec

from services.language_model.answer import AttemptFailed, Piece, read_pieces
from services.settings.settings import Settings

if TYPE_CHECKING:
    import requests

RETRIED = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_ATTEMPTS = 4
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0
_CONNECT_TIMEOUT_S = 10.0
_BYTES_PER_TOKEN = 3  # a cautious guess, for servers that do not count

Message = dict[str, str]


class EndpointFailed(Exception):
    """The endpoint gave no answer. The message contains neither the key nor what the server said about it."""


@dataclass(frozen=True, slots=True)
class Completion:
    text: str
    tokens: int  # sent and received


class ChatEndpoint:
    """One endpoint and model. Safe to use from several threads."""

    def __init__(self, settings: Settings, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self.url = settings.language_model.base_url.rstrip("/") + "/chat/completions"
        self._key = settings.language_model.api_key
        self._timeout_s = settings.language_model.timeout_s
        self._sleep = sleep
        self.model = settings.language_model.model

    def complete(self, messages: Sequence[Message], *, max_tokens: int, within_s: float) -> Completion:
        """The whole answer. Blocks for ``within_s`` or the time limit of one call, whichever is shorter.

        Raises:
            EndpointFailed: after the last attempt.
        """
        deadline = time.monotonic() + min(within_s, self._timeout_s)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._attempt(messages, max_tokens, deadline)
            except AttemptFailed as failed:
                pause_s = self._pause_s(attempt, failed)
                if failed.is_final or attempt == _ATTEMPTS or time.monotonic() + pause_s >= deadline:
                    raise EndpointFailed(f"The language model's endpoint {failed}.") from None
                self._sleep(pause_s)
        raise AssertionError("the last attempt returns or raises")

    @staticmethod
    def _pause_s(attempt: int, failed: AttemptFailed) -> float:
        if failed.pause_s is not None:
            return min(failed.pause_s, _LONGEST_PAUSE_S)
        pause_s: float = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** (attempt - 1))
        return pause_s * random.uniform(0.5, 1.5)  # noqa: S311

    def _attempt(self, messages: Sequence[Message], max_tokens: int, deadline: float) -> Completion:
        text, counted = "", 0
        for piece in self._pieces(messages, max_tokens, deadline):
            text += piece.text
            counted = piece.tokens or counted
        return Completion(text, counted or _guessed_tokens(messages, text))

    def _pieces(self, messages: Sequence[Message], max_tokens: int, deadline: float) -> Iterator[Piece]:
        import requests  # only here: most servers have no model, and every process would pay for it at its start

        body: dict[str, Any] = {"messages": list(messages), "max_tokens": max_tokens, "temperature": 0, "stream": True}
        if self.model:
            body["model"] = self.model
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream, application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        left_s = max(0.1, deadline - time.monotonic())
        try:
            with requests.Session() as session:
                session.trust_env = False  # a .netrc of the server's user would replace the key
                with session.post(
                    self.url,
                    data=msgspec.json.encode(body),
                    headers=headers,
                    stream=True,
                    allow_redirects=False,
                    timeout=(min(_CONNECT_TIMEOUT_S, left_s), left_s),
                ) as response:
                    _check_status(response)
                    yield from read_pieces(response, deadline)
        except requests.Timeout:
            raise AttemptFailed("did not answer in time") from None
        except requests.RequestException as error:
            if time.monotonic() >= deadline:  # requests reports a read that times out in the body as a lost connection
                raise AttemptFailed("did not answer in time") from None
            raise AttemptFailed(f"could not be reached ({type(error).__name__})") from None


def _guessed_tokens(messages: Sequence[Message], text: str) -> int:
    size = sum(len(message["content"].encode()) for message in messages) + len(text.encode())
    return size // _BYTES_PER_TOKEN + 1


def _check_status(response: requests.Response) -> None:
    if response.status_code == 200:
        return
    is_final = response.status_code not in RETRIED
    raise AttemptFailed(f"answered {response.status_code}", pause_s=_retry_after_s(response), is_final=is_final)


def _retry_after_s(response: requests.Response) -> float | None:
    raw = response.headers.get("Retry-After", "")
    if raw.isdigit():
        return float(raw)
    try:
        return max(0.0, parsedate_to_datetime(raw).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
