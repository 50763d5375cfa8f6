"""What a provider says of itself: its discovery document (OpenID Connect Discovery 1.0) and its keys.

Both are fetched when somebody signs in and kept for a while. A failure is kept for seconds, so that strangers cannot
make the server ask a provider that is away again and again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from services.auth.key_set import read_key_set
from services.auth.provider.asking import ask_provider, unusable
from services.errors import Unavailable
from services.settings.parse import safe_url

FRESH_S = 600.0
"""The longest that we trust a key that the provider has withdrawn."""

PAUSE_S = 5.0
"""Between two fetches of what was not there."""

_WELL_KNOWN = "/.well-known/openid-configuration"


_WAYS = ("client_secret_basic", "client_secret_post")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The fields of a discovery document that signing in needs."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    end_session_endpoint: str | None
    algorithms: frozenset[str]
    secret_ways: tuple[str, ...]
    """In which ways it may take our secret; which one it wants of us, only its operator knows."""
    names_itself: bool
    """Each answer to the browser names its issuer (RFC 9207)."""


class Directory:
    def __init__(self, issuer: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._issuer = issuer
        self._clock = clock
        self._lock = threading.Lock()
        self._metadata: Metadata | None = None
        self._keys: dict[str, Any] = {}
        self._metadata_until = self._keys_until = self._pause_until = -1.0
        self._failure: Unavailable | None = None

    def metadata(self) -> Metadata:
        """Raises: Unavailable, and nothing was learnt before."""
        with self._lock:
            if self._clock() >= self._metadata_until:
                try:
                    self._metadata = self._fetched(self._fetch_metadata)
                    self._metadata_until = self._clock() + FRESH_S
                except Unavailable:
                    if self._metadata is None:
                        raise
            assert self._metadata is not None
            return self._metadata

    def keys(self, algorithm: str, kid: str) -> Sequence[Any]:
        """The public keys with this id; those without one for ``""``. A new id is asked for, but not all the time.

        Raises: Unavailable.
        """
        url = self.metadata().jwks_uri
        with self._lock:
            if self._clock() >= self._keys_until:
                self._fetch_keys(url)
            found = self._read(algorithm, kid)
            if not found and self._clock() >= self._pause_until:
                self._fetch_keys(url)
                found = self._read(algorithm, kid)
            return found

    def _read(self, algorithm: str, kid: str) -> Sequence[Any]:
        try:
            return read_key_set(msgspec.json.encode(self._keys), algorithm).get(kid, ())
        except ValueError:
            raise unusable("its key set is none") from None

    def _fetch_keys(self, url: str) -> None:
        self._keys = self._fetched(lambda: _good("key set", url))
        self._keys_until = self._clock() + FRESH_S
        self._pause_until = self._clock() + PAUSE_S

    def _fetched(self, fetch: Callable[[], Any]) -> Any:
        if self._failure is not None and self._clock() < self._pause_until:
            raise self._failure
        try:
            found = fetch()
        except Unavailable as error:
            self._failure, self._pause_until = error, self._clock() + PAUSE_S
            raise
        self._failure = None
        return found

    def _fetch_metadata(self) -> Metadata:
        found = _good("discovery document", self._issuer.removesuffix("/") + _WELL_KNOWN)
        if found.get("issuer") != self._issuer:
            said = str(found.get("issuer"))[:200]
            raise unusable(f"it calls itself {said!r}, and TAILRACE_OIDC_ISSUER is another name")
        methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        algorithms = found.get("id_token_signing_alg_values_supported", ["RS256"])
        return Metadata(
            authorization_endpoint=_endpoint(found, "authorization_endpoint"),
            token_endpoint=_endpoint(found, "token_endpoint"),
            jwks_uri=_endpoint(found, "jwks_uri"),
            userinfo_endpoint=_optional_endpoint(found, "userinfo_endpoint"),
            end_session_endpoint=_optional_endpoint(found, "end_session_endpoint"),
            algorithms=frozenset(map(str, algorithms)) if isinstance(algorithms, list) else frozenset(),
            secret_ways=tuple(way for way in _WAYS if isinstance(methods, list) and way in methods) or _WAYS[:1],
            names_itself=found.get("authorization_response_iss_parameter_supported") is True,
        )


def _good(what: str, url: str) -> dict[str, Any]:
    status, found = ask_provider(what, url)
    if status != 200:
        raise unusable(f"its {what} answered {status}")
    return found


def _endpoint(found: dict[str, Any], name: str) -> str:
    try:
        return safe_url(str(found[name]))
    except (KeyError, ValueError):
        raise unusable(f"its discovery document has no {name} with HTTPS") from None


def _optional_endpoint(found: dict[str, Any], name: str) -> str | None:
    return _endpoint(found, name) if found.get(name) else None
