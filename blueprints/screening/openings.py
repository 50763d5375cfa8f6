"""Openings over HTTP: what people hire for, with criteria and weights."""

from __future__ import annotations

import msgspec
from flask import Blueprint, g, jsonify
from flask.typing import ResponseReturnValue

from blueprints.edge.parameters import json_object, text, whole
from blueprints.runs.api import MAX_LISTED, check_is_person
from blueprints.screening.start import make_opening, screenings
from services.errors import BadRequest
from services.screening.opening_request import title_of

openings = Blueprint("openings", __name__, url_prefix="/api/v1/openings")

_MAX_BODY_BYTES = 524_288
_EXAMPLE = '{"title": "Data engineer", "description": "We look for …"}'


@openings.get("")
def listed() -> ResponseReturnValue:
    limit, page = whole("limit", 50, 1, MAX_LISTED), whole("page", 1, 1, 10_000)
    found, total = screenings().openings.list(g.identity, limit, page)
    return jsonify({"openings": [one.as_dict() for one in found], "total": total, "page": page, "limit": limit})


@openings.post("")
def add() -> ResponseReturnValue:
    check_is_person("work with openings")
    body = json_object(_MAX_BODY_BYTES, _EXAMPLE)
    title, description = text(body, "title") or "", text(body, "description") or ""
    if not title.strip() and not description.strip():
        raise BadRequest("An opening has at least a 'title' or a 'description'.")
    opening = make_opening(
        title.strip() or title_of(description), description, body.get("criteria"), body.get("weights")
    )
    return jsonify(screenings().openings.add(g.identity.user_id, opening).as_dict()), 201


@openings.get("/<opening_id>")
def read(opening_id: str) -> ResponseReturnValue:
    return jsonify(screenings().openings.get(g.identity, opening_id).as_dict())


@openings.patch("/<opening_id>")
def change(opening_id: str) -> ResponseReturnValue:
    """Any of its fields. ``criteria`` null has them proposed anew."""
    check_is_person("work with openings")
    body = json_object(_MAX_BODY_BYTES, _EXAMPLE)
    kept = screenings().openings.get(g.identity, opening_id).opening
    title = (text(body, "title") or "").strip() if "title" in body else kept.title
    description = text(body, "description") or "" if "description" in body else kept.description
    opening = make_opening(
        title or title_of(description),
        description,
        body.get("criteria", msgspec.to_builtins(kept.criteria)),
        body.get("weights", kept.weights),
    )
    return jsonify(screenings().openings.change(g.identity, opening_id, opening).as_dict())


@openings.delete("/<opening_id>")
def remove(opening_id: str) -> ResponseReturnValue:
    check_is_person("work with openings")
    screenings().openings.delete(g.identity, opening_id)
    return "", 204
