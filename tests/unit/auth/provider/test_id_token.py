"""An ID token counts only if this provider made it, for us, for this sign-in, now."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Sequence
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services.auth.provider.id_token import read_id_token
from services.auth.provider.signed_token import LEEWAY_S, Claims
from services.errors import Unauthenticated

KEY = rsa.generate_private_key(65537, 2048)
OTHER = rsa.generate_private_key(65537, 2048)
NOW = time.time()
GOOD: dict[str, Any] = {
    "iss": "https://login.example",
    "sub": "4711",
    "aud": "tailrace",
    "nonce": "n",
    "iat": int(NOW),
    "exp": int(NOW) + 300,
}


def read(text: str, key: Any = None, algorithms: Sequence[str] = ("RS256", "HS256", "none")) -> Claims:
    public = KEY.public_key() if key is None else key
    return read_id_token(
        text,
        issuer="https://login.example",
        client_id="tailrace",
        nonce="n",
        algorithms=algorithms,
        keys=lambda _algorithm, kid: [public] if kid == "k" else [],
        now=NOW,
    )


def made(key: Any = KEY, algorithm: str = "RS256", kid: str = "k", **claims: Any) -> str:
    merged = {name: value for name, value in {**GOOD, **claims}.items() if value is not None}
    return jwt.encode(merged, key, algorithm, headers={"kid": kid})


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"aud": ["tailrace"]},
        {"aud": ["tailrace", "api"], "azp": "tailrace"},
        {"azp": "tailrace"},
        {"iat": int(NOW + LEEWAY_S - 5)},
        {"exp": int(NOW - LEEWAY_S + 5), "iat": int(NOW) - 400},
    ],
)
def test_a_good_token_is_read(claims: dict[str, Any]) -> None:
    assert read(made(**claims))["sub"] == "4711"


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [("ES256", ec.generate_private_key(ec.SECP256R1())), ("EdDSA", ed25519.Ed25519PrivateKey.generate())],
)
def test_other_safe_algorithms_are_taken(algorithm: str, key: Any) -> None:
    assert read(made(key, algorithm), key.public_key(), [algorithm])["sub"] == "4711"


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://login.example/"}, "another issuer"),
        ({"iss": "https://evil.example"}, "another issuer"),
        ({"aud": "another"}, "another program"),
        ({"aud": ["tailrace", "api"]}, "another program"),
        ({"azp": "another"}, "another program"),
        ({"nonce": "another"}, "another sign-in"),
        ({"nonce": None}, "another sign-in"),
        ({"sub": ""}, "subject"),
        ({"sub": "x" * 256}, "subject"),
        ({"sub": "a\nb"}, "subject"),
        ({"sub": None}, "lacks"),
        ({"exp": None}, "lacks"),
        ({"iat": None}, "lacks"),
        ({"aud": None}, "lacks"),
        ({"iss": None}, "lacks"),
    ],
)
def test_what_is_not_for_us_is_refused(claims: dict[str, Any], reason: str) -> None:
    with pytest.raises(Unauthenticated, match=reason):
        read(made(**claims))


@pytest.mark.parametrize(
    "claims",
    [
        {"iat": int(NOW) - 3600, "exp": int(NOW) - 3300},
        {"iat": int(NOW) + 3600, "exp": int(NOW) + 3900},
        {"nbf": int(NOW) + 3600},
    ],
)
def test_clocks_that_differ_are_named(claims: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated, match="s apart"):
        read(made(**claims))


def test_a_signature_of_somebody_else_is_refused() -> None:
    with pytest.raises(Unauthenticated, match="not signed by it"):
        read(made(OTHER))
    with pytest.raises(Unauthenticated, match="does not hold the key"):
        read(made(kid="another"))


@pytest.mark.filterwarnings("ignore")
def test_no_token_chooses_a_weak_algorithm() -> None:
    """Neither no signature, nor our own public key as a shared secret, even if the provider announced them."""
    public = KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    signed = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"k" }') + b"." + made().encode().split(b".")[1]
    signature = base64.urlsafe_b64encode(hmac.digest(public, signed, "sha256")).rstrip(b"=")
    for text in (made(None, "none"), (signed + b"." + signature).decode()):
        with pytest.raises(Unauthenticated, match="not safe"):
            read(text)
    with pytest.raises(Unauthenticated, match="does not announce"):
        read(made(algorithm="RS512"))


@pytest.mark.parametrize("text", ["", "a.b.c", "x" * 100_000, "é.é.é", "." * 5, "\0"])
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(Unauthenticated, match="cannot be read"):
        read(text)


@pytest.mark.parametrize("name", ["iat", "exp"])
@pytest.mark.parametrize("at", ["soon", 1e300, [1]])
def test_times_that_are_none_are_refused(name: str, at: Any) -> None:
    body = base64.urlsafe_b64encode(json.dumps({**GOOD, name: at}).encode()).rstrip(b"=")
    signed = made().encode().partition(b".")[0] + b"." + body
    signature = KEY.sign(signed, padding.PKCS1v15(), hashes.SHA256())
    with pytest.raises(Unauthenticated):
        read((signed + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode())
