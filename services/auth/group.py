"""A group: users who share grants. What a user may do is what they are granted themselves and what their groups are.

A group has no role: being an admin is a trait of a person, given to each by name.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.auth.audit import COMMAND_LINE, Actor, Subject, record
from services.auth.permission import Action, check_pattern
from services.auth.user import User
from services.database.database import Base, Database
from services.errors import BadRequest, Conflict, NotFound
from services.identifier import new_id

LONGEST_NAME = 64


class GroupRecord(Base):
    __tablename__ = "user_groups"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[float]


class Membership(Base):
    __tablename__ = "group_members"

    group_id: Mapped[str] = mapped_column(ForeignKey("user_groups.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)


class GroupGrant(Base):
    __tablename__ = "group_grants"

    group_id: Mapped[str] = mapped_column(ForeignKey("user_groups.id", ondelete="CASCADE"), primary_key=True)
    action: Mapped[str] = mapped_column(String(16), primary_key=True)
    pattern: Mapped[str] = mapped_column(String(129), primary_key=True)


@dataclass(frozen=True, slots=True)
class Group:
    """``members`` are pairs of id and name, in order of their names."""

    id: str
    name: str
    created_at: float
    members: tuple[tuple[str, str], ...]
    publish: tuple[str, ...]
    subscribe: tuple[str, ...]

    @property
    def member_ids(self) -> list[str]:
        return [user_id for user_id, _ in self.members]


class Groups:
    """All groups. A change that takes a right away returns whose it was: their live streams are to be looked at."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def all(self, of_user: str | None = None) -> Sequence[Group]:
        """In order of their names; ``of_user``: only those that this user is a member of."""
        query = select(GroupRecord).order_by(GroupRecord.name)
        if of_user is not None:
            query = query.join(Membership, Membership.group_id == GroupRecord.id).where(Membership.user_id == of_user)
        with self._database.session() as session:
            return _shown(session, session.scalars(query).all())

    def get(self, group: str) -> Group:
        """By id or name. Raises: NotFound."""
        with self._database.session() as session:
            return _shown(session, [_found(session, group)])[0]

    def create(self, name: str, *, by: Actor = COMMAND_LINE) -> Group:
        """Raises: BadRequest, the name cannot be used. Conflict, it is taken."""
        row = GroupRecord(id=new_id(), name=_checked(name), created_at=self._clock())
        try:
            with self._database.session() as session:
                session.add(row)
                self._record(session, by, "group.created", row)
        except IntegrityError:
            raise _taken(row.name) from None
        return Group(row.id, row.name, row.created_at, (), (), ())

    def rename(self, group: str, name: str, *, by: Actor = COMMAND_LINE) -> Group:
        """Raises: NotFound, BadRequest, Conflict."""
        name = _checked(name)
        try:
            with self._database.session() as session:
                row = _found(session, group)
                before, row.name = row.name, name
                self._record(session, by, "group.renamed", row, {"from": before})
        except IntegrityError:
            raise _taken(name) from None
        return self.get(row.id)

    def delete(self, group: str, *, by: Actor = COMMAND_LINE) -> Group:
        """The group as it was. Its members stay, without what it granted them. Raises: NotFound."""
        with self._database.session() as session:
            row = _found(session, group)
            (gone,) = _shown(session, [row])
            for table in (Membership, GroupGrant):
                session.execute(delete(table).where(table.group_id == row.id))
            session.delete(row)
            lost = {"members": [name for _, name in gone.members], "publish": gone.publish, "subscribe": gone.subscribe}
            self._record(session, by, "group.deleted", row, lost)
        return gone

    def add_member(self, group: str, user: User, *, by: Actor = COMMAND_LINE) -> None:
        """Adding twice is harmless. Raises: NotFound."""
        with self._database.session() as session:
            row = _found(session, group)
            if session.get(Membership, (row.id, user.id)) is None:
                session.add(Membership(group_id=row.id, user_id=user.id))
                self._record(session, by, "group.member_added", row, {"user_id": user.id, "username": user.username})

    def remove_member(self, group: str, user: User, *, by: Actor = COMMAND_LINE) -> list[str]:
        """Raises: NotFound."""
        with self._database.session() as session:
            row = _found(session, group)
            membership = session.get(Membership, (row.id, user.id))
            if membership is None:
                raise NotFound(f"{user.username} is not in the group {row.name}.")
            session.delete(membership)
            self._record(session, by, "group.member_removed", row, {"user_id": user.id, "username": user.username})
        return [user.id]

    def grant(self, group: str, action: Action, pattern: str, *, by: Actor = COMMAND_LINE) -> None:
        """Granting twice is harmless. Raises: NotFound, BadRequest."""
        check_pattern(pattern)
        with self._database.session() as session:
            row = _found(session, group)
            if session.get(GroupGrant, (row.id, action, pattern)) is None:
                session.add(GroupGrant(group_id=row.id, action=action, pattern=pattern))
                self._record(session, by, "group.granted", row, {"action": action, "pattern": pattern})

    def revoke_grant(self, group: str, action: Action, pattern: str, *, by: Actor = COMMAND_LINE) -> list[str]:
        """Raises: NotFound."""
        with self._database.session() as session:
            row = _found(session, group)
            grant = session.get(GroupGrant, (row.id, action, pattern))
            if grant is None:
                raise NotFound(f"The group {row.name} was not granted to {action} {pattern!r}.")
            session.delete(grant)
            self._record(session, by, "group.grant_removed", row, {"action": action, "pattern": pattern})
            return list(session.scalars(select(Membership.user_id).where(Membership.group_id == row.id)))

    def _record(
        self, session: Session, by: Actor, act: str, row: GroupRecord, details: dict[str, Any] | None = None
    ) -> None:
        record(session, by, act, Subject("group", row.id, row.name), details, at=self._clock())


def _found(session: Session, group: str) -> GroupRecord:
    row = session.get(GroupRecord, group) or session.scalar(select(GroupRecord).where(GroupRecord.name == group))
    if row is None:
        raise NotFound(f"There is no group {group!r}.", code="no_group")
    return row


def _shown(session: Session, rows: Sequence[GroupRecord]) -> Sequence[Group]:
    ids = [row.id for row in rows]
    of_members = select(Membership.group_id, User.id, User.username).join(User, User.id == Membership.user_id)
    members = session.execute(of_members.where(Membership.group_id.in_(ids)).order_by(User.username)).all()
    of_grants = select(GroupGrant).where(GroupGrant.group_id.in_(ids)).order_by(GroupGrant.pattern)
    grants = session.scalars(of_grants).all()

    def granted(group_id: str, action: str) -> tuple[str, ...]:
        return tuple(grant.pattern for grant in grants if grant.group_id == group_id and grant.action == action)

    return [
        Group(
            row.id,
            row.name,
            row.created_at,
            tuple((user_id, name) for group_id, user_id, name in members if group_id == row.id),
            granted(row.id, "publish"),
            granted(row.id, "subscribe"),
        )
        for row in rows
    ]


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadRequest(f"A group's name has 1 to {LONGEST_NAME} characters, on one line.", code="bad_name")
    return name


def _taken(name: str) -> Conflict:
    return Conflict(f"There is already a group {name!r}.", code="group_taken")
