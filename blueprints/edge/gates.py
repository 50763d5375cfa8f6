"""The gates: who may come in at all. App-level hooks that run before any view, in the order in which `init_app` adds
them.

Everything is closed unless its view says otherwise with one of these marks. A path without a view is closed, too.

    @public               open to everybody
    @stream_endpoint(…)   takes a stream token in the query, or an access or service token in ``Authorization``
    @monitoring_endpoint  open to this machine, service tokens and admins
    @require_role(…)      open only to these roles

A chat key opens nothing but the paths it is for, whatever their marks.

A mark goes below the route decorator. ``flask.g.identity`` is who came in (None on a public path).
"""

from __future__ import annotations

import functools
import ipaddress
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import ParamSpec, TypeVar
from urllib.parse import parse_qsl, unquote, urlencode

from flask import Flask, Request, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from blueprints.edge.current import container
from blueprints.edge.request_kind import wants_json
from blueprints.edge.session import session_key
from services.auth.identity import Identity
from services.container import Container
from services.errors import BadRequest, Forbidden, NotFound, Unauthenticated
from services.url import split_url

P = ParamSpec("P")
R = TypeVar("R")

ChannelsOf = Callable[..., Sequence[str]]
"""``(query: MultiDict[str, str], **values of the path) → channels``."""

SESSION_LOGIN = "login"
"""The key of the login's id, which is all that the session cookie carries beside the form token."""

_PUBLIC = "_tailrace_public"
_STREAM = "_tailrace_stream"
_MONITORING = "_tailrace_monitoring"

_CHAT_PATHS = "TAILRACE_CHAT_PATHS"

_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via")


def init_app(app: Flask, _container: Container, chat_paths: Sequence[str]) -> None:
    """Mount the gates in this order: the second one needs what the first one found. ``chat_paths``: what the paths
    begin with that a chat key opens.
    """
    app.config[_CHAT_PATHS] = tuple(chat_paths)
    app.before_request(address_gate)
    app.before_request(query_token_gate)
    app.before_request(auth_gate)


# -- marks ------------------------------------------------------------------------------------------------------------


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Open to everybody."""
    setattr(view, _PUBLIC, True)
    return view


def stream_endpoint(channels_of: ChannelsOf) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Opens a stream. ``channels_of`` names the channels that an address of the view stands for, given its query and
    the values in its path. ``permissions`` judges those like any other channels.
    """

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        setattr(view, _STREAM, channels_of)
        return view

    return mark


def channels_of_stream(address: str) -> Sequence[str]:
    """The channels that a stream of this server stands for, by the path and query of its address.

    Raises:
        BadRequest: no stream has this address. Also whatever the stream itself would raise.
    """
    parts = split_url(address)
    routes = current_app.create_url_adapter(request)
    endpoint: str = ""
    values: Mapping[str, object] = {}
    if routes is not None and parts and address.startswith("/") and not parts.netloc:
        with suppress(HTTPException):  # no such path, or not with GET, or a redirect
            endpoint, values = routes.match(unquote(parts.path.removeprefix(request.script_root)), method="GET")
    channels_of: ChannelsOf | None = getattr(_view_of(endpoint), _STREAM, None)
    if channels_of is None or parts is None:
        raise BadRequest("'stream' is the path and query of a stream of this server.", code="no_stream")
    return channels_of(MultiDict(parse_qsl(parts.query, keep_blank_values=True)), **values)


def monitoring_endpoint(view: Callable[P, R]) -> Callable[P, R]:
    """For the collector of metrics."""
    setattr(view, _MONITORING, True)
    return view


