"""The figures of bench/routing: calibration error, and baselines on questions that anybody would place."""

from __future__ import annotations

import pytest

from bench.routing.baseline import baselines
from bench.routing.figures import calibration_error
from bench.routing.labelled import labelled
from services.agents.routing.parameters import LEARNT


def test_calibration_error_is_how_far_confidence_is_from_being_right() -> None:
    assert calibration_error([0.75] * 4, [True, True, True, False]) == pytest.approx(0)
    assert calibration_error([1.0] * 4, [True, True, False, False]) == pytest.approx(0.5)
    assert calibration_error([0.95, 0.15], [False, False]) == pytest.approx((0.95 + 0.15) / 2)


def test_baselines_decide() -> None:
    said = {name: decide("who is the best candidate for the job opening") for name, decide in baselines().items()}
    assert said == {"majority": "nobody", "keyword": "screening", "BM25": "screening", "TF-IDF": "screening"}


def test_calibration_questions_are_labelled_with_agents_that_the_router_knows() -> None:
    questions = labelled("calibration")
    assert len(questions) > 300
    assert {question.agent for question in questions} == set(LEARNT)
    assert all(question.agent == question.without_llm for question in questions if question.agent != "llm")
    assert any(question.names for question in questions)
    assert any(question.after for question in questions)
