"""The whole application on a real database, and a finished screening. The test plays the runner's part."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from services.auth.user import Users
from services.container import Container
from services.screening.face import FACE
from services.screening.screening_kind import SCREENING
from services.settings.settings import Settings
from tests.http.conftest import PASSWORD, QUICK, sign_in
from tests.support.scan_job import Running
from tests.support.screening_start import Headers, start
from tests.support.setting import settings_in


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(
        tmp_path / "data", files={"upload_bytes": 200_000}, screening={"files": 8, "file_bytes": 50_000, "openings": 3}
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    settings.data.mkdir()
    app = create_app(settings)
    container: Container = app.extensions["tailrace"]
    container.database.migrate(container.migrations)
    container.users = Users(container.database, QUICK)
    for name, role in (("alice", "member"), ("bob", "member"), ("root", "admin")):
        container.users.create(name, PASSWORD, role)
    yield app
    container.service(FACE).work.close()
    container.close()


@pytest.fixture
def container(app: Flask) -> Container:
    found: Container = app.extensions["tailrace"]
    return found


@pytest.fixture
def alice(client: FlaskClient) -> Headers:
    return sign_in(client, "alice")


@pytest.fixture
def bob(client: FlaskClient) -> Headers:
    return sign_in(client, "bob")


@pytest.fixture
def admin(client: FlaskClient) -> Headers:
    return sign_in(client, "root")


@pytest.fixture
def running(container: Container, tmp_path: Path) -> Running:
    return Running(container, tmp_path / "jobs", SCREENING)


@pytest.fixture
def done(client: FlaskClient, alice: Headers, running: Running) -> str:
    """The id of Alice's screening of three."""
    screening_id = start(client, alice)["screening_id"]
    running.run_next()
    return str(screening_id)
