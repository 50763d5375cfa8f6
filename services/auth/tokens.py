"""Tokens: signed claims (JWT, RFC 7519).

    access   aud "access"    jti = login id      Authorization header; ends with its login
    stream   aud "stream"    for some channels   the query of a stream's URL; opens streams for minutes
    service  aud "service"   jti = its own row   Authorization header; for programs
    chat     aud "chat_key"  jti = its own row   Authorization header; for a user's programs that ask agents
    outside  as configured   sub                 an outside issuer's access token

A token never chooses how it is verified (RFC 8725, section 3.1): the key id picks one of our keys, and each kind of key
has one algorithm, fixed here or by configuration. A token holds only while its login or row is alive, which
``authentication`` looks up.
"""

from __future__ import annotations

import base64
import hashlib
import math
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import jwt
import msgspec

from services.auth.identity import Identity
from services.auth.keyring import Keyring
from services.auth.login import OpenLogin
from services.auth.outside_issuer import OutsideIssuer
from services.errors import Unauthenticated
from services.settings.settings import Settings

ALGORITHM = "HS256"
MAX_VERIFIED = 4096
LEEWAY_S = 10
"""How far an outside issuer's clock may be ahead of ours (`iat`, `nbf`). A token is never good after its `exp`."""
MAX_BYTES = 12_288  # fits 50 channels with the longest names; bounds what an unknown caller can make us verify


class _Header(msgspec.Struct):
    kid: str = ""


@dataclass(frozen=True, slots=True)
class AccessClaims:
    login_id: str
    user_id: str
    expires_at: float
    key: str


@dataclass(frozen=True, slots=True)
class StreamClaims:
    """``login_id`` names a service token's row if ``is_service``. ``keys``: its own, and those that the credential
    rested on which it was asked for with.
    """

    login_id: str
    user_id: str
    channels: frozenset[str]
    expires_at: float
    login_expires_at: float
    is_service: bool
    is_expired: bool
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceClaims:
    credential: str
    key: str


@dataclass(frozen=True, slots=True)
class ChatClaims:
    key_id: str
    user_id: str
    key: str


@dataclass(frozen=True, slots=True)
class OutsideClaims:
    """``login_id`` is derived from the token, so that the same token is always the same login."""

    login_id: str
    issuer: str
    subject: str
    expires_at: float


