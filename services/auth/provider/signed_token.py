"""A token that the provider has signed for us: its ID tokens and its logout tokens begin with the same checks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import jwt

ALGORITHMS = frozenset(
    ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
)  # only with public keys: whoever knows ours could sign for HS256, and `none` is no signature
LEEWAY_S = 60.0
"""How far the provider's clock and ours may differ."""
MOST_BYTES = 65_536

Claims = dict[str, Any]
Keys = Callable[[str, str], Sequence[Any]]
"""``(algorithm, key id) → public keys``."""


class TokenRefused(Exception):
    """Why, in words that go on after "because": "its ID token names another issuer"."""


def head_of(text: str, what: str) -> dict[str, Any]:
    """Raises: TokenRefused."""
    try:
        if len(text) > MOST_BYTES:
            raise ValueError
        return jwt.get_unverified_header(text)
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise TokenRefused(f"its {what} cannot be read") from None


def verified(
    text: str,
    what: str,
    *,
    issuer: str,
    client_id: str,
    algorithms: Collection[str],
    keys: Keys,
    required: Sequence[str],
) -> Claims:
    """The claims of a token that this issuer signed for us. Its times are not looked at: see `check_times`.

    Raises: TokenRefused. Whatever ``keys`` raises.
    """
    head = head_of(text, what)
    algorithm, kid = str(head.get("alg")), head.get("kid", "")
    if algorithm not in ALGORITHMS or algorithm not in algorithms:
        raise TokenRefused(f"its {what} is signed with {algorithm[:20]!r}, which it does not announce or is not safe")
    reason = f"its key set does not hold the key that its {what} is signed with"
    for key in keys(algorithm, kid if isinstance(kid, str) else ""):
        try:
            # Times are checked by our own clock, so that a refusal can say how far the clocks differ.
            return jwt.decode(
                text,
                key,
                [algorithm],
                audience=client_id,
                issuer=issuer,
                options={"require": [*required], "verify_exp": False, "verify_iat": False, "verify_nbf": False},
            )
        except jwt.InvalidSignatureError:
            reason = f"its {what} is not signed by it"
        except jwt.InvalidAudienceError:
            reason = f"its {what} was made for another program"
        except jwt.InvalidIssuerError:
            reason = f"its {what} names another issuer"
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            reason = f"its {what} lacks something that it must say, or cannot be read"
    raise TokenRefused(reason)


def check_times(claims: Claims, what: str, now: float) -> None:
    """Raises: TokenRefused, it has expired, is not valid yet, or names times that are none."""
    issued_at, expires_at, valid_from = (claims.get(name, now) for name in ("iat", "exp", "nbf"))
    if not all(isinstance(at, int | float) and abs(at) < 1e12 for at in (issued_at, expires_at, valid_from)):
        raise TokenRefused(f"its {what} has times that are none")
    if expires_at > now - LEEWAY_S and max(issued_at, valid_from) <= now + LEEWAY_S:
        return
    apart_s = round(abs(now - issued_at))
    raise TokenRefused(f"its clock and this server's are {apart_s:,} s apart. Let both follow an NTP server")


def is_identifier(value: object) -> bool:
    """Whether a claim can name somebody or something."""
    return isinstance(value, str) and 0 < len(value) <= 255 and value.isprintable()
