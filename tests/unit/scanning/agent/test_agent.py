"""Whose analyses the agent answers from, and what it does with strangers' text, many repositories and large reports."""

from __future__ import annotations

import msgspec
import pytest
from markdown_it import MarkdownIt

from services.agent import AgentFailed, Question
from services.auth.identity import Identity
from services.container import Container
from services.runs.record import RunRecord
from services.scanning.agent import reading
from services.scanning.agent.repositories import own_repositories
from services.scanning.face import FACE
from services.scanning.report.json import from_json
from services.scanning.triage.verdict import Change
from tests.support.asking import Ask
from tests.unit.scanning.agent.conftest import HOSTILE

AGENT = FACE.agent
assert AGENT is not None


def test_nobody_is_answered_from_the_analyses_of_others(ask: Ask) -> None:
    answer = ask("Which repositories have I analysed?", user_id="bob")
    assert "secret-garden" in answer
    assert "lemon-shop" not in answer
    assert "no analysis of `lemon-shop`" in ask("worst files of the lemon-shop repo", user_id="bob")
    assert "secret-garden" not in ask("worst files of the secret-garden repo").replace("`secret-garden`", "")


def test_somebody_without_analyses_is_told_how_to_begin(ask: Ask) -> None:
    assert "You have analysed no repository yet" in ask("what are the worst files?", user_id="cleo")


def test_names_for_the_router_are_the_askers_own(container: Container) -> None:
    assert AGENT is not None
    assert set(AGENT.names(container, "bob")) == {"local/secret-garden", "secret-garden"}


@pytest.mark.parametrize("question", ["worst files of toy-box", "issues in toy-box", "largest files of toy-box"])
def test_names_of_files_stay_text(ask: Ask, question: str) -> None:
    answer = ask(question)
    tokens = MarkdownIt("commonmark").enable("table").parse(answer)
    inline = [child for token in tokens for child in token.children or ()]
    assert {token.type for token in tokens}.isdisjoint({"heading_open", "html_block", "fence", "code_block"})
    assert {child.type for child in inline}.isdisjoint({"image", "html_inline"})
    links = [str(child.attrs["href"]) for child in inline if child.type == "link_open"]
    assert links
    assert all(link.startswith("/analysis/") for link in links)
    shown = "".join(child.content for child in inline if child.type == "code_inline")
    assert all(name.replace("\n", "\\x0a") in shown for name in HOSTILE)


def test_a_hostile_question_is_only_quoted_as_text(ask: Ask) -> None:
    answer = ask("worst files of the ](javascript:alert(1))<img-src=x> repo")
    inline = [child for token in MarkdownIt("commonmark").parse(answer) for child in token.children or ()]
    assert "html_inline" not in {child.type for child in inline}
    links = [str(child.attrs["href"]) for child in inline if child.type == "link_open"]
    assert all(link.startswith("/analysis") for link in links)


def test_a_name_that_fits_several_repositories_is_asked_back(container: Container, ask: Ask) -> None:
    with container.database.session() as session:
        session.add_all(
            RunRecord(
                id=f"many{number}", kind="scan", owner_id="dora", title=f"team/harbour-{number}",
                subject=f"harbour-{number}", series=f"https://example.org/team/harbour-{number}", words="",
                request=f'{{"scan_id": "many{number}", "repo_name": "harbour-{number}", "owner": "team", "url": "u"}}',
                has_secret=False, state="queued", disk_bytes=0, created_at=float(number),
            )
            for number in range(50)
        )  # fmt: skip
    asked = ask("worst files of harbour", user_id="dora")
    assert asked.startswith("ASKS: Which of these do you mean?")
    assert "40 others" in asked
    assert "harbour-7" in ask("worst files of harbour", "team/harbour-7", user_id="dora")
    listed = ask("list my repositories", user_id="dora")
    assert "50 repositories" in listed
    assert "30 more" in listed
    assert "waiting since" in ask("is harbour-12 done?", user_id="dora")


