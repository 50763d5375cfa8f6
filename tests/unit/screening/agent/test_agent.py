"""Whose screenings the agent answers from, how candidates of a blind one are called, and strangers' text."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from services.answering.asker import asker
from services.container import Container
from services.screening.face import FACE
from tests.support.asking import Ask

AGENT = FACE.agent
assert AGENT is not None


def test_nobody_is_answered_from_the_screenings_of_others(ask: Ask) -> None:
    answer = ask("rank the candidates", user_id="bob")
    assert "Zoe Quill" in answer
    assert "Ada" not in answer
    assert "Zoe" not in ask("rank the candidates for the data engineer opening")


def test_somebody_without_screenings_is_told_how_to_begin(ask: Ask) -> None:
    assert "You have screened no résumés yet" in ask("who is best?", user_id="cleo")


def test_candidates_of_a_blind_screening_go_by_their_numbers(ask: Ask) -> None:
    ranking = ask("ranking", user_id="blind")
    assert "(blind)" in ranking
    numbers = [number for number in range(1, 7) if f"[Candidate {number}]" in ranking]
    assert len(numbers) == 5
    assert f"[Candidate {numbers[0]}]" in ask(f"tell me about candidate {numbers[0]}", user_id="blind")
    assert "go by their numbers" in ask("why is Dora ranked there?", user_id="blind")
    assert "shows no contacts" in ask(f"what is the email of candidate {numbers[0]}", user_id="blind")


def test_names_for_the_router_are_openings_and_candidates_that_may_be_seen(container: Container) -> None:
    assert AGENT is not None
    assert {"Gardener", "Data engineer", "Gus Moss", "Ada Winterbourne"} <= set(AGENT.names(container, "ada"))
    assert set(AGENT.names(container, "blind")) == {"Data engineer"}
    assert set(AGENT.names(container, "cleo")) == set()


def test_a_deleted_candidate_is_named_no_more(container: Container) -> None:
    assert AGENT is not None
    screenings, eli = container.service(FACE), asker("eli")
    assert "Zed Quince" in AGENT.names(container, "eli")
    (screening,) = screenings.list(eli)
    (zed,) = screenings.answer(eli, screening.screening_id).ranking
    screenings.delete_candidate(eli, screening.screening_id, zed.candidate_id)
    assert "Zed Quince" not in AGENT.names(container, "eli")


def test_a_question_that_names_two_openings_is_asked_back(ask: Ask) -> None:
    assert "ASKS: Which of these openings" in ask("ranking of the gardener and the data engineer")


@pytest.mark.parametrize(
    "question", ["what skills does Eve list", "tell me about Eve", "ranking", "rank ](javascript:alert(1)) <img src=x>"]
)
def test_strangers_text_stays_text(ask: Ask, question: str) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(ask(question))
    inline = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inline}.isdisjoint({"image", "html_inline"})
    links = [str(child.attrs["href"]) for child in inline if child.type == "link_open"]
    assert all(link.startswith("/screening") for link in links)
