"""The chat on the home page."""

from __future__ import annotations

from flask.testing import FlaskClient

Headers = dict[str, str]

PAGE = {"Accept": "text/html"}


def test_home_lists_ones_own_conversations(client: FlaskClient, alice: Headers, bob: Headers) -> None:
    assert "Nothing has been asked yet" in client.get("/", headers=alice | PAGE).text
    asked = client.post("/api/v1/chat", json={"message": "Say <b>hello</b>"}, headers=alice).json
    page = client.get("/", headers=alice | PAGE).text
    assert "Say &lt;b&gt;hello&lt;/b&gt;" in page
    assert f"/chat/{asked['conversation_id']}" in page
    assert "Being answered" in page
    assert asked["conversation_id"] not in client.get("/", headers=bob | PAGE).text
