"""The encoder's process: what texts mean, and a router that goes on without it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from services.agents.routing.decision import Asked
from services.agents.routing.encoder import Encoder
from services.agents.routing.router import Router
from tests.unit.agents.routing.cards import AGENTS, WEATHER
from tests.unit.agents.routing.test_elsewhere import COPIED, OURS, with_examples


@pytest.fixture(scope="module")
def encoder() -> Iterator[Encoder]:
    encoder = Encoder()
    yield encoder
    encoder.stop()


def test_texts_that_mean_the_same_are_near_in_any_language(encoder: Encoder) -> None:
    profiles = {"lights": ["Turn off the lights in the hall"], "bread": ["How do I bake bread?"]}
    look = encoder.look("Mach bitte das Licht im Flur aus", profiles)
    assert look is not None
    assert len(look.meaning) == 512
    assert look.near["lights"][0] > 0.5 > look.near["bread"][0]
    assert look.unknown == []
    assert encoder.look("Mach bitte das Licht im Flur aus", profiles) == look


def test_a_router_with_meanings_finds_agents_here_and_elsewhere(encoder: Encoder) -> None:
    router = Router(encoder)
    greedy = with_examples(*COPIED)
    for text, agent_id in OURS.items():
        assert router.decide(Asked(text, (*AGENTS, WEATHER, greedy))).agent_id == agent_id
    assert router.decide(Asked("Brauche ich morgen einen Schirm in Köln?", (*AGENTS, WEATHER))).agent_id == "weather"


def test_many_new_agents_are_learnt_in_parts(encoder: Encoder) -> None:
    profiles = {f"many-{number}": [f"question {each} for agent {number}" for each in range(40)] for number in range(30)}
    looks = [encoder.look("question 7 for agent 12", profiles) for _ in range(10)]
    assert all(looks)
    assert looks[-1] is not None
    assert max(looks[-1].near, key=lambda key: looks[-1].near[key]) == "many-12"  # type: ignore[union-attr]
    assert len(looks[-1].near) == len(profiles)


def test_hostile_texts_have_a_meaning_too(encoder: Encoder) -> None:
    for text in ("a" * 1700, "🙂" * 1700, "\ufdfa" * 1700, "\x01\x02", "\u202e" * 1000 + "x", "漢" * 1700):
        assert encoder.look(text, {"key": [text]}) is not None


def test_without_its_process_the_router_goes_by_words_and_later_has_it_again(encoder: Encoder) -> None:
    question = Asked("what is (3 + 4) * 12", AGENTS)
    by_meaning = Router(encoder).decide(question)
    assert encoder.pid is not None
    os.kill(encoder.pid, signal.SIGKILL)
    assert Router(encoder).decide(question) in (by_meaning, Router().decide(question))
    assert Router(encoder).decide(question).agent_id == "math"


def test_an_encoder_that_cannot_start_is_done_without() -> None:
    encoder = Encoder(function="services.agents.routing.missing:look")
    question = Asked("what is (3 + 4) * 12", AGENTS)
    assert encoder.look("text", {}) is None
    assert Router(encoder).decide(question) == Router().decide(question)
    encoder.stop()
