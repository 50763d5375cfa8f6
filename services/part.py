"""The parts that a server stands on, and whether they work, as a collector is told."""

from __future__ import annotations

from services.telemetry.meter import Label, Reported

PART = Label("part", ("event_log", "database", "runner"))
"""The container adds the faces' own companions."""

PART_DOWN = Reported("tailrace_part_down", "1 for a part of the server that does not work, 0 for one that does.", PART)
