"""People who come through the provider: which account is theirs, and what they are here.

An account is known by the issuer and the ``sub`` of its owner, never by a name or an e-mail address: those can be
chosen, and change hands.
"""

from __future__ import annotations

import logging
import re
import secrets
import unicodedata
from collections.abc import Iterator

from services.auth.audit import SERVER
from services.auth.provider.provider import Vouched
from services.auth.provider.rule import claim_of, holds
from services.auth.user import User, Users, outside_key
from services.errors import Conflict, Forbidden
from services.settings.sign_in import SignInSettings

_LONGEST_NAME = 50
_UNUSABLE = re.compile(r"[^A-Za-z0-9._@+-]")
_TRIES = 20

_log = logging.getLogger(__name__)


class ProviderPeople:
    def __init__(self, users: Users, settings: SignInSettings) -> None:
        self._users = users
        self._settings = settings

    @property
    def needed(self) -> list[str]:
        """The claims that are looked at."""
        rules = [rule.claim for rule in (self._settings.allowed, self._settings.admins) if rule is not None]
        return [self._settings.name_claim, *rules]

    def enter(self, vouched: Vouched) -> tuple[User, bool]:
        """Their account, and whether its role has just changed.

        Raises: Forbidden, they may not enter, or nobody made them an account.
        """
        key = self.key_of(vouched)
        user = self._users.by_outside_key(key) or self._made(key, vouched)
        if user.disabled_at is not None:
            raise Forbidden("Your account here is disabled. Ask whoever runs this server.", code="user_disabled")
        return self._with_role(user, vouched)

    def key_of(self, vouched: Vouched) -> str:
        """What an account here knows them by. Raises: Forbidden, they may not enter."""
        allowed = self._settings.allowed
        if allowed is not None and not holds(allowed, vouched.claims):
            _log.warning("provider_not_allowed", extra={"subject": vouched.subject})
            raise Forbidden(
                f"You may not enter here: your “{allowed.claim}” at the sign-in provider is not what"
                " TAILRACE_OIDC_ALLOWED asks for. Whoever runs this server, or the provider, can let you in.",
                code="provider_not_allowed",
            )
        return outside_key(self._settings.issuer, vouched.subject)

    def _made(self, key: str, vouched: Vouched) -> User:
        if not self._settings.new_users:
            raise Forbidden(
                "You have no account here yet. Whoever runs this server can connect one to you:"
                f" flask user connect NAME {vouched.subject}",
                code="provider_unknown_user",
            )
        role = self._role(vouched) or "member"
        for name in _names(str(claim_of(vouched.claims, self._settings.name_claim) or "")):
            try:
                return self._users.create_outside(key, name, role, by=SERVER)
            except Conflict:  # the name is taken; or they came in twice at once
                if (user := self._users.by_outside_key(key)) is not None:
                    return user
        raise Conflict("No name is free for you here: start again.", code="username_taken")

    def _with_role(self, user: User, vouched: Vouched) -> tuple[User, bool]:
        role = self._role(vouched)
        if role is None or role == user.role:
            return user, False
        try:
            return self._users.set_role(user.username, role, by=SERVER), True
        except Conflict:  # the last admin stays one, whatever a provider says
            _log.warning("last_admin_stays", extra={"username": user.username})
            return user, False

    def _role(self, vouched: Vouched) -> str | None:
        """What the provider makes them; None if roles are given here."""
        if self._settings.admins is None:
            return None
        return "admin" if holds(self._settings.admins, vouched.claims) else "member"


def _names(wanted: str) -> Iterator[str]:
    """Names to try: as the provider has it, as far as names here allow, and then with numbers."""
    plain = unicodedata.normalize("NFKD", wanted[:255]).encode("ascii", "ignore").decode()
    name = _UNUSABLE.sub("-", plain).lstrip("._@+-")[:_LONGEST_NAME] or "user"
    yield name
    yield from (f"{name}-{number}" for number in range(2, _TRIES))
    yield f"{name}-{secrets.token_hex(4)}"
