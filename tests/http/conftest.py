"""An application of the real gates, sign-in and errors over a real database, with a few views of no face behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Blueprint, Flask, g, request
from flask.testing import FlaskClient, FlaskCliRunner
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from blueprints.auth import auth
from blueprints.auth.key_commands import key
from blueprints.auth.token_commands import token
from blueprints.auth.user_commands import user
from blueprints.edge import error_handlers, gates, origin
from blueprints.edge.current import container as container_of_app
from services.auth.password import Passwords
from services.auth.permission import Permissions
from services.auth.user import User, Users
from services.container import Container
from services.errors import Forbidden, Unavailable
from services.settings import Settings

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse battery"
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass
class Revocations:
    """Stands where the streams of all workers would hear of a revocation."""

    login_ids: list[str] = field(default_factory=list)
    user_ids: list[str] = field(default_factory=list)
    are_heard: bool = True

    def revoke(self, login_id: str | None = None, user_id: str | None = None) -> bool:
        self.login_ids += [login_id] if login_id else []
        self.user_ids += [user_id] if user_id else []
        return self.are_heard


class AuthContainer(Container):
    """The real container; only the hash is made quick and the far end of a revocation is watched."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.users = Users(self.database, QUICK)
        self.permissions = Permissions({"scan": {"alices-scan": "alice-id"}.get})
        self.revocations = Revocations()
        self.control = self.revocations


views = Blueprint("views", __name__)
pages = Blueprint("pages", __name__)


@views.get("/api/v1/private")
def private() -> ResponseReturnValue:
    return {"user": g.identity.username}


@views.post("/api/v1/change")
def change() -> ResponseReturnValue:
    return {"changed_by": g.identity.username}


@views.get("/api/v1/stream")
@gates.stream_endpoint
def stream() -> ResponseReturnValue:
    permissions = container_of_app().permissions
    if not all(permissions.may_read(g.identity, channel) for channel in request.args.getlist("channel")):
        raise Forbidden("Not this channel.")
    return {"user": g.identity.username, "kind": g.identity.kind, "until": g.identity.authorised_until < 1e15}


@views.get("/metrics")
@gates.monitoring_endpoint
def metrics() -> ResponseReturnValue:
    return "metrics"


@views.get("/healthz")
@gates.public
def healthz() -> ResponseReturnValue:
    return "ok"


@views.get("/api/v1/admin")
@gates.require_role("admin")
def admin() -> ResponseReturnValue:
    return "admin"


@views.get("/api/v1/crash")
def crash() -> ResponseReturnValue:
    raise RuntimeError(f"crashed over {request.headers.get('Authorization')}")


@views.get("/api/v1/unavailable")
def unavailable() -> ResponseReturnValue:
    raise Unavailable("The event log does not answer.", retry_after_s=7)


@pages.get("/")
def home() -> ResponseReturnValue:
    return f"home of {g.identity.username}"


@pages.get("/analysis")
def analysis() -> ResponseReturnValue:
    return f"analyses of {g.identity.username}"


@pages.get("/form")
def form() -> ResponseReturnValue:
    return f'<input type="hidden" name="csrf_token" value="{generate_csrf()}">'


@pages.post("/form")
def filled_form() -> ResponseReturnValue:
    return f"sent by {g.identity.username}"


def make_app(settings: Settings) -> Flask:
    app = Flask("tailrace", root_path=str(ROOT))
    container = AuthContainer(settings)
    container.database.migrate()
    app.extensions["tailrace"] = container
    gates.init_app(app, container)
    origin.init_app(app, container)
    auth.init_app(app, container)
    error_handlers.init_app(app, container)
    for blueprint in (views, pages):
        app.register_blueprint(blueprint)
    for group in (user, token, key):
        app.cli.add_command(group)
    return app


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, login_attempts=5, cors_origins=("https://app.example.com", "https://other.example.com:8443"))


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = make_app(settings)
    yield app
    app.extensions["tailrace"].close()


@pytest.fixture
def container(app: Flask) -> AuthContainer:
    found: AuthContainer = app.extensions["tailrace"]
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture
def alice(container: AuthContainer) -> User:
    return container.users.create("alice", PASSWORD)


@pytest.fixture
def bearer(client: FlaskClient, alice: User) -> dict[str, str]:
    """Alice's access token, as a header."""
    return sign_in(client, "alice")


def sign_in(client: FlaskClient, username: str, password: str = PASSWORD) -> dict[str, str]:
    answer = client.post("/api/v1/auth/login", json={"username": username, "password": password})
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


def form_token(client: FlaskClient, path: str = "/login") -> str:
    """The hidden field of a page's form."""
    page = client.get(path).text
    marker = 'name="csrf_token" value="'
    return page[page.index(marker) + len(marker) :].split('"')[0]


def sign_in_by_form(client: FlaskClient, username: str, password: str = PASSWORD, **fields: str) -> TestResponse:
    fields = {"username": username, "password": password, "csrf_token": form_token(client), **fields}
    return client.post("/login", data=fields)
