"""Memory: as much of a conversation as a language model is told again with each question."""

from __future__ import annotations

from collections.abc import Sequence

from services.agent import Question, Turn
from services.language_model.chat_endpoint import Message, guessed_tokens

_LEAST_TOKENS = 100
"""Less of a turn is not worth telling."""
_CHARACTERS_PER_TOKEN = 3
_ROLES = {"user": "user", "agent": "assistant"}


def remembered(question: Question, instructions: str, tokens: int) -> list[Message]:
    """Instructions, the newest turns that fit, and the question whatever its length. The oldest one of the turns may
    lose its beginning. How a program wants to be answered is told with the instructions, as far as it fits.

    Asker and agent take turns, beginning with the asker: many models refuse anything else.
    """
    wishes = "\n\n".join(turn.text for turn in question.turns if turn.role == "system")
    wishes = wishes[: tokens * _CHARACTERS_PER_TOKEN]
    told = f"{instructions}\n\nThe program that asks adds:\n{wishes}" if wishes else instructions
    turns = [*_newest(question, tokens - guessed_tokens(wishes)), Turn("user", question.text)]
    return [{"role": "system", "content": told}, *_taking_turns(turns)]


def _newest(question: Question, tokens: int) -> list[Turn]:
    kept: list[Turn] = []
    for turn in reversed([turn for turn in question.turns if turn.text.strip() and turn.role != "system"]):
        size = guessed_tokens(turn.text)
        if size > tokens:
            if tokens >= _LEAST_TOKENS:
                kept.append(Turn(turn.role, _end_of(turn.text, tokens)))
            break
        tokens -= size
        kept.append(turn)
    return kept[::-1]


def _end_of(text: str, tokens: int) -> str:
    cut = text.encode("utf-8", "replace")[-tokens * _CHARACTERS_PER_TOKEN :].decode(errors="ignore")
    return f"… {cut}"


def _taking_turns(turns: Sequence[Turn]) -> list[Message]:
    messages: list[Message] = []
    for turn in turns:
        role = _ROLES[turn.role]
        if messages and messages[-1]["role"] == role:
            messages[-1]["content"] += f"\n\n{turn.text}"
        elif messages or role == "user":
            messages.append({"role": role, "content": turn.text})
    return messages
