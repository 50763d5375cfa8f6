"""Another site's page cannot make a signed-in person's browser change anything."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from services.auth.user import User
from tests.http.conftest import PASSWORD, form_token, sign_in_by_form


@pytest.fixture
def signed_in(client: FlaskClient, alice: User) -> FlaskClient:
    sign_in_by_form(client, "alice")
    return client


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:8001"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Sec-Fetch-Site": "nonsense"},
    ],
)
def test_the_api_refuses_a_cookie_on_another_sites_behalf(signed_in: FlaskClient, headers: dict[str, str]) -> None:
    answer = signed_in.post("/api/v1/change", headers=headers)
    assert answer.status_code == 403
    assert answer.json["error"]["code"] == "other_site"


@pytest.mark.parametrize(
    "headers",
    [
        {},  # not a browser
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://app.example.com"},  # listed
    ],
)
def test_our_own_pages_programs_and_listed_origins_pass(signed_in: FlaskClient, headers: dict[str, str]) -> None:
    assert signed_in.post("/api/v1/change", headers=headers).status_code == 200


def test_reading_and_tokens_are_not_in_question(client: FlaskClient, bearer: dict[str, str]) -> None:
    evil = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert client.post("/api/v1/change", headers={**evil, **bearer}).status_code == 200
    sign_in_by_form(client, "alice")
    assert client.get("/api/v1/private", headers=evil).status_code == 200


def test_a_form_takes_its_own_token(signed_in: FlaskClient) -> None:
    token = form_token(signed_in, "/form")
    assert signed_in.post("/form", data={"csrf_token": token}).text == "sent by alice"
    other = signed_in.application.test_client()
    sign_in_by_form(other, "alice")
    for wrong in ({}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": token}):
        answer = other.post("/form", data=wrong)
        assert answer.status_code == 400
        assert "reload the page" in answer.text


def test_not_even_with_a_token_from_another_site(signed_in: FlaskClient) -> None:
    token = form_token(signed_in, "/form")
    for origin in ("https://evil.example", "https://app.example.com"):
        answer = signed_in.post("/form", data={"csrf_token": token}, headers={"Origin": origin})
        assert answer.status_code == 403


def test_nobody_can_be_signed_in_as_somebody_else(client: FlaskClient, alice: User) -> None:
    assert client.post("/login", data={"username": "alice", "password": PASSWORD}).status_code == 400
    token = form_token(client)
    fields = {"username": "alice", "password": PASSWORD, "csrf_token": token}
    assert client.post("/login", data=fields, headers={"Origin": "https://evil.example"}).status_code == 403


def test_signing_out_takes_a_token(signed_in: FlaskClient) -> None:
    assert signed_in.post("/logout").status_code == 400
    assert signed_in.get("/analysis").status_code == 200


def test_a_form_is_small(signed_in: FlaskClient) -> None:
    assert signed_in.post("/form", data={"csrf_token": "x" * 100_000}).status_code == 413
