"""Recovery codes: each opens one sign-in for somebody who has lost their telephone.

A code has 80 random bits, so nobody guesses one from its digest, and a slow hash would gain nothing.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Sequence

COUNT = 10
_BYTES = 10
_GROUP = 4


def new_recovery_codes() -> Sequence[str]:
    return [_grouped(base64.b32encode(secrets.token_bytes(_BYTES)).decode().lower()) for _ in range(COUNT)]


def digest_of(user_id: str, code: str) -> str:
    """What is kept of a code. Case, spaces and hyphens are what people make of them."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(f"{user_id} {plain}".encode()).hexdigest()


def _grouped(text: str) -> str:
    return "-".join(text[first : first + _GROUP] for first in range(0, len(text), _GROUP))
