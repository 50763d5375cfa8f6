"""The producer as a companion of the server, and how it is woken."""

from __future__ import annotations

from pathlib import Path

from services.companion.companion import Companion
from services.streaming.log.bell import Bell

PRODUCER = Companion("producer", "services.agents.producer")
FOLDER = "producers"
"""Each living producer holds a lock in this folder of the data folder."""


def open_bell(data: Path) -> Bell:
    """Rung for producers when there is something new in the database: a run to make, or one to stop."""
    return Bell(data / "producer.bell")


def living(producer: str) -> str:
    """The lock that a producer holds as long as it lives, below the data folder."""
    return f"{FOLDER}/{producer}.lock"
