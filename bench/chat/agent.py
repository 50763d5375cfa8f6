"""The agent that is measured: numbered tokens, each with the moment at which it was said.

A question is ``COUNT GAP_MS AT``: so many tokens, so far apart, the first one at this moment (Unix seconds); or
``flood``: text without end, as fast as it is taken.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import gevent

from services.agent import Question, Said, Skill, Text
from services.face import HostedAgent, SharedRooms


def tokens(question: str) -> Iterator[str]:
    if question == "flood":
        while True:
            yield "flood 🙂 " * 1000
            gevent.sleep(0)
    count, gap_ms, at = question.split()
    gevent.sleep(max(0.0, float(at) - time.time()))
    for number in range(int(count)):
        if number:
            gevent.sleep(float(gap_ms) / 1000)
        yield f"{number}@{time.time():.6f} "


def answer(_rooms: SharedRooms, question: Question) -> Iterator[Said]:
    for token in tokens(question.text):
        yield Text(token)


AGENT = HostedAgent(
    id="bench",
    name="Bench",
    description="Says tokens with the time.",
    skills=(Skill("tokens", "Tokens", "Says tokens.", ("bench",)),),
    answer=answer,
)
