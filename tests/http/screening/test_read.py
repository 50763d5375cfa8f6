"""Reading a screening and its candidates: the shape of the contract, other rankings, pages, and who may."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from services.container import Container
from services.settings.settings import Settings
from tests.http.conftest import error_code, sign_in_by_form
from tests.support.scan_job import Running
from tests.support.screening_start import STACK, Headers, one_page_pdf, start


@pytest.fixture
def best(client: FlaskClient, alice: Headers, done: str) -> str:
    """The id of the first in the ranking."""
    ranking = client.get(f"/api/v1/screenings/{done}", headers=alice).json["ranking"]
    return str(ranking[0]["candidate_id"])


def test_criteria_are_proposed_and_candidates_explained(client: FlaskClient, alice: Headers, done: str) -> None:
    found = client.get(f"/api/v1/screenings/{done}", headers=alice).json
    assert {tuple(criterion["terms"]) for criterion in found["criteria"]} >= {("Python",), ("PostgreSQL",)}
    assert [entry["file"] for entry in found["ranking"]] == ["ada.txt", "ben.txt", "cy.txt"]
    scores = [entry["score"] for entry in found["ranking"]]
    assert scores == sorted(scores, reverse=True)
    first = found["ranking"][0]
    assert (first["profile"]["name"], first["profile"]["emails"]) == ("Ada Winterbourne", ["ada@example.org"])
    assert first["profile"]["experience"][0]["end"] == "present"
    assert {one["verdict"] for one in first["criteria"]} == {"met"}
    assert any(one["evidence"][0]["text"] for one in first["criteria"])


def test_gaps_and_short_stays_are_told_as_facts(client: FlaskClient, alice: Headers, running: Running) -> None:
    told = b"""Ada Winterbourne

