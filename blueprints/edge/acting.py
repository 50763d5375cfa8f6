"""Who acts, as the audit log names them: whoever sent the current request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g, request

from blueprints.edge.current import container
from services.auth.audit import Actor, Subject


def actor() -> Actor:
    return Actor.of(g.identity, request.remote_addr or "")


def note_act(act: str, kind: str, id: str, name: str = "", details: Mapping[str, Any] | None = None) -> None:
    """Write down what the sender of this request has done, where it is no change of the database."""
    container().audit_log.record(actor(), act, Subject(kind, id, name), details)
