"""Conversations by HTTP: listed and searched, renamed, shared, exported, deleted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.agents.face import FACE
from services.agents.producer.artifacts import artifact_folder
from services.errors import Conflict
from tests.http.agents.chat.conftest import Asker
from tests.http.conftest import error_code
from tests.support.answers import OWNER


def listed(asker: Asker, query: str = "") -> Any:
    return asker.client.get(f"/api/v1/conversations{query}", headers=asker.headers).json


def test_the_list_has_the_newest_first_and_finds_words_in_messages(asker: Asker) -> None:
    asker.answer("Äpfel und 100% Birnen")
    asker.answer("about cats_and dogs")
    assert [one["title"] for one in listed(asker)["conversations"]] == ["about cats_and dogs", "Äpfel und 100% Birnen"]
    for query, count in (("äpfel", 1), ("YOU SAID", 2), ("100%25", 1), ("cats_and", 1), ("cats-and", 0), ("%25", 1)):
        found = listed(asker, f"?q={query}")
        assert (found["total"], len(found["conversations"])) == (count, count), query
    assert "Birnen" in listed(asker, "?q=birnen")["conversations"][0]["excerpt"]
    page = listed(asker, "?limit=1&page=2")
    assert (page["total"], [one["title"] for one in page["conversations"]]) == (2, ["Äpfel und 100% Birnen"])
    assert listed(asker, "?q=%00")["total"] == 0


def test_a_conversation_is_read_with_its_branches(asker: Asker) -> None:
    started, first = asker.answer("one")
    path = f"/api/v1/conversations/{started['conversation_id']}"
    asker.answer("two", conversation_id=started["conversation_id"])
    asker.answer("other two", conversation_id=started["conversation_id"], parent_id=first.answer_id)
    asker.answer("other one", conversation_id=started["conversation_id"], parent_id=None)
    found = asker.client.get(path, headers=asker.headers).json
    assert found is not None
    parents = {one["text"]: one["parent_id"] for one in found["messages"] if one["role"] == "user"}
    assert parents == {"one": None, "two": first.answer_id, "other two": first.answer_id, "other one": None}


def test_a_title_is_changed(asker: Asker) -> None:
    started, _run = asker.answer()
    path = f"/api/v1/conversations/{started['conversation_id']}"
    changed = asker.client.patch(path, json={"title": " My\n\0 talk "}, headers=asker.headers)
    assert changed.json is not None
    assert changed.json["title"] == "My \ufffd talk"
    for body in ({}, {"title": ""}, {"title": "x" * 201}, {"title": 3}, {"is_shared": "yes"}):
        assert asker.client.patch(path, json=body, headers=asker.headers).status_code == 400
    both: Any = {"title": "Another", "is_shared": "yes"}
    assert asker.client.patch(path, json=both, headers=asker.headers).status_code == 400
    assert asker.client.get(path, headers=asker.headers).json == changed.json, "all of it or nothing"


def test_a_share_is_revoked(asker: Asker) -> None:
    started, _run = asker.answer()
    path = f"/api/v1/conversations/{started['conversation_id']}"
    urls = [
        asker.client.patch(path, json={"is_shared": wanted}, headers=asker.headers).json["share_url"]  # type: ignore[index]
        for wanted in (True, True, False, True)
    ]
    assert urls[0] == urls[1] != urls[3]
    assert urls[2] is None


def test_it_is_exported(asker: Asker) -> None:
    started, _run = asker.answer("file ../x.html\n# A heading\r\n")
    path = f"/api/v1/conversations/{started['conversation_id']}/export"
    markdown = asker.client.get(f"{path}?format=md", headers=asker.headers)
    assert markdown.mimetype == "text/markdown"
    assert markdown.headers["Content-Disposition"].startswith("attachment;")
    assert "You said file ../x.html" in markdown.text
    exported = json.loads(asker.client.get(f"{path}?format=json", headers=asker.headers).data)
    assert exported == asker.client.get(path.removesuffix("/export"), headers=asker.headers).json
    assert asker.client.get(f"{path}?format=pdf", headers=asker.headers).status_code == 400


def test_what_is_deleted_is_gone_with_its_files_and_events(asker: Asker) -> None:
    started, run = asker.answer("file a.txt")
    folder = artifact_folder(asker.answers.settings.data, run.conversation_id)
    assert folder.is_dir()
    path = f"/api/v1/conversations/{started['conversation_id']}"
    assert asker.client.delete(path, headers=asker.headers).status_code == 204
    assert asker.client.delete(path, headers=asker.headers).status_code == 404
    assert not folder.exists()
    assert asker.answers.events(run) == []
    assert asker.client.get(started["stream_url"], headers=asker.headers).status_code == 403
    assert listed(asker)["total"] == 0


def test_it_is_not_deleted_under_an_answer(asker: Asker) -> None:
    asker.answers.router.decide_s = 3600
    started = asker.ask()
    refused = asker.client.delete(f"/api/v1/conversations/{started['conversation_id']}", headers=asker.headers)
    assert (refused.status_code, error_code(refused)) == (409, "answer_running")


def test_a_users_conversations_go_with_them(asker: Asker) -> None:
    _started, run = asker.answer()
    assert FACE.delete_user is not None
    assert FACE.delete_user(asker.answers.chat, run.owner_id) == "1 conversation"
    assert FACE.delete_user(asker.answers.chat, run.owner_id) == ""
    assert asker.answers.chat.runs.find(run.id) is None


def test_no_user_is_deleted_under_an_answer(asker: Asker) -> None:
    asker.answer()
    asker.answers.router.decide_s = 3600
    live = asker.ask()
    run = asker.answers.chat.runs.find(live["run_id"])
    assert run is not None
    assert FACE.delete_user is not None
    with pytest.raises(Conflict):
        FACE.delete_user(asker.answers.chat, run.owner_id)
    assert listed(asker)["total"] == 2, "nothing was deleted"


@pytest.mark.parametrize("is_listed", [True, False])
def test_programs_conversations_expire(asker: Asker, is_listed: bool) -> None:
    run = asker.answers.answer("from a program", is_listed=is_listed)
    conversations = asker.answers.chat.conversations
    conversations.expire(1)
    assert asker.answers.chat.runs.find(run.id) is not None
    conversations._now = lambda: run.created_at + 2 * 86_400
    conversations.expire(1)
    assert (asker.answers.chat.runs.find(run.id) is not None) is is_listed


def test_room_is_made_for_a_conversation_that_is_new(asker: Asker) -> None:
    answers = asker.answers
    runs = [answers.answer("from a program", is_listed=False, context_id=name) for name in ("oldest", "newest")]

    def kept(context_id: str | None) -> list[bool]:
        answers.chat.conversations.make_room(OWNER, 2, context_id)
        return [answers.chat.runs.find(run.id) is not None for run in runs]

    assert kept("oldest") == [True, True], "it goes on with what there is"
    assert kept("another") == [False, True]
    assert kept(None) == [False, True], "there is room now"
