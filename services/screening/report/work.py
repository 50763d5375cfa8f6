"""Making a PDF report: of a screening that quotes strangers, with a library, so in a confined process of its own."""

from __future__ import annotations

import logging

from services.errors import Conflict
from services.process.access import Access
from services.process.limits import Limits
from services.process.resident import RequestFailed, Resident, ResidentFailed
from services.process.slots import Slots
from services.screening.shown import ShownScreening

LIMITS = Limits(wall_s=60.0, cpu_s=60.0, memory_bytes=2**29, output_bytes=64 * 2**20, processes=8)
WAIT_S = 20.0
_FUNCTION = "services.screening.report.pdf:work"
_log = logging.getLogger(__name__)


class ReportWork:
    """Of one web worker, one at a time: a report takes a second of a processor. Calls block; they start a process, so
    under gevent they come from a greenlet.
    """

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._slots = Slots(1, WAIT_S, busy="Other reports are being made; try again in a moment.")

    def pdf(self, screening: ShownScreening) -> bytes:
        """Raises: Unavailable, others are being made. Conflict: it cannot be made within the limits."""
        with self._slots.one(), Resident[bytes](_FUNCTION, bytes, self._limits, Access()) as worker:
            try:
                return worker.ask(screening)
            except (RequestFailed, ResidentFailed) as failed:
                _log.warning("report_not_made", extra={"screening": screening.screening_id, "error": str(failed)})
                raise Conflict(
                    "The report could not be made within the limits of time and memory; the CSV and JSON exports have"
                    " it all.",
                    code="report_not_made",
                ) from None
