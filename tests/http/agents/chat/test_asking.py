"""Asking by HTTP: what is refused, and how; the files of an answer."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.agents.record import ChatRunRecord
from services.agents.runs.store import Outcome
from tests.http.agents.chat.conftest import Asker, Headers
from tests.http.conftest import error_code


def test_asking_says_where_the_answer_is(asker: Asker) -> None:
    started, run = asker.answer("hello")
    assert started == {
        "run_id": run.id,
        "conversation_id": run.conversation_id,
        "channel": f"chat.{run.id}",
        "stream_url": f"/api/v1/chat/stream/{run.id}",
    }
    read = asker.client.get(f"/api/v1/chat/{run.id}", headers=asker.headers).json
    assert read is not None
    assert (read["state"], read["text"], read["agent_id"], read["agent_name"]) == (
        "complete",
        "You said hello.",
        "test",
        "Test",
    )


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "bad_request"),
        (b"[]", 400, "bad_request"),
        (b"{}", 400, "bad_request"),
        (b'{"message": null}', 400, "bad_request"),
        (b'{"message": 7}', 400, "bad_request"),
        (b'{"message": " "}', 400, "empty_message"),
        (b'{"message": "x", "agent_id": "nobody"}', 400, "no_agent"),
        (b'{"message": "x", "agent_id": ["math"]}', 400, "bad_request"),
        (b'{"message": "x", "conversation_id": "nothing"}', 404, "no_conversation"),
        (b'{"message": "x", "conversation_id": "\\u0000\\ud800"}', 404, "no_conversation"),
        (b'{"message": "x", "agent_id": "\\u0000\\ud800"}', 400, "no_agent"),
        (b'{"message": "%s"}' % (b"x" * 2001), 413, "message_too_large"),
        (b'{"message": "%s"}' % (b"x" * 2_000_000), 413, "too_large"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    client: FlaskClient, alice: Headers, body: bytes, status: int, code: str
) -> None:
    answer = client.post("/api/v1/chat", data=body, content_type="application/json", headers=alice)
    assert (answer.status_code, error_code(answer)) == (status, code)


def test_what_has_no_room_for_a_stream_asks_nothing(client: FlaskClient, alice: Headers) -> None:
    """This process serves no streams, as a worker that is stopping does not: nobody would know of the answer."""
    answer = client.post("/process/stream", json={"message": "x"}, headers=alice)
    assert (answer.status_code, error_code(answer)) == (503, "no_streams")
    assert "Retry-After" in answer.headers
    listed = client.get("/api/v1/conversations", headers=alice).json
    assert listed is not None
    assert listed["total"] == 0


def test_any_character_may_be_asked(asker: Asker) -> None:
    _started, run = asker.answer("\0 \ud800 \ud83d\ude42 \u2028")
    assert asker.answers.text(run) == "You said \ufffd \ufffd 🙂 \u2028."


def test_the_same_key_is_the_same_question(asker: Asker) -> None:
    def post(body: dict[str, Any], key: str) -> Any:
        return asker.client.post("/api/v1/chat", json=body, headers={**asker.headers, "Idempotency-Key": key})

    first, again = post({"message": "x"}, "k"), post({"message": "x"}, "k")
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json == again.json
    assert (post({"message": "y"}, "k").status_code, post({"message": "x"}, "k" * 256).status_code) == (422, 400)


def test_limits_say_when_to_come_back(client: FlaskClient, alice: Headers, bob: Headers) -> None:
    for _ in range(3):
        assert client.post("/api/v1/chat", json={"message": "x"}, headers=alice).status_code == 202
    refused = client.post("/api/v1/chat", json={"message": "x"}, headers=alice)
    assert (refused.status_code, error_code(refused)) == (429, "too_many_answers")
    assert int(refused.headers["Retry-After"]) > 0
    assert client.post("/api/v1/chat", json={"message": "x"}, headers=bob).status_code == 202


def test_an_answer_is_stopped_or_asked_for_again_at_the_right_time(asker: Asker) -> None:
    started, run = asker.answer()
    path = f"/api/v1/chat/{run.id}"
    stopped = asker.client.post(f"{path}/cancel", headers=asker.headers)
    assert (stopped.status_code, stopped.json) == (202, {"run_id": run.id, "state": "completed"})
    again = asker.client.post(f"{path}/retry", headers=asker.headers)
    assert again.status_code == 202
    assert again.json is not None
    assert again.json["conversation_id"] == started["conversation_id"]
    assert asker.client.post(f"{path}/retry", json={"agent_id": "x"}, headers=asker.headers).status_code == 400
    in_chunks: Any = {"input_stream": io.BytesIO(b'{"agent_id": "x"}'), "content_type": "application/json"}
    in_chunks["environ_overrides"] = {"wsgi.input_terminated": True}
    chunked = asker.client.post(f"{path}/retry", headers=asker.headers, **in_chunks)
    assert (chunked.status_code, error_code(chunked)) == (400, "no_agent")
    asker.answers.router.decide_s = 3600
    live = asker.ask("wait")
    assert asker.client.post(f"/api/v1/chat/{live['run_id']}/retry", headers=asker.headers).status_code == 409


def test_after_a_question_back_the_same_agent_goes_on_unrouted(asker: Asker) -> None:
    started, run = asker.answer("ask me")
    assert run.state == "input_required"
    routed = len(asker.answers.router.asked)
    _again, following = asker.answer("the red one", conversation_id=started["conversation_id"])
    assert following.agent_id == "test"
    assert len(asker.answers.router.asked) == routed
    assert asker.answers.told(following)[1][1]["reasoning"] == "It had asked you back."


NAMES = ["page.html", "../../etc/passwd", 'a"; filename=b.exe', "e\r\nSet-Cookie: x=1", "ü🙂.svg"]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_a_download_whatever_it_is_called(asker: Asker, name: str) -> None:
    _started, run = asker.answer(f"file {name}")
    with asker.client.get(f"/api/v1/chat/{run.id}/artifacts/0", headers=asker.headers) as answer:
        assert answer.status_code == 200
        assert answer.data == b"<script>alert(1)</script>"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "/" not in disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    for other in ("1", "99999999999999999999"):
        assert asker.client.get(f"/api/v1/chat/{run.id}/artifacts/{other}", headers=asker.headers).status_code == 404


def test_a_file_can_be_fetched_while_the_answer_goes_on(asker: Asker) -> None:
    _started, run = asker.answer("file a.txt")
    with asker.answers.container.database.session() as session:  # as it was a moment before its end
        row = session.get(ChatRunRecord, run.id)
        assert row is not None
        row.state, row.is_told, row.facts = "running", False, "{}"
        row.producer = asker.answers.producers[0].id
    with asker.client.get(f"/api/v1/chat/{run.id}/artifacts/0", headers=asker.headers) as answer:
        assert answer.status_code == 200
    asker.answers.chat.runs.end(run, Outcome("completed", ""))
