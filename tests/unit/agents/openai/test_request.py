"""Requests in OpenAI's shape become questions with their earlier turns, and what cannot be done is refused by name."""

from __future__ import annotations

import time
from typing import Any

import pytest

from services.agent import Turn
from services.agents.openai.request import MOST_EARLIER_BYTES, MOST_TURNS, Refused, read_request


def asked(*messages: Any, **more: Any) -> dict[str, Any]:
    return {"model": "auto", "messages": list(messages), **more}


def user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


def test_a_conversation_is_read_with_its_system_messages() -> None:
    wanted = read_request(
        asked(
            {"role": "system", "content": "Be brief."},
            {"role": "developer", "content": "In German."},
            user("I am Ada."),
            {"role": "assistant", "content": None, "tool_calls": []},
            {"role": "assistant", "content": "Hello."},
            user([{"type": "text", "text": "Who"}, {"type": "text", "text": "am I?"}]),
            model="llm", stream=True, stream_options={"include_usage": True}, temperature=0.2, user="x",
        )
    )  # fmt: skip
    assert wanted.question == "Who\n\nam I?"
    assert wanted.earlier == [
        Turn("system", "Be brief."), Turn("system", "In German."), Turn("user", "I am Ada."), Turn("agent", "Hello."),
    ]  # fmt: skip
    assert (wanted.agent_id, wanted.is_streamed, wanted.includes_usage) == ("llm", True, True)


def test_auto_leaves_the_choice_to_the_router() -> None:
    wanted = read_request(asked(user("hi")))
    assert (wanted.agent_id, wanted.is_streamed, wanted.includes_usage) == (None, False, False)


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ([], "body"),
        ({"model": "auto"}, "messages"),
        (asked(), "messages"),
        (asked("hi"), "messages[0]"),
        (asked(user("hi"), model=7), "model"),
        (asked(user("")), "messages[0]"),
        (asked(user("hi"), {"role": "assistant", "content": "yes"}), "messages[1]"),
        (asked(user("hi"), user(" ")), "messages[1]"),
        (asked({"role": "wizard", "content": "hi"}), "messages[0].role"),
        (asked({"role": "tool", "content": "4", "tool_call_id": "a"}, user("hi")), "messages[0].role"),
        (asked(user(7)), "messages[0].content"),
        (asked(user([{"type": "image_url", "image_url": {"url": "data:"}}])), "messages[0].content[0].type"),
        (asked(user([{"type": "text"}])), "messages[0].content[0].text"),
        (asked(user(["hi"])), "messages[0].content[0].type"),
        (asked(user("hi"), n=2), "n"),
        (asked(user("hi"), stream="yes"), "stream"),
        (asked(user("hi"), stream=1), "stream"),
        (asked(user("hi"), stream_options={"include_usage": 0}), "include_usage"),
        (asked(user("hi"), response_format={"type": "json_object"}), "response_format"),
        (asked(user("hi"), modalities=["text", "audio"]), "modalities"),
        (asked(user("hi"), tool_choice="required"), "tool_choice"),
        (asked(user("hi"), logprobs=True), "logprobs"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(body: Any, param: str) -> None:
    with pytest.raises(Refused) as refused:
        read_request(body)
    assert refused.value.param == param


def test_of_a_long_conversation_the_newest_turns_and_the_system_message_are_kept() -> None:
    half = "x" * (MOST_EARLIER_BYTES // 2)
    messages = [
        {"role": "system", "content": "Be brief."},
        user("first " + half),
        user("second " + half),
        user("third"),
    ]
    wanted = read_request(asked(*messages, user("question")))
    assert [turn.text[:6] for turn in wanted.earlier] == ["Be bri", "second", "third"]


def test_halves_of_characters_and_nul_are_replaced_in_every_message() -> None:
    wanted = read_request(asked(user("a\0"), {"role": "assistant", "content": "b\ud800"}, user("\ud83d\ude00 c\udc00")))
    assert [turn.text for turn in wanted.earlier] == ["a\ufffd", "b\ufffd"]
    assert wanted.question == "\U0001f600 c\ufffd"


def test_many_short_messages_take_no_longer_than_their_number() -> None:
    begun = time.monotonic()
    wanted = read_request(asked(*(user(str(n)) for n in range(120_000))))
    assert [turn.text for turn in wanted.earlier] == [str(n) for n in range(120_000 - 1 - MOST_TURNS, 120_000 - 1)]
    assert time.monotonic() - begun < 10
