"""Triage over HTTP: who may decide about issues, what is refused and why, and what reports then say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.container import Container
from services.settings.settings import Settings
from tests.http.conftest import error_code
from tests.support.git_repository import commit, git
from tests.support.scan_job import Running
from tests.support.scan_start import SHELL, Headers, start


def issues_of(client: FlaskClient, headers: Headers, scan_id: str) -> list[dict[str, str]]:
    """Return the places of the issues in ``a.py``, the worst first."""
    report = client.get(f"/rlm/scans/{scan_id}?format=json", headers=headers).json
    found = zip(report["issues_by_file"]["a.py"], report["fingerprints"]["a.py"], strict=True)
    worst = sorted(found, key=lambda one: one[0]["severity"] != "high")
    return [{"path": "a.py", "fingerprint": fingerprint} for _, fingerprint in worst]


def decide(client: FlaskClient, headers: Headers, scan_id: str, issues: Any, **change: Any) -> Any:
    body = {"issues": issues, **change}
    return client.patch(f"/rlm/scans/{scan_id}/verdicts", json=body, headers=headers)


def verdicts(client: FlaskClient, headers: Headers, scan_id: str) -> list[dict[str, Any]]:
    return list(client.get(f"/rlm/scans/{scan_id}/verdicts", headers=headers).json["verdicts"])


def test_an_issue_is_accepted_assigned_and_noted(client: FlaskClient, alice: Headers, done: str) -> None:
    assert verdicts(client, alice, done) == []
    issues = issues_of(client, alice, done)
    answer = decide(client, alice, done, issues, state="accepted", assignee="bob", note="Behind the proxy.")
    assert answer.status_code == 200, answer.text
    assert answer.json["verdicts"] == verdicts(client, alice, done)
    told = answer.json["verdicts"][0]
    assert told.pop("at") > 1.7e9
    assert told == {
        **issues[0],
        "state": "accepted",
        "assignee": "bob",
        "note": "Behind the proxy.",
        "by": "alice",
        "history": [],
    }


def test_an_admin_decides_and_is_named(client: FlaskClient, alice: Headers, admin: Headers, done: str) -> None:
    issues = issues_of(client, alice, done)[:1]
    decide(client, alice, done, issues, state="accepted", note="known")
    assert decide(client, admin, done, issues, state="false_positive").status_code == 200
    [one] = verdicts(client, alice, done)
    assert (one["state"], one["note"], one["by"]) == ("false_positive", "known", "root")
    assert [(earlier["state"], earlier["by"]) for earlier in one["history"]] == [("accepted", "alice")]


def test_somebody_elses_analysis_does_not_exist(client: FlaskClient, alice: Headers, bob: Headers, done: str) -> None:
    issues = issues_of(client, alice, done)
    assert client.get(f"/rlm/scans/{done}/verdicts", headers=bob).status_code == 404
    assert decide(client, bob, done, issues, state="accepted").status_code == 404
    assert client.patch(f"/rlm/scans/{done}/verdicts", json={}).status_code == 401
    assert verdicts(client, alice, done) == []


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({}, 400, "nothing to change"),
        ({"state": "accepted"}, 400, "'issues' is missing"),
        ({"state": "accepted", "issues": []}, 400, "1 to 1,000"),
        ({"state": "accepted", "issues": ["a.py"]}, 400, "a 'path' and a 'fingerprint'"),
        ({"state": "accepted", "issues": [{"path": "a.py", "fingerprint": 1}]}, 400, "a 'path' and a 'fingerprint'"),
        ({"state": "accepted", "issues": [{"path": "../a.py", "fingerprint": "x"}]}, 404, "no such issue"),
        ({"state": "fixed", "issues": []}, 400, "one of open"),
        ({"state": 1, "issues": []}, 400, "'state' is a text"),
        ({"note": "x" * 1001, "issues": []}, 400, "at most 1,000"),
        ([], 400, "a JSON object"),
    ],
)
def test_what_is_refused_says_why(
    client: FlaskClient, alice: Headers, done: str, body: Any, status: int, words: str
) -> None:
    answer = client.patch(f"/rlm/scans/{done}/verdicts", json=body, headers=alice)
    assert (answer.status_code, words in answer.json["error"]["message"]) == (status, True), answer.text


def test_an_assignee_is_a_user(client: FlaskClient, alice: Headers, done: str) -> None:
    issues = issues_of(client, alice, done)
    assert error_code(decide(client, alice, done, issues, assignee="nobody")) == "no_assignee"
    assert decide(client, alice, done, issues, assignee="bob").status_code == 200
    assert decide(client, alice, done, issues, assignee="").json["verdicts"][0]["assignee"] == ""


def test_a_running_analysis_is_not_triaged(
    client: FlaskClient, alice: Headers, repository: Path, running: Running
) -> None:
    scan_id = start(client, alice, repository)["scan_id"]
    answer = decide(client, alice, scan_id, [{"path": "a.py", "fingerprint": "x"}], state="accepted")
    assert (answer.status_code, error_code(answer)) == (409, "scan_running")


def test_verdicts_of_a_deleted_user_are_gone(
    app: Any, client: FlaskClient, container: Container, settings: Settings, alice: Headers, done: str
) -> None:
    decide(client, alice, done, issues_of(client, alice, done), state="accepted")
    assert app.test_cli_runner().invoke(args=["user", "delete", "alice", "--yes"]).exit_code == 0
    with container.database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM scan_verdicts").scalar_one() == 0


def test_reports_show_the_verdicts_that_hold_now(client: FlaskClient, alice: Headers, done: str) -> None:
    issues = issues_of(client, alice, done)
    decide(client, alice, done, issues, state="accepted", note="behind the proxy")

    def report(form: str) -> Any:
        return client.get(f"/rlm/scans/{done}?format={form}", headers=alice)

    assert f"## Accepted: {len(issues)}" in report("md").text
    assert report("json").json["verdicts"]["a.py"][issues[0]["fingerprint"]]["note"] == "behind the proxy"
    assert report("json&verdicts=without").json["verdicts"] == {}
    assert report("json&verdicts=odd").status_code == 400
    assert "behind the proxy" in report("sarif").text
    html = report("html&group=file")
    assert "behind the proxy" in html.text and "default-src 'none'" in html.headers["Content-Security-Policy"]
    groups = client.get(f"/rlm/scans/{done}/groups", headers=alice).json
    assert (groups["accepted"], groups["false_positive"]) == (len(issues), 0)
    decide(client, alice, done, issues, state="open", note="")
    assert "Accepted" not in report("md").text


def test_a_file_says_how_its_issues_are_triaged_and_what_was_decided(
    client: FlaskClient, alice: Headers, done: str
) -> None:
    def file() -> Any:
        return client.get(f"/rlm/scans/{done}/files/a.py", headers=alice).json

    found = file()
    assert found["verdicts"] == []
    assert len(found["fingerprints"]) == len(found["issues"]) > 0
    places = [{"path": "a.py", "fingerprint": fingerprint} for fingerprint in found["fingerprints"]]
    assert sorted(map(str, places)) == sorted(map(str, issues_of(client, alice, done)))
    decide(client, alice, done, places[:1], state="accepted", assignee="bob", note="known")
    assert file()["verdicts"] == verdicts(client, alice, done)
    assert client.get(f"/rlm/scans/{done}/files/b.py", headers=alice).json["verdicts"] == []


def test_a_file_of_a_running_analysis_has_nothing_to_triage(
    client: FlaskClient, alice: Headers, repository: Path, running: Running
) -> None:
    scan_id = start(client, alice, repository)["scan_id"]
    told: dict[str, Any] = {}
    running.finish(
        running.claim(),
        before_end=lambda: told.update(client.get(f"/rlm/scans/{scan_id}/files/a.py", headers=alice).json),
    )
    assert (bool(told["issues"]), told["fingerprints"], told["verdicts"]) == (True, [], [])


def test_a_renamed_file_has_its_verdicts_and_no_others(
    client: FlaskClient, alice: Headers, repository: Path, running: Running, just_done: str
) -> None:
    decide(client, alice, just_done, issues_of(client, alice, just_done)[:1], state="false_positive")
    git(repository, "mv", "a.py", "renamed.py")
    commit(repository, {"c.py": f"{SHELL}# not the same file\n"}, "Rename")
    after = start(client, alice, repository)["scan_id"]
    running.run_next()
    file = client.get(f"/rlm/scans/{after}/files/renamed.py", headers=alice).json
    [verdict] = file["verdicts"]
    assert (verdict["path"], verdict["state"]) == ("renamed.py", "false_positive")
    assert verdict["fingerprint"] in file["fingerprints"]
    assert client.get(f"/rlm/scans/{after}/files/c.py", headers=alice).json["verdicts"] == []


def test_a_comparison_lists_what_is_open_and_counts_the_rest(
    client: FlaskClient, alice: Headers, repository: Path, running: Running, just_done: str
) -> None:
    commit(repository, {"c.py": "eval(input())\n"}, "More")
    after = start(client, alice, repository)["scan_id"]
    running.run_next()

    def compared() -> Any:
        with client.get(f"/rlm/scans/{after}/compare/previous", headers=alice) as answer:
            return answer.json

    new = compared()["new"]
    assert {issue["path"] for issue in new} == {"c.py"}
    report = client.get(f"/rlm/scans/{after}?format=json", headers=alice).json
    issues = [{"path": "c.py", "fingerprint": fingerprint} for fingerprint in report["fingerprints"]["c.py"]]
    decide(client, alice, after, issues, state="accepted")
    assert (compared()["new"], compared()["closed"]["new"]) == ([], len(new))
    decide(client, alice, after, issues, state="open")
    assert compared()["new"] == new
