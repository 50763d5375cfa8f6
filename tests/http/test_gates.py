"""Who gets in: every route is closed unless it says otherwise, and tokens in URLs open only streams."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.middleware.proxy_fix import ProxyFix

from services.auth.user import User
from services.container import Container
from tests.http.conftest import PASSWORD, sign_in, sign_in_by_form


def stream_token(client: FlaskClient, headers: dict[str, str], *channels: str) -> str:
    answer = client.post("/api/v1/auth/stream-token", json={"channels": channels}, headers=headers)
    assert answer.status_code == 200, answer.text
    return str(answer.json["token"])


PAST_THE_GATE = 200
"""The answer of `/metrics` to clients that are let in."""

# -- what is open, and what is not -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/healthz", "/login", "/static/css/tokens.css"])
def test_what_is_public_is_open(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/healthz", {"GET", "HEAD", "OPTIONS"}),
        ("/login", {"GET", "HEAD", "OPTIONS", "POST"}),
        ("/api/v1/auth/login", {"POST", "OPTIONS"}),
        ("/static/css/tokens.css", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_a_public_path_says_which_methods_it_takes(client: FlaskClient, path: str, allowed: set[str]) -> None:
    for headers in ({}, {"Authorization": "Bearer stale"}):
        answer = client.delete(path, headers=headers)
        assert answer.status_code == 405
        assert set(answer.headers["Allow"].split(", ")) == allowed
    assert client.delete("/metrics").status_code == client.delete("/api/v1/private").status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/private",
        "/api/v1/nothing",
        "/api",
        "/rlm/scans",
        "/process/x",
        "/v1/chat/completions",
        "/dashboard/api/x",
        "/agents/x",
    ],
)
def test_api_paths_answer_401_known_or_not(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 401
    assert set(answer.json["error"]) >= {"code", "message"}
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_pages_lead_to_the_login_known_or_not(client: FlaskClient) -> None:
    assert client.get("/analysis?q=1").headers["Location"] == "/login?next=%2Fanalysis%3Fq%3D1"
    assert client.get("/nothing/here").headers["Location"] == "/login?next=%2Fnothing%2Fhere"
    assert client.get("/").headers["Location"] == "/login"
    assert client.post("/form").headers["Location"] == "/login"
    assert client.get("/analysis", headers={"Accept": "application/json"}).status_code == 401


def test_behind_a_prefix_the_way_back_has_the_prefix(app: Flask) -> None:
    app.wsgi_app = ProxyFix(app.wsgi_app, x_prefix=1)  # type: ignore[method-assign]
    answer = app.test_client().get("/analysis", headers={"X-Forwarded-Prefix": "/tailrace"})
    assert answer.headers["Location"] == "/tailrace/login?next=%2Ftailrace%2Fanalysis"


def test_an_unknown_path_is_404_for_who_is_in(client: FlaskClient, bearer: dict[str, str]) -> None:
    assert client.get("/api/v1/nothing", headers=bearer).json["error"]["code"] == "not_found"
    assert client.get("/nothing", headers=bearer).status_code == 404
    assert client.delete("/api/v1/private", headers=bearer).status_code == 405


@pytest.mark.parametrize("path", ["/api/v1/private/%00", "/api/v1/chat/a%00b", "/screening/%00", "/chat/%00"])
def test_an_address_with_a_nul_is_nowhere(client: FlaskClient, bearer: dict[str, str], path: str) -> None:
    for headers in (bearer, {}):
        for method in ("GET", "POST"):
            answer = client.open(path, method=method, headers={"Accept": "application/json", **headers})
            assert (answer.status_code, answer.json["error"]["code"]) == (404, "not_found")


def test_a_missing_static_file_is_404(client: FlaskClient) -> None:
    assert client.get("/static/nothing.js").status_code == 404
    assert client.get("/static/../app.py").status_code in (302, 404)


PROXYS = [
    "Basic YWxpY2U6cGFzc3dvcmQ=",
    'Digest username="a", realm="b"',
    "Negotiate YII=",
    "nonsense",
    "",
    ",",
]
"""What a proxy in front uses for itself and passes on."""


@pytest.mark.parametrize("header", PROXYS)
def test_a_proxys_own_credential_voids_nobodys(client: FlaskClient, alice: User, header: str) -> None:
    proxys = {"Authorization": header}
    assert client.get("/api/v1/private", headers=proxys).status_code == 401
    ours = sign_in(client, "alice")["Authorization"]
    for both in (f"{header}, {ours}", f"{ours},{header}"):
        assert client.get("/api/v1/private", headers={"Authorization": both}).status_code == 200
    token = stream_token(client, {"Authorization": ours}, f"progress.{alice.id}")
    query = {"channel": f"progress.{alice.id}", "token": token}
    assert client.get("/api/v1/probe/stream", query_string=query, headers=proxys).status_code == 200
    assert client.get("/api/v1/probe/stream", headers=proxys).status_code == 401
    sign_in_by_form(client, "alice")
    assert client.get("/api/v1/private", headers=proxys).status_code == 200
    assert client.post("/api/v1/change", headers=proxys | {"Origin": "https://evil.example"}).status_code == 403


@pytest.mark.parametrize(
    "header", ["Bearer nonsense", "Bearer", "bearer x, Basic YTpi", "Basic YTpi, Bearer", "Bearer  "]
)
def test_a_wrong_bearer_token_is_not_made_good_by_a_cookie(client: FlaskClient, alice: User, header: str) -> None:
    sign_in_by_form(client, "alice")
    assert client.get("/api/v1/private").status_code == 200
    assert client.get("/api/v1/private", headers={"Authorization": header}).status_code == 401


def test_a_cookie_that_we_did_not_sign_is_nothing(client: FlaskClient, alice: User) -> None:
    sign_in_by_form(client, "alice")
    cookie = client.get_cookie("tailrace_session")
    assert cookie is not None
    body, _, signature = cookie.value.partition(".")
    for forged in (f"{body}.{signature[:-2]}aa", body, "", "x" * 3000):
        client.set_cookie("tailrace_session", forged)
        assert client.get("/api/v1/private").status_code == 401


def test_a_disabled_user_is_out_at_once(client: FlaskClient, container: Container, bearer: dict[str, str]) -> None:
    sign_in_by_form(client, "alice")
    container.users.disable("alice")
    assert client.get("/api/v1/private").status_code == 401
    assert client.get("/api/v1/private", headers=bearer).status_code == 401


def test_a_role_is_asked_for(client: FlaskClient, container: Container, bearer: dict[str, str]) -> None:
    container.users.create("root", PASSWORD, "admin")
    assert client.get("/api/v1/admin", headers=bearer).status_code == 403
    assert client.get("/api/v1/admin", headers=sign_in(client, "root")).text == "admin"


# -- tokens in URLs ----------------------------------------------------------------------------------------------------


def test_a_stream_token_opens_its_channels(client: FlaskClient, alice: User, bearer: dict[str, str]) -> None:
    channel = f"progress.{alice.id}"
    token = stream_token(client, bearer, channel)
    answer = client.get(f"/api/v1/probe/stream?channel={channel}&token={token}")
    assert answer.json == {"user": "alice", "kind": "stream", "until": True}
    assert client.get(f"/api/v1/probe/stream?channel=executions.{alice.id}&token={token}").status_code == 403


@pytest.mark.parametrize(
    "path", ["/api/v1/private", "/api/v1/nothing", "/api/v1/auth/me", "/analysis", "/healthz", "/login", "/metrics"]
)
def test_a_token_in_a_url_is_refused_everywhere_else(
    client: FlaskClient, alice: User, bearer: dict[str, str], path: str
) -> None:
    token = stream_token(client, bearer, f"progress.{alice.id}")
    sign_in_by_form(client, "alice")
    for query in (f"token={token}", "token=", f"token={bearer['Authorization'][7:]}"):
        for headers in ({}, bearer):
            answer = client.get(f"{path}?{query}", headers=headers)
            assert answer.status_code == 401
            assert "Location" not in answer.headers
            assert token not in answer.text


def test_an_access_or_service_token_in_a_url_opens_nothing(
    client: FlaskClient, container: Container, bearer: dict[str, str]
) -> None:
    row = container.service_tokens.create(subscribe=["jobs.*"])
    service = container.tokens.issue_service(row.id, None)
    sign_in_by_form(client, "alice")
    for token in (bearer["Authorization"][7:], service):
        assert client.get(f"/api/v1/probe/stream?channel=jobs.1&token={token}").status_code == 401
        for path in ("/api/v1/probe/stream", "/api/v1/private"):
            assert client.get(f"{path}?access_token={token}").status_code == 401


def test_a_stream_takes_access_and_service_tokens_in_the_header_but_no_bare_cookie(
    client: FlaskClient, container: Container, alice: User, bearer: dict[str, str]
) -> None:
    row = container.service_tokens.create(subscribe=["jobs.*"])
    service = {"Authorization": f"Bearer {container.tokens.issue_service(row.id, None)}"}
    assert client.get(f"/api/v1/probe/stream?channel=progress.{alice.id}", headers=bearer).json["kind"] == "access"
    assert client.get("/api/v1/probe/stream?channel=jobs.1", headers=service).json["kind"] == "service"
    assert client.get("/api/v1/probe/stream?channel=jobs.1", headers=bearer).status_code == 403
    sign_in_by_form(client, "alice")
    assert client.get(f"/api/v1/probe/stream?channel=progress.{alice.id}").status_code == 401


def test_a_stream_token_is_no_bearer_token(client: FlaskClient, alice: User, bearer: dict[str, str]) -> None:
    token = stream_token(client, bearer, f"progress.{alice.id}")
    for path in ("/api/v1/private", "/api/v1/probe/stream?channel=x", "/api/v1/auth/me"):
        assert client.get(path, headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_a_public_path_stays_open_to_a_stale_header(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"Authorization": "Bearer stale"}).status_code == 200


# -- stream tokens -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("channels", "status"),
    [
        ([], 400),
        (["jobs.*"], 400),
        (["*"], 400),
        (["~control"], 400),
        ([""], 400),
        ([1], 400),
        ("jobs.1", 400),
        (None, 400),
        ([f"jobs.{n}" for n in range(51)], 400),
        (["scan.alices-scan"], 403),
        (["executions"], 403),
        (["jobs.1"], 403),
        (["jobs.1", "progress.{own}"], 403),
        (["progress.{own}", "system", "executions.{own}"], 200),
    ],
)
def test_a_stream_token_is_for_exact_channels_that_one_may_read(
    client: FlaskClient, alice: User, bearer: dict[str, str], channels: object, status: int
) -> None:
    if isinstance(channels, list):
        channels = [name.format(own=alice.id) if isinstance(name, str) else name for name in channels]
    answer = client.post("/api/v1/auth/stream-token", json={"channels": channels}, headers=bearer)
    assert answer.status_code == status
    if status == 200:
        assert answer.json["expires_in"] == 300
        assert set(answer.json["channels"]) == set(channels)
        assert answer.headers["Cache-Control"] == "no-store"


def test_an_admin_may_have_a_token_for_any_channel(client: FlaskClient, container: Container) -> None:
    container.users.create("root", PASSWORD, "admin")
    assert stream_token(client, sign_in(client, "root"), "scan.alices-scan", "executions", "jobs.1")


# -- metrics -----------------------------------------------------------------------------------------------------------


def test_metrics_are_open_to_this_machine(client: FlaskClient) -> None:
    for address in ("127.0.0.1", "127.9.9.9", "::1"):
        assert client.get("/metrics", environ_base={"REMOTE_ADDR": address}).status_code == PAST_THE_GATE
    for address in ("192.0.2.1", "", "unix:"):
        assert client.get("/metrics", environ_base={"REMOTE_ADDR": address}).status_code == 401


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_what_a_proxy_here_forwards_is_not_from_this_machine(client: FlaskClient, header: str) -> None:
    assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 401


def test_with_trusted_proxies_too(app: Flask) -> None:
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1)  # type: ignore[method-assign]
    client = app.test_client()
    far_away = {"REMOTE_ADDR": "192.0.2.1"}
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}, environ_base=far_away).status_code == 401
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 401
    assert client.get("/metrics").status_code == PAST_THE_GATE


def test_metrics_from_elsewhere_take_a_service_token(
    client: FlaskClient, container: Container, bearer: dict[str, str]
) -> None:
    row = container.service_tokens.create(subscribe=["jobs.*"])
    far_away = {"REMOTE_ADDR": "192.0.2.1"}
    service = {"Authorization": f"Bearer {container.tokens.issue_service(row.id, None)}"}
    assert client.get("/metrics", headers=service, environ_base=far_away).status_code == PAST_THE_GATE
    assert client.get("/metrics", headers=bearer, environ_base=far_away).status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer x"}, environ_base=far_away).status_code == 401
