"""Samples: the meters of this data folder, minute by minute, so that pages can look back without a collector."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from services.database.database import Database
from services.operations.samples.course import Course, course, cut
from services.operations.samples.record import SampleRecord
from services.operations.samples.sample import Sample, unpack
from services.runs.tally import executions_now
from services.telemetry.meter import Recent, counted
from services.telemetry.meter_folder import MeterFolder

MINUTE_S = 60


class Samples:
    """``kept_s`` is how far back they go. Calls block for a statement or two."""

    def __init__(
        self,
        database: Database,
        meters: MeterFolder,
        place: str,
        kept_s: float,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._meters = meters
        self._place = place
        self._kept_s = kept_s
        self._now = now

    def take(self) -> bool:
        """Write down this minute, if that has not been done. A duty."""
        at = int(self._now()) // MINUTE_S * MINUTE_S
        with self._database.session() as session:
            newest = select(SampleRecord.at).where(SampleRecord.place == self._place)
            if (session.scalar(newest.order_by(SampleRecord.at.desc()).limit(1)) or 0) >= at:
                return False
        row = SampleRecord(place=self._place, at=at, series=self.current().pack())
        try:
            with self._database.session() as session:
                session.add(row)
                old = (SampleRecord.place == self._place, SampleRecord.at < at - self._kept_s)
                session.execute(delete(SampleRecord).where(*old))
        except IntegrityError:
            pass  # the runner before this one was faster
        return False

    def current(self) -> Sample:
        """The numbers of this moment."""
        total = self._meters.total()
        series = {
            meter.name: {labels: values for labels, values in total.of(meter.name).items() if any(values)}
            for meter in counted()
            if not isinstance(meter, Recent)
        }
        with self._database.session() as session:
            now = executions_now(session)
        found = {name: one for name, one in series.items() if one}
        return Sample(self._now(), found | {"executions": {(state,): [float(count)] for state, count in now.items()}})

    def since(self, at: float) -> list[Sample]:
        """All from then on, the oldest first."""
        own = (SampleRecord.place == self._place, SampleRecord.at >= at)
        with self._database.session() as session:
            rows = session.execute(
                select(SampleRecord.at, SampleRecord.series).where(*own).order_by(SampleRecord.at)
            ).all()
        return [unpack(row.at, row.series) for row in rows]

    def course(self, seconds: float, step_s: float) -> Course:
        """The last ``seconds`` in steps. Only the samples at the ends of steps are unpacked."""
        until = self._now()
        since = until - seconds
        own = (SampleRecord.place == self._place, SampleRecord.at >= since)
        with self._database.session() as session:
            times = session.scalars(select(SampleRecord.at).where(*own).order_by(SampleRecord.at)).all()
            pairs = cut(times, step_s)
            ends = {at for pair in pairs for at in pair}
            rows = session.execute(
                select(SampleRecord.at, SampleRecord.series).where(*own, SampleRecord.at.in_(ends))
            ).all()
        return course(since, until, pairs, [unpack(row.at, row.series) for row in rows])
