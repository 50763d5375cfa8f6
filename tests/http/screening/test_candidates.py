"""Deciding about candidates, blindness, and deleting: one candidate, a screening, a user, and what has had its time."""

from __future__ import annotations

import io
import logging
import time
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from services.container import Container
from services.runs.record import RunRecord
from services.screening.face import FACE
from services.screening.record import DecisionRecord, OpeningRecord, UnblindingRecord
from services.settings.settings import Settings
from tests.http.conftest import error_code
from tests.support.scan_job import Running
from tests.support.screening_start import STACK, Headers, one_page_pdf, resume, start

SECRETS = ("winterbourne", "okonjo", "vandermolen", "example.org", ".txt", ".pdf")


def entries(client: FlaskClient, headers: Headers, screening_id: str) -> dict[str, Any]:
    found = client.get(f"/api/v1/screenings/{screening_id}", headers=headers).json
    return {entry["file"]: entry for entry in found["ranking"]}


def rows(container: Container, table: type) -> int:
    with container.database.session() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_who_decided_what_and_when_is_kept_and_logged(
    client: FlaskClient, alice: Headers, done: str, caplog: pytest.LogCaptureFixture
) -> None:
    one = entries(client, alice, done)["ben.txt"]["candidate_id"]
    path = f"/api/v1/screenings/{done}/candidates/{one}"
    with caplog.at_level(logging.INFO):
        client.patch(path, json={"decision": "shortlist", "note": "Ask Ben about SQL"}, headers=alice)
    found = client.patch(path, json={"decision": None}, headers=alice).json
    assert (found["decision"], found["note"]) == (None, "Ask Ben about SQL")
    assert [(one["decision"], one["by"]) for one in found["decisions"]] == [("shortlist", "alice"), (None, "alice")]
    assert all(one["at"] > 0 for one in found["decisions"])
    assert entries(client, alice, done)["ben.txt"]["note"] == "Ask Ben about SQL"
    [record] = [record for record in caplog.records if record.message == "candidate_decided"]
    assert (record.screening, record.candidate, record.decision) == (done, one, "shortlist")
    assert "Ben" not in str(vars(record))


@pytest.mark.parametrize(
    "body", [{}, {"decision": "hire"}, {"decision": 1}, {"note": 1}, {"note": "x" * 5001}, {"note": "\ud800"}, []]
)
def test_refused_decisions_are_400(client: FlaskClient, alice: Headers, done: str, body: object) -> None:
    one = entries(client, alice, done)["ben.txt"]["candidate_id"]
    answer = client.patch(f"/api/v1/screenings/{done}/candidates/{one}", json=body, headers=alice)
    assert answer.status_code == 400
    assert error_code(answer)


# -- blindness ---------------------------------------------------------------------------------------------------------


