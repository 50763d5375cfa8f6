"""An ID token: what a provider says about somebody, signed (OpenID Connect Core 1.0, sections 2 and 3.1.3.7)."""

from __future__ import annotations

from collections.abc import Collection

from services.auth.provider.signed_token import Claims, Keys, TokenRefused, check_times, is_identifier, verified
from services.errors import Unauthenticated

_REQUIRED = ("iss", "sub", "aud", "exp", "iat")
_WHAT = "ID token"


def read_id_token(
    text: str,
    *,
    issuer: str,
    client_id: str,
    nonce: str,
    algorithms: Collection[str],
    keys: Keys,
    now: float,
) -> Claims:
    """The claims of a token that this provider made for us, now, and for this sign-in.

    ``algorithms``: those that the provider says it uses. ``keys``: its public keys.

    Raises: Unauthenticated. Whatever ``keys`` raises.
    """
    try:
        claims = verified(
            text, _WHAT, issuer=issuer, client_id=client_id, algorithms=algorithms, keys=keys, required=_REQUIRED
        )
        _check_audience(claims, client_id)
        if claims.get("nonce") != nonce:
            raise TokenRefused("its ID token belongs to another sign-in")
        check_times(claims, _WHAT, now)
        if not is_identifier(claims["sub"]):
            raise TokenRefused("its ID token has no usable subject")
    except TokenRefused as error:
        raise refused(str(error)) from None
    return claims


def refused(reason: str) -> Unauthenticated:
    return Unauthenticated(
        f"The sign-in provider's answer was refused: {reason}. Start again; if that does not help, tell whoever runs"
        " this server.",
        code="provider_refused",
    )


def _check_audience(claims: Claims, client_id: str) -> None:
    """Raises: TokenRefused, others may use it, and it does not say that it was made for us."""
    audience = claims["aud"]
    is_shared = isinstance(audience, list) and len(audience) > 1
    if claims.get("azp", client_id) != client_id or (is_shared and "azp" not in claims):
        raise TokenRefused("its ID token was made for another program")
