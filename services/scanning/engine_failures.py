"""The failures of a scan's engines: every one is an event, and the report lists the first ones."""

from __future__ import annotations

from typing import Any

from services.scanning.analysis.batch import BatchError
from services.scanning.analysis.issue import writable_text
from services.scanning.report.report import EngineFailure

MAX_FAILURES = 1000
_MAX_REASON_CHARACTERS = 500


class EngineFailures:
    def __init__(self) -> None:
        self.listed: list[EngineFailure] = []

    def add(self, error: BatchError) -> dict[str, Any]:
        """Returns the data of ``batch_error``."""
        reason = writable_text(error.error)[:_MAX_REASON_CHARACTERS]
        if len(self.listed) < MAX_FAILURES:
            self.listed.append(EngineFailure(error.batch, error.engine, reason))
        place = {"batch": error.batch, "total_batches": error.total_batches}
        return place | {"error": reason, "engine": error.engine}
