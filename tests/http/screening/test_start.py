"""Starting a screening over HTTP: what is accepted, what is refused, and what becomes of each file."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from services.settings.settings import Settings
from tests.http.conftest import error_code
from tests.support.scan_job import Running
from tests.support.screening_start import STACK, Headers, post, resume, start


def read(client: FlaskClient, headers: Headers, screening_id: str) -> dict[str, object]:
    answer = client.get(f"/api/v1/screenings/{screening_id}", headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def zipped(files: dict[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        for name, content in files.items():
            written.writestr(name, content)
    return archive.getvalue()


def test_starting_answers_with_where_to_look(client: FlaskClient, alice: Headers) -> None:
    answer = start(client, alice)
    screening_id = answer["screening_id"]
    channel = f"screening.{screening_id}"
    assert answer == {
        "screening_id": screening_id,
        "channel": channel,
        "stream_url": f"/api/v1/stream?channel={channel}",
    }
    queued = read(client, alice, screening_id)
    assert (queued["status"], queued["ranking"], queued["failed"]) == ("queued", [], [])
    assert queued["progress"] == {
        "completed": 0,
        "total": 3,
        "status": "queued",
        "message": "",
        "screening_id": screening_id,
    }


def test_a_stack_becomes_a_ranking(client: FlaskClient, alice: Headers, running: Running) -> None:
    screening_id = start(client, alice, as_of="2026-11-25")["screening_id"]
    running.run_next()
    found = read(client, alice, screening_id)
    assert (found["status"], found["as_of"]) == ("succeeded", "2026-11-25")
    assert {entry["file"] for entry in found["ranking"]} == set(STACK)
    assert found["progress"]["completed"] == found["progress"]["total"] == 3
    assert found["progress"]["status"] == "completed"


def test_an_archive_is_unpacked_without_what_systems_leave_in_it(
    client: FlaskClient, alice: Headers, running: Running
) -> None:
    noise = {"__MACOSX/._ada.txt": b"x", "cvs/.DS_Store": b"x", "cvs/Thumbs.db": b"x", "cvs/~$cy.docx": b"x"}
    archive = zipped({f"cvs/{name}": content for name, content in STACK.items()} | noise)
    screening_id = start(client, alice, {"cvs.zip": archive})["screening_id"]
    running.run_next()
    found = read(client, alice, screening_id)
    assert sorted(entry["file"].rpartition("/")[2] for entry in found["ranking"]) == sorted(STACK)
    assert found["failed"] == []


@pytest.mark.parametrize("name", ["../ada.txt", "/etc/ada.txt", "a\\..\\ada.txt"])
def test_a_hostile_archive_fails_alone(
    client: FlaskClient, alice: Headers, running: Running, settings: Settings, name: str
) -> None:
    files = {"evil.zip": zipped({name: b"x"}), "ada.txt": STACK["ada.txt"]}
    screening_id = start(client, alice, files)["screening_id"]
    running.run_next()
    found = read(client, alice, screening_id)
    assert [entry["file"] for entry in found["ranking"]] == ["ada.txt"]
    assert [entry["file"] for entry in found["failed"]] == ["evil.zip"]
    assert not list(settings.data.parent.rglob("*ada.txt"))


def test_files_that_cannot_be_read_fail_alone_and_say_why(
    client: FlaskClient, alice: Headers, running: Running
) -> None:
    files = {"empty.txt": b"", "large.txt": b"word " * 20_000, "ada.txt": STACK["ada.txt"]}
    screening_id = start(client, alice, files)["screening_id"]
    running.run_next()
    found = read(client, alice, screening_id)
    assert [entry["file"] for entry in found["ranking"]] == ["ada.txt"]
    assert {entry["file"]: entry["code"] for entry in found["failed"]} == {
        "empty.txt": "empty",
        "large.txt": "too_large",
    }
    assert found["progress"]["completed"] == 3


def test_the_same_bytes_are_one_candidate(client: FlaskClient, alice: Headers, running: Running) -> None:
    screening_id = start(client, alice, {**STACK, "again.txt": STACK["ada.txt"]})["screening_id"]
    running.run_next()
    ranking = read(client, alice, screening_id)["ranking"]
    assert len(ranking) == 3
    linked = {entry["file"]: [one["file"] for one in entry["duplicates"]] for entry in ranking}
    assert linked == {"ada.txt": ["again.txt"], "ben.txt": [], "cy.txt": []}
    done = [event for event in running.told(screening_id) if event["type"] == "file_done"]
    assert (len(done), len({event["candidate_id"] for event in done})) == (4, 3)


def test_events_and_job_name_nobody(client: FlaskClient, alice: Headers, running: Running) -> None:
    screening_id = start(client, alice, {**STACK, "nobody-knows.txt": b""})["screening_id"]
    job = running.run_next()
    told = running.told(screening_id)
    assert {event["type"] for event in told} == {"progress", "file_done", "file_failed"}
    assert all(event["screening_id"] == screening_id and event["at"] > 0 for event in told)
    assert told[-1]["status"] == "completed"
    assert (told[-1]["successful_files"], told[-1]["failed_files"], len(told[-1]["results"])) == (3, 1, 3)
    said = f"{told} {job.params} {client.get('/api/v1/screenings', headers=alice).text}".lower()
    for word in ("ada", "winterbourne", "okonjo", "cyrus", "example.org", "fjordlys", ".txt"):
        assert word not in said


@pytest.mark.parametrize(
    "fields",
    [
        {"job_description": ""},
        {"opening_id": "x", "job_description": "y"},
        {"criteria": "nonsense"},
        {"criteria": '[{"kind": "odd", "text": "x"}]'},
        {"criteria": '[{"text": "under 30 years old"}]'},
        {"weights": '{"beauty": 1}'},
        {"as_of": "yesterday"},
        {"as_of": "0001-01-01"},
        {"blind": "perhaps"},
        {"job_description": "x" * 60_001},
    ],
)
def test_refused_fields_are_400_and_leave_nothing(
    client: FlaskClient, alice: Headers, settings: Settings, fields: dict[str, str]
) -> None:
    answer = post(client, alice, STACK, **fields)
    assert answer.status_code == 400, answer.text
    assert error_code(answer)
    assert client.get("/api/v1/screenings", headers=alice).json["total"] == 0
    assert left_behind(settings.data) == []


def left_behind(data: Path) -> list[Path]:
    return [path for name in ("screenings", "arriving") for path in (data / name).glob("*/**/*")]


def test_no_file_too_many_files_and_too_large_a_stack_are_refused(
    client: FlaskClient, alice: Headers, settings: Settings
) -> None:
    assert post(client, alice, {}).status_code == 400
    assert post(client, alice, {f"{number}.txt": b"x" for number in range(9)}).status_code == 400
    assert post(client, alice, {"a.txt": b"x" * 300_000}).status_code == 413
    assert post(client, alice, STACK, opening_id="nothing").status_code == 404
    assert left_behind(settings.data) == []


def test_an_archive_of_too_many_files_fails_the_screening(
    client: FlaskClient, alice: Headers, running: Running
) -> None:
    archive = zipped({f"{number}.txt": resume(f"Person {number}") for number in range(9)})
    screening_id = start(client, alice, {"all.zip": archive})["screening_id"]
    running.run_next()
    found = read(client, alice, screening_id)
    assert found["status"] == "failed"
    assert "TAILRACE_SCREENING_FILES" in str(found["error"])
