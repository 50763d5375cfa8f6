"""Signing in with a provider: the whole way, against a real provider process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.container import Container
from services.settings.sign_in import ClaimRule
from tests.http.conftest import PASSWORD, form_token, make_app, revoked, sign_in, sign_in_by_form
from tests.support.oidc_provider import CLIENT_SECRET, OidcProvider, Visitor
from tests.support.setting import settings_in

CALLBACK = "http://localhost/login/provider/callback"
GROUPS = ClaimRule("groups", "staff")

MakeApp = Callable[..., Flask]


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OidcProvider]:
    with OidcProvider(tmp_path_factory.mktemp("provider"), [CALLBACK]).running() as running:
        yield running


@contextmanager
def app_with(folder: Path, **sign_in: Any) -> Iterator[Flask]:
    app = make_app(settings_in(folder, sign_in=sign_in))
    yield app
    app.extensions["tailrace"].close()


@pytest.fixture
def make(tmp_path: Path, provider: OidcProvider) -> Iterator[MakeApp]:
    """``make(new_users=False)``: the application with this provider and other settings."""
    opened: list[Any] = []

    def make(**changes: Any) -> Flask:
        manager = app_with(tmp_path, **{**provider.settings, "name": "Example", "new_users": True, **changes})
        opened.append(manager)
        return manager.__enter__()

    yield make
    for manager in opened:
        manager.__exit__(None, None, None)


@pytest.fixture
def app(make: MakeApp) -> Flask:
    return make()


def begin(client: FlaskClient, **query: str) -> str:
    leaving = client.get(f"/login/provider?{urlencode(query)}")
    assert leaving.status_code == 302, leaving.text
    assert leaving.headers["Cache-Control"] == "no-store"
    return str(leaving.headers["Location"])


def come_back(client: FlaskClient, provider: OidcProvider, subject: str = "4711", **query: str) -> TestResponse:
    back = Visitor(provider.issuer, subject).sign_in(begin(client, **query))
    assert back.startswith(CALLBACK)
    return client.get(back.removeprefix("http://localhost"))


def me(client: FlaskClient) -> Any:
    return client.get("/api/v1/auth/me").json


def test_somebody_signs_in_and_is_led_to_where_they_wanted(client: FlaskClient, provider: OidcProvider) -> None:
    back = come_back(client, provider, next="/analysis?q=x")
    assert (back.status_code, back.headers["Location"]) == (302, "/analysis?q=x")
    assert (me(client)["username"], me(client)["role"]) == ("ada", "member")
    with client.session_transaction() as session:
        assert set(session) == {"login", "_permanent"}


def test_the_request_is_bound_to_this_browser_this_server_and_this_moment(client: FlaskClient) -> None:
    first, second = (parse_qs(urlsplit(begin(client)).query) for _ in range(2))
    assert first["response_type"] == ["code"] and first["code_challenge_method"] == ["S256"]
    assert first["redirect_uri"] == [CALLBACK]
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name][0]) >= 32 and first[name] != second[name]


def test_the_same_person_gets_the_same_account_and_others_with_their_address_another(
    app: Flask, provider: OidcProvider
) -> None:
    ids = []
    for subject in ("4711", "4711", "4713"):
        browser = app.test_client()
        come_back(browser, provider, subject)
        ids.append(me(browser)["user_id"])
    assert ids[0] == ids[1] != ids[2]


def test_a_name_that_is_taken_gets_another_and_opens_nothing_of_its_owner(
    client: FlaskClient, container: Container, provider: OidcProvider
) -> None:
    own = container.users.create("ada", PASSWORD, "admin")
    come_back(client, provider)
    assert me(client)["username"] == "ada-2"
    assert me(client)["role"] == "member"
    assert me(client)["user_id"] != own.id


def test_what_is_in_the_id_token_itself_is_enough(tmp_path: Path) -> None:
    other = OidcProvider(tmp_path, [CALLBACK], conform=False)
    with other.running(), app_with(tmp_path, **other.settings, new_users=True, allowed=GROUPS) as app:
        client = app.test_client()
        assert come_back(client, other).status_code == 302
        assert me(client)["username"] == "ada"


@pytest.mark.parametrize(
    ("client_settings", "ours"),
    [
        ({"token_endpoint_auth_method": "none", "client_secret": None}, {"client_secret": ""}),
        ({"token_endpoint_auth_method": "client_secret_post"}, {}),
    ],
)
def test_other_ways_of_a_client(tmp_path: Path, client_settings: dict[str, Any], ours: dict[str, str]) -> None:
    other = OidcProvider(tmp_path, [CALLBACK], client=client_settings)
    with other.running(), app_with(tmp_path, **{**other.settings, **ours}, new_users=True) as app:
        assert come_back(app.test_client(), other).status_code == 302


# -- who may enter -----------------------------------------------------------------------------------------------------


def test_unknown_people_stay_outside_until_an_account_is_connected_to_them(
    make: MakeApp, provider: OidcProvider
) -> None:
    app = make(new_users=False)
    client = app.test_client()
    refused = come_back(client, provider)
    assert refused.status_code == 403
    assert "flask user connect NAME 4711" in refused.text
    container: Container = app.extensions["tailrace"]
    boss = container.users.create("boss", PASSWORD, "admin")
    result = app.test_cli_runner().invoke(args=["user", "connect", "boss", "4711"])
    assert result.exit_code == 0, result.stderr
    assert come_back(client, provider).status_code == 302
    assert me(client)["user_id"] == boss.id
    assert sign_in(app.test_client(), "boss")
    container.users.create("other", PASSWORD)
    again = app.test_cli_runner().invoke(args=["user", "connect", "other", "4711"])
    assert again.exit_code != 0 and "already boss" in again.stderr


def test_only_those_with_the_claim_may_enter(make: MakeApp, provider: OidcProvider) -> None:
    client = make(allowed=GROUPS).test_client()
    refused = come_back(client, provider, "4713")
    assert refused.status_code == 403
    assert "groups" in refused.text and "TAILRACE_OIDC_ALLOWED" in refused.text
    assert client.get("/api/v1/auth/me").status_code == 401
    assert come_back(client, provider, "4712").status_code == 302


def test_a_claim_makes_admins_at_every_sign_in_but_never_takes_the_last(make: MakeApp, provider: OidcProvider) -> None:
    app = make(admins=ClaimRule("groups", "operators"))
    container: Container = app.extensions["tailrace"]
    client = app.test_client()
    come_back(client, provider)
    assert me(client)["role"] == "admin"
    come_back(client, provider, "4712")
    assert me(client)["role"] == "member"
    container.users.set_role("grace", "admin")
    come_back(client, provider, "4712")
    assert me(client)["role"] == "member"
    assert revoked(container, "user_id") == [me(client)["user_id"]]
    container.users.set_role("grace", "admin")
    container.users.disable("ada")
    come_back(client, provider, "4712")
    assert me(client)["role"] == "admin"


def test_who_is_disabled_here_stays_outside(client: FlaskClient, container: Container, provider: OidcProvider) -> None:
    come_back(client, provider)
    container.users.disable("ada")
    refused = come_back(client, provider)
    assert refused.status_code == 403 and "disabled" in refused.text


# -- what can go wrong -------------------------------------------------------------------------------------------------


def test_an_answer_without_a_begun_sign_in_is_refused(app: Flask, client: FlaskClient, provider: OidcProvider) -> None:
    """Nobody is signed in by a link that somebody else prepared."""
    attackers = app.test_client()
    back = Visitor(provider.issuer, "4713").sign_in(begin(attackers)).removeprefix("http://localhost")
    refused = client.get(back)
    assert refused.status_code == 401 and "did not begin in this browser" in refused.text
    begin(client)
    assert client.get(back).status_code == 401
    assert client.get("/api/v1/auth/me").status_code == 401


def test_an_answer_is_good_once(client: FlaskClient, provider: OidcProvider) -> None:
    address = begin(client)
    with client.session_transaction() as session:
        begun = session["provider"]
    back = Visitor(provider.issuer, "4711").sign_in(address).removeprefix("http://localhost")
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 401
    with client.session_transaction() as session:
        session["provider"] = begun
    replayed = client.get(back)
    assert replayed.status_code == 401 and "used already" in replayed.text


def test_an_answer_of_another_provider_is_refused(client: FlaskClient, provider: OidcProvider) -> None:
    back = Visitor(provider.issuer, "4711").sign_in(begin(client)).removeprefix("http://localhost")
    query = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    assert query["iss"] == provider.issuer
    for changed in ({**query, "iss": "https://evil.example"}, {k: v for k, v in query.items() if k != "iss"}):
        begin(client)
        with client.session_transaction() as session:
            session["provider"] = {**session["provider"], "state": query["state"]}
        refused = client.get(f"/login/provider/callback?{urlencode(changed)}")
        assert refused.status_code == 401 and "another provider" in refused.text


def test_who_stops_at_the_provider_is_told_so(client: FlaskClient, provider: OidcProvider) -> None:
    back = Visitor(provider.issuer, "4711").cancel(begin(client)).removeprefix("http://localhost")
    refused = client.get(back)
    assert refused.status_code == 403 and "did not let you in, or you stopped there" in refused.text


@pytest.mark.parametrize("query", ["", "state=", "state=x&code=y", "code=y", "state=%00&code=%00", "error=<b>x</b>"])
def test_strange_answers_are_refused_as_text(client: FlaskClient, query: str) -> None:
    begin(client)
    refused = client.get(f"/login/provider/callback?{query}")
    assert refused.status_code == 401
    assert "<b>x" not in refused.text


def test_a_provider_that_is_away_costs_nobody_their_password(make: MakeApp) -> None:
    app = make(issuer="http://127.0.0.1:9")
    container: Container = app.extensions["tailrace"]
    container.users.create("alice", PASSWORD)
    client = app.test_client()
    away = client.get("/login/provider?next=/analysis")
    assert away.status_code == 503 and "Retry-After" in away.headers
    assert "Sign in with a password" in away.text and 'value="/analysis"' in away.text
    assert "Sign in with Example" in client.get("/login").text
    assert sign_in_by_form(client, "alice").status_code == 303


def test_a_wrong_secret_is_named(make: MakeApp, provider: OidcProvider) -> None:
    client = make(client_secret="not " + CLIENT_SECRET).test_client()
    refused = come_back(client, provider)
    assert refused.status_code == 503 and "TAILRACE_OIDC_CLIENT_SECRET" in refused.text


def test_an_issuer_that_calls_itself_otherwise_is_refused(make: MakeApp, provider: OidcProvider) -> None:
    refused = make(issuer=f"{provider.issuer}/").test_client().get("/login/provider")
    assert refused.status_code == 503 and "TAILRACE_OIDC_ISSUER" in refused.text


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_it_leads_to_no_other_site(client: FlaskClient, provider: OidcProvider, target: str) -> None:
    assert come_back(client, provider, next=target).headers["Location"] == "/"


def test_without_a_provider_there_is_no_button_and_no_address(tmp_path: Path) -> None:
    with app_with(tmp_path) as app:
        client = app.test_client()
        assert "/login/provider" not in client.get("/login").text
        for path in ("/login/provider", "/login/provider/callback?state=x", "/login/provider/end"):
            assert client.get(path).status_code == 404


# -- out again ---------------------------------------------------------------------------------------------------------


def test_signing_out_here_offers_to_sign_out_there(
    client: FlaskClient, container: Container, provider: OidcProvider
) -> None:
    come_back(client, provider)
    [login] = container.logins.live(me(client)["user_id"])
    assert login.id_token is not None and login.id_token.startswith("sealed:")
    client.post("/logout", data={"csrf_token": form_token(client, "/account")})
    assert "still knows you" in client.get("/login").text
    leaving = client.get("/login/provider/end").headers["Location"]
    query = parse_qs(urlsplit(leaving).query)
    assert leaving.startswith(provider.issuer)
    assert query["post_logout_redirect_uri"] == ["http://localhost/login"]
    assert query["id_token_hint"][0].count(".") == 2
    assert client.get("/login/provider/end").headers["Location"] == "http://localhost/login"


def test_who_signed_in_with_a_password_has_nothing_to_end_there(client: FlaskClient, container: Container) -> None:
    container.users.create("alice", PASSWORD)
    sign_in_by_form(client, "alice")
    client.post("/logout", data={"csrf_token": form_token(client, "/account")})
    assert "still knows you" not in client.get("/login").text
