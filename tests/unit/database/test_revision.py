"""Alembic brings the schema up to date, and is imported only if there is something to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from services.database.database import Database
from services.database.revision import newest

ROOT = Path(__file__).parents[3]
MIGRATIONS = ROOT / "services" / "database" / "migrations"
MIGRATE = """
import sys
from services.database.database import Database
Database(sys.argv[1]).migrate()
print("alembic" in sys.modules)
"""


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def imports_alembic(url: str) -> bool:
    done = subprocess.run([sys.executable, "-c", MIGRATE, url], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip() == "True"


def test_the_newest_revision_is_the_one_that_alembic_finds() -> None:
    assert newest([MIGRATIONS / "versions"]) == set(ScriptDirectory.from_config(configuration()).get_heads())


@pytest.mark.parametrize(
    ("migrations", "expected"),
    [
        ({}, set()),
        ({"a": None, "b": "a", "c": "a"}, {"b", "c"}),
        ({"a": None, "b": "a", "c": "a", "d": ("b", "c")}, {"d"}),
    ],
)
def test_what_nothing_builds_on_is_newest(tmp_path: Path, migrations: dict[str, object], expected: set[str]) -> None:
    for revision, below in migrations.items():
        (tmp_path / f"{revision}.py").write_text(f"revision = {revision!r}\ndown_revision = {below!r}\n")
    assert newest([tmp_path]) == expected


def test_a_current_schema_is_left_alone_and_an_older_one_is_not(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tailrace.db'}"
    database = Database(url)
    old = configuration()
    old.attributes["engine"] = database.engine
    command.upgrade(old, "0001")
    assert not inspect(database.engine).has_table("jobs")
    assert imports_alembic(url)
    assert inspect(database.engine).has_table("jobs")
    assert not imports_alembic(url)
    database.dispose()
