"""A budget starts at the first call and says what ran out."""

from __future__ import annotations

import pytest

from services.language_model.budget import Budget, BudgetSpent


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_time_runs_from_the_first_call() -> None:
    clock = Clock()
    budget = Budget(10, 1000, clock=clock)
    clock.now += 50
    assert budget.left_s() == 10
    clock.now += 9
    assert budget.left_s() == 1
    clock.now += 1
    with pytest.raises(BudgetSpent, match="its 10 s were over"):
        budget.left_s()


def test_tokens_are_spent_by_all_who_share_it() -> None:
    budget = Budget(10, 1000)
    budget.spend(999)
    assert budget.left_s() > 0
    budget.spend(1)
    with pytest.raises(BudgetSpent, match="its 1,000 tokens were used up"):
        budget.left_s()
