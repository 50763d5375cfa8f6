"""What admins change, for the API and the pages alike: the change, written down under their name, then what live
streams have to be told.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from blueprints.edge.acting import actor
from blueprints.edge.current import container
from services.auth.permission import Action
from services.auth.service_token import ServiceToken
from services.auth.user import User
from services.errors import BadRequest, Conflict
from services.thread import in_thread
from services.user_deletion import delete_user, put_out

DAY_S = 86_400.0
MOST_DAYS = 36_500


def new_password() -> str:
    return secrets.token_urlsafe(12)


def create_user(username: str, role: str, password: str | None) -> tuple[User, str | None]:
    """The user, and the password that was made for them, which is shown this once."""
    made = None if password else new_password()
    return container().users.create(username, password or made or "", role, by=actor()), made


def change_role(user: User, role: str) -> None:
    container().users.set_role(user.username, role, by=actor())
    container().control.recheck([user.id])


def switch(user: User, *, is_enabled: bool) -> None:
    if is_enabled:
        container().users.enable(user.username, by=actor())
        return
    container().users.disable(user.username, by=actor())
    container().control.revoke(user_id=user.id)


def reset_password(user: User, password: str | None = None) -> str | None:
    """The password that was made, if none was given. Ends all their logins and live streams."""
    if user.password_hash is None:
        raise Conflict(f"{user.username} signs in elsewhere, and has no password here.", code="signs_in_elsewhere")
    made = None if password else new_password()
    container().users.set_password(user.username, password or made or "", by=actor())
    container().control.revoke(user_id=user.id)
    return made


def reset_second_factor(user: User) -> None:
    """For somebody who has lost it. Ends all their logins and live streams."""
    container().second_factors.reset(user, by=actor())
    container().control.revoke(user_id=user.id)


def connect_user(user: User, subject: str) -> None:
    """Let whoever the sign-in provider knows as ``subject`` sign in as them."""
    ended = container().connections.connect(user, container().provider.key_of(subject), by=actor())
    container().control.revoke_logins(ended)


def disconnect_user(user: User) -> None:
    container().control.revoke_logins(container().connections.disconnect(user, by=actor()))


def remove_user(user: User) -> list[str]:
    put_out(container(), user.username, by=actor())
    return in_thread(delete_user, container(), user.username, by=actor())


def grant_user(user: User, action: Action, pattern: str) -> None:
    container().users.grant(user.username, action, pattern, by=actor())


def take_from_user(user: User, action: Action, pattern: str) -> None:
    container().users.revoke_grant(user.username, action, pattern, by=actor())
    container().control.recheck([user.id])


def remove_group(group_id: str) -> None:
    container().control.recheck(container().groups.delete(group_id, by=actor()).member_ids)


def remove_member(group_id: str, user: User) -> None:
    container().control.recheck(container().groups.remove_member(group_id, user, by=actor()))


def take_from_group(group_id: str, action: Action, pattern: str) -> None:
    container().control.recheck(container().groups.revoke_grant(group_id, action, pattern, by=actor()))


def create_token(
    name: str, publish: Sequence[str], subscribe: Sequence[str], days: int | None
) -> tuple[ServiceToken, str]:
    """The token's row, and the token, which is shown this once."""
    row = container().service_tokens.create(
        name=name, publish=publish, subscribe=subscribe, lasts_s=_seconds(days), by=actor()
    )
    return row, container().tokens.issue_service(row.credential, row.expires_at)


def rotate_token(token_id: str, grace_days: float, days: int | None = None) -> tuple[ServiceToken, str]:
    """The row, and the token with its new secret, which is shown this once."""
    before = container().service_tokens.get(token_id).credential
    row = container().service_tokens.rotate(token_id, grace_days * DAY_S, lasts_s=_seconds(days), by=actor())
    if not grace_days:
        container().control.revoke(login_id=before)
    return row, container().tokens.issue_service(row.credential, row.expires_at)


def revoke_token(token_id: str) -> None:
    container().service_tokens.revoke(token_id, by=actor())
    container().control.revoke(user_id=token_id)


def _seconds(days: int | None) -> float | None:
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise BadRequest(f"A token expires in 1 to {MOST_DAYS:,} days, or never.", code="bad_expiry")
    return None if days is None else days * DAY_S
