"""A client report: what one browser says of its streams since it last said something.

A browser says what it likes, so a report holds no more than `read_report` accepts, and of all that a login reports in a
minute no more counts than `Allowance` has left. The server itself knows whose role it is.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from services.client_report import meter
from services.client_report.allowance import Allowance, Left
from services.errors import BadRequest
from services.streaming.meter import STREAM_KIND

MAX_BODY_BYTES = 32_768
_DAY_MS = 86_400_000

Word = Annotated[str, Meta(max_length=64)]
Few = Annotated[int, Meta(ge=0, le=1000)]
Many = Annotated[int, Meta(ge=0, le=1_000_000)]
Size = Annotated[int, Meta(ge=0, le=2**30)]
Times = Annotated[list[Annotated[float, Meta(ge=0, le=_DAY_MS)]], Meta(max_length=100)]


class StreamReport(msgspec.Struct):
    kind: Word = "stream"
    completed: Few = 0
    failed: Few = 0
    losses: Few = 0
    stalls: Few = 0
    duplicates: Many = 0
    events: Many = 0
    bytes: Size = 0
    reconnect_ms: Times = []
    stall_recovery_ms: Times = []
    delivery_ms: Times = []
    ui_messages: Annotated[dict[Word, Few], Meta(max_length=16)] = {}


class Report(msgspec.Struct):
    network_type: Word = "unknown"
    streams: Annotated[list[StreamReport], Meta(max_length=20)] = []


_decoder = msgspec.json.Decoder(Report)


class ClientReports:
    def __init__(self) -> None:
        self._allowance = Allowance()
        self.used = self._allowance.used

    def take(self, login_id: str, role: str, body: bytes) -> Report:
        """Count what a login reports.

        Raises:
            BadRequest: it is no report. LimitReached: the login has sent too many.
        """
        try:
            self._allowance.take_report(login_id)
            report = _decoder.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            meter.REPORTS.add(1, "invalid")
            raise BadRequest(f"This is no client report: {error}.", code="bad_report") from None
        left = self._allowance.of(login_id)
        for stream in report.streams:
            _count(left, role, report.network_type, stream)
        meter.REPORTS.add(1, "capped" if left.is_exceeded else "accepted")
        return report


def _count(left: Left, role: str, network: str, stream: StreamReport) -> None:
    kind = stream.kind if stream.kind in STREAM_KIND.values else "stream"  # of channels that are no face's
    timed, counted = (role, network), (role, network, kind)
    completed, failed = left.take("ends", stream.completed), left.take("ends", stream.failed)
    meter.COMPLETED.add(completed, *counted)
    meter.FAILED.add(failed, *counted)
    meter.ENDED_RECENTLY.add(completed, "completed")
    meter.ENDED_RECENTLY.add(failed, "failed")
    meter.LOSSES.add(left.take("losses", stream.losses), *counted)
    meter.STALLS.add(left.take("stalls", stream.stalls), *counted)
    meter.DUPLICATES.add(left.take("duplicates", stream.duplicates), *counted)
    meter.EVENTS.add(left.take("events", stream.events), *counted)
    meter.BYTES.add(left.take("bytes", stream.bytes), *counted)
    for histogram, times in (
        (meter.RECONNECT_MS, stream.reconnect_ms),
        (meter.STALL_RECOVERY_MS, stream.stall_recovery_ms),
        (meter.DELIVERY_MS, stream.delivery_ms),
    ):
        for time_ms in times[: left.take("times", len(times))]:
            histogram.observe(time_ms, *timed)
    for state, times_told in stream.ui_messages.items():
        meter.UI_MESSAGES.add(left.take("ui_messages", times_told), state)
