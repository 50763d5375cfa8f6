"""The runner: the process that runs the jobs of a data folder. One per folder at a time (`lock`); threads, no gevent.

It claims queued jobs, gives each a `Supervisor`, and ends when told to (SIGTERM, SIGINT) or when the folder has no
server left. When the server that it was started for is gone and another is alive, it goes on until it has nothing to
do: the next runner then has the other server's settings and version. However it ends, no job stays "running": what it
cannot write down itself, the next runner does at its start (`_recover`).
"""

from __future__ import annotations

import logging
import os
import select
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from services.companion import lock
from services.companion.server_process import ServerProcess
from services.database.database import Database
from services.errors import TailraceError
from services.files.free_space import FreeSpace
from services.identifier import new_id
from services.jobs.follower import Follower
from services.jobs.job import Job
from services.jobs.kind import Catalogue, JobKind
from services.jobs.place import place_of
from services.jobs.runner.child_process import FOLDER, remove_tree
from services.jobs.runner.job_log import forget_old_logs
from services.jobs.runner.secret import RunnerSecrets
from services.jobs.runner.socket import RunnerSocket
from services.jobs.runner.supervisor import Supervisor, may_run_again
from services.jobs.runner.teller import Teller
from services.jobs.store import JobStore
from services.process import landlock, seccomp
from services.process.confinement import gaps
from services.process.control import become_subreaper
from services.process.leftover import end_left_behind
from services.process.running import collect_orphans
from services.settings.settings import Settings
from services.streaming.publishing.publisher import Publisher
from services.telemetry.trace import trace

ROUND_S = 1.0
"""How often the runner looks at the table when nobody wakes it."""

BEAT_S = 5.0
TIDY_S = 60.0
GRACE_S = 2.0
"""For jobs that are almost done when the runner is told to stop."""

END_S = 10.0

RECOVERY_S = 20.0
"""For ending what an earlier runner left behind. It can be a fork bomb."""

LOST = "The job runner stopped unexpectedly while this job was running; start the job again."
STOPPED = "The server was stopped while this job was running; start the job again."
SECRET_LOST = (
    "The access token for this job was lost when the job runner restarted (it is never stored);"  # noqa: S105
    " submit the job again."
)

_log = logging.getLogger(__name__)


