"""An answer on its way from the endpoint, piece by piece: OpenAI's event stream, or one JSON object.

Pieces are taken from the socket as they arrive, within a limit of time and size.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    import requests

_MAX_ANSWER_BYTES = 2**20


class AttemptFailed(Exception):
    """One attempt failed. ``pause_s`` is how long the server asks us to wait; ``is_final`` means do not try again."""

    def __init__(self, reason: str, *, pause_s: float | None = None, is_final: bool = False) -> None:
        super().__init__(reason)
        self.pause_s = pause_s
        self.is_final = is_final


@dataclass(frozen=True, slots=True)
class Piece:
    """``tokens`` is the server's count for the whole exchange, sent and received; 0 if it does not say."""

    text: str
    tokens: int = 0


def read_pieces(response: requests.Response, deadline: float) -> Iterator[Piece]:
    """The answer as it arrives, until ``deadline`` (of the monotonic clock).

    Raises:
        AttemptFailed: it is malformed, too large, too slow, or incomplete with no text at all.
    """
    if response.headers.get("Content-Type", "").startswith("application/json"):  # the server does not stream
        yield _piece(_decode(b"".join(_received(response, deadline))), "message")
        return
    has_text = False
    for line in _lines(response, deadline):
        if not line.startswith(b"data:"):
            continue
        payload = line[5:].strip()
        if payload == b"[DONE]":
            return
        piece = _piece(_decode(payload), "delta")
        has_text = has_text or bool(piece.text)
        yield piece
    if not has_text:
        raise AttemptFailed("broke off its answer")


def _piece(answer: Any, part: str) -> Piece:
    try:
        if "error" in answer:
            raise AttemptFailed("reported an error in its answer")
        choices = answer.get("choices") or [{}]
        text = (choices[0].get(part) or {}).get("content") or ""
        tokens = (answer.get("usage") or {}).get("total_tokens") or 0
        if isinstance(text, str) and isinstance(tokens, int):
            return Piece(text, tokens)
    except (AttributeError, LookupError, TypeError):
        pass
    raise AttemptFailed("answered in a form that is not OpenAI's", is_final=True)


def _decode(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except msgspec.DecodeError:
        raise AttemptFailed("sent an answer that is not JSON") from None


def _lines(response: requests.Response, deadline: float) -> Iterator[bytes]:
    rest = b""
    for chunk in _received(response, deadline):
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
    yield rest


def _received(response: requests.Response, deadline: float) -> Iterator[bytes]:
    total = 0
    for chunk in response.iter_content(chunk_size=None):
        total += len(chunk)
        if total > _MAX_ANSWER_BYTES:
            raise AttemptFailed("did not stop answering", is_final=True)
        if time.monotonic() > deadline:
            raise AttemptFailed("did not answer in time", is_final=True)
        yield chunk
