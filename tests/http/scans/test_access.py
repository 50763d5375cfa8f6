"""Only its owner and admins may see an analysis over HTTP. For everybody else it does not exist."""

from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskClient

from services.scanning.settings import ScanningSettings
from services.settings.settings import Settings
from tests.http.conftest import sign_in_by_form
from tests.support.git_repository import make_repository
from tests.support.scan_start import Headers, start

PLACES = [
    ("GET", ""),
    ("GET", "?format=json"),
    ("GET", "/graph"),
    ("GET", "/files/a.py"),
    ("GET", "/compare/previous"),
    ("GET", "/groups"),
    ("POST", "/cancel"),
    ("POST", "/retry"),
    ("DELETE", ""),
]


def test_somebody_elses_scan_is_as_if_it_were_not(client: FlaskClient, bob: Headers, done: str) -> None:
    for method, place in PLACES:
        theirs = client.open(f"/rlm/scans/{done}{place}", method=method, headers=bob)
        nobodys = client.open(f"/rlm/scans/0000000000000000{place}", method=method, headers=bob)
        assert theirs.status_code == nobodys.status_code == 404, place
        assert theirs.json == nobodys.json
        assert client.open(f"/rlm/scans/{done}{place}", method=method).status_code == 401


def test_watching_takes_the_right_to(
    client: FlaskClient, alice: Headers, bob: Headers, admin: Headers, done: str
) -> None:
    for url in (f"/rlm/stream/demo?scan_id={done}", f"/rlm/progress/demo?scan_id={done}"):
        assert client.get(url, headers=bob).status_code == 403
        assert client.get(url.replace(done, "0" * 16), headers=bob).status_code == 403
        assert client.get(url.replace(done, "0" * 16), headers=admin).status_code == 404
    assert client.get("/rlm/stream/demo", headers=bob).status_code == 404
    assert client.get(f"/rlm/progress/demo?scan_id={done}", headers=admin).status_code == 200
    token = client.post("/api/v1/auth/stream-token", json={"channels": [f"scan.{done}"]}, headers=bob)
    assert token.status_code == 403


def test_a_session_alone_opens_no_stream_but_reads_the_rest(client: FlaskClient, done: str) -> None:
    sign_in_by_form(client, "alice")
    assert client.get(f"/rlm/scans/{done}").status_code == 200
    assert client.get(f"/rlm/stream/demo?scan_id={done}").status_code == 401


def test_a_page_of_another_site_starts_nothing(client: FlaskClient, repository: Path) -> None:
    sign_in_by_form(client, "alice")
    answer = client.post("/rlm/analyze", json={"url": str(repository)}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_an_odd_name_leads_back(client: FlaskClient, alice: Headers, settings: Settings) -> None:
    odd = make_repository(settings.of(ScanningSettings).local_roots[0] / "Ünï cødé & co.", {"a.py": ""})
    answer = start(client, alice, odd)
    assert client.get(answer["progress_url"], headers=alice).json["repo_name"] == answer["repo_name"]
