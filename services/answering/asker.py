"""Who asks an agent about their own runs."""

from __future__ import annotations

from services.auth.identity import Identity


def asker(user_id: str) -> Identity:
    """A member: an admin sees everybody's, and is answered from their own like everybody else."""
    return Identity(user_id, "", "member", "access", "", 0.0)
