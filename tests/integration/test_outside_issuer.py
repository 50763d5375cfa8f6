"""An outside issuer's tokens on a real server: only its key set lets them in, whatever the token claims."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.support.key_set import KeySet
from tests.support.server import Server, StartServer

pytestmark = pytest.mark.integration

CLAIMS = {"iss": "https://issuer.example", "aud": "tailrace", "sub": "42", "exp": 4_000_000_000}


@pytest.fixture
def key_set() -> Iterator[KeySet]:
    with KeySet.serving() as served:
        yield served


def signed(key: Ed25519PrivateKey, kid: str, **claims: object) -> str:
    return jwt.encode({**CLAIMS, **claims}, key, "EdDSA", headers={"kid": kid})


def forged_with_public_key(key: Ed25519PrivateKey, kid: str, form: Encoding) -> str:
    """Forge an HS256 token with the public key as its secret, by hand, since PyJWT refuses to."""
    formats = {Encoding.PEM: PublicFormat.SubjectPublicKeyInfo, Encoding.Raw: PublicFormat.Raw}
    secret = key.public_key().public_bytes(form, formats[form])
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "typ": "JWT", "kid": kid}, CLAIMS)]
    text = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    signature = hmac.new(secret, text, hashlib.sha256).digest()
    return f"{text.decode()}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def ask(server: Server, token: str) -> requests.Response:
    return requests.get(f"{server.url}/api/v1/auth/me", headers={"Authorization": f"Bearer {token}"}, timeout=60)


def test_only_what_the_issuer_signed_for_us_comes_in(start_server: StartServer, key_set: KeySet) -> None:
    first, second = key_set.add_ed25519("one"), key_set.add_ed25519("two")
    server = start_server(
        env={
            "TAILRACE_JWKS_URL": key_set.url,
            "TAILRACE_JWT_ALGORITHM": "EdDSA",
            "TAILRACE_JWT_ISSUER": CLAIMS["iss"],
        }
    )
    good = signed(first, "one")
    me = ask(server, good)
    assert (me.status_code, me.json()["role"]) == (200, "member")
    assert ask(server, signed(second, "two")).json()["user_id"] == me.json()["user_id"], "rotated: the same person"
    refused = [
        signed(first, "two"),
        signed(first, "unknown"),
        signed(Ed25519PrivateKey.generate(), "one"),
        signed(first, "one", aud="another"),
        signed(first, "one", iss="https://other.example"),
        signed(first, "one", exp=1),
        forged_with_public_key(first, "one", Encoding.PEM),
        forged_with_public_key(first, "one", Encoding.Raw),
        jwt.encode(CLAIMS, None, "none", headers={"kid": "one"}),
    ]
    for token in refused:
        assert ask(server, token).status_code == 401, token
    logged_out = requests.post(
        f"{server.url}/api/v1/auth/logout", headers={"Authorization": f"Bearer {good}"}, timeout=60
    )
    assert logged_out.status_code == 204
    assert ask(server, good).status_code == 401
    referer = {"Referer": f"https://a.example/?token={good}", "User-Agent": good}
    assert (
        requests.get(f"{server.url}/api/v1/stream?channel=a&token={good}", headers=referer, timeout=60).status_code
        == 401
    )
    for token in (good, *refused):
        assert token.split(".")[1] not in server.log
