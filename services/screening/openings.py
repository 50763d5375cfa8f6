"""The openings: what people hire for, kept with their criteria and weights. Each belongs to whoever made it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import delete, func, select

from services.auth.identity import Identity
from services.database.database import Database
from services.errors import LimitReached, NotFound
from services.identifier import new_id
from services.screening.matching.criterion import Criterion, Opening, Part
from services.screening.record import OpeningRecord


class KeptOpening(msgspec.Struct, frozen=True):
    """An opening as it was when it was read."""

    opening_id: str
    owner_id: str
    opening: Opening
    created_at: float
    changed_at: float

    def as_dict(self) -> dict[str, Any]:
        """For JSON; whose it is stays out."""
        return {
            "opening_id": self.opening_id,
            **msgspec.to_builtins(self.opening),
            "created_at": self.created_at,
            "changed_at": self.changed_at,
        }


class Openings:
    """Thread-safe and greenlet-safe; calls block for a statement or two. ``most`` is how many a user may keep."""

    def __init__(self, database: Database, most: int, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._most = most
        self._now = now

    def add(self, owner_id: str, opening: Opening) -> KeptOpening:
        """Raises: LimitReached, the owner has as many as they may keep."""
        now = self._now()
        row = OpeningRecord(id=new_id(), owner_id=owner_id, created_at=now, changed_at=now, **_columns(opening))
        own = select(func.count()).select_from(OpeningRecord).where(OpeningRecord.owner_id == owner_id)
        with self._database.session() as session:
            if session.execute(own).scalar_one() >= self._most:
                raise LimitReached(
                    f"You keep {self._most} openings, the most that one user may (TAILRACE_OPENINGS);"
                    " delete some first.",
                    retry_after_s=60,
                )
            session.add(row)
        return _kept(row)

    def list(self, identity: Identity, limit: int, page: int) -> tuple[list[KeptOpening], int]:
        """The newest first, and how many there are: the caller's own, an admin's everybody's."""
        whose = [] if identity.is_admin else [OpeningRecord.owner_id == identity.user_id]
        newest = select(OpeningRecord).where(*whose).order_by(OpeningRecord.created_at.desc(), OpeningRecord.id)
        with self._database.session() as session:
            rows = session.scalars(newest.limit(limit).offset((page - 1) * limit)).all()
            total = session.execute(select(func.count()).select_from(OpeningRecord).where(*whose)).scalar_one()
        return [_kept(row) for row in rows], total

    def get(self, identity: Identity, opening_id: str) -> KeptOpening:
        """Raises: NotFound, also when it is somebody else's."""
        with self._database.session() as session:
            row = session.get(OpeningRecord, opening_id)
        if row is None or not (identity.is_admin or row.owner_id == identity.user_id):
            raise NotFound("There is no such opening; it may have been deleted.", code="no_opening")
        return _kept(row)

    def change(self, identity: Identity, opening_id: str, opening: Opening) -> KeptOpening:
        """Replace it. Screenings keep what they were ranked against. Raises: NotFound."""
        self.get(identity, opening_id)
        with self._database.session() as session:
            row = session.get_one(OpeningRecord, opening_id)
            for name, value in _columns(opening).items():
                setattr(row, name, value)
            row.changed_at = self._now()
        return _kept(row)

    def delete(self, identity: Identity, opening_id: str) -> None:
        """Screenings keep what they were ranked against. Raises: NotFound."""
        self.get(identity, opening_id)
        with self._database.session() as session:
            session.execute(delete(OpeningRecord).where(OpeningRecord.id == opening_id))

    def delete_all(self, owner_id: str) -> int:
        """Delete all openings of a user; how many."""
        with self._database.session() as session:
            gone = session.scalars(
                delete(OpeningRecord).where(OpeningRecord.owner_id == owner_id).returning(OpeningRecord.id)
            )
            return len(gone.all())


def _columns(opening: Opening) -> dict[str, str]:
    return {
        "title": opening.title,
        "description": opening.description,
        "criteria": msgspec.json.encode(opening.criteria).decode(),
        "weights": msgspec.json.encode(opening.weights).decode(),
    }


def _kept(row: OpeningRecord) -> KeptOpening:
    opening = Opening(
        row.title,
        row.description,
        msgspec.json.decode(row.criteria, type=list[Criterion]),
        msgspec.json.decode(row.weights, type=dict[Part, float]),
    )
    return KeptOpening(row.id, row.owner_id, opening, row.created_at, row.changed_at)
