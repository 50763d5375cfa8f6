"""A kept answer goes with what it is about, also when that goes while the model is still being asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.database.database import Database
from services.errors import NotFound
from services.files.run_folder import RunFolder
from services.language_model.budget import Use
from services.language_model.kept_answer import KeptAnswers
from services.language_model.spending import Spending
from services.settings.settings import Settings
from tests.support.schema import give_schema
from tests.support.setting import settings_in


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "data")


@pytest.fixture
def kept(tmp_path: Path, settings: Settings) -> Iterator[KeptAnswers]:
    database = Database(f"sqlite:///{tmp_path}/tailrace.db")
    give_schema(database)
    yield KeptAnswers(Spending(database, settings))
    database.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    folder = RunFolder(tmp_path / "run")
    folder.create()
    return folder


def test_what_is_deleted_while_the_model_is_asked_is_said_to_be_gone(
    kept: KeptAnswers, settings: Settings, folder: RunFolder
) -> None:
    def ask(_use: Use) -> str:
        folder.remove()
        return "Late."

    with pytest.raises(NotFound, match="just been deleted"):
        kept.answer(settings, "alice", folder, "words", b"why?", 100, ask)
    assert not folder.path.exists()


def test_nothing_is_asked_about_what_is_gone(kept: KeptAnswers, settings: Settings, folder: RunFolder) -> None:
    folder.remove()
    with pytest.raises(NotFound):
        kept.answer(settings, "alice", folder, "words", b"why?", 100, lambda _use: pytest.fail("was asked"))
    assert not folder.path.exists()
