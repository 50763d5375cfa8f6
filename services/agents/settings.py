"""The settings of agent chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.settings import parse
from services.settings.setting import Group, setting


@dataclass(frozen=True, slots=True)
class AgentSettings(Group):
    key: ClassVar = "agents"
    title: ClassVar = "Agent chat"

    message_bytes: int = setting("TAILRACE_MESSAGE_BYTES", 65_536, parse.whole(16), "Largest message of an asker.")
    answer_s: float = setting("TAILRACE_ANSWER_S", 600.0, parse.number(1), "Seconds that one answer may take.")
    silence_s: float = setting(
        "TAILRACE_ANSWER_SILENCE_S", 90.0, parse.number(0.5), "Seconds that an agent may say nothing in mid-answer."
    )
    answer_bytes: int = setting("TAILRACE_ANSWER_BYTES", 4 * 2**20, parse.whole(1024), "Largest answer.")
    answers: int = setting("TAILRACE_ANSWERS", 300, parse.whole(1), "Answers that may be made at the same time.")
    user_answers: int = setting(
        "TAILRACE_USER_ANSWERS", 100, parse.whole(1), "Answers of one user that may wait or be made at the same time."
    )
    question_rate: float = setting(
        "TAILRACE_QUESTION_RATE", 300.0, parse.number(1), "Questions that one user may ask in a minute."
    )
    calculators: int = setting(
        "TAILRACE_CALCULATORS",
        3,
        parse.whole(0),
        "Processes (about 90 MiB each) that compute what the math and units agents are asked; the first stands ready."
        " With 0 there is one, started when it is first asked.",
    )
    memory_tokens: int = setting(
        "TAILRACE_LLM_MEMORY_TOKENS",
        4000,
        parse.whole(0),
        "Tokens (about) of the earlier conversation that the LLM agent's model is told again with each question.",
    )
    llm_tokens: int = setting(
        "TAILRACE_LLM_ANSWER_TOKENS", 4000, parse.whole(1), "Tokens that one answer of the LLM agent may have."
    )
    conversations: int = setting(
        "TAILRACE_CONVERSATIONS", 2000, parse.whole(1), "Conversations that one user may keep."
    )
    messages: int = setting(
        "TAILRACE_CONVERSATION_MESSAGES", 2000, parse.whole(2), "Messages that one conversation may have."
    )
    characters: int = setting(
        "TAILRACE_CONVERSATION_CHARACTERS",
        2**24,
        parse.whole(1),
        "Characters after which a conversation takes no more messages: it is read whole.",
    )
    abandoned_s: float = setting(
        "TAILRACE_ABANDONED_ANSWER_S",
        5.0,
        parse.number(0),
        "Seconds after which an answer stops whose chat client (/v1) has closed the connection.",
    )
    unlisted_days: float = setting(
        "TAILRACE_UNLISTED_CONVERSATION_DAYS",
        7.0,
        parse.number(0.0001),
        "Days after which conversations of programs (A2A, OpenAI clients) are deleted.",
    )
    registered: int = setting("TAILRACE_REGISTERED_AGENTS", 100, parse.whole(0), "Agents elsewhere that may be added.")
    check_s: float = setting(
        "TAILRACE_AGENT_CHECK_S", 60.0, parse.number(0.1), "Seconds between two looks at the health of an agent."
    )
    router: str = setting(
        "TAILRACE_ROUTER",
        "meaning",
        parse.one_of("words", "meaning", "model"),
        "How a question finds its agent: by its `words`; also by its `meaning`, with a process of 150 MiB; or by the "
        "configured language `model`'s choice, where it makes one.",
    )
    own: tuple[str, ...] = setting(
        "TAILRACE_AGENTS", (), parse.names, "Agents of one's own, as package.module:name with commas in between."
    )
