"""Where a stream is asked to go on: the header of a browser's own reconnect, or the query as other clients spell it."""

from __future__ import annotations

import pytest
from flask import Flask

from blueprints.streaming.event_stream import requested_position
from services.errors import BadRequest


@pytest.mark.parametrize("name", ["last_event_id", "lastEventId", "Last-Event-ID", "LAST_EVENT_ID", "lasteventid"])
def test_the_query_may_spell_it_as_other_clients_do(app: Flask, name: str) -> None:
    with app.test_request_context(f"/api/v1/stream?channel=jobs.a&{name}=7"):
        assert requested_position() == 7


def test_the_header_always_wins(app: Flask) -> None:
    with app.test_request_context("/?last_event_id=7&lastEventId=8", headers={"Last-Event-ID": "9"}):
        assert requested_position() == 9


@pytest.mark.parametrize("query", ["", "last_event_id=", "lastEventId=&Last-Event-ID="])
def test_empty_is_absent(app: Flask, query: str) -> None:
    with app.test_request_context(f"/?{query}", headers={"Last-Event-ID": ""}):
        assert requested_position() is None


@pytest.mark.parametrize("query", ["last_event_id=7&lastEventId=7", "last_event_id=07&LASTEVENTID=7&lastEventId="])
def test_the_same_position_twice_is_one(app: Flask, query: str) -> None:
    with app.test_request_context(f"/?{query}"):
        assert requested_position() == 7


@pytest.mark.parametrize("query", ["last_event_id=7&lastEventId=8", "last_event_id=7&last_event_id=8", "lastEventId=x"])
def test_positions_that_disagree_or_are_none_are_refused(app: Flask, query: str) -> None:
    with app.test_request_context(f"/?{query}"), pytest.raises(BadRequest):
        requested_position()
