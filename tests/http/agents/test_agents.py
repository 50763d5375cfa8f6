"""The agents over HTTP and on the command line: everybody sees them, admins change them, nobody sees a credential."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient, FlaskCliRunner
from werkzeug.test import TestResponse

from tests.http.conftest import form_token, sign_in_by_form
from tests.support.card_server import CardServer, card_server

Headers = dict[str, str]
SECRET = "s3cret-of-the-agent"


@pytest.fixture
def weather() -> Iterator[CardServer]:
    skills = [{"id": "f", "name": "Forecast", "description": "", "tags": [], "examples": ["Rain in Köln?"]}]
    schemes = {"b": {"httpAuthSecurityScheme": {"scheme": "Bearer"}}}
    with card_server(description="Tells the weather.", skills=skills, securitySchemes=schemes) as card:
        yield card


@pytest.fixture
def added(client: FlaskClient, admin: Headers, weather: CardServer) -> Any:
    answer = client.post("/api/v1/agents", json={"card_url": weather.url, "credential": SECRET}, headers=admin)
    assert answer.status_code == 201
    assert answer.headers["Location"].endswith("/api/v1/agents/weather")
    return answer.json


def listed(client: FlaskClient, headers: Headers) -> dict[str, Any]:
    return {one["id"]: one for one in client.get("/api/v1/agents", headers=headers).json["agents"]}


def test_everybody_sees_who_can_be_asked(client: FlaskClient, alice: Headers, admin: Headers, added: Any) -> None:
    agents = listed(client, alice)
    assert (agents["echo"]["hosted"], agents["echo"]["skills"][0]["examples"]) == (True, ["Say hello"])
    weather = agents["weather"]
    assert (weather["name"], weather["hosted"], weather["health"]) == ("Weather", False, "healthy")
    assert (weather["protocol"], weather["added_by"]) == ("a2a 1.0", "root")
    assert weather["skills"][0]["examples"] == ["Rain in Köln?"]
    assert "card_url" not in weather and "problem" not in weather
    assert listed(client, admin)["weather"]["card_url"] == added["card_url"]
    assert client.get("/api/v1/agents/weather", headers=alice).json == weather
    assert client.get("/api/v1/agents/echo", headers=alice).json == agents["echo"]
    assert client.get("/api/v1/agents/nobody", headers=alice).status_code == 404


def test_only_admins_change_them(client: FlaskClient, alice: Headers, added: Any) -> None:
    for method, path in (
        ("POST", ""),
        ("POST", "/weather/refresh"),
        ("PATCH", "/weather"),
        ("DELETE", "/weather"),
    ):
        answer = client.open(f"/api/v1/agents{path}", method=method, json={}, headers=alice)
        assert answer.status_code == 403, path
    assert "weather" in listed(client, alice)


def test_a_credential_is_never_shown(client: FlaskClient, admin: Headers, added: Any) -> None:
    assert added["has_credential"] is True
    assert added["needs_credential"] is False
    shown = client.get("/api/v1/agents", headers=admin).text + json.dumps(added)
    assert SECRET not in shown
    changed = client.patch("/api/v1/agents/weather", json={"credential": None}, headers=admin).json
    assert (changed["has_credential"], changed["needs_credential"]) == (False, True)


def test_a_change_says_what_to_change(client: FlaskClient, admin: Headers, added: Any) -> None:
    url = "/api/v1/agents/weather"
    assert client.patch(url, json={"enabled": False}, headers=admin).json["enabled"] is False
    for body in ({}, {"enabled": "no"}, {"enabled": None}, {"credential": 7}, {"credential": "a\nb"}, []):
        assert client.patch(url, json=body, headers=admin).status_code == 400, body


def test_a_refreshed_agent_has_its_new_card(
    client: FlaskClient, admin: Headers, added: Any, weather: CardServer
) -> None:
    weather.fields["description"] = "Tells the weather of tomorrow."
    answer = client.post("/api/v1/agents/weather/refresh", headers=admin)
    assert answer.json["description"] == "Tells the weather of tomorrow."


def test_a_removed_agent_is_gone(client: FlaskClient, admin: Headers, added: Any) -> None:
    assert client.delete("/api/v1/agents/weather", headers=admin).status_code == 204
    assert "weather" not in listed(client, admin)
    assert client.delete("/api/v1/agents/weather", headers=admin).status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "bad_request"),
        ({"card_url": 7}, 400, "bad_request"),
        ({"card_url": ""}, 400, "bad_request"),
        ({"card_url": "ftp://a.example/"}, 400, "bad_request"),
        ({"card_url": "http://127.0.0.1:9/"}, 400, "no_card"),
        ({"card_url": "http://127.0.0.1:9/", "credential": "a\r\nX: y"}, 400, "bad_credential"),
    ],
)
def test_what_cannot_be_added_says_why(client: FlaskClient, admin: Headers, body: Any, status: int, code: str) -> None:
    answer = client.post("/api/v1/agents", json=body, headers=admin)
    assert (answer.status_code, answer.json["error"]["code"]) == (status, code)


def test_an_agent_is_added_once(client: FlaskClient, admin: Headers, added: Any, weather: CardServer) -> None:
    assert client.post("/api/v1/agents", json={"card_url": weather.url}, headers=admin).status_code == 409


def test_an_agent_elsewhere_may_be_chosen_while_it_is_switched_on(
    client: FlaskClient, alice: Headers, admin: Headers, added: Any
) -> None:
    question = {"message": "Rain?", "agent_id": "weather"}
    assert client.post("/api/v1/chat", json=question, headers=alice).status_code == 202
    client.patch("/api/v1/agents/weather", json={"enabled": False}, headers=admin)
    assert client.post("/api/v1/chat", json=question, headers=alice).status_code == 400


# -- the page ---------------------------------------------------------------------------------------------------------


def posted(client: FlaskClient, path: str = "", **fields: str) -> TestResponse:
    fields["csrf_token"] = form_token(client, "/chat/agents")
    return client.post(f"/chat/agents{path}", data=fields)


def test_a_member_reads_the_page_without_forms(client: FlaskClient, alice: Headers, added: Any) -> None:
    sign_in_by_form(client, "alice")
    page = client.get("/chat/agents").text
    assert "Weather" in page and "Rain in Köln?" in page and "Echo" in page
    assert 'action="/chat/agents' not in page
    assert added["card_url"] not in page


def test_an_admin_works_with_forms(client: FlaskClient, admin: Headers, weather: CardServer) -> None:
    sign_in_by_form(client, "root")
    added = posted(client, card_url=weather.url, credential=SECRET)
    assert added.headers["Location"] == "/chat/agents#weather"
    page = client.get("/chat/agents").text
    assert SECRET not in page
    assert 'action="/chat/agents/weather/remove"' in page
    posted(client, "/weather/enabled", enabled="0")
    assert listed(client, admin)["weather"]["enabled"] is False
    posted(client, "/weather/enabled", enabled="1")
    posted(client, "/weather/credential", credential="")
    weather.fields["description"] = "<b>New</b>"
    posted(client, "/weather/refresh")
    page = client.get("/chat/agents").text
    assert "&lt;b&gt;New&lt;/b&gt;" in page
    assert "This agent needs a credential" in page
    assert posted(client, "/weather/remove").status_code == 303
    assert "weather" not in listed(client, admin)


def test_a_form_that_cannot_be_used_comes_back_with_the_reason(client: FlaskClient, admin: Headers, added: Any) -> None:
    sign_in_by_form(client, "root")
    answer = posted(client, card_url="http://127.0.0.1:9/", credential=SECRET)
    assert (answer.status_code, "cannot be reached" in answer.text) == (400, True)
    assert 'value="http://127.0.0.1:9/"' in answer.text
    assert SECRET not in answer.text
    answer = posted(client, "/weather/credential", credential="a\nb")
    assert (answer.status_code, "printable ASCII" in answer.text) == (400, True)


def test_a_member_cannot_post_the_forms(client: FlaskClient, alice: Headers, added: Any) -> None:
    sign_in_by_form(client, "alice")
    token = form_token(client, "/form")
    for path in ("", "/weather/refresh", "/weather/credential", "/weather/enabled", "/weather/remove"):
        answer = client.post(f"/chat/agents{path}", data={"csrf_token": token})
        assert answer.status_code == 403, path


# -- the command line -------------------------------------------------------------------------------------------------


def test_agents_on_the_command_line(runner: FlaskCliRunner, weather: CardServer) -> None:
    made = runner.invoke(args=["agent", "add", weather.url, "--credential"], input=f"{SECRET}\n")
    assert made.stdout == "weather\n", made.output
    rows = runner.invoke(args=["agent", "list"]).stdout
    assert "weather" in rows and "healthy" in rows and weather.url in rows
    assert SECRET not in made.output + rows
    assert runner.invoke(args=["agent", "refresh", "weather"]).exit_code == 0
    for act in ("disable", "enable"):
        assert runner.invoke(args=["agent", act, "weather"]).exit_code == 0
        assert (" off " in runner.invoke(args=["agent", "list"]).output) == (act == "disable")
    assert runner.invoke(args=["agent", "credential", "weather"], input="another\n").exit_code == 0
    assert runner.invoke(args=["agent", "remove", "weather"]).exit_code == 0
    assert runner.invoke(args=["agent", "list"]).stdout == ""


def test_a_command_that_fails_says_why(runner: FlaskCliRunner) -> None:
    failed = runner.invoke(args=["agent", "add", "http://127.0.0.1:9/"])
    assert failed.exit_code != 0
    assert "cannot be reached" in failed.output
    assert "no such agent" in runner.invoke(args=["agent", "remove", "x"]).output
