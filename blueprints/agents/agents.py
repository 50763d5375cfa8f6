"""The agents over HTTP: who can be asked, and how admins add and change those elsewhere (contract, section 6)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, jsonify, url_for
from flask.typing import ResponseReturnValue

from blueprints.agents.chat import the_chat
from blueprints.edge.acting import actor
from blueprints.edge.gates import require_role
from blueprints.edge.parameters import json_object, required_text, text
from blueprints.runs.api import check_is_person
from services.agents.directory import Entry
from services.errors import BadRequest, NotFound

agents = Blueprint("agents_api", __name__, url_prefix="/api/v1/agents")

_MAX_BODY_BYTES = 16_384
_EXAMPLE = '{"card_url": "https://agent.example.com/", "credential": "…"}'


def all_agents(*, for_admin: bool) -> list[dict[str, Any]]:
    """Those that are hosted here first; of those elsewhere also the ones that are switched off."""
    hosted = [_hosted(entry) for entry in the_chat().directory.entries() if entry.hosted is not None]
    return hosted + [one.as_dict(for_admin=for_admin) for one in the_chat().registry.list()]


def _hosted(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "name": entry.name,
        "description": entry.description,
        "hosted": True,
        "protocol": "a2a 1.0",
        "streaming": True,
        "skills": [skill.as_dict() for skill in entry.skills],
        "enabled": True,
        "health": "healthy",
    }


@agents.get("")
def listed() -> ResponseReturnValue:
    check_is_person("see whom you can ask")
    return jsonify({"agents": all_agents(for_admin=g.identity.is_admin)})


@agents.get("/<agent_id>")
def read(agent_id: str) -> ResponseReturnValue:
    check_is_person("see whom you can ask")
    found = next((one for one in all_agents(for_admin=g.identity.is_admin) if one["id"] == agent_id), None)
    if found is None:
        raise NotFound("There is no such agent; it may have been removed.", code="no_agent")
    return jsonify(found)


@agents.post("")
@require_role("admin")
def add() -> ResponseReturnValue:
    body = json_object(_MAX_BODY_BYTES, _EXAMPLE)
    credential = text(body, "credential") or ""
    added = the_chat().registry.add(required_text(body, "card_url"), credential, by=actor())
    return jsonify(added.as_dict(for_admin=True)), 201, {"Location": url_for("agents_api.read", agent_id=added.id)}


@agents.post("/<agent_id>/refresh")
@require_role("admin")
def refresh(agent_id: str) -> ResponseReturnValue:
    return jsonify(the_chat().registry.refresh(agent_id, by=actor()).as_dict(for_admin=True))


@agents.patch("/<agent_id>")
@require_role("admin")
def change(agent_id: str) -> ResponseReturnValue:
    """``credential`` null forgets it."""
    body = json_object(_MAX_BODY_BYTES, '{"enabled": false}')
    if not body.keys() & {"credential", "enabled"}:
        raise BadRequest("Say what to change: 'credential', 'enabled' or both.")
    is_enabled = body.get("enabled")
    if "enabled" in body and not isinstance(is_enabled, bool):
        raise BadRequest("'enabled' is true or false.")
    credential = (text(body, "credential") or "") if "credential" in body else None
    changed = the_chat().registry.change(agent_id, credential=credential, is_enabled=is_enabled, by=actor())
    return jsonify(changed.as_dict(for_admin=True))


@agents.delete("/<agent_id>")
@require_role("admin")
def remove(agent_id: str) -> ResponseReturnValue:
    the_chat().registry.remove(agent_id, by=actor())
    return "", 204
