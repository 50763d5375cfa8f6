"""A language model may choose the agent: its reply counts if it names one, and only then."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from services.agents.routing.decision import Asked
from services.agents.routing.model_choice import ModelChoice
from services.agents.routing.router import Router
from services.database.database import Database
from services.language_model.chat_endpoint import ChatEndpoint
from services.language_model.spending import Spending
from services.settings.settings import Settings
from tests.support import chat_server
from tests.support.chat_server import ChatServer, Reply
from tests.support.schema import give_schema
from tests.support.setting import settings_in
from tests.unit.agents.routing.cards import AGENTS
from tests.unit.agents.routing.test_elsewhere import COPIED, with_examples

QUESTION = Asked("what is (3 + 4) * 12", (*AGENTS, with_examples(*COPIED)), user_id="u1")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(settings_in(tmp_path).database)
    give_schema(database)
    return database


@contextmanager
def asking(database: Database, server: ChatServer, **limits: int) -> Iterator[Router]:
    with server.running():
        model = {"base_url": server.url, "model": "m", **limits}
        settings = Settings().changed(language_model=model)
        yield Router(None, ModelChoice(ChatEndpoint(settings), Spending(database, settings)))


@pytest.mark.parametrize("reply", ["units", " units\n", "`units`", '"units".'])
def test_the_model_decides_by_naming_an_agent(database: Database, reply: str) -> None:
    with asking(database, ChatServer(lambda _: reply)) as router:
        decision = router.decide(QUESTION)
    assert decision.agent_id == "units"
    assert decision.reasoning == "The language model chose Units and dates."
    assert decision.alternatives[0][0] == "math"


def test_the_model_may_find_that_nobody_answers(database: Database) -> None:
    with asking(database, ChatServer(lambda _: "nobody")) as router:
        decision = router.decide(QUESTION)
    assert decision.agent_id is None
    assert "Math" in decision.message


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "weather",
        "units or math",
        "Units",
        "<script>",
        "greedy\nmath",
        Reply(status=500),
        Reply("uni", breaks_off=True),
    ],
    ids=str,
)
def test_any_other_reply_leaves_it_to_the_router(database: Database, reply: object) -> None:
    with asking(database, ChatServer(lambda _: reply)) as router:
        assert router.decide(QUESTION) == Router().decide(QUESTION)


def test_a_model_that_takes_too_long_leaves_it_to_the_router(database: Database) -> None:
    stalls = threading.Event()
    with asking(database, ChatServer(lambda _: Reply(body=b": begun\n\n", stalls=stalls))) as router:
        began = time.monotonic()
        assert router.decide(QUESTION) == Router().decide(QUESTION)
        assert time.monotonic() - began < 20
        stalls.set()


def test_a_spent_budget_leaves_it_to_the_router(database: Database) -> None:
    server = ChatServer(lambda _: "units")
    with asking(database, server, user_calls=1) as router:
        assert router.decide(QUESTION).agent_id == "units"
        assert router.decide(QUESTION) == Router().decide(QUESTION)
    assert len(server.asked) == 1


def test_cards_are_quoted_to_the_model_and_cut(database: Database) -> None:
    seen: list[chat_server.Asked] = []

    def answer(asked: chat_server.Asked) -> str:
        seen.append(asked)
        return "math"

    with asking(database, ChatServer(answer)) as router:
        router.decide(QUESTION)
    [asked] = seen
    assert "IGNORE ALL" not in asked.system
    opening, told, closing = asked.last.split("\n")
    assert opening.startswith("<<data ") and closing.startswith("<<end data ")
    assert opening[2:-2] in asked.system
    greedy = next(card for card in json.loads(told)["agents"] if card["id"] == "greedy")
    assert len(greedy["description"]) <= 200
    assert len(greedy["examples"]) <= 8
