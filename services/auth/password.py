"""Password hashing (Argon2id, RFC 9106), off the event loop and with the same work whether or not the user exists."""

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
MAX_LENGTH = 1024  # bounds what one request can make the hash read

THREADS = 1
"""Per worker. A hash takes 64 MiB and 80 ms of several cores: this bounds both, however many people sign in at once."""

NICENESS = 10
"""Streams go first: guessing passwords must not be a way to slow them down."""


class Passwords:
    """Hashes and verifies. One hash verification per call, always: a caller learns nothing from how long it took."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()

    def hash(self, password: str) -> str:
        return str(_off_the_loop(self._hasher.hash, _bytes(password)))

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether ``password`` is the one that ``stored`` was made from;
        no stored hash (nobody of that name) takes as long.
        """
        nobody = self._nobody  # made by the first call of a process, whoever that asks for
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
    """``password``, if a person may choose it.

    Raises:
        BadRequest: too short to resist guessing, or absurdly long.
    """
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise BadRequest(f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters.", code="bad_password")
    return password


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")  # JSON can hold halves of a character


@functools.cache
def _threads() -> gevent.threadpool.ThreadPool:
    return gevent.threadpool.ThreadPool(THREADS)


def _off_the_loop(call: Callable[..., Any], *arguments: Any) -> Any:
    """Run in a thread where greenlets share this one (a gunicorn worker),
    directly where they don't (the command line).
    """
    if gevent.monkey.is_module_patched("threading"):
        return _threads().apply(_nicely, (call, *arguments))
    return call(*arguments)


def _nicely(call: Callable[..., Any], *arguments: Any) -> Any:
    os.setpriority(os.PRIO_PROCESS, 0, NICENESS)  # on Linux, of this thread and those that the hash starts
    return call(*arguments)
