"""Making a PDF report: of a screening that quotes strangers, with a library, so in a confined process of its own."""

from __future__ import annotations

import threading

from services.errors import Conflict, Unavailable
from services.process.access import Access
from services.process.limits import Limits
from services.process.resident import RequestFailed, Resident, ResidentFailed
from services.screening.shown import ShownScreening

LIMITS = Limits(wall_s=60.0, cpu_s=60.0, memory_bytes=2**29, output_bytes=64 * 2**20, processes=8)
WAIT_S = 20.0
_FUNCTION = "services.screening.report.pdf:work"
_turn = threading.BoundedSemaphore(1)
"""One at a time in a process: a report takes a second of a processor."""


def make_pdf(screening: ShownScreening, limits: Limits = LIMITS) -> bytes:
    """Blocks; under gevent it comes from a greenlet.

    Raises: Unavailable, others are just being made. Conflict: it cannot be made within the limits.
    """
    if not _turn.acquire(timeout=WAIT_S):
        raise Unavailable("Other reports are just being made; try again in a moment.", retry_after_s=5)
    try:
        with Resident[bytes](_FUNCTION, bytes, limits, Access()) as worker:
            return worker.ask(screening)
    except (RequestFailed, ResidentFailed):
        raise Conflict(
            "The report could not be made within the limits of time and memory; the CSV and JSON exports have it all.",
            code="report_not_made",
        ) from None
    finally:
        _turn.release()
