"""The whole application with three users, and a producer whose agent says what the test wants."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.agent import Artifact, InputRequired, Question, Said, Text
from services.agents.runs.run import ChatRun
from services.settings.settings import Settings
from tests.http.three_users import admin, alice, app_with_users, bob
from tests.support.answers import Answers, agent_that
from tests.support.setting import settings_in

__all__ = ["admin", "alice", "bob"]

Headers = dict[str, str]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "data", agents={"message_bytes": 2000, "user_answers": 3})


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    with app_with_users(settings) as app:
        yield app


def says(question: Question) -> Iterator[Said]:
    """``ask`` asks back; ``file NAME`` makes a file; everything else is repeated in three pieces."""
    command, _, rest = question.text.partition(" ")
    if command == "ask":
        yield InputRequired("Which one?")
        return
    if command == "file":
        yield Artifact("f", content=b"<script>alert(1)</script>", filename=rest, media_type="text/html")
    for piece in ("You said ", question.text, "."):
        yield Text(piece)


@pytest.fixture
def answers(app: Flask, settings: Settings) -> Iterator[Answers]:
    """A producer at work, beside the application."""
    found = Answers(settings.data, [agent_that(says)])
    found.produce()
    yield found
    found.close()


class Asker:
    """Somebody who asks by HTTP."""

    def __init__(self, client: FlaskClient, headers: Headers, answers: Answers) -> None:
        self.client = client
        self.headers = headers
        self.answers = answers

    def ask(self, message: str = "hello", **fields: Any) -> dict[str, Any]:
        answer = self.client.post("/api/v1/chat", json={"message": message, **fields}, headers=self.headers)
        assert answer.status_code == 202, answer.text
        return dict(answer.json or {})

    def answer(self, message: str = "hello", **fields: Any) -> tuple[dict[str, Any], ChatRun]:
        """Ask, and wait for the end."""
        started = self.ask(message, **fields)
        self.answers.ring()
        run = self.answers.chat.runs.find(started["run_id"])
        assert run is not None
        return started, self.answers.ended(run)


@pytest.fixture
def asker(client: FlaskClient, alice: Headers, answers: Answers) -> Asker:
    return Asker(client, alice, answers)