class Runner:
    """Call `run` in the main thread of a process that holds the folder's runner lock and does nothing else.

    ``maintain`` is called about once a minute.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        publisher: Publisher,
        kinds: Catalogue,
        follower: Follower,
        server: ServerProcess | None = None,
        maintain: Callable[[], None] = lambda: None,
    ) -> None:
        self.id = new_id()
        self._settings = settings
        self._publisher = publisher
        self._kinds = kinds
        self._server = server
        self._maintain = maintain
        self._follower = follower
        self._store = JobStore(database, place_of(settings.data), follower=follower)
        self._teller = Teller(self._store, publisher, kinds, settings.streaming.max_event_bytes)
        self._secrets = RunnerSecrets()
        self._supervisors: dict[str, Supervisor] = {}
        self._supervisors_lock = threading.Lock()
        self._wake_fd = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._free_space = FreeSpace(settings)
        self._was_disk_low = False
        self._is_stopping = False
        self._has_lost_its_server = False
        self._are_servers_gone = False
        self._round_at = time.monotonic()
        self._beat_at = 0.0
        self._tidy_at = 0.0

    def run(self) -> None:
        """Run jobs until told to stop. Installs signal handlers."""
        become_subreaper()
        os.umask(0o077)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        self._recover()
        socket = RunnerSocket(self._settings.data, self._answer)
        socket.start()
        self._teller.start()
        for gap in gaps(landlock.abi(), seccomp.is_available()):
            _log.warning("children_not_confined", extra={"because": gap})
        _log.info("runner_ready", extra={"pid": os.getpid(), "slots": self._settings.jobs.slots})
        poll = select.poll()
        poll.register(self._wake_fd, select.POLLIN)
        if self._server is not None:
            poll.register(self._server.exit_fd, select.POLLIN)
        while not self._is_stopping:
            self._round()
            ready = {fd for fd, _ in poll.poll(1000 * ROUND_S)}
            if self._wake_fd in ready:
                os.eventfd_read(self._wake_fd)
            if self._server is not None and self._server.exit_fd in ready:
                poll.unregister(self._server.exit_fd)
                self._has_lost_its_server = True
                _log.info("server_gone", extra={"pid": self._server.pid})
            if self._has_lost_its_server and not lock.is_held(self._settings.data, lock.SERVER):
                self._is_stopping = self._are_servers_gone = True
        socket.close()
        self._stop_jobs()
        self._teller.stop(END_S)
        _log.info("runner_ended")

    def wake(self) -> None:
        """Do a round now. Safe from any thread and from signal handlers."""
        os.eventfd_write(self._wake_fd, 1)

    # -- rounds -------------------------------------------------------------------------------------------------

    def _round(self) -> None:
        try:
            now = self._round_at = time.monotonic()
            collect_orphans()
            trace.send()
            if now >= self._beat_at:
                self._beat_at = now + BEAT_S
                self._store.beat(self.id)
            self._pass_on_cancellations()
            self._claim()
            if self._has_lost_its_server and not self._supervisors and self._secrets.close_if_idle():
                self._is_stopping = True
            if now >= self._tidy_at:
                self._tidy_at = now + TIDY_S
                self._tidy()
        except SQLAlchemyError as error:
            _log.warning("database_not_answering", extra={"error": str(error)})
            time.sleep(0.2)

    def _pass_on_cancellations(self) -> None:
        for job_id in self._store.cancellations(self.id) if self._supervisors else ():
            supervisor = self._supervisors.get(job_id)
            if supervisor is not None:
                supervisor.end("cancelled", "Cancelled.")

    def _claim(self) -> None:
        while len(self._supervisors) < self._settings.jobs.slots and not self._is_stopping:
            if self._is_disk_low():
                return
            job = self._store.claim(self.id, self._settings.jobs.slots)
            if job is None:
                return
            kind = self._kinds.get(job.kind)
            secret = self._secrets.take(job.id)
            if kind is None:
                self._fail(
                    job, f"This server has no kind of job named '{job.kind}'; a newer version may have submitted it."
                )
            elif job.has_secret and secret is None:
                self._fail(job, SECRET_LOST)
            elif refusal := self._follower.refusal(job):
                self._fail(job, refusal)
            else:
                self._supervise(job, kind, secret or {})

    def _is_disk_low(self) -> bool:
        """Whether queued jobs have to wait. The log says so once, and once when it is over."""
        shortage = self._free_space.shortage()
        if bool(shortage) != self._was_disk_low:
            self._was_disk_low = bool(shortage)
            _log.warning("disk_low" if shortage else "disk_no_longer_low", extra={"error": shortage})
        return self._was_disk_low

    def _supervise(self, job: Job, kind: JobKind, secret: dict[str, str]) -> None:
        try:
            supervisor = Supervisor(
                job, kind, secret, runner=self.id, store=self._store, publisher=self._publisher,
                settings=self._settings, measure=self._follower.measure, on_end=self._on_job_end,
            )  # fmt: skip
            with self._supervisors_lock:
                self._supervisors[job.id] = supervisor
            supervisor.start()
        except (OSError, RuntimeError) as error:  # no descriptor, no thread
            self._supervisors.pop(job.id, None)
            self._fail(job, f"The job could not be started: {error}.")

    def _on_job_end(self, job_id: str) -> None:
        with self._supervisors_lock:
            del self._supervisors[job_id]
        self._teller.wake()
        self.wake()

    def _fail(self, job: Job, reason: str) -> None:
        self._store.finish(job.id, self.id, "failed", reason)
        self._teller.wake()

    def _tidy(self) -> None:
        self._fail_lost_elsewhere()
        self._follower.settle()
        self._store.forget_old()
        self._secrets.forget_unclaimed()
        forget_old_logs(self._settings.data)
        try:
            self._maintain()
        except (OSError, TailraceError) as error:
            _log.warning("maintenance_failed", extra={"error": str(error)})

    # -- beginning and end --------------------------------------------------------------------------------------

    def _recover(self) -> None:
        """Clean up what an earlier runner left behind: processes, folders, rows."""
        folder = self._settings.data / FOLDER
        if not end_left_behind(folder, within_s=RECOVERY_S):
            _log.warning("lost_processes_not_killed")
        remove_tree(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for job, runner, is_here in self._store.abandoned(self.id):
            if is_here and job.cancel_requested:
                self._store.finish(job.id, runner, "cancelled", "Cancelled.")
            elif is_here and may_run_again(job, self._kinds.get(job.kind)):
                self._store.requeue(job.id, runner)
            else:
                self._store.finish(job.id, runner, "failed", LOST)
            _log.info(
                "job_lost_its_runner", extra={"job": job.id, "kind": job.kind, "now": self._store.get(job.id).state}
            )
        self._store.fail_queued_with_secret(SECRET_LOST)
        self._follower.settle()

    def _fail_lost_elsewhere(self) -> None:
        """Fail the running jobs of another data folder on this database, if its host has been silent for long."""
        for job, runner, is_here in self._store.abandoned(self.id):
            if not is_here and self._store.finish(job.id, runner, "failed", LOST):
                _log.info("job_lost_its_host", extra={"job": job.id, "kind": job.kind})

    def _stop_jobs(self) -> None:
        """Give jobs a moment to finish if there is time for that, then end them and wait until their rows say so."""
        _log.info("runner_stopping", extra={"running": len(self._supervisors), "servers_gone": self._are_servers_gone})
        grace_until = time.monotonic() + (0.0 if self._are_servers_gone else GRACE_S)
        while self._supervisors and time.monotonic() < grace_until:
            time.sleep(0.05)
        with self._supervisors_lock:
            running = list(self._supervisors.values())
        for supervisor in running:
            supervisor.end("stopped", STOPPED)
        end_by = time.monotonic() + END_S
        for supervisor in running:
            supervisor.join(max(0.0, end_by - time.monotonic()))

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._is_stopping = True
        self.wake()

    def _answer(self, message: dict[str, Any]) -> dict[str, object]:
        """In the socket's thread."""
        secret = message.get("secret")
        if isinstance(secret, dict):
            kept = self._secrets.keep(str(message["job"]), {str(name): str(value) for name, value in secret.items()})
            if not kept:
                # without an answer, the caller knows its secret is not kept
                raise ConnectionError("the runner is about to end")
        elif "wake" in message:
            self.wake()
            self._teller.wake()
        return {"pid": os.getpid(), "round_age_s": time.monotonic() - self._round_at}