def require_role(*roles: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Open only to callers with one of these roles."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if g.identity is None or g.identity.role not in roles:
                raise Forbidden(f"Only {' and '.join(f'{role}s' for role in roles)} may do this.")
            return view(*args, **kwargs)

        return guarded

    return mark


# -- gates ------------------------------------------------------------------------------------------------------------


def address_gate() -> None:
    """No name here has a NUL in it, and PostgreSQL refuses to look for one. Raises: NotFound."""
    if "\0" in request.path:
        raise NotFound("There is nothing at this address.")


def query_token_gate() -> None:
    """Tokens in URLs end up in histories and proxies' logs, so only short-lived stream tokens are taken, only for
    streams.

    Raises:
        Unauthenticated: a token elsewhere, of another kind, or not valid.
    """
    g.identity = None
    if not request.environ["QUERY_STRING"] or _is_preflight(request):
        return
    if "access_token" in request.args:
        raise Unauthenticated("An access token does not belong in a URL; send it as 'Authorization: Bearer …'.")
    if "token" not in request.args:
        return
    if not _is_marked(_view_of(request.endpoint), _STREAM):
        raise Unauthenticated("A token in a URL only opens streams; send an access token as 'Authorization: Bearer …'.")
    g.identity = container().authentication.by_stream_token(request.args["token"], session.get(SESSION_LOGIN))
    _note_use(g.identity)


def auth_gate() -> ResponseReturnValue | None:
    """Let in whoever shows a live credential, and send everybody else away.

    Raises:
        Unauthenticated: no credential, or one that is not valid. No cookie makes up for a wrong token.
        Forbidden: a chat key, elsewhere than where it opens something.
    """
    view = _view_of(request.endpoint)
    if g.identity is not None or _is_public(request, view):
        return None
    if _is_preflight(request):
        return current_app.make_default_options_response()  # no view runs; `origin` adds the rest
    identity = g.identity = _identity_of_request(view)
    _chat_key_gate(identity)
    if _is_marked(view, _MONITORING):
        _monitoring_gate(identity)
        return None
    if identity is not None:
        return None
    if not wants_json(request):
        return redirect(_login_url(request))
    raise Unauthenticated("Sign in, or send a token as 'Authorization: Bearer …'.")


def visitor() -> Identity | None:
    """Who came in on a public path, for a view that shows them more. Raises: Unauthenticated."""
    return _identity_of_request(None)


def _identity_of_request(view: object) -> Identity | None:
    """From a bearer token if there is one, else from the session, but never for a stream.

    Other schemes (``Basic``, ``Negotiate``) are those of a proxy in front, whose business they are. Where it added its
    own credential to the client's, the two are in one list.
    """
    for credential in request.environ.get("HTTP_AUTHORIZATION", "").split(","):
        scheme, _, token = credential.strip().partition(" ")
        if scheme.lower() == "bearer":
            identity = container().authentication.by_bearer(token.strip())
            _note_use(identity)
            return identity
    if _is_marked(view, _STREAM):
        return None
    return container().authentication.by_session(session.get(SESSION_LOGIN), session_key())


def _note_use(identity: Identity) -> None:
    """When and from where a service token was last used. What cannot be written down now will be in a minute."""
    if identity.role == "service":
        with suppress(OperationalError):
            container().service_tokens.note_use(identity.user_id, request.remote_addr or "")


def _chat_key_gate(identity: Identity | None) -> None:
    if identity is None or identity.kind != "chat_key" or request.path.startswith(current_app.config[_CHAT_PATHS]):
        return
    raise Forbidden("A chat key opens only the addresses that chat clients use.", code="chat_key")


def _monitoring_gate(identity: Identity | None) -> None:
    if _is_from_this_machine(request):
        return
    if identity is None:
        raise Unauthenticated("Ask from this machine, or send a service token as 'Authorization: Bearer …'.")
    if identity.role not in ("service", "admin"):
        raise Forbidden("Metrics are for service tokens and admins.")


# -- what a request is ------------------------------------------------------------------------------------------------


def _view_of(endpoint: str | None) -> object:
    """None for a path without a view."""
    return current_app.view_functions.get(endpoint or "")


def _is_marked(view: object, mark: str) -> bool:
    return bool(getattr(view, mark, False))


def _is_public(request: Request, view: object) -> bool:
    """Whether this path is open to everybody; also with a method that it does not take, so that the answer is 405."""
    if request.endpoint == "static" or _is_marked(view, _PUBLIC):
        return True
    if not isinstance(request.routing_exception, MethodNotAllowed):
        return False
    adapter = current_app.create_url_adapter(request)
    endpoints = [adapter.match(method=method)[0] for method in request.routing_exception.valid_methods or () if adapter]
    return any(endpoint == "static" or _is_marked(_view_of(endpoint), _PUBLIC) for endpoint in endpoints)


def _is_preflight(request: Request) -> bool:
    if request.method != "OPTIONS":
        return False
    return "Origin" in request.headers and "Access-Control-Request-Method" in request.headers


def _is_from_this_machine(request: Request) -> bool:
    """By the peer of the connection. What a proxy on this machine forwards does not come from this machine, nor does
    what a page of another site asks for under its own name (DNS rebinding).
    """
    environ = request.environ
    peer = environ.get("werkzeug.proxy_fix.orig", environ).get("REMOTE_ADDR") or ""
    if any(name in request.headers for name in _FORWARDED) or not _is_no_site(environ.get("HTTP_HOST", "")):
        return False
    return _is_loopback(peer)


def _is_no_site(host: str) -> bool:
    """Whether a ``Host`` is an address or ``localhost``, which no other site can be reached under."""
    name = host.lower() if host.endswith("]") else host.lower().rpartition(":")[0] or host.lower()
    try:
        return name == "localhost" or bool(ipaddress.ip_address(name.strip("[]")))
    except ValueError:
        return not host  # HTTP/1.0


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _login_url(request: Request) -> str:
    """The login page, which leads back here if this address can be visited again."""
    page = url_for("auth.login")
    if request.method not in ("GET", "HEAD"):
        return page
    here = request.script_root + request.full_path.removesuffix("?")
    return f"{page}?{urlencode({'next': here})}" if here != f"{request.script_root}/" else page