def test_a_blind_screening_says_nowhere_who_they_are_until_it_is_unblinded(
    client: FlaskClient, alice: Headers, admin: Headers, running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    stack = {**STACK, "winterbourne.pdf": one_page_pdf("Wilma Winterbourne", "Python"), "okonjo.txt": b""}
    screening_id = start(client, alice, stack, blind="1")["screening_id"]
    running.run_next()
    path = f"/api/v1/screenings/{screening_id}"
    for headers in (alice, admin):
        shown = client.get(path, headers=headers)
        assert shown.json["is_blind"] is True
        names = {entry["file"] for entry in (*shown.json["ranking"], *shown.json["failed"])}
        assert names == {f"Candidate {number}" for number in range(1, 6)}
        said = [shown.text, client.get(f"{path}?format=json", headers=headers).text]
        for entry in shown.json["ranking"]:
            one = f"{path}/candidates/{entry['candidate_id']}"
            said.append(client.get(one, headers=headers).text)
            for hidden in ("file", "pages/1"):
                refused = client.get(f"{one}/{hidden}", headers=headers)
                assert (refused.status_code, error_code(refused)) == (403, "blind")
        for text in said:
            assert not [secret for secret in SECRETS if secret in text.lower()]
    with caplog.at_level(logging.INFO):
        assert client.post(f"{path}/unblind", headers=alice).status_code == 200
    assert [record.screening for record in caplog.records if record.message == "screening_unblinded"] == [screening_id]
    after = client.get(path, headers=alice).json
    assert (after["is_blind"], after["unblinded"]["by"]) == (False, "alice")
    assert {entry["file"] for entry in after["ranking"]} == {*STACK, "winterbourne.pdf"}
    assert {entry["profile"]["name"] for entry in after["ranking"]} >= {"Ada Winterbourne", "Wilma Winterbourne"}


# -- continuing --------------------------------------------------------------------------------------------------------


def test_added_files_make_a_screening_that_takes_over_what_was_read(
    client: FlaskClient, alice: Headers, done: str, running: Running
) -> None:
    one = entries(client, alice, done)["ben.txt"]["candidate_id"]
    client.patch(f"/api/v1/screenings/{done}/candidates/{one}", json={"decision": "shortlist"}, headers=alice)
    form = {"files": [(io.BytesIO(resume("Dora Quillfeather", "Python")), "dora.txt")]}
    answer = client.post(f"/api/v1/screenings/{done}/files", data=form, headers=alice)
    assert answer.status_code == 202, answer.text
    after = answer.json["screening_id"]
    running.run_next()
    found = entries(client, alice, after)
    assert set(found) == {*STACK, "dora.txt"}
    assert found["ben.txt"]["decision"] == "shortlist"
    told = running.told(after)
    assert [event["candidate_id"] for event in told if event["type"] == "file_done"] == [
        found["dora.txt"]["candidate_id"]
    ]
    assert told[-1]["completed"] == 4
    client.delete(f"/api/v1/screenings/{done}", headers=alice)
    assert client.get(
        f"/api/v1/screenings/{after}/candidates/{found['ada.txt']['candidate_id']}/file", headers=alice
    ).data == STACK["ada.txt"]  # fmt: skip


def test_nothing_is_added_to_one_that_runs(client: FlaskClient, alice: Headers) -> None:
    screening_id = start(client, alice)["screening_id"]
    form = {"files": [(io.BytesIO(b"x"), "x.txt")]}
    for call in ("files", "retry", "rankings"):
        sent = {"data": form} if call == "files" else {"json": {"criteria": [{"text": "Python"}]}}
        answer = client.post(f"/api/v1/screenings/{screening_id}/{call}", headers=alice, **sent)
        assert (answer.status_code, error_code(answer)) == (409, "screening_running")
    assert client.delete(f"/api/v1/screenings/{screening_id}", headers=alice).status_code == 409


# -- deleting ----------------------------------------------------------------------------------------------------------


def files_with(data: Path, *words: str) -> list[Path]:
    """The files below the data folder that hold one of these words."""
    found = [path for path in data.rglob("*") if path.is_file()]
    return [path for path in found if any(word.encode() in path.read_bytes() for word in words)]


def test_a_deleted_candidate_is_nowhere_any_more(
    client: FlaskClient, alice: Headers, running: Running, settings: Settings, container: Container
) -> None:
    stack = {**STACK, "wilma.pdf": one_page_pdf("Wilma Quillfeather", "Python"), "again.txt": STACK["ada.txt"]}
    screening_id = start(client, alice, stack)["screening_id"]
    running.run_next()
    path = f"/api/v1/screenings/{screening_id}"
    client.post(f"{path}/rankings", json={"criteria": [{"text": "Python"}]}, headers=alice)
    found = entries(client, alice, screening_id)
    for name in ("wilma.pdf", "ada.txt"):
        one = f"{path}/candidates/{found[name]['candidate_id']}"
        client.patch(one, json={"decision": "reject", "note": "Winterbourne"}, headers=alice)
        client.get(f"{one}/pages/1", headers=alice)
        assert client.delete(one, headers=alice).status_code == 204
        assert client.get(one, headers=alice).status_code == 404
        assert client.delete(one, headers=alice).status_code == 404
    assert set(entries(client, alice, screening_id)) == {"ben.txt", "cy.txt"}
    assert rows(container, DecisionRecord) == 0
    container.database.dispose()
    inside = settings.data / "screenings"
    assert files_with(inside, "Winterbourne", "Quillfeather", "wilma.pdf", "again.txt") == []
    assert not list((inside / screening_id / "pages").iterdir())
    assert len(list((inside / screening_id / "files").iterdir())) == 2


def test_a_deleted_screening_leaves_nothing(
    client: FlaskClient, alice: Headers, running: Running, settings: Settings, container: Container
) -> None:
    screening_id = start(client, alice, blind="1")["screening_id"]
    running.run_next()
    path = f"/api/v1/screenings/{screening_id}"
    one = client.get(path, headers=alice).json["ranking"][0]["candidate_id"]
    client.patch(f"{path}/candidates/{one}", json={"decision": "reject"}, headers=alice)
    client.post(f"{path}/unblind", headers=alice)
    assert client.delete(path, headers=alice).status_code == 204
    assert client.get(path, headers=alice).status_code == 404
    assert list((settings.data / "screenings").iterdir()) == []
    assert [rows(container, table) for table in (DecisionRecord, UnblindingRecord, RunRecord)] == [0, 0, 0]
    assert running.told(screening_id) == []


def test_screenings_expire(client: FlaskClient, alice: Headers, done: str, container: Container) -> None:
    screenings = container.service(FACE)
    container.maintain()
    assert client.get(f"/api/v1/screenings/{done}", headers=alice).status_code == 200
    with container.database.session() as session:
        session.execute(update(RunRecord).values(finished_at=RunRecord.finished_at - 91 * 86_400))
    container.maintain()
    assert client.get(f"/api/v1/screenings/{done}", headers=alice).status_code == 404
    assert not screenings.folder(done).path.exists()


def test_what_a_crash_left_without_a_screening_goes(container: Container, done: str) -> None:
    screenings = container.service(FACE)
    lost = screenings.folder("0123456789abcdef")
    lost.create()
    container.maintain()
    assert lost.path.exists(), "it may be one that is just being started"
    screenings._now = lambda: time.time() + 7200  # type: ignore[method-assign]
    screenings.expire()
    assert not lost.path.exists()
    assert screenings.folder(done).path.exists(), "it is as old, and somebody's"


def test_a_deleted_user_takes_screenings_and_openings_along(
    client: FlaskClient, alice: Headers, done: str, container: Container, settings: Settings
) -> None:
    client.post("/api/v1/openings", json={"title": "Engineer"}, headers=alice)
    user_id = container.users.by_name("alice").id
    assert FACE.delete_user is not None
    assert FACE.delete_user(container.service(FACE), user_id) == "1 screening, 1 opening"
    assert rows(container, OpeningRecord) == 0
    assert list((settings.data / "screenings").iterdir()) == []
