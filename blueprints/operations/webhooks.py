"""Webhooks over the API: who hears of which news, and how each message fared (contract, section 7)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, jsonify
from flask.typing import ResponseReturnValue

from blueprints.edge.acting import note_act
from blueprints.edge.current import container
from blueprints.edge.parameters import json_object, required_text, whole
from blueprints.runs.api import check_is_person
from services.errors import BadRequest
from services.operations.face import FACE
from services.operations.notifications.notice import TYPES
from services.operations.notifications.webhook import Webhook, Webhooks

webhooks = Blueprint("webhooks", __name__, url_prefix="/dashboard/api/webhooks")

_MAX_BODY_BYTES = 8192
_EXAMPLE = '{"name": "Pager", "url": "https://hooks.example.com/in", "types": ["execution.failed"]}'
_MOST_SHOWN = 200


def webhooks_service() -> Webhooks:
    return container().service(FACE).notifications.webhooks


@webhooks.get("")
def listed() -> ResponseReturnValue:
    check_is_person("see webhooks")
    return jsonify({"webhooks": [one.as_dict() for one in webhooks_service().list(g.identity)], "types": list(TYPES)})


@webhooks.post("")
def add() -> ResponseReturnValue:
    check_is_person("add webhooks")
    body = json_object(_MAX_BODY_BYTES, _EXAMPLE)
    fields: dict[str, Any] = {"least_alert": "high", "sees_all": False, **_fields(body)}
    for name in ("name", "url", "types"):
        if name not in fields:
            raise BadRequest(f"{name!r} is missing. The body is a JSON object such as {_EXAMPLE}.")
    webhook, secret = webhooks_service().add(g.identity, **fields)
    note_webhook("webhook.created", webhook)
    return jsonify(webhook.as_dict() | {"secret": secret}), 201


@webhooks.get("/<webhook_id>")
def read(webhook_id: str) -> ResponseReturnValue:
    return jsonify(webhooks_service().get(g.identity, webhook_id).as_dict())


@webhooks.patch("/<webhook_id>")
def change(webhook_id: str) -> ResponseReturnValue:
    check_is_person("change webhooks")
    body = json_object(_MAX_BODY_BYTES, '{"is_enabled": false}')
    fields = _fields(body)
    if "is_enabled" in body:
        fields["is_enabled"] = _flag(body, "is_enabled")
    webhook = webhooks_service().change(g.identity, webhook_id, fields)
    note_webhook("webhook.changed", webhook, {"fields": sorted(fields)})
    return jsonify(webhook.as_dict())


@webhooks.delete("/<webhook_id>")
def remove(webhook_id: str) -> ResponseReturnValue:
    check_is_person("delete webhooks")
    webhook = webhooks_service().get(g.identity, webhook_id)
    webhooks_service().remove(g.identity, webhook_id)
    note_webhook("webhook.deleted", webhook)
    return "", 204


@webhooks.post("/<webhook_id>/rotate")
def rotate(webhook_id: str) -> ResponseReturnValue:
    check_is_person("change webhooks")
    webhook = webhooks_service().get(g.identity, webhook_id)
    secret = webhooks_service().rotate(g.identity, webhook_id)
    note_webhook("webhook.rotated", webhook)
    return jsonify({"secret": secret})


@webhooks.post("/<webhook_id>/test")
def test(webhook_id: str) -> ResponseReturnValue:
    check_is_person("test webhooks")
    return jsonify({"delivery_id": webhooks_service().test(g.identity, webhook_id)}), 202


@webhooks.get("/<webhook_id>/deliveries")
def deliveries(webhook_id: str) -> ResponseReturnValue:
    found = webhooks_service().deliveries(g.identity, webhook_id, whole("limit", 50, 1, _MOST_SHOWN))
    return jsonify({"deliveries": [one.as_dict() for one in found]})


@webhooks.post("/<webhook_id>/deliveries/<delivery_id>/send")
def send_again(webhook_id: str, delivery_id: str) -> ResponseReturnValue:
    check_is_person("send messages again")
    webhooks_service().send_again(g.identity, webhook_id, delivery_id)
    return "", 202


def _fields(body: dict[str, Any]) -> dict[str, Any]:
    """What the body says of a webhook, each of its type. Raises: BadRequest."""
    fields: dict[str, Any] = {
        name: required_text(body, name) for name in ("name", "url", "least_alert") if name in body
    }
    if "types" in body:
        types = body["types"]
        if not isinstance(types, list) or not all(isinstance(one, str) for one in types):
            raise BadRequest("'types' is a list of texts.")
        fields["types"] = types
    if "sees_all" in body:
        fields["sees_all"] = _flag(body, "sees_all")
    return fields


def _flag(body: dict[str, Any], name: str) -> bool:
    if not isinstance(body[name], bool):
        raise BadRequest(f"{name!r} is true or false.")
    return bool(body[name])


def note_webhook(act: str, webhook: Webhook, details: dict[str, Any] | None = None) -> None:
    note_act(act, "webhook", webhook.id, webhook.name, details)
