"""What a real server answers to clients that report on their streams matches its description."""

from __future__ import annotations

import pytest
import requests

from tests.support.api_contract import CheckedApi, Description, document
from tests.support.server import Server

pytestmark = pytest.mark.integration

PATH = "/api/v1/telemetry"


def test_every_answer_that_is_described_is_given(server: Server) -> None:
    description = Description(document())
    stranger, program, person = (CheckedApi(server.url, description) for _ in range(3))
    program.headers["Authorization"] = f"Bearer {server.service_token(subscribe=['reports.*'])}"
    server.add_user("reporting", "correct horse battery")
    sign_in(person, "reporting", "correct horse battery")
    body = {"network_type": "4g", "streams": [{"kind": "stream", "events": 3, "delivery_ms": [4.5]}]}
    answers = [
        (204, person.post(PATH, json=body, headers={"Content-Type": "text/plain"})),
        (400, person.post(PATH, json={"streams": [{"events": -1}]})),
        (403, person.post(PATH, json=body, headers={"Sec-Fetch-Site": "cross-site"})),
        (413, person.post(PATH, data="x" * 40_000)),
        (401, stranger.post(PATH, json=body)),
    ]
    for _ in range(80):  # thirty for each worker
        answer = program.post(PATH, json={})
        if answer.status_code == 429:
            break
    answers.append((429, answer))
    assert [status for status, _ in answers] == [answer.status_code for _, answer in answers]
    assert not [missing for missing in description.unseen(set()) if missing[0].startswith("client_reports")]


def sign_in(api: requests.Session, username: str, password: str) -> None:
    page = api.get("/login").text
    marker = 'name="csrf_token" value="'
    token = page[page.index(marker) + len(marker) :].split('"')[0]
    api.post("/login", data={"username": username, "password": password, "csrf_token": token})
