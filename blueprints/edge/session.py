"""The session cookie: Flask's own, but signed with the keys that sign tokens, and cheap for the many requests without
one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from flask import Flask, Request, Response, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeTimedSerializer

from services.auth.keyring import Keyring


class Session(SecureCookieSession):
    key = ""
    """The id of the key that signed it; empty in a new one."""


def session_key() -> str:
    """The id of the key that signed the session of this request; empty without one."""
    return cast(Session, session).key


class CookieSessions(SecureCookieSessionInterface):
    """Signs with the newest key, believes all of them, and reads and writes only cookies that matter."""

    session_class = Session

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._serializer = lru_cache(maxsize=16)(self._new_serializer)  # each takes 25 µs to make

    def _new_serializer(self, secret: str) -> URLSafeTimedSerializer:
        signer = {"key_derivation": self.key_derivation, "digest_method": self.digest_method}
        return URLSafeTimedSerializer(secret, salt=self.salt, serializer=self.serializer, signer_kwargs=signer)

    @property
    def secret(self) -> str:
        """What forms are signed with."""
        return self._keyring.newest()[1]

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer:
        return self._serializer(self.secret)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session.accessed or session.modified:
            super().save_session(app, session, response)

    def open_session(self, app: Flask, request: Request) -> Session:
        if "HTTP_COOKIE" not in request.environ or not (text := request.cookies.get(self.get_cookie_name(app))):
            return Session()
        max_age_s = int(app.permanent_session_lifetime.total_seconds())
        for key, secret in sorted(self._keyring.verifying().items(), reverse=True):
            try:
                found = Session(self._serializer(secret).loads(text, max_age=max_age_s))
            except BadSignature:
                continue
            found.key = key
            return found
        return Session()
