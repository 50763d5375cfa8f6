"""An errand: what a chat client asks for itself behind the user's back: a title for the conversation, tags, questions
that might follow. It is for no agent but a language model; without one it gets a plain answer of our own.

Open WebUI begins its errands with "### Task:" and puts the conversation into ``<chat_history>``; other clients ask for
the title of "this conversation" in a sentence, in the last message or in a system message.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from services.agent import Turn

Kind = Literal["title", "tags", "follow_ups", "queries", "text", "emoji"]

_HEAD_CHARACTERS = 2500
"""An errand says what it is at its beginning."""
_TASK = "### task:"
_HISTORY = "<chat_history>"
_KINDS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("follow_ups", ("follow-up", "follow_up", "followup")),
    ("tags", ("broad tags", "1-3 tags", "generate tags", '"tags"', "tags categori")),
    ("queries", ("search queries", "search query", '"queries"')),
    ("text", ("autocompletion", "autocomplete")),
    ("emoji", ("fitting emoji", "facial expression")),
    ("title", ("title", "name", "headline", "summarize", "summarise", "topic")),
)
_VERBS = (
    "generate",
    "give",
    "create",
    "provide",
    "write",
    "suggest",
    "summar",
    "come up",
    "name ",
    "return",
    "respond",
)
_ABOUT = (
    "this conversation", "the conversation", "our conversation", "user's conversation", "chat history", "this chat ",
    "this chat.", "our chat", "the chat.", "conversation between", "conversation's", "following conversation",
    "dialogue between", "this dialogue", "the dialogue", "conversation title", "title for a conversation",
    "title for a chat", "chat title",
)  # fmt: skip
_SPEAKERS = ("user:", "human:", "||>user:", "question:")
_TITLE_WORDS = 6
_TITLE_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Errand:
    kind: Kind
    is_json: bool
    asked_first: str
    """What the user asked first in the conversation that the errand is about."""

    def plain_answer(self) -> str:
        """What can be said without a language model."""
        if self.kind == "title":
            title = _title(self.asked_first)
            return json.dumps({"title": title}, ensure_ascii=False) if self.is_json else title
        if self.kind == "emoji":
            return "💬"
        empty: str | list[str] = "" if self.kind == "text" else []
        return json.dumps({self.kind: empty}) if self.is_json else ""


def find_errand(question: str, earlier: Sequence[Turn]) -> Errand | None:
    """The errand in a client's request; None if the user asks something."""
    system = " ".join(turn.text for turn in earlier if turn.role == "system")
    for text in (question, system):
        head = text[:_HEAD_CHARACTERS].lower()
        if head.lstrip().startswith(_TASK) or _asks_about_the_conversation(head):
            kind = _kind(head)
            if kind is not None:
                return Errand(kind, "json" in text.lower(), _asked_first(question, earlier))
    return None


def _asks_about_the_conversation(head: str) -> bool:
    """Whether one sentence asks for a title (tags, …) of the conversation."""
    for sentence in head.replace("\n", ". ").split(". "):
        asks = any(verb in sentence for verb in _VERBS) and any(about in f"{sentence}." for about in _ABOUT)
        if asks and any(word in sentence for word in ("title", "name", "tags", "follow-up", "topic")):
            return True
    return False


def _kind(head: str) -> Kind | None:
    return next((kind for kind, words in _KINDS if any(word in head for word in words)), None)


def _asked_first(question: str, earlier: Sequence[Turn]) -> str:
    """The user's first words: in the history that the errand quotes, or in the conversation that it ends."""
    quoted = question.partition(_HISTORY)[2] or question
    for line in quoted.splitlines():
        bare = line.strip()
        speaker = next((one for one in _SPEAKERS if bare.lower().startswith(one)), None)
        if speaker is not None and bare[len(speaker) :].strip():
            return bare[len(speaker) :].strip()
    asked = next((turn.text for turn in earlier if turn.role == "user"), "")
    return asked or next((line.strip() for line in reversed(question.splitlines()) if line.strip()), "")


def _title(asked: str) -> str:
    words = asked.split()
    title = " ".join(words[:_TITLE_WORDS])[:_TITLE_CHARACTERS].strip(" \t\"'`#*.,:;!?")
    return (title[:1].upper() + title[1:]) or "New chat"
