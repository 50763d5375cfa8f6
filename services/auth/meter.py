"""What is counted of signing in."""

from __future__ import annotations

from services.telemetry.meter import Counter, Label

LOGINS_FAILED = Counter(
    "tailrace_logins_failed_total",
    "Attempts to sign in: a wrong name or password, or too many of them.",
    Label("reason", ("wrong", "limited")),
)
