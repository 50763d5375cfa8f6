"""A message to a webhook, as people and programs are shown it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.operations.notifications.record import DeliveryRecord


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message and how its tries went. ``status`` is what the last one was answered with."""

    id: str
    type: str
    attempts: int
    status: int | None
    error: str
    took_ms: int | None
    created_at: float
    next_at: float | None
    arrived_at: float | None

    @property
    def state(self) -> str:
        if self.arrived_at is not None:
            return "delivered"
        return "failed" if self.next_at is None else "waiting"

    def as_dict(self) -> dict[str, Any]:
        shown = ("id", "type", "attempts", "status", "error", "took_ms", "created_at", "next_at", "arrived_at")
        return {"state": self.state} | {name: getattr(self, name) for name in shown}


def delivery_of(row: DeliveryRecord) -> Delivery:
    return Delivery(
        row.id, row.type, row.attempts, row.status, row.error, row.took_ms, row.created_at, row.next_at, row.arrived_at
    )
