"""The history of a scan over HTTP: counts with the scan, files on their own, and nothing for others."""

from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskClient

from tests.http.conftest import error_code
from tests.support.git_repository import commit
from tests.support.scan_job import Running
from tests.support.scan_start import Headers, start


def test_what_changed_how_often_is_told_and_can_be_read(
    client: FlaskClient, alice: Headers, bob: Headers, repository: Path, running: Running
) -> None:
    commit(repository, {"b.py": "import a\nimport a\n"}, "Second")
    scan_id = str(start(client, alice, repository)["scan_id"])
    url = f"/rlm/scans/{scan_id}/history"
    early = client.get(url, headers=alice)
    assert (early.status_code, error_code(early)) == (404, "no_history")
    running.run_next()
    history = client.get(url, headers=alice).json
    assert {path: file["commits"] for path, file in history["files"].items()}["b.py"] == 2
    assert history["files"]["b.py"]["names"] == []
    [told] = [event for event in running.told(scan_id) if event["type"] == "history_complete"]
    counts = client.get(f"/rlm/scans/{scan_id}", headers=alice).json["history"]
    assert counts == {name: told[name] for name in ("commits", "authors", "since", "until", "files")}
    assert (counts["commits"], counts["authors"]) == (2, 1)
    assert client.get(url, headers=bob).status_code == 404
