"""A run's job (a scan's, unless a test says otherwise), run in the test's own process: what its child would send, and
how the runner would handle it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from services.container import Container
from services.errors import TailraceError
from services.jobs.child.context import JobContext
from services.jobs.child.message import EventMessage, ProgressMessage, decode
from services.jobs.child.spec import ChildSpec, settings_for_child
from services.jobs.job import Job
from services.jobs.kind import catalogue, imported
from services.jobs.place import place_of
from services.jobs.runner.teller import Teller
from services.jobs.store import JobStore
from services.runs.kind import RunKind
from services.scanning.scan_kind import SCAN
from services.settings.settings import Settings
from services.streaming.event import Event, new_event

RUNNER = "the-test"
M = TypeVar("M")


class ScanJob:
    """One child's work. The real runner would create and remove ``folder``."""

    def __init__(
        self,
        settings: Settings,
        params: dict[str, Any],
        folder: Path,
        secret: dict[str, str] | None = None,
        kind: RunKind = SCAN,
    ) -> None:
        self.params = params
        self._kind = kind.job
        self._settings = settings
        folder.mkdir(parents=True)
        self._messages = folder / "messages"
        fd = os.open(self._messages, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        spec = ChildSpec(
            job_id=params[kind.id_name],
            channel=kind.channel(params[kind.id_name]),
            entry=kind.job.entry,
            params=params,
            folder=str(folder),
            settings=settings_for_child(settings, ()),
            secret=secret or {},
            attempt=1,
            message_fd=fd,
            max_event_bytes=settings.streaming.max_event_bytes,
        )
        self.context = JobContext(spec)

    def run(self) -> dict[str, Any]:
        given = self._kind.takes(self._settings, self.params)
        if given is not None and given.exists():  # the runner does this
            given.rename(self.context.workdir / given.name)
        result: dict[str, Any] = imported(self._kind.entry)(self.context, self.params)
        return result

    @property
    def messages(self) -> list[Any]:
        return [decode(line) for line in self._messages.read_bytes().splitlines()]

    @property
    def events(self) -> list[EventMessage]:
        return [message for message in self.messages if isinstance(message, EventMessage)]

    def last(self, kind: type[M]) -> M:
        return next(message for message in reversed(self.messages) if isinstance(message, kind))

    @property
    def fractions(self) -> list[float]:
        return [message.fraction for message in self.messages if isinstance(message, ProgressMessage)]


class Running:
    """Stands in for the runner: claims a job, runs it here, stores the outcome and publishes it."""

    def __init__(self, container: Container, folder: Path, kind: RunKind = SCAN) -> None:
        self._container = container
        self._kind = kind
        self._folder = folder
        place = place_of(container.settings.data)
        self.store = JobStore(container.database, place, follower=container.run_follower)

    def claim(self) -> Job:
        job = self.store.claim(RUNNER, slots=9)
        assert job is not None, "nothing is queued"
        return job

    def finish(self, job: Job, *, before_end: Callable[[], None] = lambda: None) -> None:
        """Run a claimed job to its end and publish the outcome."""
        work = ScanJob(self._container.settings, job.params, self._folder / job.id, kind=self._kind)
        try:
            result = work.run()
        except TailraceError as error:
            self._publish(job, work)
            self.end(job, "failed", str(error), stage=work.last(ProgressMessage).stage)
            return
        self._publish(job, work)
        before_end()
        self.end(job, "succeeded", result=result)

    def run_next(self) -> Job:
        job = self.claim()
        self.finish(job)
        return job

    def end(self, job: Job, state: Any, reason: str = "", **facts: Any) -> None:
        assert self.store.finish(job.id, RUNNER, state, reason, **facts)
        self.tell()

    def tell(self) -> None:
        Teller(
            self.store,
            self._container.publisher,
            catalogue(self._kind.job),
            self._container.settings.streaming.max_event_bytes,
        ).tell_all()

    def _publish(self, job: Job, work: ScanJob) -> None:
        events = [new_event(job.channel, event.type, event.data) for event in work.events]
        self._container.publisher.publish(events)

    def told(self, run_id: str) -> list[dict[str, Any]]:
        """Return the data of every event on a run's channel."""
        replay = self._container.event_log.read_after([self._kind.channel(run_id)], 0, limit=10_000, max_bytes=2**30)
        return [msgspec.json.decode(event.data) for event in replay.items if isinstance(event, Event)]
