"""Fetching a card from an address that somebody typed: the card's own, or that of the agent, which has it below."""

from __future__ import annotations

import time
from dataclasses import dataclass

from services.agents.a2a.card import MOST_BYTES, OLD_WELL_KNOWN, WELL_KNOWN, Card, read_card
from services.agents.a2a.reading import Malformed
from services.errors import BadRequest
from services.host_guard import refuse_private_host
from services.http_exchange.address import Address, check_url
from services.http_exchange.exchange import Answer, exchange
from services.http_exchange.failure import ExchangeFailed
from services.http_exchange.patience import Patience

FETCH_S = 10.0
"""For all places where the card may be."""
_ETAG_CHARACTERS = 200


class NoCard(Exception):
    """The message is a sentence for an admin: cause and mend."""


@dataclass(frozen=True, slots=True)
class FetchedCard:
    """``text`` and ``card`` are None where the agent says that the card is still the one with the ETag given."""

    url: str
    text: str | None
    card: Card | None
    etag: str
    latency_ms: int


def find_card(url: str, *, allow_private: bool) -> FetchedCard:
    """Raises: BadRequest, the address cannot be used; NoCard."""
    given = check_url(url, allow_private=allow_private)
    patience = Patience(FETCH_S)
    problem = ""
    mend = f"Give the card's own address, such as {given.origin}{WELL_KNOWN}."
    for address in _places(given):
        try:
            return _fetch(address, patience, allow_private=allow_private)
        except Malformed as error:
            raise NoCard(f"The card at {address.url} cannot be used: {error}.") from None
        except ExchangeFailed as error:
            problem = problem or f"{address.url} {error}."
            if not error.was_sent or patience.is_over:
                mend = "Check the address, and whether the agent is running."
                break
        except _NotHere as status:
            problem = problem or f"{address.url} answered {status}."
    raise NoCard(f"No card was found: {problem} {mend}")


def fetch_again(url: str, etag: str, *, allow_private: bool) -> FetchedCard:
    """The card from where it was before. Raises: BadRequest; NoCard."""
    address = check_url(url, allow_private=allow_private)
    try:
        return _fetch(address, Patience(FETCH_S), allow_private=allow_private, etag=etag)
    except Malformed as error:
        raise NoCard(f"The card cannot be used any more: {error}.") from None
    except ExchangeFailed as error:
        raise NoCard(f"The agent {error}.") from None
    except _NotHere as status:
        raise NoCard(f"The card is not there any more: the agent answered {status}.") from None


def check_interface(card: Card, *, allow_private: bool) -> Address:
    """Where the card says that the agent is asked; the same rules as for the card. Raises: BadRequest."""
    try:
        address = check_url(card.interface.url, allow_private=allow_private)
        if not allow_private:
            refuse_private_host(address.host, address.port)
    except BadRequest as error:
        raise BadRequest(f"The card names an interface that cannot be used. {error}", code="bad_card") from None
    return address


class _NotHere(Exception):
    """An HTTP status other than 200."""


def _places(given: Address) -> list[Address]:
    if given.target.partition("?")[0].endswith(".json"):
        return [given]
    base = given.target.partition("?")[0].rstrip("/")
    known = [Address(given.scheme, given.host, given.port, base + path) for path in (WELL_KNOWN, OLD_WELL_KNOWN)]
    return [*known, given]


def _fetch(address: Address, patience: Patience, *, allow_private: bool, etag: str = "") -> FetchedCard:
    begun = time.monotonic()
    headers = {"Accept": "application/json"} | ({"If-None-Match": etag} if etag else {})
    with exchange("GET", address, patience, allow_private=allow_private, headers=headers) as answer:
        latency_ms = round(1000 * (time.monotonic() - begun))
        if answer.status == 304 and etag:
            return FetchedCard(address.url, None, None, etag, latency_ms)
        if answer.status != 200:
            raise _NotHere(str(answer.status))
        body = answer.read_all(MOST_BYTES).removeprefix(b"\xef\xbb\xbf")
        return FetchedCard(address.url, body.decode(errors="replace"), read_card(body), _etag(answer), latency_ms)


def _etag(answer: Answer) -> str:
    etag = answer.headers.get("ETag", "")
    return etag if etag.isascii() and etag.isprintable() and len(etag) <= _ETAG_CHARACTERS else ""
