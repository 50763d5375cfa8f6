"""The HTTP edge of a stream: from a request to a subscription, and from its generator to a response."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import Response, g, request

from blueprints.edge.current import container
from blueprints.edge.parameters import flag
from services.auth.identity import Identity
from services.errors import BadRequest, Forbidden, Unavailable
from services.streaming.delivery.request import Request, Subscriber
from services.streaming.delivery.socket_sink import sink_for
from services.streaming.delivery.subscription import Subscription
from services.streaming.delivery.window import Form
from services.streaming.end_reason import EndReason
from services.streaming.log.event_log import parse_position
from services.streaming.streams import Streams
from services.streaming.wire import HEADERS
from services.telemetry import trail
from services.telemetry.logging import CLIENT_ID

_POSITION_NAMES = frozenset({"last_event_id", "lasteventid", "last-event-id"})
"""How clients spell the position in a query, in any letter case: Mercure's, polyfills' and our own."""


_LONGEST_ID = 64
_LONGEST_PROGRAM = 300
"""Of a ``User-Agent``, which stays in memory for as long as the stream."""

FOLLOWED_HEARTBEAT_S = 14.0
"""Other doors promise a sign of life every 15 s (contract, section 6), and the pump's clock ticks in between."""


def stream_response(
    channels: Sequence[str],
    *,
    kind: str,
    opening: Callable[[str], Mapping[str, object]] = lambda _client_id: {},
    silence_s: float | None = None,
    silence_fields: Mapping[str, object] | None = None,
) -> Response:
    """Answer the current request with a stream over ``channels``; with 204 if nothing will ever come.

    ``kind`` is the face, for counting. ``opening`` adds fields to the opening event, given the client id. After
    ``silence_s`` without an event the stream ends with ``silence_fields`` as an unnamed event.

    Raises:
        BadRequest: a bad position. Forbidden: one channel is not allowed. LimitReached, Unavailable: no room.
    """
    check_readable(channels)
    wanted = Request(
        channels=tuple(channels),
        subscriber=subscriber_of(g.identity),
        position=requested_position(),
        from_start=container().starts_at_beginning(channels),
        form=Form(is_named=flag("named"), is_compressed=_wants_gzip(), is_timed=_reports()),
        kind=kind,
        opening=opening,
        silence_s=silence_s,
        silence_fields=silence_fields or {},
        previous=_previous(),
    )
    headers = HEADERS | {"Vary": "Accept-Encoding, Sec-Fetch-Site"}
    if wanted.form.is_compressed:
        headers |= {"Content-Encoding": "gzip"}
    if request.method == "HEAD":
        return Response(headers=headers)
    subscription = streams().open(wanted, sink_for(request.environ))
    if subscription is None:
        return Response(status=204)
    request.environ[CLIENT_ID] = subscription.client_id
    trail.opened(subscription.client_id)
    # The server iterates over the subscription itself and closes it: a layer in between would cost every wait.
    response = Response(subscription, headers=headers, direct_passthrough=True)
    authentication, identity = container().authentication, g.identity
    if not (authentication.is_alive(identity) and authentication.may_still_read(identity.login_id, channels)):
        subscription.end(EndReason.REVOKED)  # a login or a right gone since the gate; from now on a revocation ends it
    return response


def follow(channel: str, position: int | None, *, kind: str) -> Subscription | None:
    """What follows a position of a channel (None: all of it), for a door that tells it in other words; None if nothing
    will ever come. It has no maximum age, and a heartbeat at least every `FOLLOWED_HEARTBEAT_S`. Close it when the
    response has ended.

    The door has looked whether the caller may read the channel.

    Raises:
        LimitReached, Unavailable: no room.
    """
    subscriber = subscriber_of(g.identity)
    wanted = Request(
        (channel,),
        subscriber,
        position,
        from_start=True,
        kind=kind,
        is_ageless=True,
        heartbeat_s=FOLLOWED_HEARTBEAT_S,
    )
    subscription = streams().open(wanted)
    if subscription is not None and not container().authentication.is_alive(g.identity):
        subscription.end(EndReason.REVOKED)
    return subscription


def check_readable(channels: Sequence[str]) -> None:
    for channel in channels:
        if not container().permissions.may_read(g.identity, channel):
            raise Forbidden(f"You may not read the channel {channel}.", code="channel_forbidden")


def check_form() -> None:
    """Raises: BadRequest, what the query asks of a stream makes no sense."""
    requested_position()
    flag("named")
    _wants_gzip()


def requested_position() -> int | None:
    """From the header of a browser's own reconnect, which wins; else from the query of a first connection.

    Raises: BadRequest, for what is no position, or for spellings in the query that disagree.
    """
    if header := request.headers.get("Last-Event-ID"):
        return parse_position(header)
    named = (value for name, value in request.args.items(multi=True) if name.lower() in _POSITION_NAMES)
    positions = {parse_position(value) for value in named if value}
    if len(positions) > 1:
        raise BadRequest("The query names two positions that differ; send one last_event_id.", code="bad_position")
    return next(iter(positions), None)


def _reports() -> bool:
    """Whether the client says that it reports how its streams do. It needs the time of each event for that."""
    return request.args.get("reports") == "1"


def _previous() -> str:
    """The client id that the client says it had before; empty if it is none."""
    value = request.args.get("previous", "")
    return value if len(value) <= _LONGEST_ID and value.isascii() and value.replace("-", "").isalnum() else ""


def streams() -> Streams:
    """This worker's streams. Raises: Unavailable, this process is not a worker."""
    found = container().streams
    if found is None:
        raise Unavailable("This process does not serve streams.", code="no_streams")
    return found


def subscriber_of(identity: Identity) -> Subscriber:
    address = request.remote_addr or ""
    program = request.headers.get("User-Agent", "")[:_LONGEST_PROGRAM]
    return Subscriber(identity.user_id, identity.login_id, identity.authorised_until, address, identity.keys, program)


def _wants_gzip() -> bool:
    """Whether the client says ``?compress=1`` and bears gzip, or is a browser that offers it.

    ``Accept-Encoding`` alone says nothing. Libraries and proxies send it unasked; then some read the bytes raw, some
    hold events back until they have 16 KiB, and some take a stream without gzip's trailer for a broken one. Browsers
    alone send ``Sec-Fetch-Site``, which no script can set.

    Raises: BadRequest, for another value of ``compress``.
    """
    if "compress" in request.args:
        # Who names no encodings takes any (RFC 9110, section 12.5.3).
        bears_gzip = "Accept-Encoding" not in request.headers or request.accept_encodings.quality("gzip") > 0
        return flag("compress") and bears_gzip
    return "Sec-Fetch-Site" in request.headers and request.accept_encodings.best_match(("identity", "gzip")) == "gzip"
