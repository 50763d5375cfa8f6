"""An outside issuer, whose access tokens we accept beside our own. Its key is a PEM or a key set (JWKS, RFC 7517).

The key set is fetched in the background and kept. A token with a known key never waits for the issuer, whatever state
that is in. Only a token whose key is unknown waits, once, and strangers who invent key ids start a fetch at most every
`PAUSE_S`.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from services.auth.key_set import Keys, read_key_set
from services.http_exchange.address import operators_address
from services.http_exchange.exchange import exchange
from services.http_exchange.failure import ExchangeFailed
from services.http_exchange.patience import Patience
from services.settings.settings import Settings

FRESH_S = 600.0
"""How often the key set is fetched: the longest we trust a key that its issuer has withdrawn."""

PAUSE_S = 30.0
"""Shortest time between two fetches."""

DEADLINE_S = 5.0
"""For one fetch, from the first packet to the last."""

MOST_BYTES = 512 * 1024
"""Of a key set."""

_log = logging.getLogger(__name__)


class OutsideIssuer:
    """Finds the keys for a key id."""

    def __init__(
        self,
        *,
        public_key: str = "",
        jwks_url: str = "",
        algorithm: str = "RS256",
        fresh_s: float = FRESH_S,
        pause_s: float = PAUSE_S,
        deadline_s: float = DEADLINE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._public_key = public_key
        self._jwks_url = jwks_url
        self._algorithm = algorithm
        self._fresh_s = fresh_s
        self._pause_s = pause_s
        self._deadline_s = deadline_s
        self._clock = clock
        self._keys: Keys = {}
        self._next_at = clock()
        self._lock = threading.Lock()
        self._arrival: threading.Event | None = None
        """Set when the fetch that is under way has ended; None while there is none."""
        self._again: threading.Timer | None = None

    @classmethod
    def from_settings(cls, settings: Settings) -> OutsideIssuer:
        auth = settings.auth
        return cls(public_key=auth.jwt_public_key, jwks_url=auth.jwks_url, algorithm=auth.jwt_algorithm)

    def keys(self, kid: str) -> Sequence[Any]:
        """The public keys that have this id; ``""``: those that have none. While the issuer is away, the last ones."""
        if self._public_key:
            return [self._public_key]
        if not self._jwks_url:
            return []
        if kid in self._keys:
            return self._keys[kid]
        arrival = self._fetch_soon()
        if arrival is not None:
            arrival.wait(self._deadline_s + 1)
        return self._keys.get(kid, ())

    def close(self) -> None:
        """Fetch no more."""
        with self._lock:
            self._next_at = math.inf
            if self._again is not None:
                self._again.cancel()

    def _fetch_soon(self) -> threading.Event | None:
        """Start a fetch unless one is under way, or the last was just now. Returns what is set at its end."""
        with self._lock:
            if self._arrival is None and self._clock() >= self._next_at:
                self._next_at = self._clock() + self._pause_s
                self._arrival = threading.Event()
                threading.Thread(target=self._fetch, args=(self._arrival,), daemon=True).start()
            return self._arrival

    def _fetch(self, arrival: threading.Event) -> None:
        again_s = self._pause_s
        try:
            self._keys = read_key_set(self._fetched(), self._algorithm)
            again_s = self._fresh_s
        except (ExchangeFailed, ValueError) as error:
            _log.warning("key_set_unavailable", extra={"url": self._jwks_url, "error": str(error)[:200]})
        except Exception:
            _log.exception("key_set_failed")
        with self._lock:
            self._arrival = None
            if self._again is not None:
                self._again.cancel()  # or each stranger would add a fetch to those that repeat
            self._again = threading.Timer(again_s, self._fetch_soon)
            self._again.daemon = True
            self._again.start()
        arrival.set()

    def _fetched(self) -> bytes:
        """Raises: ExchangeFailed, the issuer is away, slow, or answers something else."""
        address = operators_address(self._jwks_url)
        if address is None:
            raise ExchangeFailed("has an address that HTTP cannot ask")
        headers = {"Accept": "application/json"}
        with exchange("GET", address, Patience(self._deadline_s), allow_private=True, headers=headers) as answer:
            if answer.status != 200:
                raise ExchangeFailed(f"answered {answer.status}")
            return answer.read_all(MOST_BYTES)
