"""The whole application on a real database, and a finished screening. The test plays the runner's part."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.container import Container
from services.screening.face import FACE
from services.screening.screening_kind import SCREENING
from services.settings.settings import Settings
from tests.http.conftest import sign_in
from tests.http.three_users import admin, alice, app_with_users, bob, kept_for
from tests.support.scan_job import Running
from tests.support.screening_start import Headers, start
from tests.support.setting import settings_in

__all__ = ["admin", "alice", "bob"]


def settings_with(folder: Path) -> Settings:
    return settings_in(
        folder / "data", files={"upload_bytes": 200_000}, screening={"files": 8, "file_bytes": 50_000, "openings": 3}
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_with(tmp_path)


@pytest.fixture
def app(settings: Settings, request: pytest.FixtureRequest) -> Iterator[Flask]:
    with app_with_users(settings, kept_for(request)) as app:
        yield app
        app.extensions["tailrace"].service(FACE).work.close()


@pytest.fixture
def running(container: Container, tmp_path: Path) -> Running:
    return Running(container, tmp_path / "jobs", SCREENING)


def screened(client: FlaskClient, headers: Headers, running: Running) -> str:
    screening_id = start(client, headers)["screening_id"]
    running.run_next()
    return str(screening_id)


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder with Alice's screening of three, and its id."""
    folder = tmp_path_factory.mktemp("kept-screening")
    settings = settings_with(folder)
    with app_with_users(settings) as app, app.test_client() as client:
        running = Running(app.extensions["tailrace"], folder / "jobs", SCREENING)
        screening_id = screened(client, sign_in(client, "alice"), running)
        app.extensions["tailrace"].service(FACE).work.close()
    return settings.data, screening_id


@pytest.fixture
def done(kept: tuple[Path, str]) -> str:
    """The id of Alice's screening of three."""
    return kept[1]


@pytest.fixture
def just_done(client: FlaskClient, alice: Headers, running: Running) -> str:
    """The id of Alice's screening of three, under the test's own settings."""
    return screened(client, alice, running)
