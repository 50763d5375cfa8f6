"""The audit log: who did what to whom or what, of every administrative act.

An act and its entry are one transaction, so neither exists without the other. Entries hold names as they were, and are
kept when the user they tell of is deleted. Nothing changes an entry; age alone removes it (``TAILRACE_AUDIT_DAYS``).

An act is a constant word, ``<kind of thing>.<what was done>``: ``user.disabled``. Details never hold a secret.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, delete, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.auth.identity import Identity
from services.database.database import Base, Database

DAY_S = 86_400.0
_LONGEST_TEXT = 500
_BATCH = 1_000


class AuditEntry(Base):
    """One act. ``actor_id`` is empty for the command line and the server itself."""

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[float] = mapped_column(index=True)
    actor_id: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str] = mapped_column(String(255))
    address: Mapped[str] = mapped_column(String(64))
    act: Mapped[str] = mapped_column(String(64))
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)

    def as_dict(self) -> dict[str, Any]:
        """In the words of the contract."""
        return {
            "id": self.id,
            "at": self.at,
            "actor": {"id": self.actor_id or None, "name": self.actor},
            "address": self.address,
            "act": self.act,
            "subject": {"kind": self.subject_kind, "id": self.subject_id, "name": self.subject},
            "details": self.details,
        }


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and from which address."""

    user_id: str
    name: str
    address: str = ""

    @classmethod
    def of(cls, identity: Identity, address: str = "") -> Actor:
        return cls(identity.user_id, identity.username, address)


COMMAND_LINE = Actor("", "command line")
SERVER = Actor("", "server")


@dataclass(frozen=True, slots=True)
class Subject:
    """What was acted on: its kind (``user``, ``token``, …), its id, and its name as it is now."""

    kind: str
    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """``actor`` and ``subject`` are an id or a name; ``text`` is a part of any name. Times in Unix seconds."""

    act: str = ""
    actor: str = ""
    subject: str = ""
    text: str = ""
    since: float | None = None
    until: float | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        if self.act:
            yield (AuditEntry.act == self.act) | AuditEntry.act.startswith(f"{self.act}.", autoescape=True)
        if self.actor:
            yield or_(AuditEntry.actor_id == self.actor, AuditEntry.actor == self.actor)
        if self.subject:
            yield or_(AuditEntry.subject_id == self.subject, AuditEntry.subject == self.subject)
        if self.text:
            columns = (AuditEntry.act, AuditEntry.actor, AuditEntry.subject)
            yield or_(*(func.lower(column).contains(self.text.lower(), autoescape=True) for column in columns))
        if self.since is not None:
            yield AuditEntry.at >= self.since
        if self.until is not None:
            yield AuditEntry.at < self.until


def record(
    session: Session,
    by: Actor,
    act: str,
    subject: Subject,
    details: Mapping[str, Any] | None = None,
    *,
    at: float | None = None,
) -> None:
    """Write an act down in the caller's transaction, which is the one that does it."""
    session.add(
        AuditEntry(
            at=time.time() if at is None else at,
            actor_id=by.user_id,
            actor=by.name[:255],
            address=by.address[:64],
            act=act,
            subject_kind=subject.kind,
            subject_id=subject.id[:255],
            subject=subject.name[:255],
            details={name: _short(value) for name, value in (details or {}).items()},
        )
    )


class AuditLog:
    """Reading the log, and writing down what changes no row of the database."""

    def __init__(self, database: Database, kept_days: float, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._kept_s = kept_days * DAY_S
        self._clock = clock

    def record(self, by: Actor, act: str, subject: Subject, details: Mapping[str, Any] | None = None) -> None:
        """Write down an act on what lies outside the database (a key, a run with its files), once it is done."""
        with self._database.session() as session:
            record(session, by, act, subject, details, at=self._clock())

    def newest(self, wanted: AuditFilter, limit: int, before: int | None = None) -> Sequence[AuditEntry]:
        """The newest entries first; those below the id ``before``, if one is given."""
        query = select(AuditEntry).where(*wanted.conditions()).order_by(AuditEntry.id.desc()).limit(limit)
        with self._database.session() as session:
            return session.scalars(query if before is None else query.where(AuditEntry.id < before)).all()

    def every(self, wanted: AuditFilter) -> Iterator[AuditEntry]:
        """All entries, the newest first, in batches: no transaction stays open between two of them."""
        before: int | None = None
        while batch := self.newest(wanted, _BATCH, before):
            yield from batch
            before = batch[-1].id

    def acts(self) -> Sequence[str]:
        """The acts that are in the log, in order of their names."""
        with self._database.session() as session:
            return session.scalars(select(AuditEntry.act).distinct().order_by(AuditEntry.act)).all()

    def expire(self) -> None:
        """Remove what has had its time."""
        old = AuditEntry.at < self._clock() - self._kept_s
        with self._database.session() as session:
            if session.scalar(select(AuditEntry.id).where(old).limit(1)) is not None:
                session.execute(delete(AuditEntry).where(old))


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value[:_LONGEST_TEXT]
    return [_short(one) for one in value] if isinstance(value, list | tuple) else value
