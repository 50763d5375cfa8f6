"""Verdicts in the database, on both databases: what is kept, of whom, how much, and how long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.container import Container
from services.errors import BadRequest, LimitReached
from services.scanning.face import FACE
from services.scanning.triage.verdict import MAX_HISTORY, MAX_NOTE_CHARACTERS, Change, Place, Verdict, numbered
from services.scanning.triage.verdicts import Repository, Verdicts
from tests.support.schema import give_schema
from tests.support.setting import settings_in

DEMO, OTHER = Repository("alice", "https://git.example/demo"), Repository("alice", "https://git.example/other")
BOBS = Repository("bob", DEMO.address)
ISSUE: Place = ("a.py", "f1")


@pytest.fixture(params=["sqlite", "postgres"])
def container(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Container]:
    url = "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
    container = Container(settings_in(tmp_path / "data", store={"database_url": url}), [FACE])
    container.settings.data.mkdir()
    give_schema(container.database, container.migrations)
    yield container
    container.close()


class Clock:
    now = 100.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


@pytest.fixture
def verdicts(container: Container) -> Verdicts:
    return Verdicts(container.database, most=3, now=Clock())


def decide(verdicts: Verdicts, *places: Place, of: Repository = DEMO, by: str = "alice", **change: str) -> None:
    known = {(one.path, one.fingerprint): one.verdict for one in verdicts.of(of)}
    before = {place: known.get(place, Verdict()) for place in places}
    verdicts.decide(by, of, before, Change(**change))  # type: ignore[arg-type]


def test_a_verdict_says_what_who_and_when(verdicts: Verdicts) -> None:
    decide(verdicts, ISSUE, state="accepted", assignee="bob", note=" behind the proxy\0 ", by="root")
    [one] = verdicts.of(DEMO)
    assert (one.path, one.fingerprint) == ISSUE
    assert one.verdict == Verdict("accepted", "bob", "behind the proxy\0", "root", 101.0)
    assert one.history == []


def test_what_is_not_said_stays_and_what_was_before_is_told(verdicts: Verdicts) -> None:
    decide(verdicts, ISSUE, state="accepted", note="known")
    decide(verdicts, ISSUE, assignee="bob", by="root")
    [one] = verdicts.of(DEMO)
    assert one.verdict == Verdict("accepted", "bob", "known", "root", 102.0)
    assert one.history == [Verdict("accepted", "", "known", "alice", 101.0)]


def test_the_history_is_short(verdicts: Verdicts) -> None:
    for number in range(MAX_HISTORY + 3):
        decide(verdicts, ISSUE, note=str(number))
    [one] = verdicts.of(DEMO)
    assert [verdict.note for verdict in one.history] == [str(number) for number in range(MAX_HISTORY + 1, 1, -1)]


def test_a_repository_is_its_owners(verdicts: Verdicts) -> None:
    decide(verdicts, ISSUE, state="accepted")
    assert verdicts.of(BOBS) == verdicts.of(OTHER) == []


def test_no_user_has_more_than_the_limit_and_then_nothing_changes(verdicts: Verdicts) -> None:
    decide(verdicts, ISSUE, state="accepted")
    decide(verdicts, ISSUE, of=BOBS, state="accepted")
    decide(verdicts, ("b.py", "f1"), of=OTHER, state="accepted")
    with pytest.raises(LimitReached, match="At most 3 issues") as refused:
        decide(verdicts, ISSUE, ("c.py", "f1"), ("d.py", "f1"), state="false_positive")
    assert refused.value.code == "verdict_limit"
    assert [one.verdict.state for one in verdicts.of(DEMO)] == ["accepted"]
    decide(verdicts, ISSUE, ("c.py", "f1"), state="false_positive")
    assert [one.verdict.state for one in verdicts.of(DEMO)] == ["false_positive", "false_positive"]


def test_what_says_nothing_any_more_makes_room(verdicts: Verdicts) -> None:
    for path in "abc":
        decide(verdicts, (path, "f1"), state="accepted")
    decide(verdicts, ("a", "f1"), ("b", "f1"), state="open")
    decide(verdicts, ("a", "f1"), ("d", "f1"), state="accepted")
    assert [one.path for one in verdicts.of(DEMO)] == ["a", "c", "d"]


def test_a_users_verdicts_go_with_the_user(container: Container, verdicts: Verdicts) -> None:
    decide(verdicts, ISSUE, state="accepted")
    decide(verdicts, ISSUE, of=BOBS, state="accepted")
    container.service(FACE).delete_all("alice")
    assert verdicts.of(DEMO) == []
    assert len(verdicts.of(BOBS)) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({}, "nothing to change"),
        ({"state": "ignored"}, "one of open, accepted, false_positive"),
        ({"note": "x" * (MAX_NOTE_CHARACTERS + 1)}, "at most 1,000 characters; this one has 1,001"),
        ({"note": "\ud800"}, "half of a character"),
        ({"assignee": "a\0b"}, "a user's name, or empty"),
        ({"assignee": "x" * 256}, "a user's name, or empty"),
    ],
)
def test_what_cannot_be_a_verdict_is_refused_with_a_reason(change: dict[str, str], message: str) -> None:
    with pytest.raises(BadRequest, match=message):
        Change(**change)  # type: ignore[arg-type]


def test_equal_issues_of_a_file_are_told_apart_in_order() -> None:
    assert numbered(["f", "g", "f", "f"]) == ["f", "g", "f:2", "f:3"]
