"""A second factor that is being set up: its secret is shown to the browser that began it, and to no other.

Who knows the password of somebody, or sits in a session of theirs, would else look at the secret that they are about
to confirm, and have their codes for good.
"""

from __future__ import annotations

import hashlib

from flask import session

from blueprints.edge.current import container

_BEGUN = "second_factor_begun"


def begin_here(user_id: str) -> str:
    """A new secret. Raises: Conflict, they have a second factor."""
    secret = container().second_factors.begin(user_id)
    session[_BEGUN] = _digest(secret)
    return secret


def begun_here(user_id: str) -> str | None:
    """The secret that waits for its first code, if this browser began it."""
    secret = container().second_factors.pending(user_id)
    return secret if secret is not None and session.get(_BEGUN) == _digest(secret) else None


def _digest(secret: str) -> str:
    """Of random bits: nobody finds them by it."""
    return hashlib.sha256(secret.encode()).hexdigest()[:32]
