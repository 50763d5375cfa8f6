"""An application with three users: Alice and Bob, who are members, and an admin. A face's conftest takes it over.

What takes seconds to make, such as a finished run, is made once and kept as a data folder; `kept_for` says which tests
start on a copy of it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from services.auth.user import Users
from services.container import Container
from services.settings.settings import Settings
from tests.http.conftest import PASSWORD, QUICK, sign_in
from tests.support.schema import give_schema


@contextmanager
def app_with_users(settings: Settings, kept: Path | None = None) -> Iterator[Flask]:
    """On a new data folder, or on a copy of one that was ``kept``."""
    if kept is None:
        settings.data.mkdir()
    else:
        shutil.copytree(kept, settings.data)
    app = create_app(settings)
    container: Container = app.extensions["tailrace"]
    container.users = Users(container.database, QUICK)
    if kept is None:
        give_schema(container.database, container.migrations)
        for name, role in (("alice", "member"), ("bob", "member"), ("root", "admin")):
            container.users.create(name, PASSWORD, role)
    yield app
    container.close()


def kept_for(request: pytest.FixtureRequest) -> Path | None:
    """The folder with a finished run, for a test that takes one (``done``) and does not need it made on the spot."""
    if "done" not in request.fixturenames or "just_done" in request.fixturenames:
        return None
    folder, _ = request.getfixturevalue("kept")
    return Path(folder)


@pytest.fixture
def alice(client: FlaskClient) -> dict[str, str]:
    return sign_in(client, "alice")


@pytest.fixture
def bob(client: FlaskClient) -> dict[str, str]:
    return sign_in(client, "bob")


@pytest.fixture
def admin(client: FlaskClient) -> dict[str, str]:
    return sign_in(client, "root")