Experience
Data Engineer, Fjordlys AS    Mar 2022 - present
Analyst, Kystdata             May 2019 - Aug 2019
"""
    screening_id = start(client, alice, {"ada.txt": told})["screening_id"]
    running.run_next()
    profile = client.get(f"/api/v1/screenings/{screening_id}", headers=alice).json["ranking"][0]["profile"]
    assert profile["gaps"] == ["No job is listed between 2019-08 and 2022-03."]
    assert profile["short_stays"] == [{"title": "Analyst", "employer": "Kystdata", "months": 4}]


def test_a_candidate_is_shown_with_lines_and_file(client: FlaskClient, alice: Headers, done: str, best: str) -> None:
    path = f"/api/v1/screenings/{done}/candidates/{best}"
    found = client.get(path, headers=alice).json
    assert found["candidate_id"] == best
    assert "Ada Winterbourne" in [line["text"] for line in found["lines"]]
    assert (found["has_file"], found["decisions"], found["page_sizes"]) == (True, [], [])
    file = client.get(f"{path}/file", headers=alice)
    assert file.data == STACK["ada.txt"]
    assert file.headers["Content-Disposition"] == "attachment; filename=ada.txt"
    assert file.mimetype == "application/octet-stream"
    assert client.get(f"{path}/pages/1", headers=alice).status_code == 404


def test_pages_of_a_pdf_are_drawn_once(
    client: FlaskClient, alice: Headers, running: Running, settings: Settings
) -> None:
    screening_id = start(client, alice, {"ada.pdf": one_page_pdf("Ada Winterbourne", "Python")})["screening_id"]
    running.run_next()
    [entry] = client.get(f"/api/v1/screenings/{screening_id}", headers=alice).json["ranking"]
    path = f"/api/v1/screenings/{screening_id}/candidates/{entry['candidate_id']}"
    assert len(client.get(path, headers=alice).json["page_sizes"]) == entry["profile"]["pages"] == 1
    drawn = client.get(f"{path}/pages/1", headers=alice)
    assert (drawn.mimetype, drawn.data[:4]) == ("image/png", b"\x89PNG")
    [kept] = (settings.data / "screenings" / screening_id / "pages").rglob("*.png")
    assert kept.read_bytes() == client.get(f"{path}/pages/1", headers=alice).data
    assert client.get(f"{path}/pages/2", headers=alice).status_code == 404
    assert client.get(f"{path}/pages/0", headers=alice).status_code == 404


def test_other_criteria_make_another_ranking_and_the_first_stays(
    client: FlaskClient, alice: Headers, done: str
) -> None:
    path = f"/api/v1/screenings/{done}"
    before = client.get(path, headers=alice).json
    criteria = [{"kind": "must", "text": "Kubernetes", "terms": ["Kubernetes"]}]
    answer = client.post(f"{path}/rankings", json={"criteria": criteria}, headers=alice)
    assert answer.status_code == 200, answer.text
    after = answer.json
    assert [one["text"] for one in after["criteria"]] == ["Kubernetes"]
    assert (after["ranking_id"], [one["ranking_id"] for one in after["rankings"]]) == (2, [1, 2])
    assert after["rankings"][1]["made_by"] == "alice"
    assert {one["verdict"] for entry in after["ranking"] for one in entry["criteria"]} == {"unknown"}
    assert client.get(f"{path}?ranking=1", headers=alice).json["ranking"] == before["ranking"]
    assert client.get(f"{path}?ranking=3", headers=alice).status_code == 404
    assert client.get(f"{path}?ranking=x", headers=alice).status_code == 400


@pytest.mark.parametrize("body", [{}, [], {"criteria": "x"}, {"criteria": [{"text": "a man"}]}, {"weights": {"x": 1}}])
def test_refused_rankings_are_400(client: FlaskClient, alice: Headers, done: str, body: object) -> None:
    answer = client.post(f"/api/v1/screenings/{done}/rankings", json=body, headers=alice)
    assert answer.status_code == 400
    assert error_code(answer)


def test_the_list_says_how_far_each_is(client: FlaskClient, alice: Headers, done: str) -> None:
    found = client.get("/api/v1/screenings", headers=alice).json
    [entry] = found["screenings"]
    assert (entry["screening_id"], entry["title"], entry["status"]) == (done, "Data engineer", "succeeded")
    assert (entry["successful_files"], entry["failed_files"], entry["candidates"]) == (3, 0, 3)
    assert entry["progress"]["status"] == "completed"


CALLS = [
    ("GET", ""), ("GET", "?format=json"), ("POST", "/cancel"), ("POST", "/retry"), ("POST", "/files"),
    ("POST", "/rankings"), ("POST", "/unblind"), ("DELETE", ""), ("GET", "/candidates/{one}"),
    ("PATCH", "/candidates/{one}"), ("DELETE", "/candidates/{one}"), ("GET", "/candidates/{one}/file"),
    ("GET", "/candidates/{one}/pages/1"), ("POST", "/candidates/{one}/summary"), ("GET", "?format=csv"),
    ("GET", "/candidates/{one}?format=json_resume"),
]  # fmt: skip


def test_it_does_not_exist_for_somebody_else(client: FlaskClient, bob: Headers, done: str, best: str) -> None:
    """One screening serves all calls: each that is refused leaves it as it is."""
    body = {"criteria": [{"text": "Python"}], "decision": "reject"}
    answers = {}
    for method, path in CALLS:
        sent = body if method in ("POST", "PATCH") and path != "/files" else None
        url = f"/api/v1/screenings/{done}{path.format(one=best)}"
        answer = client.open(url, method=method, json=sent, headers=bob)
        answers[method, path] = (answer.status_code, error_code(answer))
    assert answers == dict.fromkeys(CALLS, (404, "no_screening"))


def test_an_id_of_nobody_is_not_found(client: FlaskClient, alice: Headers, done: str) -> None:
    for candidate_id in ("nobody", "x" * 300):
        path = f"/api/v1/screenings/{done}/candidates/{candidate_id}"
        answers = [
            client.get(path, headers=alice),
            client.patch(path, json={"decision": "reject"}, headers=alice),
            client.post(f"{path}/summary", headers=alice),
            client.get(f"{path}/file", headers=alice),
            client.get(f"{path}/pages/1", headers=alice),
            client.delete(path, headers=alice),
        ]
        assert [(answer.status_code, error_code(answer)) for answer in answers] == 6 * [(404, "no_candidate")]


def test_an_admin_sees_it_and_bob_may_not_stream_it(
    client: FlaskClient, admin: Headers, bob: Headers, done: str
) -> None:
    assert client.get(f"/api/v1/screenings/{done}", headers=admin).status_code == 200
    asked = {"channels": [f"screening.{done}"]}
    assert client.post("/api/v1/auth/stream-token", json=asked, headers=bob).status_code == 403
    assert client.post("/api/v1/auth/stream-token", json=asked, headers=admin).status_code == 200


def test_a_service_token_decides_nothing(client: FlaskClient, container: Container, done: str, best: str) -> None:
    row = container.service_tokens.create(subscribe=["screening.*"])
    headers = {"Authorization": f"Bearer {container.tokens.issue_service(row.id, row.expires_at)}"}
    one = f"/api/v1/screenings/{done}/candidates/{best}"
    assert client.patch(one, json={"decision": "reject"}, headers=headers).status_code == 403
    assert client.delete(one, headers=headers).status_code == 403
    assert client.post("/api/v1/screenings", headers=headers).status_code == 403


def test_the_folder_is_readable_by_the_server_alone(settings: Settings, just_done: str) -> None:
    folder: Path = settings.data / "screenings" / just_done
    assert folder.stat().st_mode & 0o077 == 0


def test_a_page_says_once_that_something_may_be_deleted(client: FlaskClient) -> None:
    sign_in_by_form(client, "alice")
    for path in ("0123", "0123/candidates/4567", "openings/0123"):
        page = client.get(f"/screening/{path}", headers={"Accept": "text/html"})
        assert page.status_code == 404 and page.text.count("may have been deleted") == 1
