"""The router: which agent a question is for, by words alone. `test_encoder.py` tests it with meanings."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from services.agents.routing.decision import Asked, Candidate
from services.agents.routing.router import Router
from tests.unit.agents.routing.cards import AGENTS, WEATHER

ROOT = Path(__file__).resolve().parents[4]


router = Router()


def chosen(text: str, *, agents: tuple[Candidate, ...] = AGENTS, **more: object) -> str | None:
    return router.decide(Asked(text, agents, **more)).agent_id  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "agent_id"),
    [
        ("(12.5 + 3) * 8^2", "math"),
        ("Löse 5x - 4 = 21", "math"),
        ("how many litres are 12 gallons", "units"),
        ("Combien de jours entre le 3 mai et le 9 juin ?", "units"),
        ("which files of the repository have the worst security issues", "repository"),
        ("¿Qué candidato tiene más experiencia?", "screening"),
        ("why did my job fail with an error", "operations"),
        ("write a friendly letter to my neighbour", "llm"),
        ("will it be sunny tomorrow?", None),
        ("hello!", None),
        ("", None),
        ("🙂🙂🙂", None),
    ],
)
def test_questions_find_their_agent(text: str, agent_id: str | None) -> None:
    assert chosen(text) == agent_id


def test_a_decision_is_told_with_its_confidence_a_reason_and_alternatives() -> None:
    decision = router.decide(Asked("what is (3 + 4) * 12", AGENTS))
    assert decision.agent_id == "math"
    assert 0.8 < decision.confidence <= 1
    assert decision.reasoning == "It has a formula and reads like other questions for Math."
    assert "math" not in dict(decision.alternatives)
    assert [share for _, share in decision.alternatives] == sorted(dict(decision.alternatives).values(), reverse=True)
    assert len(decision.alternatives) <= 3
    assert decision.message == ""


def test_who_asks_what_nobody_answers_is_told_what_can_be_asked() -> None:
    decision = router.decide(Asked("turn on the lights in the kitchen", AGENTS[:2]))
    assert decision.agent_id is None
    assert "- Math: “What is 17% of 80?”" in decision.message
    assert "- Units and dates: “How many miles is 5 km?”" in decision.message
    assert "Repository" not in decision.message


def test_without_agents_the_message_says_so() -> None:
    assert router.decide(Asked("2 + 2", ())).message == "No agent is available. An administrator can add one."


def test_what_an_absent_agent_would_answer_is_for_nobody() -> None:
    text = "write a friendly letter to my neighbour"
    decision = router.decide(Asked(text, AGENTS[:5]))
    assert decision.agent_id is None
    assert "no language model is set up" in decision.reasoning


@pytest.mark.parametrize("text", ["and in feet?", "why?", "und was ist mit dem zweiten?", "et en litres ?"])
def test_a_short_question_goes_on_with_the_last_agent(text: str) -> None:
    assert chosen(text, last_agent_id="units", previous="how many metres is 6 km") == "units"


def test_a_new_subject_leaves_the_last_agent() -> None:
    assert chosen("which candidate has most experience with Java?", last_agent_id="units") == "screening"
    assert chosen("integrate x^2 from 0 to 3", last_agent_id="screening") == "math"


def test_a_name_of_something_that_the_asker_has_speaks_for_its_agent() -> None:
    text = "what about brontolith?"
    names = {"repository": ["brontolith", "other"], "screening": ["Ana Kovač"]}
    assert chosen(text, names=names) == "repository"
    assert chosen("how experienced is Ana?", names={"screening": ["Ana Brontolith"]}) == "screening"


def test_an_agent_elsewhere_is_found_by_its_card_alone() -> None:
    text = "will it rain in Porto this weekend?"
    assert chosen(text) is None
    assert chosen(text, agents=(*AGENTS, WEATHER)) == "weather"
    assert chosen("what is 17% of 320?", agents=(*AGENTS, WEATHER)) == "math"


def test_the_order_of_agents_and_names_changes_nothing() -> None:
    asked = Asked("how bad is acme-web", (*AGENTS, WEATHER), names={"repository": ["b", "acme-web"], "units": ["x"]})
    turned = replace(asked, candidates=asked.candidates[::-1], names={"units": ["x"], "repository": ["acme-web", "b"]})
    assert router.decide(asked) == router.decide(turned)


def test_every_process_decides_alike() -> None:
    program = (
        "from tests.unit.agents.routing.test_router import *\n"
        "for text in ('2 + 3 mal 7', 'und in Fuß?', 'who knows', 'rain in Rome'):\n"
        "    print(router.decide(Asked(text, (*AGENTS, WEATHER), 'units')))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


@pytest.mark.parametrize(
    "text",
    [
        "a" * 60_000,
        "1" * 60_000,
        "9 km " * 12_000,
        "\0" * 60_000,
        "🙂 " * 20_000,
        "\u202eabc\u202d " * 8_000,
        "((((" * 15_000,
        "é\u0301\u0301" * 20_000,
        "\ud800 lone surrogate",
        "a/" * 30_000,
        "ﷺ" * 20_000,
    ],
    ids=[
        "a",
        "digits",
        "quantities",
        "nul",
        "emoji",
        "overrides",
        "brackets",
        "accents",
        "surrogate",
        "path",
        "ligature",
    ],
)
def test_hostile_text_is_decided_in_time(text: str) -> None:
    began = time.monotonic()
    router.decide(Asked(text, (*AGENTS, WEATHER), names={"repository": [text]}))
    assert time.monotonic() - began < 5


def test_what_is_asked_before_or_after_something_long_is_seen() -> None:
    pasted = "lorem ipsum dolor sit amet " * 2_000
    assert chosen(f"which candidate knows most of this?\n{pasted}") == chosen(
        f"{pasted}\nwhich candidate knows most of this?"
    )
