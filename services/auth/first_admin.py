"""The first admin, whom a new database gets."""

from __future__ import annotations

from services.auth.audit import SERVER
from services.auth.user import Users
from services.errors import Conflict
from services.identifier import new_id
from services.settings.settings import Settings


def ensure_admin(users: Users, settings: Settings) -> str | None:
    """Create the first admin if the database has no users. If two servers start at once, one of them does.

    Returns:
        The random password, to show once; None if one was configured, or there were users already.
    """
    if users.count():
        return None
    password = settings.auth.admin_password or new_id()
    try:
        # The operator answers for the password in the environment, however short.
        users.create(settings.auth.admin_user, password, "admin", is_operators_choice=True, by=SERVER)
    except Conflict:
        return None
    return None if settings.auth.admin_password else password
