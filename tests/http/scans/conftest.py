"""The whole application on a real database, and a finished analysis. The test plays the runner's part."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.container import Container
from services.settings.settings import Settings
from tests.http.conftest import sign_in
from tests.http.three_users import admin, alice, app_with_users, bob, kept_for
from tests.support.git_repository import make_repository
from tests.support.scan_job import Running
from tests.support.scan_start import SHELL, Headers, start
from tests.support.setting import settings_in

__all__ = ["admin", "alice", "bob"]


def settings_with(folder: Path) -> Settings:
    return settings_in(
        folder / "data", files={"upload_bytes": 200_000}, scanning={"local_roots": (folder / "repositories",)}
    )


def demo_in(folder: Path) -> Path:
    files = {"a.py": SHELL, "b.py": "import a\n", "ü ö/#?.py": "x = 1\n", "\nline\r\nend\n.py": "y = 1\n"}
    return make_repository(folder / "repositories" / "demo", files)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_with(tmp_path)


@pytest.fixture
def app(settings: Settings, request: pytest.FixtureRequest) -> Iterator[Flask]:
    with app_with_users(settings, kept_for(request)) as app:
        yield app


@pytest.fixture
def running(container: Container, tmp_path: Path) -> Running:
    return Running(container, tmp_path / "jobs")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return demo_in(tmp_path)


def analysed(client: FlaskClient, headers: Headers, repository: Path, running: Running) -> str:
    scan_id = start(client, headers, repository)["scan_id"]
    running.run_next()
    return str(scan_id)


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder with Alice's successful analysis, and its id."""
    folder = tmp_path_factory.mktemp("kept-analysis")
    settings, repository = settings_with(folder), demo_in(folder)
    with app_with_users(settings) as app, app.test_client() as client:
        running = Running(app.extensions["tailrace"], folder / "jobs")
        scan_id = analysed(client, sign_in(client, "alice"), repository, running)
    return settings.data, scan_id


@pytest.fixture
def done(kept: tuple[Path, str]) -> str:
    """The id of Alice's successful analysis, of a repository that is not the test's own."""
    return kept[1]


@pytest.fixture
def just_done(client: FlaskClient, alice: Headers, repository: Path, running: Running) -> str:
    """The id of Alice's successful analysis of ``repository``, under the test's own settings."""
    return analysed(client, alice, repository, running)
