"""Tool calls, put together from the parts in which they are streamed.

The parts of a call have its ``index``, and the first one its ``id`` and name. Some servers leave out one or the other,
or give every call index 0. So a new id starts a new call, whatever its index is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from services.language_model.failure import AttemptFailed
from services.language_model.piece import ToolCall

_MAX_CALLS = 128


@dataclass(slots=True)
class _Open:
    index: int | None
    id: str
    name: str = ""
    arguments: list[str] = field(default_factory=list)


class ToolCalls:
    def __init__(self) -> None:
        self._calls: list[_Open] = []

    def take(self, part: Any) -> None:
        """``part`` is an entry of ``tool_calls``, or what ``function_call`` was before there were several."""
        if not isinstance(part, dict):
            return
        function = part.get("function", part)
        function = function if isinstance(function, dict) else {}
        index = part.get("index")
        call = self._call(index if isinstance(index, int) else None, _text(part.get("id")), _text(function.get("name")))
        call.name = call.name or _text(function.get("name"))
        arguments = function.get("arguments")
        if arguments:
            call.arguments.append(arguments if isinstance(arguments, str) else json.dumps(arguments))

    def whole(self) -> list[ToolCall]:
        return [ToolCall(call.id, call.name, "".join(call.arguments)) for call in self._calls]

    def _call(self, index: int | None, call_id: str, name: str) -> _Open:
        """The call that a part belongs to."""
        latest = next((call for call in reversed(self._calls) if index is None or call.index == index), None)
        if call_id:
            same = next((call for call in self._calls if call.id == call_id), None)
            if same is None and latest is not None and not latest.id and not latest.arguments:
                latest.id = call_id
                same = latest
            return same or self._new(index, call_id)
        if latest is None or (index is None and name and latest.name):
            return self._new(index, "")
        return latest

    def _new(self, index: int | None, call_id: str) -> _Open:
        if len(self._calls) >= _MAX_CALLS:
            raise AttemptFailed("did not stop calling tools", is_final=True)
        self._calls.append(_Open(index, call_id))
        return self._calls[-1]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
