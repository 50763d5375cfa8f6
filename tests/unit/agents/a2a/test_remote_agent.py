"""Our client asks agents of the A2A SDK: every way to answer becomes what an agent says here."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from services.agent import Artifact, InputRequired, Status, Text
from tests.support.a2a_agents import Agents, words_of
from tests.unit.agents.a2a.asking import Here, answer, question, sdk_agent, text_of, until_failure


@pytest.mark.parametrize("name", ["words", "blocking", "old"])
def test_every_word_arrives_once_in_order(agents: Agents, name: str) -> None:
    place = Here()
    said = answer(sdk_agent(agents, name), "40 0.002", place)
    assert text_of(said) == "".join(words_of("40"))
    assert Status("Thinking") in said or name == "blocking"
    assert place.context_id
    assert place.task_id == ""
    assert place.remembered[0][1] != ""


def test_words_are_said_as_they_come(agents: Agents) -> None:
    said = sdk_agent(agents, "words").answer(question("3 0.3"), Here())
    times = [time.monotonic() for one in said if isinstance(one, Text)]
    assert len(times) == 3
    assert times[-1] - times[0] > 0.4


def test_an_agent_that_asks_back_is_answered_in_the_same_task(agents: Agents) -> None:
    place = Here()
    agent = sdk_agent(agents, "asks")
    assert answer(agent, "Paint it", place)[-1] == InputRequired("Which colour?")
    task_id = place.task_id
    assert task_id
    assert text_of(answer(agent, "green", place)) == "You like green."
    assert place.task_id == ""


def test_a_conversation_goes_on_where_its_open_task_is_forgotten(agents: Agents) -> None:
    place = Here(context_id="c-1", task_id="gone")
    assert text_of(answer(sdk_agent(agents, "words"), "2 0", place)) == "".join(words_of("2"))
    assert place.context_id == "c-1"


def test_an_agent_may_ask_its_user_to_sign_in(agents: Agents) -> None:
    (asked,) = answer(sdk_agent(agents, "signs-in"), "Go")
    assert isinstance(asked, InputRequired)
    assert asked.prompt.endswith("Sign in at https://example.com/")


def test_what_a_failing_agent_said_stays(agents: Agents) -> None:
    said, failure = until_failure(sdk_agent(agents, "fails").answer(question("3 0"), Here()))
    assert text_of(said) == "".join(words_of("3"))
    assert (failure.code, str(failure)) == ("agent_failed", "Agent fails could not finish its answer: The disk is full")


def test_an_agent_that_breaks_has_failed(agents: Agents) -> None:
    said, failure = until_failure(sdk_agent(agents, "raises").answer(question("3 0"), Here()))
    assert text_of(said) == "".join(words_of("3"))
    assert failure.code == "agent_failed"


def test_an_agent_may_reject_a_question(agents: Agents) -> None:
    place = Here()
    said, failure = until_failure(sdk_agent(agents, "rejects").answer(question("Paint"), place))
    assert not said
    assert failure.code == "rejected"
    assert "I only do sums" in str(failure)
    assert place.task_id == ""


def test_files_and_data_are_artifacts(agents: Agents) -> None:
    said = answer(sdk_agent(agents, "makes"), "Go")
    picture = Artifact("file", "A picture", content=b"\x89PNG", filename="a.png", media_type="image/png")
    assert said == [
        replace(picture, last_chunk=False),
        Artifact("data", data={"rows": [1, 2]}, media_type="application/json"),
        Artifact("data#2", data={"rows": [3]}, media_type="application/json"),
        replace(picture, content=b"", append=True),
        Text("Here they are."),
    ]


def test_a_text_that_grows_is_said_once_and_a_replaced_one_is_beside_it(agents: Agents) -> None:
    said = answer(sdk_agent(agents, "replaces"), "Go")
    assert text_of(said) == "One, two, three"
    assert Artifact("answer#text", text="Four", last_chunk=False) in said


def test_a_message_is_an_answer(agents: Agents) -> None:
    place = Here()
    agent = sdk_agent(agents, "message")
    assert text_of(answer(agent, "Hi", place)) == f"You said Hi, in {place.context_id}"
    again = place.context_id
    assert text_of(answer(agent, "Again", place)) == f"You said Again, in {again}"
