"""The limit on guessing passwords: failed logins per name and per address in five minutes, across all workers.

An attempt is counted *before* its password is checked, in one transaction with the limit check, and removed if the
password is right. So a burst of simultaneous guesses gets no more tries than a slow one.

The limit per name stops guessing from many addresses, but would let anybody lock anybody out; the limit per address
would let one person lock out an office. So neither applies to users at an address they have signed in from during the
last month: there, only the failures on their own name from that address count.
"""

from __future__ import annotations

import hashlib
import ipaddress
import time
from collections.abc import Callable, Sequence
from math import ceil

from sqlalchemy import ColumnElement, Connection, String, delete, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.auth.login import Logins
from services.database.database import Base, Database
from services.errors import LimitReached
from services.settings.settings import Settings

WINDOW_S = 300.0

_POSTGRESQL_LOCK = 0x7461696C  # any number that nothing else locks on


class LoginAttempt(Base):
    """A failed login, or one whose password is being checked. The name is a digest: people type passwords there."""

    __tablename__ = "login_attempts"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(32), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[float] = mapped_column(index=True)


class LoginLimit:
    def __init__(
        self, database: Database, logins: Logins, settings: Settings, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._logins = logins
        self._attempts = settings.auth.login_attempts
        self._clock = clock

    def begin(self, username: str, address: str) -> None:
        """Count one attempt; call before checking the password.

        Raises:
            LimitReached: there were too many; ``retry_after_s`` says when to try again.
        """
        network = network_of(address)
        is_known = self._logins.is_known_address(username, network)
        by_name, by_address = LoginAttempt.name == _digest(username), LoginAttempt.address == network
        counted = [by_name & by_address] if is_known else [by_name, by_address]
        now = self._clock()
        with self._database.lookups.connect() as connection:
            self._check(connection, counted, now)  # a caller who is refused anyway never takes the lock
        with self._database.session() as session:
            self._one_at_a_time(session)
            self._check(session, counted, now)
            session.execute(delete(LoginAttempt).where(LoginAttempt.at <= now - WINDOW_S))
            session.add(LoginAttempt(name=_digest(username), address=network, at=now))

    def succeeded(self, username: str, address: str) -> None:
        """Forget the attempts on this name from this address; those on other names still count against the address."""
        with self._database.session() as session:
            session.execute(
                delete(LoginAttempt).where(
                    LoginAttempt.name == _digest(username), LoginAttempt.address == network_of(address)
                )
            )

    def _check(self, database: Session | Connection, counted: Sequence[ColumnElement[bool]], now: float) -> None:
        """Raises: LimitReached when one of these counts has reached its limit within the window."""
        waits_s = [0.0]
        for attempts in counted:
            recent = select(func.count(), func.min(LoginAttempt.at)).where(attempts, LoginAttempt.at > now - WINDOW_S)
            count, oldest = database.execute(recent).one()
            if count >= self._attempts:
                waits_s.append(max(oldest + WINDOW_S - now, 1.0))
        if max(waits_s):
            raise LimitReached(
                "Too many failed sign-ins: wait a few minutes and try again.", retry_after_s=ceil(max(waits_s))
            )

    def _one_at_a_time(self, session: Session) -> None:
        """Take the write lock before reading, so that check and count are one step for all processes."""
        if self._database.is_sqlite:
            session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        else:
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRESQL_LOCK})


def network_of(address: str) -> str:
    """What counts as one address: an IPv4 address or an IPv6 /64, which is what one customer gets."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:  # a Unix socket has none
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed.packed[:8] + bytes(8), 64)))
    return str(parsed)


def _digest(username: str) -> str:
    return hashlib.blake2b(username.encode("utf-8", "replace"), digest_size=16).hexdigest()
