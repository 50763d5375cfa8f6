"""The streaming service (contract, section 3): subscribe, publish, poll, close, count; and renewal of a live stream."""

from __future__ import annotations

import hashlib
import math

from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from blueprints.edge.body import read_body
from blueprints.edge.current import container
from blueprints.edge.gates import stream_endpoint
from blueprints.edge.parameters import idempotency_key, json_object, number, required_text, whole
from blueprints.streaming.event_stream import check_readable, stream_response, streams, subscriber_of
from services.auth.identity import Identity
from services.container import Container
from services.errors import Forbidden, NotFound, Unauthenticated
from services.streaming.channel import check_channel, check_channels
from services.streaming.log.event_log import parse_position
from services.streaming.polling import poll
from services.streaming.publishing.publication import read_publication
from services.streaming.workers.control import Renewal

streaming = Blueprint("streaming", __name__, url_prefix="/api/v1")

MAX_WAIT_S = 30.0
MAX_POLLED = 1000
_MAX_RENEWAL_BYTES = 65_536


def _named_channels(query: MultiDict[str, str]) -> tuple[str, ...]:
    return check_channels(query.getlist("channel"))


@streaming.get("/stream")
@stream_endpoint(_named_channels)
def stream() -> ResponseReturnValue:
    return stream_response(_named_channels(request.args), kind="stream")


@streaming.post("/publish")
def publish() -> ResponseReturnValue:
    found, identity = container(), g.identity
    if not found.permissions.may_publish_anything(identity):
        raise Forbidden("You may not publish to any channel.", code="channel_forbidden")
    body = read_body(found.settings.streaming.max_publish_bytes)
    mimetype = request.mimetype
    events = read_publication(
        body,
        is_lines="ndjson" in mimetype or "jsonl" in mimetype,
        max_events=found.settings.streaming.max_publish_events,
        max_event_bytes=found.settings.streaming.max_event_bytes,
    )
    for channel in {event.channel for event in events}:
        _check_publishable(found, identity, channel)
    key = idempotency_key()
    copies = found.inboxes.copies(identity, events)
    found.publish_rate.take(identity.user_id, len(events))
    ids = found.publisher.publish(
        [*events, *copies],
        principal=identity.user_id,
        idempotency_key=key,
        body_digest=hashlib.sha256(body).digest() if key else b"",
    )
    return jsonify({"ids": ids[: len(events)]}), 201


@streaming.post("/channels/<channel>/close")
def close_channel(channel: str) -> ResponseReturnValue:
    _check_publishable(container(), g.identity, check_channel(channel))
    return jsonify({"id": container().publisher.close_channel(channel)}), 201


@streaming.get("/channels/<channel>/events")
def events(channel: str) -> ResponseReturnValue:
    check_readable([check_channel(channel)])
    after = parse_position(request.args.get("after")) or 0
    limit = whole("limit", 100, 1, MAX_POLLED)
    wait_s = number("wait", 0, 0, MAX_WAIT_S)
    worker = streams()
    body = poll(
        container().event_log,
        worker.hub,
        worker.room,
        subscriber_of(g.identity),
        channel,
        after,
        limit=limit,
        wait_s=wait_s,
        client=request.environ.get("gunicorn.socket"),
    )
    return Response(body, mimetype="application/json")


@streaming.get("/sse/connections/status")
def connections() -> ResponseReturnValue:
    return jsonify(streams().status())


@streaming.post("/stream/<client_id>/renew")
def renew(client_id: str) -> ResponseReturnValue:
    token = required_text(json_object(_MAX_RENEWAL_BYTES, '{"token": "a stream token"}'), "token")
    if len(client_id) > 64:
        raise NotFound("No live stream has this client_id; open a new one.", code="stream_ended")
    identity = container().authentication.by_stream_token(token, None)
    if identity.user_id != g.identity.user_id or identity.channels is None:
        raise Forbidden("The token must be your own.", code="token_mismatch")
    until = None if math.isinf(identity.authorised_until) else identity.authorised_until
    channels = sorted(identity.channels)
    streams().renewals.renew(Renewal(client_id, identity.user_id, identity.login_id, channels, until, identity.keys))
    if not container().authentication.is_alive(identity):
        # The login was closed meanwhile, and its revocation may have reached the stream before the renewal did.
        container().control.revoke(login_id=identity.login_id)
        raise Unauthenticated("This sign-in has ended: sign in again.", code="login_ended")
    return "", 204


def _check_publishable(found: Container, identity: Identity, channel: str) -> None:
    if not found.permissions.may_publish(identity, channel):
        raise Forbidden(f"You may not publish to the channel {channel}.", code="channel_forbidden")
