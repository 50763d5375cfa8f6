"""The cards: who may read them, what they say, and how they are kept (contract, section 6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from flask.testing import FlaskClient

from services.agents.a2a.card import read_card
from services.container import Container
from tests.support.card_server import card_server

CARDS = ["/.well-known/agent-card.json", "/agents/echo/.well-known/agent-card.json"]


@pytest.mark.parametrize("path", CARDS)
def test_a_card_is_public_and_whole(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    card = answer.json
    required = "name description version capabilities defaultInputModes defaultOutputModes skills supportedInterfaces"
    assert not set(required.split(" ")) - card.keys()
    assert card["securityRequirements"] == [{"schemes": {"bearer": {"list": []}}}]
    assert [one["protocolVersion"] for one in card["supportedInterfaces"]] == ["1.0", "0.3"]
    assert (card["protocolVersion"], card["preferredTransport"]) == ("0.3.0", "JSONRPC")
    assert all(skill["tags"] and skill["examples"] for skill in card["skills"])
    assert card["capabilities"] == {"streaming": True, "pushNotifications": False, "extendedAgentCard": True}
    read = read_card(answer.data)
    assert read.interface.url == f"http://localhost/agents/{'echo' if 'echo' in path else 'auto'}"


def test_the_orchestrator_can_do_what_the_agents_can(client: FlaskClient) -> None:
    card = client.get(CARDS[0]).json
    assert "echo.echo" in [skill["id"] for skill in card["skills"]]
    assert client.get("/agents/auto/.well-known/agent-card.json").json == card


@pytest.mark.parametrize("path", CARDS)
def test_a_card_is_asked_for_again_only_when_it_has_changed(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(path, headers={"If-None-Match": '"another"'}).status_code == 200
    since = first.headers["Last-Modified"]
    assert client.get(path, headers={"If-Modified-Since": since}).status_code == 304
    before = format_datetime(parsedate_to_datetime(since) - timedelta(seconds=5), usegmt=True)
    assert client.get(path, headers={"If-Modified-Since": before}).status_code == 200
    assert client.head(path).headers["ETag"] == first.headers["ETag"]
    assert client.get(path, headers={"Host": "other.example"}).headers["ETag"] != first.headers["ETag"]


def test_agents_elsewhere_are_told_of_to_those_who_may_ask_them(
    client: FlaskClient, container: Container, alice: dict[str, str], admin: dict[str, str]
) -> None:
    skills = [{"id": "f", "name": "Forecast", "description": "", "tags": ["rain"], "examples": ["Rain in Köln?"]}]
    with card_server(skills=skills) as elsewhere:
        added = client.post("/api/v1/agents", json={"card_url": elsewhere.url}, headers=admin)
    assert added.status_code == 201, added.text
    path = "/agents/weather/.well-known/agent-card.json"
    assert client.get(path).status_code == client.get("/agents/nobody/.well-known/agent-card.json").status_code == 404
    assert "Weather" not in client.get(CARDS[0]).text
    row = container.service_tokens.create(publish=["*"], subscribe=["*"])
    service = {"Authorization": f"Bearer {container.tokens.issue_service(row.id, None)}"}
    assert client.get(path, headers=service).status_code == 404
    own = client.get(path, headers=alice)
    assert (own.json["name"], own.json["url"]) == ("Weather", "http://localhost/agents/weather")
    assert own.headers["Cache-Control"] == "private, max-age=300"
    later = format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True)
    again = client.get(path, headers=alice | {"If-Modified-Since": later})
    assert again.status_code == 200, "its agent may change it at any time"
    assert client.get(path, headers=alice | {"If-None-Match": own.headers["ETag"]}).status_code == 304
    call = {"jsonrpc": "2.0", "id": 1, "method": "GetExtendedAgentCard"}
    extended = client.post("/agents/auto", json=call, headers=alice | {"A2A-Version": "1.0"}).json["result"]
    assert "weather.f" in [skill["id"] for skill in extended["skills"]]
    assert client.get(path, headers={"Authorization": "Bearer forged"}).status_code == 401


def test_a_card_names_no_user(client: FlaskClient, alice: dict[str, str]) -> None:
    for path in CARDS:
        text = client.get(path, headers=alice).text
        assert not [name for name in ("alice", "bob") if name in text.lower()]
