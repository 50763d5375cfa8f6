"""One-time codes (TOTP, RFC 6238): six digits that a telephone and we compute from a shared secret and the time."""

from __future__ import annotations

import hmac

STEP_S = 30
_DIGITS = 6
_CLOCK_STEPS = 1
"""How many steps the telephone's clock may be ahead or behind."""


def new_secret() -> str:
    """160 random bits, in base32."""
    import pyotp  # here and below: few requests need it

    return pyotp.random_base32()


def address_of(secret: str, username: str) -> str:
    """The ``otpauth://`` address that authenticator apps take."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name="Tailrace")


def is_one_time_code(text: str) -> bool:
    return len(text) == _DIGITS and text.isascii() and text.isdigit()


def step_of(secret: str, code: str, now: float) -> int | None:
    """The step of time for which this is the code; None if it is none of now."""
    if not is_one_time_code(code):
        return None

    import pyotp

    totp = pyotp.TOTP(secret)
    current = int(now // STEP_S)
    steps = range(current - _CLOCK_STEPS, current + _CLOCK_STEPS + 1)
    right = [step for step in steps if hmac.compare_digest(totp.generate_otp(step), code)]  # always as much work
    return right[-1] if right else None
