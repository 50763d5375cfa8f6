"""An answer on its way from the endpoint: the pieces of the text and whatever else the frames hold.

It is whole when a ``finish_reason`` or ``[DONE]`` has come, and not when the connection merely ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from services.held_text import HeldText
from services.http_exchange.patience import Patience
from services.language_model.event_stream import Frame, read_frames
from services.language_model.failure import AttemptFailed
from services.language_model.piece import Ending, Piece, Thought, Tokens, Words
from services.language_model.tool_call import ToolCalls

_CUT = frozenset({"length", "max_tokens", "model_length"})
_FAILED = frozenset({"error", "abort", "aborted", "cancelled", "insufficient_system_resource"})
_MOST_TOKENS = 10**9
_AFTERWORD_S = 5.0
"""For the counts that follow a ``finish_reason``. Not every server then closes."""


def read_pieces(parts: Iterable[bytes], patience: Patience) -> Iterator[Piece]:
    """The pieces in a body that arrives in parts. The last one is an `Ending`.

    Raises:
        AttemptFailed: the answer is malformed, too large, too slow, an error, or not whole.
    """
    answer = _Answer()
    try:
        for frame in read_frames(parts):
            if frame.is_done:
                answer.is_whole = True
                break
            for piece in answer.take(frame):
                patience.heard()
                yield piece
            if answer.is_whole:
                patience.end_within(_AFTERWORD_S)
    except AttemptFailed:
        if not answer.is_whole:
            raise
    if not answer.is_whole:
        raise AttemptFailed("broke off its answer")
    yield from answer.ending()


class _Answer:
    def __init__(self) -> None:
        self.is_whole = False
        self._reason = ""
        self._text = HeldText()
        self._thoughts = HeldText()
        self._calls = ToolCalls()
        self._tokens: Tokens | None = None

    def take(self, frame: Frame) -> Iterator[Piece]:
        answer = frame.value
        if not isinstance(answer, dict):
            raise _not_openai()
        _refuse_error(answer, frame.event)
        choice = _first_choice(answer)
        self._tokens = _tokens(answer.get("usage") or choice.get("usage")) or self._tokens
        said = choice.get("delta") or choice.get("message") or {}
        if not isinstance(said, dict):
            raise _not_openai()
        yield from self._said(said)
        reason = choice.get("finish_reason")
        if reason:
            self._reason = reason if isinstance(reason, str) else ""
            self.is_whole = True
            if self._reason in _FAILED:
                self.is_whole = False
                raise AttemptFailed("gave up in mid-answer")
        self.is_whole = self.is_whole or frame.is_whole

    def _said(self, said: dict[str, Any]) -> Iterator[Piece]:
        for calls in (said.get("tool_calls"), [said.get("function_call")]):
            for part in calls if isinstance(calls, list) else ():
                self._calls.take(part)
        if thought := self._thoughts.take(_text(said.get("reasoning_content") or said.get("reasoning"))):
            yield Thought(thought)
        if words := self._text.take(_text(said.get("content")) + _text(said.get("refusal"))):
            yield Words(words)

    def ending(self) -> Iterator[Piece]:
        if left := self._text.end():
            yield Words(left)
        yield from self._calls.whole()
        if self._tokens is not None:
            yield self._tokens
        yield Ending(self._reason, self._reason.lower() in _CUT)


def _first_choice(answer: dict[str, Any]) -> dict[str, Any]:
    """The one choice that was asked for. Frames that hold counts, or a filter's verdict, have none."""
    choices = answer.get("choices") or []
    if not isinstance(choices, list) or not all(isinstance(choice, dict) for choice in choices):
        raise _not_openai()
    if not choices and not {"choices", "usage", "object", "id"} & answer.keys():
        raise _not_openai()
    return next((choice for choice in choices if not choice.get("index")), {})


def _text(content: Any) -> str:
    """A text, or the texts in a list of parts."""
    if isinstance(content, str):
        return content
    if content is None:
        return ""
    if isinstance(content, list):
        return "".join(_text(part.get("text")) for part in content if isinstance(part, dict))
    raise _not_openai()


def _tokens(usage: Any) -> Tokens | None:
    if not isinstance(usage, dict):
        return None
    sent, received = _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))
    total = _count(usage.get("total_tokens")) or sent + received
    return Tokens(sent, received, total) if total else None


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_TOKENS else 0


def _refuse_error(answer: dict[str, Any], event: str) -> None:
    """An error in a frame. One that names a status is judged like that status."""
    error = answer.get("error") or (answer if event == "error" or answer.get("object") == "error" else None)
    if not error:
        return
    status = _count(error.get("code")) or _count(error.get("status")) if isinstance(error, dict) else 0
    is_refused = isinstance(error, dict) and error.get("type") == "invalid_request_error"
    if status == 429:
        raise AttemptFailed("reported in its answer that too much is asked of it", "limit")
    if is_refused or (400 <= status < 500 and status not in (408, 409, 425)):
        raise AttemptFailed("refused the question in its answer", "rejected", is_final=True)
    raise AttemptFailed("reported an error in its answer")


def _not_openai() -> AttemptFailed:
    return AttemptFailed("answered in a form that is not OpenAI's", is_final=True)
