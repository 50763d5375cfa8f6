from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.answers import Answer, Answers, agent_that

Answering = Callable[..., Answers]


@pytest.fixture
def answering(tmp_path: Path) -> Iterator[Answering]:
    """``answering(agent's generator, …, answer_s=…)`` returns `Answers` with a producer at work."""
    opened: list[Answers] = []

    def begin(*answers: Answer, **settings: Any) -> Answers:
        agents = [agent_that(answer, "test" if not n else f"test-{n}") for n, answer in enumerate(answers)]
        found = Answers(tmp_path / "data", agents, **settings)
        opened.append(found)
        found.produce()
        return found

    yield begin
    for one in opened:
        one.close()
