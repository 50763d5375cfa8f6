"""An application with three users: Alice and Bob, who are members, and an admin. A face's conftest takes it over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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
def app_with_users(settings: Settings) -> Iterator[Flask]:
    settings.data.mkdir()
    app = create_app(settings)
    container: Container = app.extensions["tailrace"]
    give_schema(container.database, container.migrations)
    container.users = Users(container.database, QUICK)
    for name, role in (("alice", "member"), ("bob", "member"), ("root", "admin")):
        container.users.create(name, PASSWORD, role)
    yield app
    container.close()


@pytest.fixture
def alice(client: FlaskClient) -> dict[str, str]:
    return sign_in(client, "alice")


@pytest.fixture
def bob(client: FlaskClient) -> dict[str, str]:
    return sign_in(client, "bob")


@pytest.fixture
def admin(client: FlaskClient) -> dict[str, str]:
    return sign_in(client, "root")
