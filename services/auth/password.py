"""Password hashing (Argon2id, RFC 9106): off the event loop, and the same work whether or not the user exists."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import Any

import gevent.monkey
import gevent.threadpool
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.errors import BadRequest

MIN_LENGTH = 8
MAX_LENGTH = 1024  # bounds how much one request can make us hash

THREADS = 1
"""Per worker. A hash takes 64 MiB and 80 ms on several cores; this bounds both, however many people sign in at once."""

NICENESS = 10
"""Streams go first: nobody can slow them down by guessing passwords."""


class Passwords:
    """Hashes and verifies. Every call does exactly one verification, so its duration reveals nothing."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()

    def hash(self, password: str) -> str:
        return str(_off_the_loop(self._hasher.hash, _bytes(password)))

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether ``stored`` is the hash of ``password``. Without a stored hash (no such user) it takes as long."""
        nobody = self._nobody  # made by a process's first call, whichever user it is for
        presented = _bytes(password) if len(password) <= MAX_LENGTH else b""
        return bool(_off_the_loop(self._is_right, stored or nobody, presented)) and stored is not None

    def needs_rehash(self, stored: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _is_right(self, stored: str, presented: bytes) -> bool:
        try:
            return self._hasher.verify(stored, presented)
        except (VerificationError, InvalidHashError):
            return False

    @functools.cached_property
    def _nobody(self) -> str:
        return self.hash("nobody has this password")


def check_password(password: str) -> str:
    """``password``, if it is acceptable.

    Raises:
        BadRequest: it is too short to resist guessing, or absurdly long.
    """
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise BadRequest(f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters.", code="bad_password")
    return password


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")  # JSON can hold half a surrogate pair


@functools.cache
def _threads() -> gevent.threadpool.ThreadPool:
    return gevent.threadpool.ThreadPool(THREADS)


def _off_the_loop(call: Callable[..., Any], *arguments: Any) -> Any:
    """Call in a thread of the pool where greenlets share this thread (a gunicorn worker), else directly."""
    if gevent.monkey.is_module_patched("threading"):
        return _threads().apply(_nicely, (call, *arguments))
    return call(*arguments)


def _nicely(call: Callable[..., Any], *arguments: Any) -> Any:
    # On Linux this affects only this thread and those that the hash starts.
    os.setpriority(os.PRIO_PROCESS, 0, NICENESS)
    return call(*arguments)
