"""Conversations over HTTP (contract, section 6): list and search, read, rename, share, export, delete."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue

from blueprints.agents.chat import the_chat
from blueprints.edge.download import as_download
from blueprints.edge.json_answer import json_answer
from blueprints.edge.parameters import choice, json_object, required_text, whole
from services.agents.conversations.conversations import Conversation
from services.agents.conversations.export import as_markdown
from services.errors import BadRequest
from services.thread import in_thread

conversations = Blueprint("conversations", __name__, url_prefix="/api/v1/conversations")

MAX_LISTED = 200
_MAX_QUERY = 200
_MAX_BODY_BYTES = 4096


@conversations.get("")
def listed() -> ResponseReturnValue:
    query = request.args.get("q", "").strip()[:_MAX_QUERY]
    limit, page = whole("limit", 50, 1, MAX_LISTED), whole("page", 1, 1, 10_000)
    found, total = in_thread(the_chat().conversations.list, g.identity.user_id, query, limit=limit, page=page)
    return jsonify({"conversations": [one.as_dict() for one in found], "total": total, "page": page, "limit": limit})


@conversations.get("/<conversation_id>")
def read(conversation_id: str) -> ResponseReturnValue:
    return json_answer(shown(_own(conversation_id)))


@conversations.get("/<conversation_id>/export")
def export(conversation_id: str) -> ResponseReturnValue:
    form = choice("format", ["md", "json"]) or "md"
    found = _own(conversation_id)
    if form == "json":
        body = msgspec.json.format(msgspec.json.encode(shown(found)), indent=2)
        return as_download(Response(body, mimetype="application/json"), found.title, "json")
    return as_download(Response(as_markdown(found), mimetype="text/markdown"), found.title, "md")


@conversations.patch("/<conversation_id>")
def change(conversation_id: str) -> ResponseReturnValue:
    body = json_object(_MAX_BODY_BYTES, '{"title": "Taxes", "is_shared": true}')
    if not body.keys() & {"title", "is_shared"}:
        raise BadRequest("Say what to change: 'title', 'is_shared' or both.")
    is_shared = body.get("is_shared")
    if "is_shared" in body and not isinstance(is_shared, bool):
        raise BadRequest("'is_shared' is true or false.")
    owner_id = g.identity.user_id
    if "title" in body:
        the_chat().conversations.rename(owner_id, conversation_id, required_text(body, "title"))
    if is_shared is not None:
        the_chat().conversations.share(owner_id, conversation_id, is_shared=is_shared)
    return json_answer(shown(_own(conversation_id)))


@conversations.delete("/<conversation_id>")
def remove(conversation_id: str) -> ResponseReturnValue:
    in_thread(the_chat().conversations.delete, g.identity.user_id, conversation_id)
    return "", 204


def shown(found: Conversation) -> dict[str, Any]:
    """For JSON, to its owner."""
    share_url = None if found.share_id is None else f"{request.script_root}/chat/shared/{found.share_id}"
    return {
        "id": found.id,
        "title": found.title,
        "created_at": found.created_at,
        "updated_at": found.updated_at,
        "share_url": share_url,
        "messages": found.messages,
    }


def _own(conversation_id: str) -> Conversation:
    return in_thread(the_chat().conversations.get, g.identity.user_id, conversation_id)
