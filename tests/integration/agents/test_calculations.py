"""The math and units agents at a real server: the process that makes answers hands questions to the calculators'."""

from __future__ import annotations

import pytest

from tests.support.api import Api
from tests.support.chat import ask, ended
from tests.support.server import Server

pytestmark = pytest.mark.integration


@pytest.fixture
def api(server: Server) -> Api:
    return server.api()


def test_a_question_a_bomb_and_a_follow_up_are_answered(api: Api) -> None:
    first = ask(api, "what is 12*(3+4)", agent_id="math")
    assert "**84**" in ended(api, first["run_id"])["text"]
    here = {"agent_id": "math", "conversation_id": first["conversation_id"]}
    bomb = ended(api, ask(api, "9**9**9", agent_id="math")["run_id"])
    assert bomb["state"] == "complete"
    assert "369,693,100 digits" in bomb["text"]
    assert "**252**" in ended(api, ask(api, "and times 3?", **here)["run_id"])["text"]


def test_units_are_converted(api: Api) -> None:
    answer = ended(api, ask(api, "how many miles are 5 km", agent_id="units")["run_id"])
    assert "**3.10686 miles**" in answer["text"]
