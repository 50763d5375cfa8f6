"""The whole application on a real database, with three users."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from services.agent import Skill, Text
from services.face import HostedAgent
from services.settings.settings import Settings
from tests.http.three_users import admin, alice, app_with_users, bob
from tests.support.setting import settings_in

__all__ = ["admin", "alice", "bob"]

ECHO = HostedAgent(
    "echo",
    "Echo",
    "Says it again.",
    (Skill("echo", "Echo", "Says it again", ("echo",), ("Say hello",)),),
    lambda _rooms, question: iter([Text(question.text)]),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(
        tmp_path / "data",
        server={"allow_private_hosts": True},
        store={"secrets": ("a secret of the sealing tests",)},
        agents={"own": (f"{__name__}:ECHO",)},
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    with app_with_users(settings) as app:
        yield app
