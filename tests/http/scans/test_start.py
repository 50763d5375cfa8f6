"""Starting an analysis over HTTP, from a URL or an archive:
what is accepted and what is refused. A refusal leaves nothing behind.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.container import Container
from services.settings.settings import Settings
from tests.http.conftest import error_code, sign_in_by_form
from tests.support.scan_job import Running
from tests.support.scan_start import SHELL, Headers, start


def test_starting_answers_with_where_to_look(client: FlaskClient, alice: Headers, repository: Path) -> None:
    answer = start(client, alice, repository)
    scan_id = answer["scan_id"]
    assert answer == {
        "scan_id": scan_id,
        "repo_name": "demo",
        "owner": "local",
        "channel": f"scan.{scan_id}",
        "stream_url": f"/rlm/stream/demo?scan_id={scan_id}",
        "progress_url": f"/rlm/progress/demo?scan_id={scan_id}",
    }


@pytest.mark.parametrize(
    "body",
    [
        {"url": "ext::sh -c id"},
        {"url": "https://localhost/a/b"},
        {"url": "/etc"},
        {"url": "file:///etc"},
        {"url": ""},
        {"url": 7},
        {"url": "\ud800"},
        {"url": None},
        {},
        [],
        "text",
        None,
    ],
)
def test_refused_input_is_400_and_stores_nothing(client: FlaskClient, alice: Headers, body: object) -> None:
    answer = client.post("/rlm/analyze", json=body, headers=alice)
    assert answer.status_code == 400
    assert error_code(answer)
    assert client.get("/rlm/scans", headers=alice).json["total"] == 0


@pytest.mark.parametrize("field", ["ref", "access_token"])
def test_other_fields_are_texts(client: FlaskClient, alice: Headers, repository: Path, field: str) -> None:
    answer = client.post("/rlm/analyze", json={"url": str(repository), field: 7}, headers=alice)
    assert answer.status_code == 400
    assert client.post("/rlm/analyze", json={"url": str(repository), field: None}, headers=alice).status_code == 202


def test_a_token_with_a_local_folder_is_refused(client: FlaskClient, alice: Headers, repository: Path) -> None:
    answer = client.post("/rlm/analyze", json={"url": str(repository), "access_token": "ghp_1"}, headers=alice)
    assert answer.status_code == 400


def test_nobody_starts_without_signing_in_and_no_service_token_does(
    client: FlaskClient, container: Container, repository: Path
) -> None:
    assert client.post("/rlm/analyze", json={"url": str(repository)}).status_code == 401
    row = container.service_tokens.create(name="ci", publish=("jobs.*",), subscribe=(), lasts_s=None)
    token = {"Authorization": f"Bearer {container.tokens.issue_service(row.id, row.expires_at)}"}
    assert client.post("/rlm/analyze", json={"url": str(repository)}, headers=token).status_code == 403


def test_a_session_can_start_too(client: FlaskClient, repository: Path) -> None:
    sign_in_by_form(client, "alice")
    start(client, {}, repository)


def test_too_many_at_once_is_429(client: FlaskClient, alice: Headers, repository: Path, settings: Settings) -> None:
    for _ in range(settings.jobs.per_user):
        start(client, alice, repository)
    answer = client.post("/rlm/analyze", json={"url": str(repository)}, headers=alice)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def upload(
    client: FlaskClient, headers: Headers, content: bytes, name: str = "code.zip", field: str = "file"
) -> TestResponse:
    return client.post("/rlm/analyze", data={field: (io.BytesIO(content), name)}, headers=headers)


def zipped(**files: str) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as members:
        for name, content in files.items():
            members.writestr(name, content)
    return archive.getvalue()


def nothing_is_kept(settings: Settings) -> bool:
    folders = (settings.data / "uploads", settings.data / "arriving")
    return not [path for folder in folders for path in folder.glob("*") if path.name != "lock"]


def test_an_archive_is_analysed_and_not_kept(
    client: FlaskClient, alice: Headers, running: Running, settings: Settings
) -> None:
    answer = upload(client, alice, zipped(**{"code/a.py": SHELL}), "My Code.zip")
    assert answer.status_code == 202
    assert (answer.json["owner"], answer.json["repo_name"]) == ("upload", "My-Code")
    running.run_next()
    scan = client.get(f"/rlm/scans/{answer.json['scan_id']}", headers=alice).json
    assert (scan["status"], scan["summary"]["total_files"]) == ("succeeded", 1)
    assert nothing_is_kept(settings)


def test_an_archive_over_the_limit_is_413_and_not_kept(client: FlaskClient, alice: Headers, settings: Settings) -> None:
    for size in (settings.files.upload_bytes + 1, 2 * settings.files.upload_bytes):
        answer = upload(client, alice, b"x" * size)
        assert answer.status_code == 413
        assert error_code(answer) == "too_large"
        assert "larger than 195.3 KiB" in answer.json["error"]["message"]
    assert nothing_is_kept(settings)


@pytest.mark.parametrize("field", ["archive", "url"])
def test_an_archive_in_another_field_is_400_and_not_kept(
    client: FlaskClient, alice: Headers, settings: Settings, field: str
) -> None:
    assert upload(client, alice, zipped(a="b"), field=field).status_code == 400
    assert nothing_is_kept(settings)


def test_two_archives_at_once_are_400_and_not_kept(client: FlaskClient, alice: Headers, settings: Settings) -> None:
    files = [(io.BytesIO(zipped(a="b")), "a.zip"), (io.BytesIO(zipped(a="b")), "b.zip")]
    assert client.post("/rlm/analyze", data={"file": files}, headers=alice).status_code == 400
    assert nothing_is_kept(settings)


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=x"])
def test_a_multipart_body_that_is_none_is_400(client: FlaskClient, alice: Headers, content_type: str) -> None:
    answer = client.post("/rlm/analyze", data=b"nonsense", content_type=content_type, headers=alice)
    assert answer.status_code == 400
