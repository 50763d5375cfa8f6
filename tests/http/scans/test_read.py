"""Reading an analysis over HTTP (state, lists, reports, graph, files, comparison), cancelling it and deleting it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.container import Container
from services.scanning.face import FACE
from services.scanning.scan_folder import ScanFolder
from services.settings.settings import Settings
from tests.http.conftest import error_code
from tests.support.chat_server import ChatServer
from tests.support.git_repository import commit
from tests.support.scan_job import Running
from tests.support.scan_start import SHELL, Headers, start


def test_a_scan_says_how_it_stands(client: FlaskClient, alice: Headers, done: str) -> None:
    scan = client.get(f"/rlm/scans/{done}", headers=alice).json
    assert (scan["status"], scan["progress"], scan["repo_name"], scan["error"]) == ("succeeded", 1.0, "demo", None)
    assert scan["summary"]["total_issues"] == scan["issues_found"] > 0
    assert scan["summary"].keys() >= {"total_files", "files_with_issues", "critical_issues", "high_issues"}
    assert len(scan["commit"]) == 40
    assert "owner_id" not in scan


def test_progress_has_the_last_event(client: FlaskClient, alice: Headers, repository: Path, running: Running) -> None:
    url = start(client, alice, repository)["progress_url"]
    before = client.get(url, headers=alice).json
    assert (before["status"], before["progress"], before["last_event"], before["issues_found"]) == (
        "queued",
        0.0,
        None,
        0,
    )
    running.run_next()
    after = client.get(url, headers=alice).json
    assert (after["status"], after["progress"], after["last_event"]["type"]) == ("succeeded", 1.0, "stream_end")
    assert after["issues_found"] > 0
    assert client.get("/rlm/progress/demo", headers=alice).json["scan_id"] == after["scan_id"]


def test_lists_have_pages_and_filters(
    client: FlaskClient, alice: Headers, bob: Headers, admin: Headers, done: str
) -> None:
    listed = client.get("/rlm/scans?status=succeeded&q=dem&limit=1", headers=alice).json
    assert ([scan["scan_id"] for scan in listed["scans"]], listed["total"], listed["page"]) == ([done], 1, 1)
    assert client.get("/rlm/scans?page=2&limit=1", headers=alice).json["scans"] == []
    assert client.get("/rlm/scans", headers=bob).json["total"] == 0
    assert client.get("/rlm/scans", headers=admin).json["total"] == 1
    for wrong in ("status=odd", "limit=0", "limit=1000", "limit=x", "page=-1", "page=²"):
        assert client.get(f"/rlm/scans?{wrong}", headers=alice).status_code == 400


@pytest.mark.parametrize(
    ("form", "mimetype"),
    [
        ("json", "application/json"),
        ("sarif", "application/sarif+json"),
        ("html", "text/html"),
        ("md", "text/markdown"),
        ("cyclonedx", "application/vnd.cyclonedx+json"),
    ],
)
def test_a_report_is_a_download(client: FlaskClient, alice: Headers, done: str, form: str, mimetype: str) -> None:
    answer = client.get(f"/rlm/scans/{done}?format={form}", headers=alice)
    assert (answer.status_code, answer.mimetype) == (200, mimetype)
    ending = "cdx.json" if form == "cyclonedx" else form
    assert answer.headers["Content-Disposition"] == f"attachment; filename=local-demo.{ending}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (b"CycloneDX" if form == "cyclonedx" else b"a.py") in answer.data
    answer.close()
    if form == "html":
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "script-src" not in policy


def test_an_export_that_an_older_version_did_not_make_is_404(
    client: FlaskClient, alice: Headers, settings: Settings, just_done: str
) -> None:
    ScanFolder(settings.data, just_done).report("cyclonedx").unlink()
    answer = client.get(f"/rlm/scans/{just_done}?format=cyclonedx", headers=alice)
    assert (answer.status_code, error_code(answer)) == (404, "no_report")


def test_issues_come_in_groups_with_their_explanation(client: FlaskClient, alice: Headers, done: str) -> None:
    with client.get(f"/rlm/scans/{done}/groups", headers=alice) as answer:
        told = answer.json
    group = next(group for group in told["groups"] if group["key"] == "ruff S602")
    assert (told["group"], group["count"], group["severity"]) == ("rule", 1, "high")
    assert group["explanation"]["cwe"] == "CWE-78"
    assert group["excerpt"]["path"] == "a.py"
    assert "shell=True" in "\n".join(group["excerpt"]["lines"])
    with client.get(f"/rlm/scans/{done}/groups?group=file", headers=alice) as answer:
        assert answer.json["groups"][0]["key"] == "a.py"
    assert client.get(f"/rlm/scans/{done}/groups?group=x", headers=alice).status_code == 400


def test_a_report_is_grouped_as_asked(client: FlaskClient, alice: Headers, done: str) -> None:
    def report(query: str) -> str:
        with client.get(f"/rlm/scans/{done}?{query}", headers=alice) as answer:
            assert answer.status_code == 200
            return str(answer.text)

    assert "### Shell injection" in report("format=md")
    assert "### a.py" in report("format=md&group=file").replace("\\", "")
    assert "### High" in report("format=md&group=severity")
    assert report("format=sarif&group=file") == report("format=sarif")


def test_rules_are_explained_whatever_they_are_called(client: FlaskClient, alice: Headers) -> None:
    answer = client.get("/rlm/explanations?rule=ruff:S602&rule=metrics:complexity&rule=x:%F0%9F&rule=", headers=alice)
    kinds = {(each["engine"], each["rule"]): each["kind"] for each in answer.json["explanations"]}
    assert kinds["ruff", "S602"] == "shell-injection"
    assert kinds["metrics", "complexity"] == "complexity"
    assert kinds["", ""] == "other"
    assert client.get("/rlm/explanations", headers=alice).status_code == 400
    assert client.get("/rlm/explanations?" + "rule=a:b&" * 101, headers=alice).status_code == 400
    assert client.get("/rlm/explanations?rule=ruff:S602").status_code in (302, 401)


def test_an_unknown_format_is_400(client: FlaskClient, alice: Headers, done: str) -> None:
    assert client.get(f"/rlm/scans/{done}?format=exe", headers=alice).status_code == 400


def test_reports_wait_for_the_end(client: FlaskClient, alice: Headers, repository: Path, running: Running) -> None:
    scan_id = start(client, alice, repository)["scan_id"]
    assert client.get(f"/rlm/scans/{scan_id}?format=json", headers=alice).status_code == 409
    assert client.get(f"/rlm/scans/{scan_id}/graph", headers=alice).status_code == 404
    client.post(f"/rlm/scans/{scan_id}/cancel", headers=alice)
    assert error_code(client.get(f"/rlm/scans/{scan_id}?format=json", headers=alice)) == "no_report"


def test_the_graph_is_coloured(client: FlaskClient, alice: Headers, done: str) -> None:
    graph = client.get(f"/rlm/scans/{done}/graph", headers=alice).json
    node = next(node for node in graph["nodes"] if node["path"] == "a.py" and node["kind"] == "file")
    assert node.keys() >= {"id", "path", "kind", "language", "severity", "issues", "size"}
    assert (node["severity"], node["issues"] > 0) == ("high", True)
    assert {"from", "to", "kind"} == set(graph["edges"][0])
    assert "imports" in {edge["kind"] for edge in graph["edges"]}


def test_the_graph_of_a_running_scan_shows_what_is_known(
    client: FlaskClient, alice: Headers, repository: Path, running: Running, container: Container
) -> None:
    scan_id = start(client, alice, repository)["scan_id"]
    job = running.claim()
    seen: list[Any] = []
    scans = container.service(FACE)

    def look() -> None:
        scans.folder(scan_id).report("json").unlink()  # its state just before the report was written
        seen.append(client.get(f"/rlm/scans/{scan_id}/graph", headers=alice).json)
        seen.append(client.get(f"/rlm/scans/{scan_id}/files/a.py", headers=alice).json)

    running.finish(job, before_end=look)
    assert next(node for node in seen[0]["nodes"] if node["path"] == "a.py")["severity"] == "high"
    assert seen[1]["issues"]


def test_a_file_comes_with_its_issues(client: FlaskClient, alice: Headers, done: str) -> None:
    file = client.get(f"/rlm/scans/{done}/files/a.py", headers=alice).json
    assert (file["path"], file["language"], file["source"]) == ("a.py", "python", SHELL)
    assert {"line", "column", "rule", "severity", "message", "engine"} == set(file["issues"][0])
    odd = client.get(f"/rlm/scans/{done}/files/%C3%BC%20%C3%B6/%23%3F.py", headers=alice).json
    assert odd["path"] == "ü ö/#?.py"


def test_a_file_may_have_line_ends_in_its_name(client: FlaskClient, alice: Headers, done: str) -> None:
    path = "%0Aline%0D%0Aend%0A.py"
    assert client.get(f"/rlm/scans/{done}/files/{path}", headers=alice).json["source"] == "y = 1\n"
    page = client.get(f"/analysis/{done}/files/{path}", headers=alice)
    assert (page.status_code, f"/files/{path}" in page.text) == (200, True)
    for absent in ("%0A", "a.py%0A", "%FF.py", "%ED%A0%80.py", "a.py%00"):
        assert client.get(f"/rlm/scans/{done}/files/{absent}", headers=alice).status_code in (400, 404)
    named = {"path": "\ud800", "line": 1, "rule": "S602"}
    assert client.post(f"/rlm/scans/{done}/insight", json=named, headers=alice).status_code in (404, 409)


@pytest.mark.parametrize(
    "path",
    [
        "../report.json",
        "..%2Freport.json",
        "%2E%2E/report.json",
        "b/../../report.json",
        "/etc/passwd",
        "%2Fetc/passwd",
        "a.py%00",
        "none.py",
        ".",
    ],
)
def test_no_path_leads_out_of_the_repository(client: FlaskClient, alice: Headers, done: str, path: str) -> None:
    answer = client.get(f"/rlm/scans/{done}/files/{path}", headers=alice)
    assert answer.status_code in (308, 400, 404)
    assert "fingerprints" not in answer.text and "root:" not in answer.text


def test_a_file_that_is_not_there_is_an_answer_and_no_crash_in_the_log(
    client: FlaskClient, alice: Headers, done: str, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = client.get(f"/rlm/scans/{done}/files/missing.sh", headers=alice)
    assert (answer.status_code, error_code(answer)) == (404, "no_file")
    assert "Traceback" not in "".join(capfd.readouterr())


def comparison(client: FlaskClient, alice: Headers, after: str, before: str) -> Any:
    with client.get(f"/rlm/scans/{after}/compare/{before}", headers=alice) as answer:
        return answer.json


def test_two_scans_are_compared(
    client: FlaskClient, alice: Headers, repository: Path, running: Running, just_done: str
) -> None:
    commit(repository, {"a.py": f"# moved\n\n{SHELL}", "c.py": "eval(input())\n"}, "More")
    after = start(client, alice, repository)["scan_id"]
    running.run_next()
    assert client.get(f"/rlm/scans/{after}", headers=alice).json["previous_id"] == just_done
    changes = comparison(client, alice, after, just_done)
    assert {issue["path"] for issue in changes["new"]} == {"c.py"}
    assert changes["fixed"] == []
    assert {issue["path"] for issue in changes["unchanged"]} == {"a.py"}
    back = comparison(client, alice, just_done, after)
    assert back["fixed"] == changes["new"]
    assert comparison(client, alice, after, "previous") == changes
    assert client.get(f"/rlm/scans/{just_done}/compare/previous", headers=alice).status_code == 404


def test_cancelling_and_deleting(client: FlaskClient, alice: Headers, repository: Path, running: Running) -> None:
    scan_id = start(client, alice, repository)["scan_id"]
    assert client.delete(f"/rlm/scans/{scan_id}", headers=alice).status_code == 409
    answer = client.post(f"/rlm/scans/{scan_id}/cancel", headers=alice)
    assert (answer.status_code, answer.json["status"]) == (202, "cancelled")
    running.tell()
    assert client.delete(f"/rlm/scans/{scan_id}", headers=alice).status_code == 204
    assert client.get(f"/rlm/scans/{scan_id}", headers=alice).status_code == 404
    assert client.delete(f"/rlm/scans/{scan_id}", headers=alice).status_code == 404


# -- insight


def issue_of(client: FlaskClient, alice: Headers, scan_id: str) -> dict[str, Any]:
    issue = client.get(f"/rlm/scans/{scan_id}/files/a.py", headers=alice).json["issues"][0]
    return {"path": "a.py", "line": issue["line"], "rule": issue["rule"]}


def test_without_a_model_there_is_no_insight(client: FlaskClient, alice: Headers, done: str) -> None:
    answer = client.post(f"/rlm/scans/{done}/insight", json=issue_of(client, alice, done), headers=alice)
    assert (answer.status_code, error_code(answer)) == (409, "no_model")


def test_a_model_explains_one_issue(
    client: FlaskClient, alice: Headers, bob: Headers, done: str, container: Container
) -> None:
    issue = issue_of(client, alice, done)
    url = f"/rlm/scans/{done}/insight"
    with ChatServer(lambda _asked: "A shell is started.").running() as model:
        container.settings = container.settings.changed(language_model={"base_url": model.url})
        assert client.post(url, json=issue, headers=alice).json == {"text": "A shell is started."}
        assert client.post(url, json=issue, headers=bob).status_code == 404
        assert client.post(url, json=issue | {"line": 99}, headers=alice).status_code == 404
        assert client.post(url, json=issue | {"path": "../report.json"}, headers=alice).status_code == 400
        assert client.post(url, json={}, headers=alice).status_code == 400
        assert len(model.asked) == 1


def test_a_retry_asks_for_the_same_again(
    client: FlaskClient, alice: Headers, bob: Headers, just_done: str, running: Running
) -> None:
    assert client.post(f"/rlm/scans/{just_done}/retry", headers=bob).status_code == 404
    answer = client.post(f"/rlm/scans/{just_done}/retry", headers=alice)
    again = answer.json
    assert (answer.status_code, again["repo_name"], again["owner"]) == (202, "demo", "local")
    assert again["scan_id"] != just_done and again["channel"] == f"scan.{again['scan_id']}"
    assert error_code(client.post(f"/rlm/scans/{again['scan_id']}/retry", headers=alice)) == "scan_running"
    running.run_next()
    scan = client.get(f"/rlm/scans/{again['scan_id']}", headers=alice).json
    assert (scan["status"], scan["previous_id"]) == ("succeeded", just_done)


def test_a_retry_with_a_token_for_an_address_that_takes_none_is_refused(
    client: FlaskClient, alice: Headers, done: str
) -> None:
    for token in ("ghp_secret", 1):
        answer = client.post(f"/rlm/scans/{done}/retry", json={"access_token": token}, headers=alice)
        assert answer.status_code == 400


def test_a_retry_of_an_uploaded_archive_asks_for_it_again(client: FlaskClient, alice: Headers) -> None:
    upload = {"file": (io.BytesIO(b"no archive"), "a.zip")}
    scan_id = client.post("/rlm/analyze", data=upload, headers=alice).json["scan_id"]
    client.post(f"/rlm/scans/{scan_id}/cancel", headers=alice)
    assert error_code(client.post(f"/rlm/scans/{scan_id}/retry", headers=alice)) == "upload_not_kept"
