"""An outside issuer, whose access tokens we accept beside our own. Its key is a PEM or a key set (JWKS, RFC 7517)."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from services.settings.settings import Settings

FRESH_S = 600.0
"""Age at which a key set is fetched again: the longest we trust a key that its issuer has withdrawn."""

PAUSE_S = 30.0
"""Shortest time between two fetches, so that tokens with invented key ids don't make us hammer the issuer."""

TIMEOUT_S = 5.0

_log = logging.getLogger(__name__)


class OutsideIssuer:
    """Finds the key for a key id: a PEM text, a JWK, or None."""

    def __init__(
        self, *, public_key: str = "", jwks_url: str = "", clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._public_key = public_key
        self._jwks_url = jwks_url
        self._clock = clock
        self._keys: dict[str, dict[str, Any]] = {}
        self._fetched_at = -FRESH_S
        self._tried_at = -FRESH_S
        self._fetching = threading.Lock()

    @classmethod
    def from_settings(cls, settings: Settings) -> OutsideIssuer:
        return cls(public_key=settings.auth.jwt_public_key, jwks_url=settings.auth.jwks_url)

    def key(self, kid: str) -> str | dict[str, Any] | None:
        """May block for seconds to fetch the key set; while the issuer is down, the last keys seen stay valid."""
        if self._public_key:
            return self._public_key
        if not self._jwks_url:
            return None
        with self._fetching:  # requests that arrive during the first fetch wait for it
            is_stale = self._clock() - self._fetched_at >= FRESH_S
            if (is_stale or kid not in self._keys) and self._clock() - self._tried_at >= PAUSE_S:
                self._tried_at = self._clock()
                self._fetch()
            return self._keys.get(kid)

    def _fetch(self) -> None:
        # imported here: few servers have an outside issuer, and every process would pay for it at start
        import requests

        try:
            answer = requests.get(self._jwks_url, timeout=TIMEOUT_S, allow_redirects=False)
            answer.raise_for_status()
            keys = answer.json()["keys"]
            self._keys = {str(key["kid"]): key for key in keys if key.get("use", "sig") == "sig"}
        except (requests.RequestException, ValueError, KeyError, TypeError, AttributeError) as error:
            _log.warning("key_set_unavailable", extra={"url": self._jwks_url, "error": type(error).__name__})
            return
        self._fetched_at = self._clock()
