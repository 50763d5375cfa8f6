"""A completion: what a run tells, in OpenAI's shape, streamed or whole.

A stream holds ``data:`` lines and comments, nothing else: an ``id:`` or ``retry:`` makes some clients read an empty
event at the next blank line, and so does a blank line after a comment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from services.agents.directory import AUTO
from services.agents.runs.story import CHUNK, COMPLETED, FAILED, INPUT_REQUIRED, ROUTING_COMPLETED, Told
from services.answering.markdown import json_block
from services.streaming.event import one_line
from services.streaming.wire import data_frame

KEEPALIVE = b": keepalive\n"
DONE = b"data: [DONE]\n\n"

STATUS_OF = {
    "no_agent": 400, "rejected": 400, "limit": 429, "cancelled": 409, "agent_failed": 502, "unreachable": 502,
    "lost": 503, "timeout": 504,
}  # fmt: skip
"""The HTTP status of an answer that failed, for those who wait for the whole of it."""
_TYPES = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}


@dataclass(frozen=True, slots=True)
class Failure:
    code: str
    message: str

    @property
    def status(self) -> int:
        return STATUS_OF.get(self.code, 502)

    def as_dict(self) -> dict[str, Any]:
        return error(self.status, self.code, self.message)


def error(status: int, code: str, message: str, param: str | None = None) -> dict[str, Any]:
    """An error as OpenAI words it."""
    kind = _TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


@dataclass(slots=True)
class Completion:
    """``base_url`` is this server's public address, for links to files."""

    id: str
    model: str
    created: int
    base_url: str = ""
    text: list[str] = field(default_factory=list)
    finish_reason: str = ""
    failure: Failure | None = None
    _usage: tuple[int, int] = (0, 0)
    _artifact_id: str = ""

    def take(self, told: Told) -> str:
        """The text that an event adds to the answer."""
        said = self._said(told)
        if said:
            self.text.append(said)
        return said

    def _said(self, told: Told) -> str:
        data = told.data
        if told.type == CHUNK:
            return self._chunk(data)
        if told.type == ROUTING_COMPLETED and self.model == AUTO:
            self.model = data["agent_id"]
        elif told.type == INPUT_REQUIRED:
            self.finish_reason = "stop"
            return f"\n\n{data['prompt']}" if self.text else str(data["prompt"])
        elif told.type == COMPLETED:
            usage = data.get("usage") or {}
            self._usage = usage.get("tokens_in", 0), usage.get("tokens_out", 0)
            self.finish_reason = "length" if data.get("cut") else "stop"
        elif told.type == FAILED:
            self.failure = Failure(data["code"], data["message"])
        return ""

    def _chunk(self, data: Mapping[str, Any]) -> str:
        """What another artifact says, or one that is told anew, is a paragraph of its own."""
        text, artifact_id = _chunk_text(data, self.base_url), data.get("artifact_id", "")
        is_next = artifact_id == self._artifact_id and (not artifact_id or data.get("append"))
        self._artifact_id = artifact_id
        has_gap = not self.text or self.text[-1].endswith("\n\n") or text.startswith("\n\n")
        return text if is_next or has_gap or not text else f"\n\n{text}"

    @property
    def usage(self) -> dict[str, int]:
        """As the agent counted. One that works without a language model uses no tokens."""
        sent, received = self._usage
        return {"prompt_tokens": sent, "completion_tokens": received, "total_tokens": sent + received}

    # -- streamed ----------------------------------------------------------------------------------------------

    def opening(self) -> bytes:
        return self._frame({"role": "assistant", "content": ""})

    def delta(self, text: str) -> bytes:
        return self._frame({"content": text})

    def ending(self, *, includes_usage: bool) -> bytes:
        """What follows the text, to the last line."""
        if self.failure is not None:
            return _data(self.failure.as_dict()) + DONE
        usage = _data({**self._about(), "choices": [], "usage": self.usage}) if includes_usage else b""
        return self._frame({}, self.finish_reason) + usage + DONE

    def _frame(self, delta: Mapping[str, str], finish_reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return _data({**self._about(), "choices": [choice]})

    def _about(self, kind: str = "chat.completion.chunk") -> dict[str, Any]:
        return {"id": f"chatcmpl-{self.id}", "object": kind, "created": self.created, "model": self.model}

    # -- whole -------------------------------------------------------------------------------------------------

    def whole(self) -> dict[str, Any]:
        message = {"role": "assistant", "content": "".join(self.text), "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": self.finish_reason}
        return {**self._about("chat.completion"), "choices": [choice], "usage": self.usage}


def _data(value: Mapping[str, Any]) -> bytes:
    return data_frame(one_line(msgspec.json.encode(value)))


def _chunk_text(data: Mapping[str, Any], base_url: str) -> str:
    parts = data["response_data"]["raw_response"]["parts"]
    return "".join(_part_text(part, base_url) for part in parts)


def _part_text(part: Mapping[str, Any], base_url: str) -> str:
    match part["kind"]:
        case "text":
            return str(part["text"])
        case "file":
            file = part["file"]
            name = str(file["name"]).translate({ord(bracket): " " for bracket in "[]\n\r"})
            return f"\n\n[{name}]({base_url}{file['url']})\n\n"
        case "data":
            return f"\n\n{json_block(part['data'])}\n\n"
    return ""
