"""Ending one stream by its client id, from any process."""

from __future__ import annotations

from pathlib import Path

from services.streaming.workers.control import Control
from services.streaming.workers.presence import read_beats


def end_elsewhere(client_id: str, folder: Path, control: Control) -> bool:
    """Tell the worker whose key begins the client id; False if that worker does not live.

    ``folder`` is that of the workers' presence. Raises: Unavailable, the event log cannot be written.
    """
    key = client_id.partition("-")[0]
    is_alive = any(beat.key == key for beat in read_beats(folder))
    if is_alive:
        control.end(client_id)
    return is_alive
