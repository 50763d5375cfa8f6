"""The whole application on a real database, and a finished analysis. The test plays the runner's part."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.container import Container
from services.settings.settings import Settings
from tests.http.three_users import admin, alice, app_with_users, bob
from tests.support.git_repository import make_repository
from tests.support.scan_job import Running
from tests.support.scan_start import SHELL, Headers, start
from tests.support.setting import settings_in

__all__ = ["admin", "alice", "bob"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(
        tmp_path / "data", files={"upload_bytes": 200_000}, scanning={"local_roots": (tmp_path / "repositories",)}
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    with app_with_users(settings) as app:
        yield app


@pytest.fixture
def running(container: Container, tmp_path: Path) -> Running:
    return Running(container, tmp_path / "jobs")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return make_repository(
        tmp_path / "repositories" / "demo",
        {"a.py": SHELL, "b.py": "import a\n", "ü ö/#?.py": "x = 1\n", "\nline\r\nend\n.py": "y = 1\n"},
    )


@pytest.fixture
def done(client: FlaskClient, alice: Headers, repository: Path, running: Running) -> str:
    """The id of Alice's successful analysis."""
    scan_id = start(client, alice, repository)["scan_id"]
    running.run_next()
    return str(scan_id)
