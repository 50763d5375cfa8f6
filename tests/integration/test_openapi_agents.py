"""What the real server answers about agents matches its description, for every operation and status."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.api_contract import CheckedApi, Description, document
from tests.support.card_server import CardServer, card_server
from tests.support.server import ADMIN_PASSWORD, ADMIN_USER, Server
from tests.support.shared_server import ServerWith

pytestmark = pytest.mark.integration

AGENTS = "/api/v1/agents"


@pytest.fixture(scope="module")
def weather() -> Iterator[CardServer]:
    with card_server("/card.json") as card:
        yield card


def test_every_answer_about_agents(server_with: ServerWith, weather: CardServer) -> None:
    server: Server = server_with({"TAILRACE_ALLOW_PRIVATE_HOSTS": "1", "TAILRACE_REGISTERED_AGENTS": "1"})
    description = Description(document())
    stranger, admin, member = (CheckedApi(server.url, description) for _ in range(3))
    admin.login(ADMIN_USER, ADMIN_PASSWORD)
    server.add_user("bea", "correct horse battery")
    member.login("bea", "correct horse battery")
    card = {"card_url": f"{weather.url}/card.json"}

    answers = [
        (400, admin.post(AGENTS, json={})),
        (403, member.post(AGENTS, json=card)),
        (201, admin.post(AGENTS, json=card)),
        (429, admin.post(AGENTS, json={"card_url": f"{weather.url}/card-2.json"})),
        (200, member.get(AGENTS)),
        (200, member.get(f"{AGENTS}/weather")),
        (404, member.get(f"{AGENTS}/nobody")),
        (200, admin.patch(f"{AGENTS}/weather", json={"enabled": False, "credential": "secret"})),
        (400, admin.patch(f"{AGENTS}/weather", json={})),
        (403, member.patch(f"{AGENTS}/weather", json={})),
        (404, admin.patch(f"{AGENTS}/nobody", json={"enabled": True})),
        (200, admin.post(f"{AGENTS}/weather/refresh")),
        (403, member.post(f"{AGENTS}/weather/refresh")),
        (404, admin.post(f"{AGENTS}/nobody/refresh")),
    ]
    weather.path = "/elsewhere"
    answers.append((400, admin.post(f"{AGENTS}/weather/refresh")))
    answers += [
        (403, member.delete(f"{AGENTS}/weather")),
        (204, admin.delete(f"{AGENTS}/weather")),
        (404, admin.delete(f"{AGENTS}/weather")),
    ]
    for method, path in (("GET", ""), ("POST", ""), ("POST", "/x/refresh")):
        answers.append((401, stranger.request(method, AGENTS + path)))
    for method in ("GET", "PATCH", "DELETE"):
        answers.append((401, stranger.request(method, f"{AGENTS}/x")))
    for status, answer in answers:
        assert answer.status_code == status, (answer.request.method, answer.url, answer.text[:300])
    rare = {("agents_api.add", 409)}  # here, one agent is as many as there may be
    missing = description.unseen(rare, rooms=["agents_api"])
    assert not missing, missing
