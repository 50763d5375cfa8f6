"""Views: filters of the dashboard that somebody has given a name. Each belongs to one person."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Float, Index, String, Text, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from services.database.database import Base, Database
from services.errors import BadRequest, Conflict, NotFound
from services.identifier import new_id

MOST = 50
LONGEST_NAME = 60
LONGEST_QUERY = 1000


class ViewRecord(Base):
    """``query`` is the part of the dashboard's address behind the question mark."""

    __tablename__ = "dashboard_views"
    __table_args__ = (Index("ix_dashboard_views_owner_id", "owner_id", "name", unique=True),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    owner_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    query: Mapped[str] = mapped_column(Text)
    created_at: Mapped[float] = mapped_column(Float)


@dataclass(frozen=True, slots=True)
class View:
    id: str
    name: str
    query: str

    def as_dict(self) -> dict[str, str]:
        return {"id": self.id, "name": self.name, "query": self.query}


class Views:
    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    def list(self, owner_id: str) -> list[View]:
        own = select(ViewRecord).where(ViewRecord.owner_id == owner_id).order_by(func.lower(ViewRecord.name))
        with self._database.session() as session:
            return [View(row.id, row.name, row.query) for row in session.scalars(own)]

    def save(self, owner_id: str, name: str, query: str) -> View:
        """A name that is taken now stands for the new filter. Raises: BadRequest, Conflict."""
        name = " ".join(name.split())
        if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
            raise BadRequest(f"A view's name has 1 to {LONGEST_NAME} characters.")
        if len(query) > LONGEST_QUERY or not query.isprintable():
            raise BadRequest(f"A filter is the query of the dashboard's address: up to {LONGEST_QUERY:,} characters.")
        with self._database.session() as session:
            self._database.one_at_a_time(session)
            own = select(ViewRecord).where(ViewRecord.owner_id == owner_id)
            rows = {row.name: row for row in session.scalars(own)}
            row = rows.get(name)
            if row is None:
                if len(rows) >= MOST:
                    raise Conflict(f"You have {MOST} views; delete one first.", code="too_many_views")
                row = ViewRecord(id=new_id(), owner_id=owner_id, name=name, query=query, created_at=self._now())
                session.add(row)
            row.query = query
            return View(row.id, name, query)

    def delete(self, owner_id: str, view_id: str) -> None:
        """Raises: NotFound."""
        own = (ViewRecord.id == view_id, ViewRecord.owner_id == owner_id)
        with self._database.session() as session:
            if session.scalar(delete(ViewRecord).where(*own).returning(ViewRecord.id)) is None:
                raise NotFound("There is no such view, or it is somebody else's.")

    def delete_all(self, owner_id: str) -> None:
        with self._database.session() as session:
            session.execute(delete(ViewRecord).where(ViewRecord.owner_id == owner_id))
