"""The event log for commands: with a running server beside them or not, but never a new log by mistake."""

from __future__ import annotations

from services.container import Container
from services.errors import NotFound
from services.streaming.log.event_log import EventLog


def open_event_log(container: Container) -> EventLog:
    """Raises: NotFound, if the data folder has none: a mistyped TAILRACE_DATA must not look like silence."""
    folder = container.settings.data / "log"
    if not folder.is_dir():
        raise NotFound(
            f"There is no event log in {container.settings.data}; set TAILRACE_DATA to the server's data folder."
        )
    return container.event_log
