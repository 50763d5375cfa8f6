"""What asking the language model costs: an explanation is made once, and a day has a limit for scans and questions."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.container import Container
from services.scanning.face import FACE
from services.scanning.report.json import from_json
from services.scanning.scan_folder import ScanFolder
from services.settings.settings import Settings
from tests.support.chat_server import Asked, ChatServer, Reply
from tests.support.condition import wait_until
from tests.support.scan_job import Running
from tests.support.scan_start import Headers, start
from tests.support.setting import settings_in

NOTHING_FOUND = '{"findings": [], "summaries": {}}'


class Model(ChatServer):
    """Finds nothing by itself; answers ``explanation`` when it is asked about an issue."""

    def __init__(self) -> None:
        super().__init__(self._answer)
        self.explanation: str | Reply = "A shell is started."
        self.may_answer = threading.Event()
        self.may_answer.set()

    def _answer(self, asked: Asked) -> str | Reply:
        if not asked.system.startswith("You explain"):
            return NOTHING_FOUND
        self.may_answer.wait(20)
        return self.explanation

    @property
    def explained(self) -> int:
        return sum(asked.system.startswith("You explain") for asked in self.asked)


@pytest.fixture
def model() -> Iterator[Model]:
    model = Model()
    with model.running():
        yield model


@pytest.fixture
def limits(request: pytest.FixtureRequest) -> dict[str, Any]:
    return dict(getattr(request, "param", {}))


@pytest.fixture
def done(just_done: str) -> str:
    """Analysed with the model at hand."""
    return just_done


@pytest.fixture
def settings(tmp_path: Path, model: Model, limits: dict[str, Any]) -> Settings:
    return settings_in(
        tmp_path / "data",
        scanning={"local_roots": (tmp_path / "repositories",)},
        language_model={"base_url": model.url, **limits},
    )


def explained(client: FlaskClient, who: Headers, scan_id: str, number: int = 0) -> TestResponse:
    issue = client.get(f"/rlm/scans/{scan_id}/files/a.py", headers=who).json["issues"][number]
    body = {"path": "a.py", "line": issue["line"], "rule": issue["rule"]}
    return client.post(f"/rlm/scans/{scan_id}/insight", json=body, headers=who)


def test_an_explanation_is_made_once_and_goes_with_its_scan(
    client: FlaskClient, alice: Headers, admin: Headers, done: str, model: Model, settings: Settings, running: Running
) -> None:
    assert explained(client, alice, done).json == {"text": "A shell is started."}
    model.explanation = Reply(status=401)
    assert explained(client, alice, done).json == explained(client, admin, done).json == {"text": "A shell is started."}
    assert model.explained == 1
    assert client.delete(f"/rlm/scans/{done}", headers=alice).status_code == 204
    assert not ScanFolder(settings.data, done).path.exists()


def test_an_explanation_that_failed_is_asked_for_again(
    client: FlaskClient, alice: Headers, done: str, model: Model
) -> None:
    model.explanation = Reply(status=401)
    assert explained(client, alice, done).status_code == 503
    model.explanation = "A shell is started."
    assert explained(client, alice, done).status_code == 200


def test_who_asks_for_the_same_meanwhile_waits_for_one_call(
    container: Container, client: FlaskClient, alice: Headers, done: str, model: Model
) -> None:
    issue = client.get(f"/rlm/scans/{done}/files/a.py", headers=alice).json["issues"][0]
    model.may_answer.clear()
    told: list[str] = []

    def ask() -> None:
        scans = FACE.service(container)  # as another worker has it
        told.append(scans.explain("ada", container.settings, done, "a.py", issue["line"], issue["rule"]))

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    wait_until(lambda: model.explained, "a question")
    model.may_answer.set()
    for thread in threads:
        thread.join()
    assert told == ["A shell is started."] * 5
    assert model.explained == 1


@pytest.mark.parametrize("limits", [{"user_calls": 1}, {"user_tokens": 500}, {"day_tokens": 500}], indirect=True)
def test_a_day_that_is_used_up_is_said_with_its_end(
    client: FlaskClient, alice: Headers, done: str, model: Model
) -> None:
    refused = explained(client, alice, done)
    assert (refused.status_code, refused.json["error"]["code"]) == (429, "model_budget_spent")
    assert 0 < int(refused.headers["Retry-After"]) <= 86_400
    assert model.explained == 0


@pytest.mark.parametrize("limits", [{"user_tokens": 0}, {"user_calls": 0}, {"day_tokens": 100}], indirect=True)
def test_a_scan_over_the_budget_goes_on_without_the_model_and_says_so(
    done: str, model: Model, settings: Settings
) -> None:
    report = from_json(ScanFolder(settings.data, done).report("json").read_bytes())
    assert model.asked == []
    assert report.issues_by_file["a.py"]
    assert report.notes == ["The language model was not asked: the day's budget was used up."]


@pytest.mark.parametrize("limits", [{"user_tokens": 6000}], indirect=True)
def test_what_a_scan_did_not_use_is_there_for_the_next_even_when_it_was_deleted(
    client: FlaskClient, alice: Headers, done: str, model: Model, repository: Path, running: Running
) -> None:
    asked = len(model.asked)
    assert asked > 0
    client.delete(f"/rlm/scans/{done}", headers=alice)
    (repository / "c.py").write_text("x = 1\n")
    scan_id = start(client, alice, repository)["scan_id"]
    running.run_next()
    assert client.get(f"/rlm/scans/{scan_id}", headers=alice).json["status"] == "succeeded"
    assert explained(client, alice, scan_id).status_code == 200
