"""Names of those who use a server: people and programs, by id, and back."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from services.auth.service_token import ServiceToken
from services.auth.user import User
from services.database.database import Database


def names_of(database: Database, ids: Collection[str]) -> dict[str, str]:
    """Of those ids that are a user's or a service token's. Who was deleted has no name any more."""
    if not ids:
        return {}
    with database.session() as session:
        users = session.execute(select(User.id, User.username.label("name")).where(User.id.in_(ids)))
        tokens = session.execute(select(ServiceToken.id, ServiceToken.name).where(ServiceToken.id.in_(ids)))
        return {row.id: row.name for row in (*tokens, *users)}


def id_of(database: Database, name_or_id: str) -> str:
    """The id of the user or service token with this id or name; else what was given, which may be a deleted one's."""
    if "\0" in name_or_id:
        return name_or_id  # nobody's, and PostgreSQL refuses to look for it
    with database.session() as session:
        for table, name in ((User, User.username), (ServiceToken, ServiceToken.name)):
            found = session.scalar(select(table.id).where((table.id == name_or_id) | (name == name_or_id)).limit(1))
            if found is not None:
                return found
    return name_or_id
