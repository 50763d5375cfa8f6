"""What the operations agent answers about runs that are the asker's own, and about the server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from services.container import Container
from services.operations.face import FACE
from services.runs.execution import Execution, add_execution
from tests.support.asking import Ask, asking
from tests.support.schema import give_schema
from tests.support.setting import settings_in

HOUR_S = 3600.0
NOW = time.time()


def run(number: int, title: str, state: Any, began_h: float, ended_h: float | None = None, **more: Any) -> Execution:
    """One that began so many hours ago, and ended, if it has."""
    return Execution(
        id=f"e{number}",
        kind=more.pop("kind", "etl"),
        title=title,
        owner_id=more.pop("owner_id", "ada"),
        channel=more.pop("channel", "jobs.etl"),
        created_at=NOW - began_h * HOUR_S,
        started_at=NOW - began_h * HOUR_S,
        finished_at=None if ended_h is None else NOW - ended_h * HOUR_S,
        state=state,
        **more,
    )


RUNS = (
    run(1, "Nightly import", "failed", 5, 4, error="The disk of <b>db2</b> is full"),
    run(2, "Nightly import", "succeeded", 29, 28.5),
    run(3, "Backup of photos", "running", 0.5, progress=0.4, message="4 of 10 folders"),
    run(4, "Camera at the gate", "no_news", 3, heard_at=NOW - 2 * HOUR_S),
    run(5, "Reindexing", "queued", 0.2),
    run(6, "Thumbnails", "succeeded", 20, 10),
    run(7, "Old failure", "failed", 200, 199, error="Long ago"),
    run(8, "Secret of Bob", "failed", 2, 1, owner_id="bob", error="not yours"),
    run(9, "Math", "running", 0.01, kind="answer", channel="chat.e9"),
)


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    container = Container(settings_in(tmp_path_factory.mktemp("operations") / "data"), [FACE])
    container.settings.data.mkdir()
    give_schema(container.database, container.migrations)
    with container.database.session() as session:
        for one in RUNS:
            add_execution(session, one)
    yield container
    container.close()


@pytest.fixture(scope="module")
def ask(container: Container) -> Ask:
    return asking(FACE.agent, container)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("what is running right now?", "Backup of photos"),
        ("Was läuft gerade?", "Backup of photos"),
        ("Is anything waiting in the queue?", "Reindexing"),
        ("which programs have not reported?", "Camera at the gate"),
        ("which jobs failed today or last night, in the last 24 hours?", "The disk of &lt;b&gt;db2"),
        ("why did the nightly import fail?", "Why: The disk of &lt;b&gt;db2&lt;/b&gt; is full"),
        ("¿Por qué falló el nightly import?", "The disk of"),
        ("how long did the thumbnails take?", "succeeded after 10.0 h"),
        ("how far is the backup of photos", "40 %"),
        ("is the backup of photos done?", "4 of 10 folders"),
        ("how many jobs finished in the last 24 hours?", "2 runs of yours ended in the last 24 hours"),
        ("success rate in the last 2 days", "66.7 %"),
        ("what was the longest running job in the last 24 hours?", "Thumbnails"),
        ("show me my latest runs", "Your latest runs"),
        ("is the server healthy?", "Event log"),
        ("how much disk space is left", "the status page"),
        ("do I have permission to start analyses", "/account"),
        ("why does my stream keep disconnecting", "/admin"),
        ("did the camera at the gate finish?", "has not been heard of since"),
    ],
)
def test_a_question_is_answered_from_ones_own_runs(ask: Ask, question: str, says: str) -> None:
    answer = ask(question)
    assert says in answer
    assert "Bob" not in answer


def test_old_failures_are_not_those_of_last_night(ask: Ask) -> None:
    assert "Old failure" not in ask("which jobs failed in the last 24 hours?")
    assert "Old failure" in ask("what failed in the last 2 weeks?")


def test_an_answer_is_no_job(ask: Ask) -> None:
    assert "Math" not in ask("what is running now?")
    assert FACE.agent is not None


def test_a_question_goes_on_with_the_one_before(ask: Ask) -> None:
    assert "The disk of" in ask("how long did the nightly import take?", "and why did it fail?")


def test_who_has_run_nothing_is_told_so(ask: Ask) -> None:
    assert "Nothing of yours runs now." in ask("what is running?", user_id="cleo")
    assert "No run of yours ended in the last 24 hours." in ask("how many jobs finished?", user_id="cleo")
    assert "Nothing of yours has run yet." in ask("list my jobs", user_id="cleo")


def test_what_is_not_understood_is_said(ask: Ask) -> None:
    assert "I can't tell what you would like to know." in ask("zebra crossing")


def test_the_router_learns_the_titles_of_ones_own_runs(container: Container) -> None:
    assert FACE.agent is not None
    names = set(FACE.agent.names(container, "ada"))
    assert {"Nightly import", "Backup of photos"} <= names
    assert not names & {"Secret of Bob", "Math"}
