"""The exporter as a companion of the server."""

from __future__ import annotations

from services.companion.companion import Companion
from services.settings.settings import Settings

EXPORTER = Companion("exporter", "services.telemetry.trace.exporter")


def exporters(settings: Settings) -> list[Companion]:
    """None where there is no collector."""
    return [EXPORTER] if settings.trace.endpoint else []
