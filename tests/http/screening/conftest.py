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
from tests.http.three_users import admin, alice, app_with_users, bob
from tests.support.scan_job import Running
from tests.support.screening_start import Headers, start
from tests.support.setting import settings_in

__all__ = ["admin", "alice", "bob"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(
        tmp_path / "data", files={"upload_bytes": 200_000}, screening={"files": 8, "file_bytes": 50_000, "openings": 3}
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    with app_with_users(settings) as app:
        yield app
        app.extensions["tailrace"].service(FACE).work.close()


@pytest.fixture
def running(container: Container, tmp_path: Path) -> Running:
    return Running(container, tmp_path / "jobs", SCREENING)


@pytest.fixture
def done(client: FlaskClient, alice: Headers, running: Running) -> str:
    """The id of Alice's screening of three."""
    screening_id = start(client, alice)["screening_id"]
    running.run_next()
    return str(screening_id)