def test_a_large_report_is_read_by_a_process_of_its_own(
    container: Container, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = ask("worst files of lemon-shop")
    monkeypatch.setattr(reading, "SMALL_BYTES", 10)
    monkeypatch.setattr(reading, "read_report", lambda *_: pytest.fail("it was read in this process"))
    assert ask("worst files of lemon-shop") == here
    assert "1 new, 2 fixed" in ask("what changed in lemon-shop since the previous analysis?")


@pytest.mark.parametrize("small_bytes", [10**6, 10], ids=["in a thread", "in a process"])
def test_answers_are_of_open_issues_and_say_how_many_are_not(
    container: Container, ask: Ask, monkeypatch: pytest.MonkeyPatch, small_bytes: int
) -> None:
    monkeypatch.setattr(reading, "SMALL_BYTES", small_bytes)
    scans = container.service(FACE)
    scan = next(one for one in own_repositories(scans, "ada") if one.name.endswith("lemon-shop")).scans[0]
    report = from_json(scans.folder(scan.scan_id).report("json").read_bytes())
    path, changed = "src/new.py", "what changed in lemon-shop since the previous analysis?"
    places = [(path, fingerprint) for fingerprint in report.fingerprints[path]]
    assert "S102" in ask("which rules of lemon-shop?") and "1 new" in ask(changed)
    ada = Identity("ada", "ada", "member", "access", "login", 1e12)
    scans.triage.decide(ada, scan, places, Change(state="accepted"))
    try:
        for question in ("which rules of lemon-shop?", changed):
            answer = ask(question)
            assert "S102" not in answer
            assert "Left out: 1 issue that people accepted or marked as a false positive." in answer
        assert "0 new, 2 fixed" in ask(changed)
        assert "Left out" not in ask("import cycles of lemon-shop")
    finally:
        scans.triage.decide(ada, scan, places, Change(state="open"))


def test_a_damaged_report_is_said_to_be_one(container: Container) -> None:
    assert AGENT is not None
    (scan,) = own_repositories(container.service(FACE), "bob")[0].scans
    report = container.service(FACE).folder(scan.scan_id).report("json")
    whole = report.read_bytes()
    report.write_bytes(whole[:100])
    try:
        with pytest.raises(AgentFailed, match="analyse the repository again"):
            list(AGENT.answer(container, Question("r", "c", "bob", "worst files")))
    finally:
        report.write_bytes(whole)


@pytest.mark.parametrize(
    ("state", "question", "held"),
    [
        ("running", "is it done?", ["is running, 42% (analyse in batches)", "So far it found 7 issues"]),
        ("running", "worst files", ["There is no finished analysis of it"]),
        ("running", "list my repositories", ["running, 42%", "| 7 |"]),
        ("running", "which commit?", ["is running"]),
        ("failed", "did it work?", ["failed 2001-09-09 01:46 UTC: Git said &#91;no&#93;."]),
        ("failed", "how long did it take?", ["took 4.0 s", "after waiting 5.0 s", "It failed"]),
        ("failed", "worst files", ["There is no finished analysis of it"]),
    ],
)
def test_an_analysis_without_a_report_says_how_it_stands(
    container: Container, ask: Ask, state: str, question: str, held: list[str]
) -> None:
    user_id = f"{state}-{question}"
    facts = {"summary": {"total_issues": 7}, "files": 40} if state == "running" else {}
    ended = {} if state == "running" else {"finished_at": 1e9 + 9, "error": "Git said [no]."}
    request = {"scan_id": user_id[:60], "repo_name": "kite", "owner": "team", "url": "https://example.org/team/kite"}
    with container.database.session() as session:
        session.add(
            RunRecord(
                id=user_id[:60], kind="scan", owner_id=user_id, title="team/kite", subject="kite",
                series=request["url"], words="", request=msgspec.json.encode(request).decode(), has_secret=False,
                state=state, stage="analysis", progress=0.42, facts=msgspec.json.encode(facts).decode(), disk_bytes=0,
                created_at=1e9, started_at=1e9 + 5, **ended,
            )
        )  # fmt: skip
    answer = ask(question, user_id=user_id)
    assert [words for words in held if words not in answer] == [], answer
