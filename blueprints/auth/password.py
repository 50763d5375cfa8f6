"""Signing in with a password, and a code where somebody has a second factor. All attempts count for one limit."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import gevent
from flask import request

from blueprints.edge.current import container
from services.auth.meter import LOGINS_FAILED
from services.auth.user import User
from services.errors import Forbidden, LimitReached, Unauthenticated

R = TypeVar("R")

REFUSAL_S = 0.5
"""When the answer to too many attempts comes: later than a password is checked, so its time tells nothing."""

_WRONG = "The user name or the password is wrong."


def attempt(username: str, check: Callable[[], R]) -> R:
    """Look at what somebody knows, unless they were wrong too often. ``check`` raises Unauthenticated.

    Raises: LimitReached, after the same time whether or not anything was looked at; what ``check`` raises.
    """
    refused_at = time.monotonic() + REFUSAL_S
    try:
        refusal = container().login_limit.begin(username, request.remote_addr or "")
        try:
            return check()
        except Unauthenticated as error:
            if error.code != "code_required":  # nothing wrong was said yet
                LOGINS_FAILED.add(1, "wrong")
            if refusal is not None:
                raise refusal from None
            raise
    except LimitReached:
        LOGINS_FAILED.add(1, "limited")
        gevent.sleep(max(0.0, refused_at - time.monotonic()))
        raise


def has_signed_in(username: str) -> None:
    """Forget their attempts: only once everything was right, or knowing the password would make guessing codes free."""
    container().login_limit.succeeded(username, request.remote_addr or "")


def by_password(username: str, password: str) -> User:
    """Whose password this is. Raises: LimitReached; Unauthenticated, the same for every cause."""
    if not username.isprintable():
        raise Unauthenticated(_WRONG, code="wrong_credentials")  # no user can have this name
    return attempt(username, lambda: _verified(username, password))


def program_by_password(username: str, password: str, code: str | None) -> User:
    """Who signs in with all that they have in one request.

    Raises: LimitReached, Unauthenticated. Forbidden, they need a second factor first.
    """

    def check() -> User:
        user = _verified(username, password)
        if container().second_factors.on_since(user.id) is None:
            if container().second_factors.is_demanded(user):
                raise Forbidden(
                    "This server wants a second factor of you: sign in on its page once, which sets it up.",
                    code="second_factor_required",
                )
        elif code is None:
            raise Unauthenticated("Send the code of your authenticator app as 'code', too.", code="code_required")
        else:
            container().second_factors.check(user.id, code)
        return user

    if not username.isprintable():
        raise Unauthenticated(_WRONG, code="wrong_credentials")
    user = attempt(username, check)
    has_signed_in(username)
    return user


def _verified(username: str, password: str) -> User:
    user = container().users.verify(username, password)
    if user is None:
        raise Unauthenticated(_WRONG, code="wrong_credentials")
    return user
