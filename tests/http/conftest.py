"""The application that `create_app` makes, on a real database, with a few test views that belong to no face."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Blueprint, Flask, abort, g, request
from flask.testing import FlaskClient, FlaskCliRunner
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from app import create_app
from blueprints.edge import gates
from blueprints.edge.current import container as container_of_app
from services.auth.password import Passwords
from services.auth.user import User, Users
from services.container import Container
from services.errors import Forbidden, Unavailable
from services.settings.settings import Settings
from services.streaming.channel import CONTROL
from services.streaming.event import Event
from services.streaming.workers.control import read_message
from tests.support.schema import give_schema
from tests.support.setting import settings_in

PASSWORD = "correct horse battery"
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))

probe = Blueprint("probe", __name__)


@probe.get("/api/v1/private")
def private() -> ResponseReturnValue:
    return {"user": g.identity.username}


@probe.post("/api/v1/change")
def change() -> ResponseReturnValue:
    return {"changed_by": g.identity.username}


@probe.get("/api/v1/probe/stream")
@gates.stream_endpoint(lambda query: query.getlist("channel"))
def stream() -> ResponseReturnValue:
    """Stand in for a stream, which would go on forever, and return who would have received it."""
    permissions = container_of_app().permissions
    if not all(permissions.may_read(g.identity, channel) for channel in request.args.getlist("channel")):
        raise Forbidden("Not this channel.")
    return {"user": g.identity.username, "kind": g.identity.kind, "until": g.identity.authorised_until < 1e15}


@probe.get("/api/v1/admin")
@gates.require_role("admin")
def admin() -> ResponseReturnValue:
    return "admin"


@probe.get("/api/v1/crash")
def crash() -> ResponseReturnValue:
    raise RuntimeError(f"crashed over {request.headers.get('Authorization')}")


@probe.get("/api/v1/unavailable")
def unavailable() -> ResponseReturnValue:
    raise Unavailable("The event log does not answer.", retry_after_s=7)


@probe.get("/refused/<int:status>")
def refused(status: int) -> ResponseReturnValue:
    abort(status)


@probe.get("/form")
def form() -> ResponseReturnValue:
    return f'<input type="hidden" name="csrf_token" value="{generate_csrf()}">'


@probe.post("/form")
def filled_form() -> ResponseReturnValue:
    return f"sent by {g.identity.username}"


def make_app(settings: Settings) -> Flask:
    """Return the real application with the probe behind its gates. Only password hashing is made fast."""
    app = create_app(settings)
    app.register_blueprint(probe)
    container: Container = app.extensions["tailrace"]
    give_schema(container.database, container.migrations)
    container.users = Users(container.database, QUICK)
    return app


def revoked(container: Container, claim: str) -> list[str]:
    """Return the logins (``login_id``) or users (``user_id``) whose end was announced to the streams of all workers."""
    announced = container.event_log.read_after([CONTROL], 0).items
    messages = [read_message(event) for event in announced if isinstance(event, Event)]
    return [fields[claim] for name, fields in messages if name == "revoke" and fields[claim]]


def rechecked(container: Container) -> list[str]:
    """Return the users whose live streams all workers were told to look at, because they lost a right."""
    announced = container.event_log.read_after([CONTROL], 0).items
    messages = [read_message(event) for event in announced if isinstance(event, Event)]
    return [user_id for name, fields in messages if name == "recheck" for user_id in fields["user_ids"]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(
        tmp_path,
        auth={"login_attempts": 5},
        server={"cors_origins": ("https://app.example.com", "https://other.example.com:8443")},
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = make_app(settings)
    yield app
    app.extensions["tailrace"].close()


@pytest.fixture
def container(app: Flask) -> Container:
    found: Container = app.extensions["tailrace"]
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture
def alice(container: Container) -> User:
    return container.users.create("alice", PASSWORD)


@pytest.fixture
def bearer(client: FlaskClient, alice: User) -> dict[str, str]:
    """Alice's access token, as a header."""
    return sign_in(client, "alice")


def sign_in(client: FlaskClient, username: str, password: str = PASSWORD) -> dict[str, str]:
    answer = client.post("/api/v1/auth/login", json={"username": username, "password": password})
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


def error_code(answer: TestResponse) -> str:
    assert set(answer.json) == {"error"}
    return str(answer.json["error"]["code"])


def form_token(client: FlaskClient, path: str = "/login") -> str:
    """Return the hidden field of a page's form."""
    page = client.get(path).text
    marker = 'name="csrf_token" value="'
    return page[page.index(marker) + len(marker) :].split('"')[0]


def sign_in_by_form(client: FlaskClient, username: str, password: str = PASSWORD, **fields: str) -> TestResponse:
    fields = {"username": username, "password": password, "csrf_token": form_token(client), **fields}
    return client.post("/login", data=fields)
