"""Channels and what is kept of them, over the API, for admins (contract, section 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from flask import Blueprint, g, jsonify, request
from flask.typing import ResponseReturnValue

from blueprints.edge.acting import actor, note_act
from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from blueprints.edge.json_answer import json_answer
from blueprints.edge.parameters import flag, json_object, whole
from blueprints.operations.admin_connections import shown_event
from blueprints.operations.channels import (
    MAX_LIMIT,
    around,
    close_channel,
    find_channels,
    is_private,
    purge_channel,
    read_channel,
)
from services.errors import BadRequest
from services.retention.rules import RetentionRule, Wanted
from services.streaming.channel import check_channel
from services.streaming.event import Event
from services.streaming.log.event_log import parse_position
from services.streaming.log.retention import Kept, Retention
from services.streaming.log.survey import ChannelState

admin_channels = Blueprint("admin_channels", __name__, url_prefix="/api/v1/admin")

_MAX_BODY_BYTES = 4096
_MAX_AROUND = 200


@admin_channels.get("/channels")
@require_role("admin")
def listed() -> ResponseReturnValue:
    found = find_channels(
        request.args.get("q", ""),
        after=request.args.get("after", ""),
        limit=whole("limit", 100, 1, MAX_LIMIT),
        with_empty=flag("empty"),
    )
    rules = container().retention_rules.in_force()
    return jsonify(
        {
            "channels": [shown_channel(state, rules, found.subscribers) for state in found.states],
            "next": found.next,
        }
    )


@admin_channels.get("/channels/<channel>")
@require_role("admin")
def read(channel: str) -> ResponseReturnValue:
    state, subscribers = read_channel(check_channel(channel))
    return jsonify(shown_channel(state, container().retention_rules.in_force(), {channel: subscribers}))


@admin_channels.get("/channels/<channel>/around/<id>")
@require_role("admin")
def read_around(channel: str, id: str) -> ResponseReturnValue:
    check_channel(channel)
    before, after = whole("before", 10, 0, _MAX_AROUND), whole("after", 10, 0, _MAX_AROUND)
    events = around(channel, parse_position(id) or 0, before, after)
    may_read = container().permissions.may_read(g.identity, channel)
    return json_answer({"channel": channel, "events": [shown_whole(event, may_read=may_read) for event in events]})


@admin_channels.post("/channels/<channel>/purge")
@require_role("admin")
def purge(channel: str) -> ResponseReturnValue:
    head = purge_channel(check_channel(channel))
    note_act("channel.purged", "channel", channel, channel, {"head": head})
    return jsonify({"id": head})


@admin_channels.post("/channels/<channel>/close")
@require_role("admin")
def close(channel: str) -> ResponseReturnValue:
    id = close_channel(check_channel(channel))
    note_act("channel.closed", "channel", channel, channel, {"id": id})
    return jsonify({"id": id}), 201


@admin_channels.get("/retention")
@require_role("admin")
def retention() -> ResponseReturnValue:
    rules = container().retention_rules
    return jsonify({"general": shown_kept(rules.general.general), "rules": [shown_rule(rule) for rule in rules.list()]})


@admin_channels.put("/retention/<pattern>")
@require_role("admin")
def set_rule(pattern: str) -> ResponseReturnValue:
    body = json_object(_MAX_BODY_BYTES, '{"events": 1000, "age_s": 86400, "grace_s": 60}')
    wanted = Wanted(_whole(body, "events"), _seconds(body, "age_s"), _seconds(body, "grace_s"))
    return jsonify(shown_rule(container().retention_rules.put(pattern, wanted, by=actor())))


@admin_channels.delete("/retention/<pattern>")
@require_role("admin")
def delete_rule(pattern: str) -> ResponseReturnValue:
    container().retention_rules.delete(pattern, by=actor())
    return "", 204


def _whole(body: Mapping[str, Any], name: str) -> int | None:
    value = body.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise BadRequest(f"{name!r} is a whole number, or null for what the settings say.", code="bad_retention")
    return value


def _seconds(body: Mapping[str, Any], name: str) -> float | None:
    value = body.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise BadRequest(f"{name!r} is a number of seconds, or null for what the settings say.", code="bad_retention")
    return value


# -- in the words of the contract -------------------------------------------------------------------------------------


def shown_channel(state: ChannelState, rules: Retention, subscribers: Mapping[str, int]) -> dict[str, Any]:
    rule = rules.rule_of(state.name)
    return {
        "channel": state.name,
        "head": state.head,
        "events": state.kept,
        "bytes": state.size,
        "bytes_are_exact": state.is_measured,
        "oldest_at": state.oldest_at,
        "newest_at": state.newest_at,
        "trimmed_to": state.trimmed_to or None,
        "closed": state.closed or None,
        "is_private": is_private(state.name),
        "subscribers": subscribers.get(state.name, 0),
        "retention": {**shown_kept(rules.of(state.name)), "pattern": None if rule is None else rule.pattern},
    }


def shown_whole(event: Event, *, may_read: bool) -> dict[str, Any]:
    """With its contents, where the asker may read them."""
    return {**shown_event(event), "data": msgspec.Raw(event.published) if may_read else None}


def shown_kept(kept: Kept) -> dict[str, Any]:
    return kept._asdict()


def shown_rule(rule: RetentionRule) -> dict[str, Any]:
    return {
        "pattern": rule.pattern,
        "events": rule.events,
        "age_s": rule.age_s,
        "grace_s": rule.grace_s,
        "changed_at": rule.changed_at,
    }
