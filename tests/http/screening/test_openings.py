"""Openings: made, listed, changed, deleted; their criteria proposed or checked."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from services.settings.settings import Settings
from tests.http.conftest import error_code
from tests.support.scan_job import Running
from tests.support.screening_start import DESCRIPTION, Headers, start

OPENINGS = "/api/v1/openings"


def add(client: FlaskClient, headers: Headers, **fields: object) -> dict[str, object]:
    answer = client.post(OPENINGS, json={"title": "Engineer", "description": DESCRIPTION, **fields}, headers=headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json)


def test_criteria_are_proposed_from_the_description(client: FlaskClient, alice: Headers) -> None:
    made = add(client, alice)
    assert {criterion["text"] for criterion in made["criteria"]} >= {"Python", "PostgreSQL"}
    assert client.get(f"{OPENINGS}/{made['opening_id']}", headers=alice).json == made
    assert client.get(OPENINGS, headers=alice).json == {"openings": [made], "total": 1, "page": 1, "limit": 50}


def test_an_opening_changes_and_a_screening_keeps_what_it_was_ranked_against(
    client: FlaskClient, alice: Headers, running: Running
) -> None:
    opening_id = add(client, alice)["opening_id"]
    screening_id = start(client, alice, opening_id=opening_id)["screening_id"]
    running.run_next()
    changed = client.patch(
        f"{OPENINGS}/{opening_id}", json={"title": "Rust engineer", "criteria": [{"text": "Rust"}]}, headers=alice
    ).json
    assert (changed["title"], [one["text"] for one in changed["criteria"]]) == ("Rust engineer", ["Rust"])
    assert changed["description"] == DESCRIPTION
    proposed = client.patch(f"{OPENINGS}/{opening_id}", json={"criteria": None}, headers=alice).json
    assert "Python" in [one["text"] for one in proposed["criteria"]]
    assert client.delete(f"{OPENINGS}/{opening_id}", headers=alice).status_code == 204
    assert client.get(f"{OPENINGS}/{opening_id}", headers=alice).status_code == 404
    kept = client.get(f"/api/v1/screenings/{screening_id}", headers=alice).json
    assert (kept["opening"]["title"], kept["opening"]["opening_id"]) == ("Engineer", opening_id)
    assert "Python" in [one["text"] for one in kept["criteria"]]


def test_a_screening_may_have_criteria_of_its_own(client: FlaskClient, alice: Headers, running: Running) -> None:
    opening_id = add(client, alice)["opening_id"]
    start(client, alice, opening_id=opening_id, criteria='[{"text": "Rust"}]', weights='{"skills": 1}')
    running.run_next()
    [listed] = client.get("/api/v1/screenings", headers=alice).json["screenings"]
    found = client.get(f"/api/v1/screenings/{listed['screening_id']}", headers=alice).json
    assert [one["text"] for one in found["criteria"]] == ["Rust"]
    assert found["opening"]["weights"]["skills"] == 1


@pytest.mark.parametrize(
    "body",
    [
        {}, [], {"title": 7}, {"title": "x" * 201}, {"description": "x" * 60_001}, {"title": "\ud800"},
        {"title": "x", "criteria": 7}, {"title": "x", "criteria": [{"kind": "must", "text": "under 30 years old"}]},
        {"title": "x", "weights": {"skills": -1}}, {"title": "x", "criteria": [{"text": "y", "years": 10**400}]},
    ],
)  # fmt: skip
def test_refused_openings_are_400(client: FlaskClient, alice: Headers, body: object) -> None:
    answer = client.post(OPENINGS, json=body, headers=alice)
    assert answer.status_code == 400, answer.text
    assert error_code(answer)
    assert client.get(OPENINGS, headers=alice).json["total"] == 0


def test_an_opening_is_its_owners(client: FlaskClient, alice: Headers, bob: Headers, admin: Headers) -> None:
    path = f"{OPENINGS}/{add(client, alice)['opening_id']}"
    for method in ("GET", "PATCH", "DELETE"):
        answer = client.open(path, method=method, json={"title": "Mine"}, headers=bob)
        assert (answer.status_code, error_code(answer)) == (404, "no_opening")
    assert client.get(OPENINGS, headers=bob).json["total"] == 0
    assert client.get(path, headers=admin).status_code == 200


def test_a_user_keeps_so_many(client: FlaskClient, alice: Headers, settings: Settings) -> None:
    for _ in range(3):
        add(client, alice, criteria=[])
    answer = client.post(OPENINGS, json={"title": "One more", "criteria": []}, headers=alice)
    assert answer.status_code == 429
    assert "TAILRACE_OPENINGS" in answer.json["error"]["message"]