class Tokens:
    def __init__(
        self,
        settings: Settings,
        keyring: Keyring,
        issuer: OutsideIssuer | None = None,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._keyring = keyring
        self._issuer = issuer or OutsideIssuer.from_settings(settings)
        self._clock = clock
        self._verified: dict[tuple[str, str, str], dict[str, Any]] = {}
        """Claims of tokens whose signature is valid under a key: that never changes. Age is checked every time."""

    def issue_access(self, login: OpenLogin) -> str:
        return self._sign({"aud": "access", "jti": login.login_id, "sub": login.user_id, "exp": int(login.expires_at)})

    def issue_stream(self, identity: Identity, channels: Sequence[str]) -> tuple[str, int]:
        """A token that opens streams of these channels, and its lifetime in seconds.

        Check first that the caller may read the channels.
        """
        now = self._clock()
        lasts_s = max(1, int(min(self._settings.auth.stream_token_s, identity.authorised_until - now)))
        claims: dict[str, Any] = {
            "aud": "stream",
            "sub": identity.user_id,
            "login": identity.login_id,
            "channels": sorted(channels),
            "keys": identity.keys,
            "exp": int(now) + lasts_s,
        }
        if not math.isinf(identity.authorised_until):
            claims["login_exp"] = int(identity.authorised_until)
        if identity.role == "service":
            claims["service"] = True
        return self._sign(claims), lasts_s

    def issue_service(self, credential: str, expires_at: float | None) -> str:
        """``credential`` names one secret of a service token; the first one's is the token's id."""
        return self._issue({"aud": "service", "jti": credential, "sub": credential}, expires_at)

    def issue_chat(self, key_id: str, user_id: str, expires_at: float | None) -> str:
        return self._issue({"aud": "chat_key", "jti": key_id, "sub": user_id}, expires_at)

    def _issue(self, claims: dict[str, Any], expires_at: float | None) -> str:
        if expires_at is not None:
            claims["exp"] = int(expires_at)
        return self._sign(claims)

    def read_bearer(self, text: str) -> AccessClaims | ServiceClaims | ChatClaims | OutsideClaims:
        """The claims of a token from an ``Authorization`` header, which never takes a stream token.

        Raises:
            Unauthenticated: its key is unknown, or it is forged, expired, or meant for another use.
        """
        kid = self._kid(text)
        if kid not in self._keyring.verifying():
            return self._read_outside(text, kid)
        claims = self._verify(text, kid, ["access", "service", "chat_key"], require=["jti", "sub"])
        if claims["aud"] == "service":
            return ServiceClaims(str(claims["jti"]), kid)
        if claims["aud"] == "chat_key":
            return ChatClaims(str(claims["jti"]), str(claims["sub"]), kid)
        if "exp" not in claims:
            raise _refusal()
        return AccessClaims(str(claims["jti"]), str(claims["sub"]), float(claims["exp"]), kid)

    def read_access(self, text: str) -> AccessClaims:
        """Raises: Unauthenticated."""
        claims = self.read_bearer(text)
        if not isinstance(claims, AccessClaims):
            raise _refusal()
        return claims

    def read_service(self, text: str) -> ServiceClaims:
        """Raises: Unauthenticated."""
        claims = self.read_bearer(text)
        if not isinstance(claims, ServiceClaims):
            raise _refusal()
        return claims

    def read_stream(self, text: str, *, allow_expired: bool = False) -> StreamClaims:
        """The claims of a stream token; with ``allow_expired``, also of one whose only fault is its age.

        Raises:
            Unauthenticated: anything else is wrong with it.
        """
        kid = self._kid(text)
        claims = self._verify(text, kid, ["stream"], require=["exp", "sub", "login", "channels"], is_dated=False)
        keys = (kid, *claims.get("keys", ()))
        if not self.trusts(keys):
            raise _refusal()
        is_expired = claims["exp"] <= self._clock()
        if is_expired and not allow_expired:
            raise Unauthenticated("The stream token has expired: fetch a new one.", code="token_expired")
        return StreamClaims(
            login_id=claims["login"],
            user_id=claims["sub"],
            channels=frozenset(claims["channels"]),
            expires_at=claims["exp"],
            login_expires_at=claims.get("login_exp", math.inf),
            is_service=claims.get("service", False),
            is_expired=is_expired,
            keys=keys,
        )

    def trusts(self, keys: Collection[str]) -> bool:
        """Whether none of these keys has been removed."""
        return self._keyring.verifying().keys() >= set(keys)

    def _sign(self, claims: dict[str, Any]) -> str:
        kid, secret = self._keyring.newest()
        return jwt.encode({**claims, "iat": int(self._clock())}, secret, ALGORITHM, headers={"kid": kid})

    def _kid(self, text: str) -> str:
        """The key id a token names: the only thing read before it is verified, and used only for a look-up."""
        if len(text) > MAX_BYTES:
            raise _refusal()
        try:
            header = msgspec.json.decode(base64.urlsafe_b64decode(text.partition(".")[0] + "=="), type=_Header)
        except (ValueError, RecursionError):
            raise _refusal() from None
        return header.kid

    def _verify(
        self, text: str, kid: str, audience: list[str], *, require: list[str], is_dated: bool = True
    ) -> dict[str, Any]:
        """The claims of one of our own tokens. Its age is ignored when ``is_dated`` is false."""
        secret = self._keyring.verifying().get(kid)
        if secret is None:
            raise _refusal()
        claims = self._verified.get((text, secret, audience[0]))
        if claims is None:
            claims = self._verify_signature(text, secret, audience, require)
            if len(self._verified) >= MAX_VERIFIED:
                self._verified.clear()
            self._verified[(text, secret, audience[0])] = claims
        if is_dated and claims.get("exp", math.inf) <= self._clock():
            raise Unauthenticated("The token has expired: sign in again.", code="token_expired")
        return claims

    @staticmethod
    def _verify_signature(text: str, secret: str, audience: list[str], require: list[str]) -> dict[str, Any]:
        try:
            return jwt.decode(
                text,
                secret,
                [ALGORITHM],
                audience=audience,
                # Expiry is checked elsewhere, by our clock. `iat` is for people: another host's clock may be ahead.
                options={"require": [*require, "aud"], "verify_exp": False, "verify_iat": False},
            )
        except (jwt.PyJWTError, ValueError, RecursionError):
            raise _refusal() from None

    def _read_outside(self, text: str, kid: str) -> OutsideClaims:
        for key in self._issuer.keys(kid):
            claims = self._outside_claims(text, key)
            if claims is not None and claims.expires_at > self._clock():  # PyJWT's leeway is for `exp` as well
                return claims
        raise _refusal()

    def _outside_claims(self, text: str, key: Any) -> OutsideClaims | None:
        try:
            claims = jwt.decode(
                text,
                key,
                [self._settings.auth.jwt_algorithm],
                audience=self._settings.auth.jwt_audience,
                issuer=self._settings.auth.jwt_issuer or None,
                leeway=LEEWAY_S,
                options={"require": ["exp", "sub", "aud"]},
            )
            expires_at = float(claims["exp"])
        except (jwt.PyJWTError, ValueError, OverflowError, RecursionError):
            return None
        signed_part = text.rpartition(".")[0]  # not the signature: an EdDSA signature has more than one spelling
        return OutsideClaims(
            login_id="outside-" + hashlib.sha256(signed_part.encode()).hexdigest()[:40],
            issuer=str(claims.get("iss", "")),
            subject=str(claims["sub"]),
            expires_at=expires_at,
        )


def _refusal() -> Unauthenticated:
    """One answer for every wrong token: it must not reveal which check failed."""
    return Unauthenticated("The token is not valid here: sign in again.", code="token_refused")
