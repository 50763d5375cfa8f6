"""A key set (JWKS, RFC 7517): the keys that verify tokens of one algorithm, by key id.

A set is other people's text, and may hold keys for anything. What we cannot use is skipped, and voids nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

Keys = Mapping[str, Sequence[Any]]
"""Key id -> public keys; ``""``: those without one."""

_RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
_CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
_KINDS = (
    {name: ("RSA", {name}) for name in _RSA}
    | {name: ("EC", {name}) for name in _CURVES}
    | {"EdDSA": ("OKP", {"EdDSA", "Ed25519"})}
)
"""What an algorithm's keys are like: their ``kty``, and the names that their ``alg`` may have."""

_LEAST_RSA_BITS = 2048  # RFC 7518, section 3.3
_MOST_OF_ONE_ID = 8
"""Keys that share an id. A stranger's token is tried against each."""


def read_key_set(body: bytes, algorithm: str) -> Keys:
    """Raises: ValueError, this is no key set."""
    try:
        entries = msgspec.json.decode(body)["keys"]
    except (msgspec.DecodeError, RecursionError, KeyError, TypeError) as error:
        raise ValueError(f"not a key set ({type(error).__name__})") from None
    if not isinstance(entries, list):
        raise ValueError("not a key set (its keys are no list)")
    keys: dict[str, list[Any]] = {}
    for entry in entries:
        if not isinstance(entry, dict) or (key := _public_key(entry, algorithm)) is None:
            continue
        kid = entry.get("kid")
        alike = keys.setdefault(kid if isinstance(kid, str) else "", [])
        if len(alike) < _MOST_OF_ONE_ID:
            alike.append(key)
    return keys


def _public_key(entry: dict[str, Any], algorithm: str) -> Any | None:
    kind, names = _KINDS[algorithm]
    operations = entry.get("key_ops", ["verify"])
    if (
        entry.get("kty") != kind
        or entry.get("use", "sig") != "sig"
        or entry.get("alg", algorithm) not in names
        or not (isinstance(operations, list) and "verify" in operations)
        or entry.get("crv") != _CURVES.get(algorithm, entry.get("crv"))
        or "d" in entry  # a private key that everybody can read
    ):
        return None
    try:
        key = jwt.PyJWK(entry, algorithm).key
    except Exception:  # whatever it makes the libraries raise
        return None
    return None if isinstance(key, RSAPublicKey) and key.key_size < _LEAST_RSA_BITS else key
