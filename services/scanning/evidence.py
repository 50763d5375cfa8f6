"""Evidence: what a scan's files say of a scan whose job is gone.
The report comes last, so where it is, everything is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from services.errors import TooLarge
from services.scanning.report.json import from_json
from services.scanning.scan_facts import ScanFacts
from services.scanning.scan_folder import ScanFolder

_REPORT_BYTES = 64 * 2**20


def evidence(data: Path, scan_id: str) -> dict[str, Any] | None:
    """The `ScanFacts` of a scan that came to its end; None if it did not."""
    try:
        report = from_json(ScanFolder(data, scan_id).read("report.json", _REPORT_BYTES))
    except (OSError, TooLarge, msgspec.MsgspecError):
        return None
    facts = ScanFacts(
        commit=report.commit,
        ref=report.ref,
        files=len(report.files),
        languages=report.languages,
        roles=report.roles,
        nodes=report.graph.nodes,
        edges=report.graph.edges,
        summary=report.summary,
        execution_time=round(report.finished_at - report.started_at, 3),
    )
    built: dict[str, Any] = msgspec.to_builtins(facts)
    return built
