"""The error tree: everything that can go wrong and that a caller should hear about.

    TailraceError
    ├── BadRequest        400  a parameter or body that cannot be accepted
    ├── Unauthenticated   401  no, expired or forged credentials
    ├── Forbidden         403  known caller, not allowed
    ├── NotFound          404
    ├── Conflict          409  the thing's present state does not allow it
    ├── TooLarge          413
    ├── KeyReused         422  an idempotency key came back with another body
    ├── LimitReached      429  the caller's own limit; ``retry_after_s`` says when to return
    ├── Unavailable       503  overloaded, draining, or a store that does not answer
    └── SettingsError      –   a setting that stops the start

The HTTP edge turns each into ``{"error": {"code", "message"}}`` (contract, section 1). A message is one sentence that
names the cause and the remedy. It never holds a token, a path on the server or a payload.
"""

from __future__ import annotations


class TailraceError(Exception):
    """The root. ``code`` is stable and for programs, ``str(error)`` is for people."""

    code = "internal"
    http_status = 500

    def __init__(self, message: str, *, code: str | None = None, retry_after_s: int | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code
        self.retry_after_s = retry_after_s


class BadRequest(TailraceError):
    code = "bad_request"
    http_status = 400


class Unauthenticated(TailraceError):
    code = "unauthenticated"
    http_status = 401


class Forbidden(TailraceError):
    code = "forbidden"
    http_status = 403


class NotFound(TailraceError):
    code = "not_found"
    http_status = 404


class Conflict(TailraceError):
    code = "conflict"
    http_status = 409


class TooLarge(TailraceError):
    code = "too_large"
    http_status = 413


class KeyReused(TailraceError):
    code = "idempotency_key_reused"
    http_status = 422


class LimitReached(TailraceError):
    code = "limit_reached"
    http_status = 429

    def __init__(self, message: str, *, code: str | None = None, retry_after_s: int = 5, limit: str = "") -> None:
        """``limit`` names the limit for admins; without it, the code does."""
        super().__init__(message, code=code, retry_after_s=retry_after_s)
        self.limit = limit or self.code


class Unavailable(TailraceError):
    code = "unavailable"
    http_status = 503

    def __init__(self, message: str, *, code: str | None = None, retry_after_s: int = 2) -> None:
        super().__init__(message, code=code, retry_after_s=retry_after_s)


class SettingsError(TailraceError):
    code = "bad_setting"
