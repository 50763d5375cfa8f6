"""A fence: what strangers wrote stands in a prompt between marks that it cannot know, since they are its own digest.

The same text always has the same marks, so the same question is asked in the same words, and its answer can be kept.
"""

from __future__ import annotations

import hashlib

from services.language_model.chat_endpoint import Message


def mark_of(text: str) -> str:
    return f"data {hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:32]}"


def quoted(text: str, mark: str) -> str:
    return f"<<{mark}>>\n{text}\n<<end {mark}>>"


def fenced(instructions: str, text: str) -> list[Message]:
    """A conversation: instructions, in which ``{mark}`` stands for the mark, and the text that they are about."""
    mark = mark_of(text)
    told = instructions.replace("{mark}", mark)
    return [{"role": "system", "content": told}, {"role": "user", "content": quoted(text, mark)}]
