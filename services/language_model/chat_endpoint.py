"""A chat endpoint: any server that speaks OpenAI's ``POST /chat/completions`` with ``stream: true``.

The address is the operator's setting, so private hosts are fine; redirects are not followed, for the key would follow too.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import msgspec

from services.settings import Settings

if TYPE_CHECKING:
    import requests

RETRIED = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_ATTEMPTS = 4
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0
_CONNECT_TIMEOUT_S = 10.0
_MAX_ANSWER_BYTES = 2**20
_BYTES_PER_TOKEN = 3  # a careful guess, for servers that don't count

Message = dict[str, str]


class EndpointFailed(Exception):
    """The endpoint gave no answer; the message never holds the key, nor what the server said of it."""


@dataclass(frozen=True, slots=True)
class Completion:
    text: str
    tokens: int  # sent and received


class _Broken(Exception):
    """This attempt failed; ``pause_s`` is the server's own wish, ``is_final`` that another attempt would end the same."""

    def __init__(self, reason: str, *, pause_s: float | None = None, is_final: bool = False) -> None:
        super().__init__(reason)
        self.pause_s = pause_s
        self.is_final = is_final


class ChatEndpoint:
    """One endpoint and model. Safe to use from several threads."""

    def __init__(self, settings: Settings, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._url = settings.llm_base_url.rstrip("/") + "/chat/completions"
        self._key = settings.llm_api_key
        self._timeout_s = settings.llm_timeout_s
        self._sleep = sleep
        self.model = settings.llm_model

    def complete(self, messages: Sequence[Message], *, max_tokens: int, within_s: float) -> Completion:
        """The model's whole answer; blocks for at most ``within_s`` or the time of one call, whichever ends first.

        Raises:
            EndpointFailed: after the last attempt.
        """
        deadline = time.monotonic() + min(within_s, self._timeout_s)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._attempt(messages, max_tokens, deadline)
            except _Broken as broken:
                pause_s = self._pause_s(attempt, broken)
                if broken.is_final or attempt == _ATTEMPTS or time.monotonic() + pause_s >= deadline:
                    raise EndpointFailed(f"The language model's endpoint {broken}.") from None
                self._sleep(pause_s)
        raise AssertionError("the last attempt returns or raises")

    @staticmethod
    def _pause_s(attempt: int, broken: _Broken) -> float:
        if broken.pause_s is not None:
            return min(broken.pause_s, _LONGEST_PAUSE_S)
        return float(min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** (attempt - 1)) * random.uniform(0.5, 1.5))  # noqa: S311

    def _attempt(self, messages: Sequence[Message], max_tokens: int, deadline: float) -> Completion:
        import requests  # only here: most servers have no model, and every process would pay for it at its start

        body: dict[str, Any] = {"messages": list(messages), "max_tokens": max_tokens, "temperature": 0, "stream": True}
        if self.model:
            body["model"] = self.model
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream, application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        left_s = max(0.1, deadline - time.monotonic())
        try:
            # trust_env off: a .netrc of the server's user would replace the key.
            with requests.Session() as session:
                session.trust_env = False
                with session.post(
                    self._url,
                    data=msgspec.json.encode(body),
                    headers=headers,
                    stream=True,
                    allow_redirects=False,
                    timeout=(min(_CONNECT_TIMEOUT_S, left_s), left_s),
                ) as response:
                    _check_status(response)
                    text, counted = _read_answer(response, deadline)
        except requests.Timeout:
            raise _Broken("did not answer in time") from None
        except requests.RequestException as error:
            if time.monotonic() >= deadline:  # a read that times out inside the stream is reported as a lost connection
                raise _Broken("did not answer in time") from None
            raise _Broken(f"could not be reached ({type(error).__name__})") from None
        guessed = (sum(len(message["content"].encode()) for message in messages) + len(text.encode())) // _BYTES_PER_TOKEN + 1
        return Completion(text, counted or guessed)


def _check_status(response: requests.Response) -> None:
    if response.status_code == 200:
        return
    is_final = response.status_code not in RETRIED
    raise _Broken(f"answered {response.status_code}", pause_s=_retry_after_s(response), is_final=is_final)


def _retry_after_s(response: requests.Response) -> float | None:
    raw = response.headers.get("Retry-After", "")
    if raw.isdigit():
        return float(raw)
    try:
        return max(0.0, parsedate_to_datetime(raw).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _read_answer(response: requests.Response, deadline: float) -> tuple[str, int]:
    """The text, and the server's own count of tokens (0 if it has none)."""
    if response.headers.get("Content-Type", "").startswith("application/json"):  # it does not stream
        raw = b"".join(_bounded(response, deadline))
        return _from_object(_decode(raw), "message")
    text, tokens = "", 0
    for line in _lines(response, deadline):
        if not line.startswith(b"data:"):
            continue
        payload = line[5:].strip()
        if payload == b"[DONE]":
            return text, tokens
        piece, counted = _from_object(_decode(payload), "delta")
        text += piece
        tokens = counted or tokens
    if not text:
        raise _Broken("broke off its answer")
    return text, tokens


def _from_object(answer: Any, part: str) -> tuple[str, int]:
    try:
        if "error" in answer:
            raise _Broken("reported an error in its answer")
        choices = answer.get("choices") or [{}]
        text = (choices[0].get(part) or {}).get("content") or ""
        tokens = (answer.get("usage") or {}).get("total_tokens") or 0
        if isinstance(text, str) and isinstance(tokens, int):
            return text, tokens
    except (AttributeError, LookupError, TypeError):
        pass
    raise _Broken("answered in a form that is not OpenAI's", is_final=True)


def _decode(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except msgspec.DecodeError:
        raise _Broken("answered something that is not JSON") from None


def _lines(response: requests.Response, deadline: float) -> Iterator[bytes]:
    rest = b""
    for chunk in _bounded(response, deadline):
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
    yield rest


def _bounded(response: requests.Response, deadline: float) -> Iterator[bytes]:
    total = 0
    for chunk in response.iter_content(chunk_size=None):
        total += len(chunk)
        if total > _MAX_ANSWER_BYTES:
            raise _Broken("did not stop answering", is_final=True)
        if time.monotonic() > deadline:
            raise _Broken("did not answer in time", is_final=True)
        yield chunk
