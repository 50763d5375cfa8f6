"""A logout token counts only if this provider made it, for us, a moment ago, and to sign somebody out."""

from __future__ import annotations

import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from services.auth.provider.logout_token import EVENT, LASTS_S, Logout, read_logout_token
from services.auth.provider.signed_token import LEEWAY_S, TokenRefused

KEY = rsa.generate_private_key(65537, 2048)
OTHER = rsa.generate_private_key(65537, 2048)
NOW = time.time()
GOOD: dict[str, Any] = {
    "iss": "https://login.example",
    "sub": "4711",
    "sid": "s1",
    "aud": "tailrace",
    "jti": "one",
    "iat": int(NOW),
    "exp": int(NOW) + 120,
    "events": {EVENT: {}},
}


def read(text: str) -> Logout:
    return read_logout_token(
        text,
        issuer="https://login.example",
        client_id="tailrace",
        algorithms=["RS256", "HS256", "none"],
        keys=lambda _algorithm, kid: [KEY.public_key()] if kid == "k" else [],
        now=NOW,
    )


def made(key: Any = KEY, algorithm: str = "RS256", head: dict[str, Any] | None = None, **claims: Any) -> str:
    merged = {name: value for name, value in {**GOOD, **claims}.items() if value is not None}
    return jwt.encode(merged, key, algorithm, headers={"kid": "k", **(head or {})})


@pytest.mark.parametrize(
    ("claims", "head", "whose"),
    [
        ({}, {}, ("4711", "s1")),
        ({"sid": None}, {}, ("4711", None)),
        ({"sub": None}, {}, (None, "s1")),
        ({"exp": None}, {}, ("4711", "s1")),  # older providers leave it out
        ({"aud": ["tailrace", "another"]}, {}, ("4711", "s1")),
        ({"events": {EVENT: {"more": 1}, "https://another.example": {}}}, {}, ("4711", "s1")),
        ({"iat": int(NOW - LASTS_S)}, {}, ("4711", "s1")),
        ({}, {"typ": "logout+jwt"}, ("4711", "s1")),
        ({}, {"typ": None}, ("4711", "s1")),
    ],
)
def test_a_good_token_says_who_has_signed_out(
    claims: dict[str, Any], head: dict[str, Any], whose: tuple[str | None, str | None]
) -> None:
    logout = read(made(head=head, **claims))
    assert (logout.subject, logout.session) == whose


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://evil.example"}, "another issuer"),
        ({"aud": "another"}, "another program"),
        ({"aud": None}, "lacks"),
        ({"iss": None}, "lacks"),
        ({"iat": None}, "lacks"),
        ({"jti": None}, "lacks"),
        ({"events": None}, "lacks"),
        ({"jti": ""}, "usable id"),
        ({"jti": ["one"]}, "lacks|usable id"),
        ({"jti": "x" * 256}, "usable id"),
        ({"events": [EVENT]}, "about signing out"),
        ({"events": {}}, "about signing out"),
        ({"events": {EVENT: True}}, "about signing out"),
        ({"events": {EVENT + "/": {}}}, "about signing out"),
        ({"nonce": "n"}, "nonce"),
        ({"nonce": ""}, "nonce"),
        ({"sub": None, "sid": None}, "who has signed out"),
        ({"sub": ""}, "who has signed out"),
        ({"sid": 7}, "who has signed out"),
        ({"sid": "a\nb"}, "who has signed out"),
        ({"sid": {}, "sub": None}, "who has signed out"),
        ({"exp": int(NOW - LEEWAY_S) - 5}, "s apart"),
        ({"iat": int(NOW + LEEWAY_S) + 5}, "s apart"),
        ({"iat": int(NOW - LASTS_S - LEEWAY_S) - 5}, "too old"),
        ({"iat": True}, "too old|times"),
        ({"exp": "never"}, "times|lacks"),
    ],
)
def test_what_is_no_request_to_sign_out_is_refused(claims: dict[str, Any], reason: str) -> None:
    with pytest.raises(TokenRefused, match=reason):
        read(made(**claims))


@pytest.mark.parametrize("type_", ["at+jwt", "dpop+jwt", "logout", 7, ["JWT"]])
def test_a_token_of_another_type_is_refused(type_: object) -> None:
    with pytest.raises(TokenRefused, match=r"another type|cannot be read"):
        read(made(head={"typ": type_}))


@pytest.mark.filterwarnings("ignore")
def test_a_signature_of_somebody_else_or_none_is_refused() -> None:
    with pytest.raises(TokenRefused, match="not signed by it"):
        read(made(OTHER))
    with pytest.raises(TokenRefused, match="does not hold the key"):
        read(made(head={"kid": "another"}))
    for text in (made(None, "none"), made("x" * 40, "HS256")):
        with pytest.raises(TokenRefused, match="not safe"):
            read(text)


@pytest.mark.parametrize("text", ["", "a.b.c", "x" * 100_000, "é.é.é", "." * 5, "\0", "a.b.c.d.e"])
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(TokenRefused, match="cannot be read"):
        read(text)
