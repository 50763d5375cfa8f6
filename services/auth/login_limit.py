"""The limit on guessing passwords: failed logins per name and per address in five minutes, across all workers.

An attempt is counted *before* its password is checked, in one transaction with the limit check, and removed if the
password is right. So a burst of simultaneous guesses gets no more tries than a slow one.

The limit per name stops guessing from many addresses, but would let anybody lock anybody out; the limit per address
would let one person lock out an office. So neither applies to users at an address they have signed in from during the
last month: there, only the failures on their own name from that address count.

Nobody is to learn from that who signed in from where. At such an address, too, a wrong password is answered as a
stranger's attempt, and once the strangers' wait is over, nothing that was tried meanwhile counts any longer.
"""

from __future__ import annotations

import hashlib
import ipaddress
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from sqlalchemy import ColumnElement, Connection, String, delete, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.auth.audit import COMMAND_LINE, Actor, Subject, record
from services.auth.login import Logins
from services.database.database import Base, Database
from services.errors import LimitReached
from services.settings.settings import Settings

WINDOW_S = 300.0


class LoginAttempt(Base):
    """A failed login, or one whose password is being checked. The name is a digest: people type passwords there."""

    __tablename__ = "login_attempts"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(32), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[float] = mapped_column(index=True)


@dataclass(frozen=True, slots=True)
class Tried:
    """Failures on one name, or from one address. ``free_at``: when the oldest of them no longer counts."""

    username: str
    address: str
    count: int
    free_at: float


class LoginLimit:
    def __init__(
        self, database: Database, logins: Logins, settings: Settings, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._logins = logins
        self._attempts = settings.auth.login_attempts
        self._clock = clock

    def begin(self, username: str, address: str) -> LimitReached | None:
        """Count one attempt; call before checking the password.

        Returns what to answer to a wrong password, where a stranger's attempt would not even have been looked at.

        Raises:
            LimitReached: there were too many; ``retry_after_s`` says when to try again.
        """
        network = network_of(address)
        is_known = self._logins.is_known_address(username, network)
        now = self._clock()
        with self._database.lookups.connect() as connection:
            self._wait_s(connection, username, network, now, is_known)  # who is refused anyway never takes the lock
        with self._database.session() as session:
            self._database.one_at_a_time(session)
            wait_s = self._wait_s(session, username, network, now, is_known)
            session.execute(delete(LoginAttempt).where(LoginAttempt.at <= now - WINDOW_S))
            if not wait_s:
                session.add(LoginAttempt(name=_digest(username), address=network, at=now))
                return None
            ends_with_the_wait = now + wait_s - WINDOW_S
            session.add(LoginAttempt(name=_own(username, network), address="", at=ends_with_the_wait))
            return _too_many(wait_s)

    def succeeded(self, username: str, address: str) -> None:
        """Forget the attempts on this name from this address; those on other names still count against the address."""
        with self._database.session() as session:
            session.execute(delete(LoginAttempt).where(_by_both(username, network_of(address))))

    def tried(self, usernames: Iterable[str]) -> Sequence[Tried]:
        """The failures of the last five minutes, by address and by name; of names that no user has, nothing is told."""
        known = {_digest(username): username for username in usernames}
        recent = LoginAttempt.at > self._clock() - WINDOW_S
        with self._database.session() as session:
            rows = session.execute(select(LoginAttempt.name, LoginAttempt.address, LoginAttempt.at).where(recent)).all()
        found: dict[tuple[str, str], list[float]] = {}
        for name, address, at in rows:
            for key in (("", address), (known.get(name, ""), "")):
                if any(key):
                    found.setdefault(key, []).append(at)
        return [Tried(name, address, len(times), min(times) + WINDOW_S) for (name, address), times in found.items()]

    def clear(self, *, username: str = "", address: str = "", by: Actor = COMMAND_LINE) -> int:
        """Forget the failures on a user's name, or from an address, so that they may try again at once; how many."""
        counted = [LoginAttempt.address == network_of(address)] if address else []
        if username:
            places = self._logins.known_addresses(username)
            names = [_digest(username), *(_own(username, network) for network in places)]
            counted.append(LoginAttempt.name.in_(names))
        with self._database.session() as session:
            cleared = session.execute(delete(LoginAttempt).where(or_(False, *counted)))
            kind, name = ("user", username) if username else ("address", address)
            record(session, by, "sign_in_limit.cleared", Subject(kind, name, name), at=self._clock())
        return int(cleared.rowcount)  # type: ignore[attr-defined]

    def _wait_s(self, database: Session | Connection, username: str, network: str, now: float, is_known: bool) -> float:
        """How long strangers have to wait here. Raises: LimitReached, if this caller has to wait as well."""
        by_name, by_address = LoginAttempt.name == _digest(username), LoginAttempt.address == network
        wait_s = max(self._count_wait_s(database, counted, now) for counted in (by_name, by_address))
        own_wait_s = self._count_wait_s(database, _by_both(username, network), now) if is_known else wait_s
        if own_wait_s:
            raise _too_many(wait_s or own_wait_s)
        return wait_s

    def _count_wait_s(self, database: Session | Connection, counted: ColumnElement[bool], now: float) -> float:
        """How long until these attempts are fewer than the limit within the window."""
        recent = select(func.count(), func.min(LoginAttempt.at)).where(counted, LoginAttempt.at > now - WINDOW_S)
        count, oldest = database.execute(recent).one()
        return max(oldest + WINDOW_S - now, 1.0) if count >= self._attempts else 0.0


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


def _by_both(username: str, network: str) -> ColumnElement[bool]:
    by_name, by_address = LoginAttempt.name == _digest(username), LoginAttempt.address == network
    return (by_name & by_address) | (LoginAttempt.name == _own(username, network))


def _own(username: str, network: str) -> str:
    """The name of attempts that count for this user at this address and for nobody else."""
    return _digest(f"{username}\n{network}")


def _too_many(wait_s: float) -> LimitReached:
    message = "Too many failed sign-ins: wait a few minutes and try again."
    return LimitReached(message, limit="sign_ins", retry_after_s=ceil(wait_s))


def _digest(username: str) -> str:
    return hashlib.blake2b(username.encode("utf-8", "replace"), digest_size=16).hexdigest()
