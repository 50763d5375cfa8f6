"""The cards that other agents and their clients read first (A2A 1.0.1, section 8)."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from blueprints.agents.chat import the_chat
from blueprints.edge.gates import public, visitor
from services.agents.a2a.server.own_card import entry_of_auto, own_card
from services.agents.a2a.writing import Json
from services.agents.directory import AUTO, Entry
from services.auth.identity import Identity
from services.errors import NotFound

a2a_card = Blueprint("a2a_card", __name__)

KEPT_S = 300
"""How long a client may use a card without asking again."""


@a2a_card.get("/.well-known/agent-card.json")
@public
def of_server() -> ResponseReturnValue:
    return _response(_public_auto(), is_public=True)


@a2a_card.get("/agents/<agent_id>/.well-known/agent-card.json")
@public
def of_agent(agent_id: str) -> ResponseReturnValue:
    """Everybody may read what is hosted here. Agents elsewhere are told of only to those who may ask them."""
    if agent_id == AUTO:
        return _response(_public_auto(), is_public=True)
    entry = the_chat().directory.find(agent_id)
    is_public = entry is not None and entry.hosted is not None
    if entry is None or not (is_public or _may_ask(visitor())):
        raise NotFound("No agent here shows a card of this name to everybody.", code="no_agent")
    return _response(entry, is_public=is_public)


def _may_ask(identity: Identity | None) -> bool:
    return identity is not None and identity.role != "service"


def served(agent_id: str) -> Entry:
    """The agent of a path. Raises: NotFound."""
    if agent_id == AUTO:
        return entry_of_auto(the_chat().directory.entries())
    entry = the_chat().directory.find(agent_id)
    if entry is None:
        raise NotFound("There is no such agent here; see /api/v1/agents.", code="no_agent")
    return entry


def agent_url(agent_id: str) -> str:
    """Where clients outside reach an agent, whatever stands in front of this server."""
    return f"{request.url_root}agents/{agent_id}"


def card_of(entry: Entry) -> Json:
    return own_card(entry, url=agent_url(entry.id), home=request.url_root)


def _public_auto() -> Entry:
    return entry_of_auto([entry for entry in the_chat().directory.entries() if entry.hosted is not None])


def _response(entry: Entry, *, is_public: bool) -> Response:
    response = Response(msgspec.json.encode(card_of(entry)), mimetype="application/json")
    response.headers["Cache-Control"] = f"{'public' if is_public else 'private'}, max-age={KEPT_S}"
    if is_public:  # a card from elsewhere may change while this server runs; its ETag tells
        response.last_modified = the_chat().opened_at  # type: ignore[assignment]
    response.add_etag()
    response.make_conditional(request)
    return response
