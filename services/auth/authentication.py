"""Authentication: from a credential to a live identity. Every request's credential is checked here and nowhere else.

There are three ways in: a bearer token, a session's login id, and a stream token in a query. All end in one database
look-up, so every process refuses a closed login or a disabled user as soon as the change is committed. A look-up is
kept only while the database has not changed at all.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from services.auth.chat_key import ChatKeys
from services.auth.identity import Identity
from services.auth.login import Logins
from services.auth.permission import Permissions
from services.auth.service_token import ServiceTokens
from services.auth.tokens import ChatClaims, OutsideClaims, ServiceClaims, StreamClaims, Tokens
from services.auth.user import Users
from services.errors import Forbidden, Unauthenticated


class Authentication:
    def __init__(
        self,
        *,
        tokens: Tokens,
        logins: Logins,
        users: Users,
        service_tokens: ServiceTokens,
        chat_keys: ChatKeys,
        permissions: Permissions,
    ) -> None:
        self._tokens = tokens
        self._logins = logins
        self._users = users
        self._service_tokens = service_tokens
        self._chat_keys = chat_keys
        self._permissions = permissions

    def by_session(self, login_id: object, key: str) -> Identity | None:
        """Whose session cookie this is, which ``key`` signed; None when there is none or its login ended."""
        identity = self._logins.identity(login_id) if isinstance(login_id, str) else None
        return replace(identity, keys=(key,)) if identity is not None and identity.kind == "session" else None

    def by_bearer(self, text: str) -> Identity:
        """Whose access, service or outside token this is, or whose chat key.

        Raises:
            Unauthenticated: it is none of these, or the login behind it has ended.
        """
        claims = self._tokens.read_bearer(text)
        if isinstance(claims, ServiceClaims):
            return replace(_alive(self._service_tokens.identity(claims.credential)), keys=(claims.key,))
        if isinstance(claims, OutsideClaims):
            return self._by_outside(claims)
        if isinstance(claims, ChatClaims):
            return replace(_alive(self._chat_keys.identity(claims.key_id)), keys=(claims.key,))
        identity = _alive(self._logins.identity(claims.login_id))
        if identity.kind != "access" or identity.user_id != claims.user_id:
            raise _ended()
        return replace(identity, keys=(claims.key,))

    def by_stream_token(self, text: str, session_login_id: object) -> Identity:
        """Who opens a stream with this token, limited to its channels. Grants are checked again: one may be gone.

        A browser's own reconnect repeats the URL it was given, so a token whose only fault is its age still opens the
        stream when the request carries the session of the same login.

        Raises:
            Unauthenticated: the token is not valid, or its login ended.
            Forbidden: the login may no longer read one of the channels.
        """
        claims = self._tokens.read_stream(text, allow_expired=session_login_id is not None)
        identity = _alive(self._owner(claims))
        if identity.user_id != claims.user_id:
            raise _ended()
        if claims.is_expired and not (identity.kind == "session" and identity.login_id == session_login_id):
            raise Unauthenticated("The stream token has expired: fetch a new one.", code="token_expired")
        if not all(self._permissions.may_read(identity, channel) for channel in claims.channels):
            raise Forbidden(
                "You may no longer read a channel of this token: fetch a new one.", code="channel_forbidden"
            )
        return replace(identity, kind="stream", channels=claims.channels, keys=claims.keys)

    def is_alive(self, identity: Identity) -> bool:
        """Whether the login or token behind this identity is still valid.

        Ask after registering a stream for revocations.
        """
        if not self._tokens.trusts(identity.keys):
            return False
        if identity.role == "service":
            return self._service_tokens.identity(identity.login_id) is not None
        if identity.kind == "chat_key":
            return self._chat_keys.identity(identity.login_id) is not None
        return self._logins.identity(identity.login_id) is not None

    def may_still_read(self, login_id: str, channels: Collection[str]) -> bool:
        """Whether this login (or service token, or chat key) is alive and may read all of these channels now."""
        for identity_of in (self._logins.identity, self._service_tokens.identity, self._chat_keys.identity):
            if (identity := identity_of(login_id)) is not None:
                return all(self._permissions.may_read(identity, channel) for channel in channels)
        return False

    def trusts(self, keys: Collection[str]) -> bool:
        """Whether none of these signing keys has been removed."""
        return self._tokens.trusts(keys)

    def ended(self, login_ids: Collection[str]) -> set[str]:
        """Which of these logins, service tokens and chat keys somebody has ended; expired ones don't count."""
        left = set(login_ids)
        for open_among in (self._logins.open_among, self._service_tokens.open_among, self._chat_keys.open_among):
            left -= open_among(left) if left else set()
        return left

    def _owner(self, claims: StreamClaims) -> Identity | None:
        return (
            self._service_tokens.identity(claims.login_id)
            if claims.is_service
            else self._logins.identity(claims.login_id)
        )

    def _by_outside(self, claims: OutsideClaims) -> Identity:
        identity = self._logins.identity(claims.login_id)
        if identity is None:
            user = self._users.by_outside_subject(claims.issuer, claims.subject)
            self._logins.open_outside(claims.login_id, user.id, claims.expires_at)
            identity = self._logins.identity(claims.login_id)
        return _alive(identity)


def _alive(identity: Identity | None) -> Identity:
    if identity is None:
        raise _ended()
    return identity


def _ended() -> Unauthenticated:
    return Unauthenticated("This sign-in has ended: sign in again.", code="login_ended")
