"""The calculators of a server: how many there are, and whether one stands ready before anybody asks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.agent import Question, Text
from services.agents.builtin import calculating
from services.agents.face import FACE
from services.container import Container
from tests.support.setting import settings_in


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    yield
    calculating.close()


def _calculators() -> int:
    return sum(thread.name.startswith("calculator-") for thread in threading.enumerate())


@pytest.mark.parametrize(("setting", "ready", "asked"), [(2, 2, 2), (0, 0, 1)])
def test_none_stands_ready_where_the_settings_say_so(tmp_path: Path, setting: int, ready: int, asked: int) -> None:
    rooms = Container(settings_in(tmp_path, agents={"calculators": setting}), [FACE])
    calculating.warm(rooms)
    assert _calculators() == ready
    (said,) = calculating.MATH.answer(rooms, Question("r", "c", "ada", "2 + 2"))
    assert isinstance(said, Text) and "**4**" in said.text
    assert _calculators() == asked
