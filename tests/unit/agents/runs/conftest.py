"""Questions and runs, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.agents.runs.asking import Asking, SentMessage
from services.agents.runs.run import ChatRun
from services.agents.runs.store import Outcome, RunStore
from services.agents.runs.story import Story
from services.agents.settings import AgentSettings
from services.container import Container
from services.database.database import Database
from tests.support.prepared_folder import copy_prepared
from tests.support.schema import give_schema
from tests.support.setting import FACES, settings_in

ALICE, BOB = "alice", "bob"


class Runs:
    """A store, and questions of Alice's unless somebody else is named."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.settings = AgentSettings()
        self.now = 1_800_000_000.0
        self.store = RunStore(database, lambda: self.now)
        self.asking = Asking(database, self.settings, lambda: self.now)

    def limited(self, **settings: Any) -> Asking:
        return Asking(self.database, replace(self.settings, **settings), lambda: self.now)

    def ask(self, message: str = "Go on.", owner: str = ALICE, **asked: Any) -> ChatRun:
        return self.asking.ask(owner, SentMessage(message, **asked))

    def end(self, run: ChatRun, state: Any = "completed", text: str = "Done.", agent: str = "test") -> ChatRun:
        """Play the producer's part to the end."""
        self.store.note_agent(run.id, agent, agent.title())
        ended = self.store.end(run, Outcome(state, text, message="Which one?" if state == "input_required" else ""))
        assert ended is not None
        self.store.note_told(run.id, Story())
        return ended


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
    data = tmp_path / "data"
    if url:
        data.mkdir()
    else:
        copy_prepared(data)
    container = Container(settings_in(data, store={"database_url": url}), FACES)
    give_schema(container.database, container.migrations)
    yield container.database
    container.close()


@pytest.fixture
def runs(database: Database) -> Runs:
    return Runs(database)
