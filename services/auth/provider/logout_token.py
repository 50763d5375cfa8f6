"""A logout token: the provider says that somebody has signed out there (OpenID Connect Back-Channel Logout 1.0)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from services.auth.provider.signed_token import (
    LEEWAY_S,
    Claims,
    Keys,
    TokenRefused,
    check_times,
    head_of,
    is_identifier,
    verified,
)

EVENT = "http://schemas.openid.net/event/backchannel-logout"
LASTS_S = 600.0
"""How old a token may be: for as long, one that came is remembered, so that it cannot come again."""

_WHAT = "logout token"
_REQUIRED = ("iss", "aud", "iat", "jti", "events")
_TYPES = ("jwt", "logout+jwt", "application/logout+jwt")


@dataclass(frozen=True, slots=True)
class Logout:
    """Whose sessions end: all of ``subject``, or the one that the provider calls ``session``, or that one of theirs."""

    id: str
    subject: str | None
    session: str | None


def read_logout_token(
    text: str, *, issuer: str, client_id: str, algorithms: Collection[str], keys: Keys, now: float
) -> Logout:
    """What a logout token asks for that this provider made for us, now (section 2.6).

    It is no ID token, and no ID token is one: it has no nonce, and says that it is about an end.

    Raises: TokenRefused. Whatever ``keys`` raises.
    """
    type_ = head_of(text, _WHAT).get("typ", "JWT")
    if not isinstance(type_, str) or type_.lower() not in _TYPES:
        raise TokenRefused("its logout token is a token of another type")
    claims = verified(
        text, _WHAT, issuer=issuer, client_id=client_id, algorithms=algorithms, keys=keys, required=_REQUIRED
    )
    check_times(claims, _WHAT, now)
    if claims["iat"] < now - LASTS_S - LEEWAY_S:
        raise TokenRefused("its logout token is too old")
    if "nonce" in claims:
        raise TokenRefused("its logout token has a nonce: it is an ID token")
    events = claims["events"]
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
        raise TokenRefused("its logout token does not say that it is about signing out")
    if not is_identifier(claims["jti"]):
        raise TokenRefused("its logout token has no usable id")
    return Logout(claims["jti"], *_whose(claims))


def _whose(claims: Claims) -> tuple[str | None, str | None]:
    subject, session = claims.get("sub"), claims.get("sid")
    named = [value for value in (subject, session) if value is not None]
    if not named or not all(map(is_identifier, named)):
        raise TokenRefused("its logout token does not say who has signed out")
    return subject, session
