"""Ending logins: in the database first, so that no process takes them any more, then their live streams."""

from __future__ import annotations

from blueprints.edge.current import container
from services.auth.audit import Actor


def end_login(login_id: str) -> None:
    """End a login. Ending one twice is harmless."""
    container().logins.close(login_id)
    container().control.revoke(login_id=login_id)


def end_one_login(user_id: str, login_id: str, by: Actor | None = None) -> None:
    """End one of a user's logins. ``by``: who does it, if it is not they themselves.

    Raises: NotFound, they have no such live login.
    """
    container().logins.close_one(login_id, user_id, by=by)
    container().control.revoke(login_id=login_id)


def end_other_logins(user_id: str, kept_id: str = "", by: Actor | None = None) -> int:
    """End all of a user's logins but one, or all. Returns how many they were."""
    ended = container().logins.close_others(user_id, kept_id, by=by)
    container().control.revoke_logins(ended)
    return len(ended)
