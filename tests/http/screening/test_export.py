"""What a screening and its candidates look like outside, as files and in a language model's words."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from flask.testing import FlaskClient

from services.settings.settings import Settings
from tests.support.chat_server import ChatServer
from tests.support.scan_job import Running
from tests.support.screening_start import STACK, Headers, resume, start
from tests.support.setting import settings_in

WORDS = {"summary": "The candidate builds pipelines.", "questions": ["Which tools?"]}
SECRETS = ("Winterbourne", "Okonjo", "Vandermolen", "example.org", "ada.txt")


@pytest.fixture
def model() -> Iterator[ChatServer]:
    model = ChatServer(lambda _asked: json.dumps(WORDS))
    with model.running():
        yield model


@pytest.fixture
def done(just_done: str) -> str:
    """Screened with the model at hand."""
    return just_done


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, model: ChatServer) -> Settings:
    has_model = getattr(request, "param", True)
    return settings_in(tmp_path / "data", language_model={"base_url": model.url if has_model else ""})


def text_of(pdf: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(pdf)))


def entry(client: FlaskClient, who: Headers, screening_id: str, name: str = "Ada Winterbourne") -> dict[str, Any]:
    """Return a candidate's entry in the ranking."""
    found = client.get(f"/api/v1/screenings/{screening_id}", headers=who).json
    (one,) = [one for one in found["ranking"] if one["profile"]["name"] == name]
    return dict(one)


def test_a_ranking_is_downloaded_in_three_forms(client: FlaskClient, alice: Headers, bob: Headers, done: str) -> None:
    path = f"/api/v1/screenings/{done}"
    answers = {form: client.get(f"{path}?format={form}", headers=alice) for form in ("json", "csv", "pdf")}
    for form, answer in answers.items():
        assert answer.headers["Content-Disposition"] == f'attachment; filename="Data engineer.{form}"'
    assert answers["json"].json == client.get(path, headers=alice).json
    assert answers["csv"].headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answers["csv"].data.decode("utf-8-sig"))))
    assert {row["name"] for row in rows} == {"Ada Winterbourne", "Ben Okonjo-Hale", "Cyrus Vandermolen"}
    assert answers["pdf"].mimetype == "application/pdf" and "Ada Winterbourne" in text_of(answers["pdf"].data)
    assert client.get(f"{path}?format=exe", headers=alice).status_code == 400
    assert client.get(f"{path}?format=pdf", headers=bob).status_code == 404


def test_a_candidate_is_downloaded_as_json_resume(client: FlaskClient, alice: Headers, done: str) -> None:
    path = f"/api/v1/screenings/{done}/candidates/{entry(client, alice, done)['candidate_id']}"
    answer = client.get(f"{path}?format=json_resume", headers=alice)
    assert answer.json["basics"]["name"] == "Ada Winterbourne"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert client.get(f"{path}?format=xml", headers=alice).status_code == 400


def test_no_export_of_a_blind_screening_says_who_anybody_is(
    client: FlaskClient, alice: Headers, running: Running, model: ChatServer
) -> None:
    own_words = resume("Ada Winterbourne", "Python", "PostgreSQL").replace(
        b"Built pipelines", b"As Ada Winterbourne (ada@example.org) she built pipelines"
    )
    files = STACK | {"winterbourne.txt": own_words, "winterbourne-broken.pdf": b"%PDF-1.7 broken"}
    asked = json.dumps([{"kind": "must", "text": "Python"}])
    screening_id = start(client, alice, files, blind="1", criteria=asked)["screening_id"]
    running.run_next()
    path = f"/api/v1/screenings/{screening_id}"
    ranking = client.get(path, headers=alice).json["ranking"]
    assert sum("pipelines" in str(one["criteria"]) for one in ranking) >= 2, "lines are quoted all the same"
    candidate_id = ranking[0]["candidate_id"]
    candidate = f"{path}/candidates/{candidate_id}"
    sent = [client.get(f"{path}?format={form}", headers=alice).data for form in ("json", "csv")]
    sent += [client.get(f"{candidate}?format=json_resume", headers=alice).data]
    sent += [client.post(f"{candidate}/summary", headers=alice).data]
    told = [data.decode() for data in sent] + [text_of(client.get(f"{path}?format=pdf", headers=alice).data)]
    told += [json.dumps(asked.messages) for asked in model.asked]
    assert len(told) == 6
    for text in told:
        assert [secret for secret in SECRETS if secret.lower() in text.lower()] == []


def test_words_are_made_once_change_no_number_and_go_with_the_candidate(
    client: FlaskClient, alice: Headers, bob: Headers, done: str, model: ChatServer, settings: Settings
) -> None:
    before = entry(client, alice, done)
    path = f"/api/v1/screenings/{done}/candidates/{before['candidate_id']}"
    for _ in range(2):
        answer = client.post(f"{path}/summary", headers=alice)
        assert answer.status_code == 200 and answer.json == WORDS | {"model": ""}
    assert len(model.asked) == 1
    assert entry(client, alice, done) == before
    assert client.post(f"{path}/summary", headers=bob).status_code == 404
    assert client.post(f"{path[:-1]}x/summary", headers=alice).status_code == 404
    kept = settings.data / "screenings" / done / "words" / before["candidate_id"]
    assert kept.exists()
    assert client.delete(path, headers=alice).status_code == 204
    assert not kept.exists()


@pytest.mark.parametrize("settings", [False], indirect=True)
def test_without_a_language_model_words_are_refused(client: FlaskClient, alice: Headers, done: str) -> None:
    path = f"/api/v1/screenings/{done}/candidates/{entry(client, alice, done)['candidate_id']}/summary"
    refused = client.post(path, headers=alice)
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "no_model")
