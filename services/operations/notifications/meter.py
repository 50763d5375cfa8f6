"""What is counted of webhooks."""

from __future__ import annotations

from services.telemetry.meter import Counter, Label

TRIES = Counter(
    "tailrace_webhook_tries_total",
    "Tries to deliver a message: it arrived, it failed and is tried again, or the webhook was given up and turned off.",
    Label("outcome", ("arrived", "failed", "given_up")),
)
