"""An agent that is asked by name answers, whatever else the question says."""

from __future__ import annotations

import time

import pytest

from services.agents.routing.address import addressed
from services.agents.routing.decision import Asked, Candidate
from services.agents.routing.reading import Reading
from services.agents.routing.router import Router
from tests.unit.agents.routing.cards import AGENTS, WEATHER, agent

SAMPLE = agent("sample", "Sample", "say something", is_builtin=False)
PIER = agent("harbour-4", "Pier Nine Agent", "which ships are in?", is_builtin=False)
ALL = (*AGENTS, WEATHER, SAMPLE, PIER)

router = Router()


def chosen(text: str, agents: tuple[Candidate, ...] = ALL) -> str | None:
    return router.decide(Asked(text, agents)).agent_id


@pytest.mark.parametrize(
    "text",
    [
        "@sample why did my job fail",
        "why did my job fail, @Sample?",
        "Hey @sample: my stream broke, what failed?",
        "ask sample why did my job fail",
        "Ask Sample to fail",
        "ask sample fail",
        "Please ask the sample agent why the server is down.",
        "Could you ask sample if the runner died?",
        "My last job failed. Ask sample about it.",
        "I'd like to ask sample why my run was cancelled",
        "let sample explain why the queue is stuck",
        "use sample to find out which jobs failed",
        "use the sample-agent: which jobs failed",
        "send this to sample: job 12 failed",
        "sample: which jobs failed?",
        "Hi sample, which jobs failed?",
        "sample, please tell me which jobs failed",
        "Frag Sample, warum mein Job fehlgeschlagen ist",
        "Frag bitte den Sample-Agenten, warum der Server steht",
        "Kannst du Sample fragen, warum mein Job fehlgeschlagen ist?",
        "Lass Sample antworten: welche Jobs laufen?",
        "Schick das an Sample: Job 12 ist abgebrochen",
        "Demande à Sample pourquoi ma tâche a échoué",
        "Peux-tu demander à l'agent Sample quelles tâches ont échoué ?",
        "Utilise l’agent sample pour savoir si le serveur tourne",
        "Pregunta a Sample por qué falló mi trabajo",
        "Pregúntale al agente sample qué trabajos fallaron",
        "¿Puedes preguntar a Sample si el servidor va lento?",
        "Usa el agente Sample: ¿qué trabajos fallaron?",
    ],
)
def test_an_agent_that_is_asked_by_name_wins_over_words_of_operations(text: str) -> None:
    assert chosen(text) == "sample"
    assert router.decide(Asked(text, ALL)).reasoning == "It is addressed to Sample."


@pytest.mark.parametrize(
    ("text", "agent_id"),
    [
        ("@units what is 3 + 4", "units"),
        ("@units and dates what is 3 + 4", "units"),
        ("ask math how many days a week has", "math"),
        ("Ask the language model why my job failed", "llm"),
        ("@pier-nine which candidate is best", "harbour-4"),
        ("@PierNine which candidate is best", "harbour-4"),
        ("@harbour_4 which candidate is best", "harbour-4"),
        ("ask Pier Nine which candidate is best", "harbour-4"),
        ("Frag Operations: wie wird das Wetter?", "operations"),
    ],
)
def test_a_name_is_an_id_or_what_the_agent_is_called(text: str, agent_id: str) -> None:
    assert chosen(text) == agent_id


@pytest.mark.parametrize(
    ("text", "agent_id"),
    [
        ("@nobodyhere why did my job fail with an error", "operations"),
        ("ask nobodyhere why did my job fail with an error", "operations"),
        ("why did my job sample fail with an error", "operations"),
        ("why did the job of me@sample.org fail with an error", "operations"),
        ("why did the job of me@sample fail with an error", "operations"),
        ("why did my job @sample-two fail with an error", "operations"),
        ("is the stream of sample still open? why did the job fail", "operations"),
        ("don't ask sample: why did my job fail with an error?", "operations"),
        ("ask math students for their favourite poem: write a friendly letter to them", "llm"),
        ("Use weather data as an example: how many litres are 12 gallons", "units"),
        ("Units, tens and hundreds: explain in a friendly letter to my child", "llm"),
    ],
)
def test_what_only_has_the_word_is_no_address(text: str, agent_id: str) -> None:
    assert chosen(text) == agent_id


def test_ours_is_meant_where_another_has_taken_its_name() -> None:
    thief = agent("a-thief", "Operations", "anything", is_builtin=False)
    assert chosen("ask operations to write a poem", (*AGENTS, thief)) == "operations"


def test_an_agent_cannot_call_itself_by_a_word_that_everybody_uses() -> None:
    thieves = tuple(agent(f"thief-{word}", word, "anything", is_builtin=False) for word in ("my", "the", "why", "to"))
    assert chosen("ask the server why my job failed with an error", (*AGENTS, *thieves)) == "operations"


def test_an_agent_that_cannot_be_reached_is_chosen_by_its_name_alone() -> None:
    away = Candidate("weather", "Weather", WEATHER.description, WEATHER.skills, False, is_reachable=False)
    assert chosen("will it rain in Porto this weekend?", (*AGENTS, away)) is None
    assert chosen("@weather will it rain in Porto this weekend?", (*AGENTS, away)) == "weather"


@pytest.mark.parametrize("text", ["@" * 5000, "ask " * 5000, "ask the my " * 2000, "@sample-" * 900, "." * 5000])
def test_hostile_text_is_looked_through_in_time(text: str) -> None:
    many = [agent(f"a{number}", f"Agent {number}", is_builtin=False) for number in range(500)]
    began = time.monotonic()
    assert addressed(Reading(text + " sample-x"), [*ALL, *many]) is None
    assert time.monotonic() - began < 5
