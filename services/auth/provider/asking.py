"""Asking the provider: one question, one answer in JSON, within a time and a size. Redirects are not followed."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec

from services.errors import Unavailable
from services.http_exchange.address import operators_address
from services.http_exchange.exchange import exchange
from services.http_exchange.failure import ExchangeFailed
from services.http_exchange.patience import Patience

DEADLINE_S = 5.0
"""For one answer, from the first packet to the last."""

MOST_BYTES = 512 * 1024

_log = logging.getLogger(__name__)


def ask_provider(
    what: str, url: str, *, headers: Mapping[str, str] | None = None, form: Mapping[str, str] | None = None
) -> tuple[int, dict[str, Any]]:
    """The status and the JSON object of an answer. ``what`` names it in the error: "discovery document".

    Raises: Unavailable, the provider is away, slow, or answers something else.
    """
    body = None if form is None else urlencode(form).encode()
    asked = {"Accept": "application/json", **(headers or {})}
    if body is not None:
        asked["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        address = operators_address(url)
        if address is None:
            raise ExchangeFailed("has an address that HTTP cannot ask")
        method = "GET" if body is None else "POST"
        patience = Patience(DEADLINE_S)
        with exchange(method, address, patience, allow_private=True, headers=asked, body=body) as answer:
            if 300 <= answer.status < 400:
                raise ExchangeFailed("leads to another address, which is not followed")
            if answer.status >= 500:
                raise ExchangeFailed(f"answered {answer.status}")
            found = _json_object(answer.read_all(MOST_BYTES))
            if found is None:
                raise ExchangeFailed(f"answered {answer.status} with something that is no JSON object")
            return answer.status, found
    except ExchangeFailed as error:
        _log.warning("provider_unavailable", extra={"asked_for": what, "url": url, "error": str(error)})
        raise unusable(f"its {what} {error}") from None


def unusable(reason: str) -> Unavailable:
    return Unavailable(
        f"The sign-in provider cannot be used: {reason}. Sign in with a password, or try again later.",
        code="provider_unavailable",
    )


def _json_object(body: bytes) -> dict[str, Any] | None:
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None
    return found if isinstance(found, dict) else None
