"""A conversation as a document that people keep."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from services.agents.conversations.conversations import Conversation
from services.answering.markdown import json_block
from services.visible import visible

_NOTES = {
    "broken_off": "broken off",
    "failed": "failed",
    "cancelled": "stopped",
    "live": "not finished yet",
}
_ESCAPED = str.maketrans({character: f"\\{character}" for character in "\\`*_[]<>|~&$"})
_MOST_INDENT = 3
"""Of a fence. What stands further in is code by itself (CommonMark, 4.4 and 4.5)."""


def as_markdown(conversation: Conversation) -> str:
    """Every message in the order in which it was sent; answers say who gave them."""
    parts = [f"# {_line(conversation.title)}", *(part for one in conversation.messages for part in _message(one))]
    return "\n\n".join(parts) + "\n"


def _message(message: dict[str, Any]) -> Iterator[str]:
    at = datetime.fromtimestamp(message["created_at"], UTC).strftime("%Y-%m-%d %H:%M UTC")
    if message["role"] == "user":
        yield f"## You, {at}"
    else:
        note = _NOTES.get(message["state"], "")
        yield f"## {_line(message['agent_name'] or 'Nobody')}, {at}" + (f" ({note})" if note else "")
    for text in (message["text"], message.get("prompt")):
        if text:
            yield _closed(text)
    if message.get("error"):
        yield f"*{_line(message['error'])}*"
    for artifact in message.get("artifacts", []):
        if artifact["kind"] == "text":
            yield f"### {_line(artifact['name'] or artifact['artifact_id'])}\n\n{_closed(artifact.get('text', ''))}"
        elif artifact.get("url"):
            yield f"[{_line(artifact['name'] or artifact['artifact_id'])}]({artifact['url']})"
        else:
            yield json_block(artifact["data"])


def _line(words: str) -> str:
    """Words of others as one line that says just that: no link, no HTML, no heading of another message."""
    return visible(" ".join(words.split())).translate(_ESCAPED)


def _closed(text: str) -> str:
    """Markdown whose last block of code has an end. Without, all messages that follow would be code."""
    fence = ""
    for line in text.splitlines():
        bare = line.lstrip(" ")
        marks = bare[: len(bare) - len(bare.lstrip(bare[0]))] if bare.startswith(("```", "~~~")) else ""
        if not marks or len(line) - len(bare) > _MOST_INDENT:
            continue
        after = bare[len(marks) :]
        if not fence:
            fence = "" if marks[0] == "`" and "`" in after else marks
        elif marks.startswith(fence) and not after.strip():
            fence = ""
    return f"{text}\n{fence}" if fence else text
