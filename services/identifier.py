"""Identifiers of users, logins, jobs and scans: random, unguessable, and usable inside a channel name."""

from __future__ import annotations

import secrets


def new_id() -> str:
    """16 hexadecimal digits, 64 random bits."""
    return secrets.token_hex(8)
