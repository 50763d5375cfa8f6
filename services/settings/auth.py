"""The settings of logins and tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.settings import parse
from services.settings.setting import Group, setting


@dataclass(frozen=True, slots=True)
class AuthSettings(Group):
    key: ClassVar = "auth"
    title: ClassVar = "Logins and tokens"

    admin_user: str = setting(
        "TAILRACE_ADMIN_USER", "admin", parse.text, "Name of the first admin, when the database is new."
    )
    admin_password: str = setting(
        "TAILRACE_ADMIN_PASSWORD",
        "",
        parse.text,
        "The first admin's password; empty: random, printed once.",
        is_secret=True,
    )
    login_s: int = setting(
        "TAILRACE_LOGIN_S", 43_200, parse.whole(60), "Seconds that a login (access token, session) lasts."
    )
    stream_token_s: int = setting(
        "TAILRACE_STREAM_TOKEN_S", 300, parse.whole(1, 300), "Seconds in which a stream token can open a stream."
    )
    login_attempts: int = setting(
        "TAILRACE_LOGIN_ATTEMPTS", 10, parse.whole(1), "Failed logins per name and per address in 5 minutes before 429."
    )
    audit_days: float = setting(
        "TAILRACE_AUDIT_DAYS", 400.0, parse.number(1, 36_500), "Days that an entry of the audit log is kept."
    )
    jwks_url: str = setting(
        "TAILRACE_JWKS_URL",
        "",
        parse.safe_url,
        "Key set of an outside issuer whose access tokens are accepted; HTTPS, but for this machine's own. No proxy is"
        " used.",
    )
    jwt_public_key: str = setting(
        "TAILRACE_JWT_PUBLIC_KEY",
        "",
        parse.text,
        "PEM public key of an outside issuer, instead of a JWKS.",
        is_secret=True,
    )
    jwt_algorithm: str = setting(
        "TAILRACE_JWT_ALGORITHM",
        "RS256",
        parse.one_of("RS256", "EdDSA"),
        "The outside issuer's algorithm; never read from a token.",
    )
    jwt_issuer: str = setting(
        "TAILRACE_JWT_ISSUER", "", parse.text, "Required `iss` of the outside issuer's tokens; a key set needs it."
    )
    jwt_audience: str = setting(
        "TAILRACE_JWT_AUDIENCE", "tailrace", parse.text, "Required `aud` of the outside issuer's tokens."
    )
