"""A request in OpenAI's shape (``POST /v1/chat/completions``), read into what our agents are asked.

What changes an answer and cannot be done here is refused, and what only colours it (``temperature``, …) is let pass: a
client that asked for JSON or an image must not get something else without a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.agent import Turn
from services.agents.directory import AUTO
from services.agents.sound import sound
from services.errors import BadRequest

MOST_TURNS = 200
MOST_EARLIER_BYTES = 131_072
"""Of the earlier messages. The oldest are left out: no agent remembers more."""

_SYSTEM = ("system", "developer")
_TEXT_PARTS = ("text", "input_text", "refusal")


class Refused(BadRequest):
    """``param`` is the field that is wrong."""

    def __init__(self, message: str, param: str, code: str | None = None) -> None:
        super().__init__(message, code=code or "invalid_value")
        self.param = param


@dataclass(frozen=True, slots=True)
class Wanted:
    """``agent_id`` is None where the router decides."""

    model: str
    question: str
    earlier: Sequence[Turn]
    is_streamed: bool
    includes_usage: bool

    @property
    def agent_id(self) -> str | None:
        return None if self.model == AUTO else self.model


def read_request(body: Any) -> Wanted:
    """Raises: Refused."""
    if not isinstance(body, dict):
        raise Refused('The body is a JSON object such as {"model": "auto", "messages": […]}.', "body")
    model = body.get("model", AUTO)
    if not isinstance(model, str) or not model:
        raise Refused("'model' is 'auto' or the id of an agent; /v1/models lists them.", "model")
    _refuse_what_cannot_be_done(body)
    *earlier, question = _turns(body.get("messages"))
    options = body.get("stream_options")
    options = options if isinstance(options, dict) else {}
    return Wanted(
        model=model,
        question=question.text,
        earlier=_newest(earlier),
        is_streamed=_flag(body, "stream"),
        includes_usage=_flag(options, "include_usage"),
    )


def _refuse_what_cannot_be_done(body: dict[str, Any]) -> None:
    if body.get("n") not in (None, 1):
        raise Refused("An agent gives one answer: leave 'n' out, or set it to 1.", "n")
    form = body.get("response_format")
    if form is not None and not (isinstance(form, dict) and form.get("type") == "text"):
        raise Refused("Agents answer with text; leave 'response_format' out.", "response_format")
    if body.get("logprobs"):
        raise Refused("Agents do not tell how likely their words are; leave 'logprobs' out.", "logprobs")
    if body.get("modalities") not in (None, ["text"]) or body.get("audio") is not None:
        raise Refused("Agents answer with text; leave 'modalities' and 'audio' out.", "modalities")
    if body.get("tool_choice") not in (None, "auto", "none"):
        raise Refused("Agents do not call a client's tools; leave 'tool_choice' out.", "tool_choice")


def _turns(messages: Any) -> list[Turn]:
    """The conversation; the last turn is what is asked."""
    if not isinstance(messages, list) or not messages:
        raise Refused("'messages' is a list with at least one message.", "messages")
    turns = [_turn(message, f"messages[{at}]") for at, message in enumerate(messages)]
    if turns[-1].role != "user" or not turns[-1].text.strip():
        raise Refused("The last message must be the user's, with some text.", f"messages[{len(messages) - 1}]")
    return [turn for turn in turns if turn.text.strip()]


def _turn(message: Any, param: str) -> Turn:
    if not isinstance(message, dict):
        raise Refused("A message is an object with 'role' and 'content'.", param)
    text = _text(message.get("content"), f"{param}.content")
    match message.get("role"):
        case "user":
            return Turn("user", text)
        case "assistant":
            return Turn("agent", text)
        case role if role in _SYSTEM:
            return Turn("system", text)
        case "tool" | "function":
            raise Refused("Agents do not call a client's tools, so they take no results of them.", f"{param}.role")
    raise Refused("'role' is system, developer, user or assistant.", f"{param}.role")


def _text(content: Any, param: str) -> str:
    if content is None:
        return ""
    if isinstance(content, str):
        return sound(content)
    if not isinstance(content, list):
        raise Refused("'content' is a text, or a list of text parts.", param)
    return sound("\n\n".join(_part(part, f"{param}[{at}]") for at, part in enumerate(content)))


def _part(part: Any, param: str) -> str:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind not in _TEXT_PARTS:
        raise Refused("Agents here read text only: send no images, sounds or files.", f"{param}.type")
    text = part.get("refusal" if kind == "refusal" else "text")
    if not isinstance(text, str):
        raise Refused("A text part has 'text'.", f"{param}.text")
    return text


def _newest(turns: Sequence[Turn]) -> list[Turn]:
    """Of the earlier messages the newest that fit. How to answer is always among them, as far as it fits."""
    kept: set[int] = set()
    left = MOST_EARLIER_BYTES
    system = [turn for turn in turns if turn.role == "system"]
    for turn in (*system, *(turn for turn in reversed(turns) if turn.role != "system")):
        left -= len(turn.text.encode())
        if left < 0 or len(kept) >= MOST_TURNS:
            break
        kept.add(id(turn))
    return [turn for turn in turns if id(turn) in kept]


def _flag(body: dict[str, Any], name: str) -> bool:
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise Refused(f"{name!r} is true or false.", name)
    return value is True
