"""Telling: when a job has ended, its channel gets its last events and is closed, exactly once.

The row of a job that has ended is the truth. Telling copies it into the event log and can be repeated after any crash:
the last events carry an idempotency key, and a channel closes only once. A thread of the runner does it, so that a slow
event log delays no other job.
"""

from __future__ import annotations

import logging
import threading
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from services.errors import Conflict, KeyReused, TailraceError, Unavailable
from services.jobs.job import Job
from services.jobs.kind import Catalogue, JobKind, imported
from services.jobs.progress import job_events, on_own_channel
from services.jobs.store import JobStore
from services.streaming.event import NewEvent
from services.streaming.publishing.publisher import Publisher

LOOK_S = 1.0
ENDING = "ending"
_log = logging.getLogger(__name__)


class Teller:
    """Tells every ended job of the store's place that is untold: at once after `wake`, otherwise within a second."""

    def __init__(self, store: JobStore, publisher: Publisher, kinds: Catalogue, max_event_bytes: int) -> None:
        self._store = store
        self._publisher = publisher
        self._kinds = kinds
        self._max_event_bytes = max_event_bytes
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="teller", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._wake.set()

    def stop(self, timeout_s: float) -> None:
        """Tell what can be told now, then end. The next runner tells the rest."""
        self._stopping = True
        self._wake.set()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while True:
            is_last = self._stopping
            self._wake.clear()
            try:
                self.tell_all()
            except (Unavailable, SQLAlchemyError) as error:
                _log.warning("jobs_not_told", extra={"error": str(error)})
            except Exception:
                _log.exception("jobs_not_told")
            if is_last:
                return
            self._wake.wait(LOOK_S)

    def tell_all(self) -> None:
        """Raises: Unavailable, if the event log accepts nothing now."""
        for job in self._store.untold():
            self._tell(job)

    def _tell(self, job: Job) -> None:
        try:
            events = self._last_events(job)
            if events:
                self._publish(job, events)
        except (KeyReused, Conflict):
            pass  # told before, by a runner that died before it could note that
        except Unavailable:
            raise
        except Exception:  # the kind's own code failed: watchers still learn that nothing more comes
            _log.exception("job_ending_failed", extra={"job": job.id})
        try:
            self._publisher.close_channel(job.channel)
        except Conflict:
            pass
        except Unavailable:
            raise
        except TailraceError:
            _log.exception("job_channel_not_closed", extra={"job": job.id})
        self._store.mark_told(job.id)

    def _publish(self, job: Job, events: list[NewEvent]) -> None:
        principal = f"job:{job.id}"
        try:
            self._publisher.publish(events, principal=principal, idempotency_key=ENDING)
        except Conflict:
            self._publisher.publish(on_own_channel(job, events), principal=principal, idempotency_key=ENDING)

    def _last_events(self, job: Job) -> list[NewEvent]:
        kind = self._kinds.get(job.kind)
        if kind is None:
            return []
        ending = imported(kind.ending)(job, job.state, job.reason, job.stage)
        standing = _standing(job, kind)
        return [
            event
            for name, values in ending
            for event in job_events(job, kind, name, standing | values, self._max_event_bytes)
        ]


def _standing(job: Job, kind: JobKind) -> dict[str, Any]:
    """What the last events say of stage and progress, as those before them did, and how it ended."""
    if not kind.stages:
        return {"ended": job.state}
    stages = [stage.key for stage in kind.stages]
    return {
        "ended": job.state,
        "stage": stages[-1] if job.state == "succeeded" else job.stage or stages[0],
        "progress": round(job.progress, 4),
    }
