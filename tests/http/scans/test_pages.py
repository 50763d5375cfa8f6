"""The pages as the server sends them, before any script runs."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from services.container import Container
from services.scanning.face import FACE
from tests.http.conftest import sign_in_by_form
from tests.support.scan_start import Headers, start

HOSTILE_PATH = "<script>alert(1)</script>.py"


@pytest.mark.parametrize("path", ["/", "/analysis", "/analysis/0000000000000000", "/styleguide"])
def test_without_signing_in_every_page_leads_to_the_login(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.location.split("?")[0].endswith("/login")


def test_an_empty_history_offers_the_first_action(client: FlaskClient) -> None:
    sign_in_by_form(client, "alice")
    for path in ("/", "/analysis"):
        assert "Nothing has been analysed yet" in client.get(path).text
        assert "Paste an address" in client.get(path).text


def test_home_begins_with_the_faces_and_ends_with_streams_of_ones_own(client: FlaskClient) -> None:
    sign_in_by_form(client, "alice")
    assert re.findall(r'<h2 id="([a-z]+)-title"', client.get("/").text) == [
        "watch",
        "recent",
        "screenings",
        "conversations",
        "own",
    ]


def test_a_waiting_analysis_says_so(client: FlaskClient, alice: Headers, repository: Path) -> None:
    scan_id = start(client, alice, repository)["scan_id"]
    sign_in_by_form(client, "alice")
    page = client.get(f"/analysis/{scan_id}").text
    assert re.search(r"<h1[^>]*>local/demo</h1>", page)
    assert "Waiting for a free place…" in page
    assert f'data-stream-url="/rlm/stream/demo?scan_id={scan_id}"' in page


def test_lists_say_that_they_count_what_engines_found(client: FlaskClient, done: str) -> None:
    sign_in_by_form(client, "alice")
    for path in ("/", "/analysis"):
        page = client.get(path).text
        assert "Issues found</th>" in page
        assert "what was triaged since counts, too" in page


def test_the_page_of_a_file_offers_triage(client: FlaskClient, done: str) -> None:
    sign_in_by_form(client, "alice")
    page = client.get(f"/analysis/{done}/files/a.py").text
    assert f'data-verdicts-url="/rlm/scans/{done}/verdicts"' in page
    assert re.search(r'<textarea[^>]* name="note"[^>]* maxlength="1000"', page)


def test_a_finished_analysis_is_complete_without_a_script(client: FlaskClient, done: str) -> None:
    sign_in_by_form(client, "alice")
    page = client.get(f"/analysis/{done}").text
    assert re.search(r"<h1[^>]*>local/demo</h1>", page)
    assert re.search(r"\d+ issues? in 1 file; 4 files read\.", page)
    assert len(re.findall(r'class="stage" data-stage="\w+" data-state="done"', page)) == 5
    for form in ("json", "sarif", "html", "md", "cyclonedx"):
        assert f"/rlm/scans/{done}?format={form}" in page


def test_only_the_owner_and_admins_see_the_page_of_an_analysis(client: FlaskClient, done: str) -> None:
    sign_in_by_form(client, "bob")
    assert client.get(f"/analysis/{done}").status_code == 404
    assert client.get(f"/analysis/{done}/files/a.py").status_code == 404
    assert "local/" not in client.get("/analysis").text
    other = client.application.test_client()
    sign_in_by_form(other, "root")
    assert other.get(f"/analysis/{done}").status_code == 200


def test_a_file_that_is_not_there_is_404(client: FlaskClient, done: str) -> None:
    sign_in_by_form(client, "alice")
    assert client.get(f"/analysis/{done}/files/a.py").status_code == 200
    assert client.get(f"/analysis/{done}/files/none.py").status_code == 404
    assert client.get(f"/analysis/{done}/files/../report.json").status_code in (400, 404)


def test_a_hostile_path_is_text(client: FlaskClient, done: str, container: Container) -> None:
    sign_in_by_form(client, "alice")
    file = container.service(FACE).folder(done).tree / unquote(HOSTILE_PATH)
    file.parent.mkdir(parents=True)
    file.touch()
    page = client.get(f"/analysis/{done}/files/{HOSTILE_PATH}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;" in page


def test_the_history_is_searched_filtered_and_paged(client: FlaskClient, done: str) -> None:
    sign_in_by_form(client, "alice")
    assert done in client.get("/analysis?q=DEM").text
    assert done in client.get("/analysis?status=succeeded").text
    assert done in client.get("/analysis?status=nonsense&page=nonsense").text
    for nothing in ("q=other", "status=failed", "page=2"):
        assert done not in client.get(f"/analysis?{nothing}").text


def test_the_style_guide_is_for_admins(client: FlaskClient) -> None:
    sign_in_by_form(client, "alice")
    assert client.get("/styleguide").status_code == 403
    other = client.application.test_client()
    sign_in_by_form(other, "root")
    assert other.get("/styleguide").status_code == 200
