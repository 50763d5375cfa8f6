"""The producer: the process that makes the answers of a data folder. gevent; a greenlet for each run.

One producer at a time takes new runs (it holds the companion's lock). When the server that it was started for is gone
and another one is alive, it lets go of that lock and finishes what it has: the next producer has the other server's
settings and version. When the folder has no server left, its runs end as lost. Whatever a dead producer left behind,
the living one finds by the lock that its owner no longer holds.
"""

from __future__ import annotations

import logging
import math
import os
import time
from collections.abc import Callable
from contextlib import suppress

import gevent
from gevent import select
from sqlalchemy.exc import SQLAlchemyError

from services.agent import AgentFailed
from services.agents.producer.artifacts import Artifacts
from services.agents.producer.companion import FOLDER, living, open_bell
from services.agents.producer.ending import Ending, last_happening
from services.agents.producer.patience import patiently
from services.agents.producer.production import CANCELLED, LOST, Production
from services.agents.producer.speaking import Speakers
from services.agents.producer.teller import Teller
from services.agents.producer.tracing import trace_end
from services.agents.runs.run import ChatRun
from services.agents.runs.store import Outcome, RunStore
from services.agents.runs.story import Story, read_story
from services.agents.settings import AgentSettings
from services.companion import lock
from services.companion.server_process import ServerProcess
from services.errors import Conflict, KeyReused
from services.identifier import new_id
from services.settings.settings import Settings
from services.streaming.log.event_log import EventLog
from services.streaming.publishing.publisher import Publisher
from services.telemetry import trail
from services.telemetry.trace import trace
from services.thread import in_thread

ROUND_S = 1.0
"""How often it looks when nobody rings."""
END_S = 8.0
"""How long runs may take to write down their end when the producer stops."""
LET_GO_S = 2.0
"""How long agents then have to let go of what they hold."""
END_KEY = "end"
"""The idempotency key of a run's last event, which several producers may come to tell."""
NOT_WRITTEN = "What the agent found could not be written down; the server's log says why."
_OLD_LOCK_S = 60.0

_log = logging.getLogger(__name__)


class Producer:
    """``lock_fd`` is the companion's lock; `run` until `stop`, or until there is nothing left to do."""

    def __init__(
        self,
        settings: Settings,
        store: RunStore,
        speakers: Speakers,
        publisher: Publisher,
        event_log: EventLog,
        lock_fd: int,
        server: ServerProcess | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.id = new_id()
        self._settings = settings
        self._own = settings.of(AgentSettings)
        self._store = store
        self._speakers = speakers
        self._publisher = publisher
        self._event_log = event_log
        self._lock_fd: int | None = lock_fd
        self._server = server
        self._now = now
        self._productions: dict[str, Production] = {}
        self._bell = open_bell(settings.data)
        self._is_stopping = False

    def run(self) -> None:
        """Make answers until told to stop."""
        folder = self._settings.data / FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)
        alive_fd = lock.take(self._settings.data, living(self.id))
        assert alive_fd is not None, "the name is new"
        self._remove_old_locks()
        _log.info("producer_ready", extra={"pid": os.getpid()})
        try:
            while not self._is_stopping and (self._lock_fd is not None or self._productions):
                self._round()
                self._wait()
                self._look_at_servers()
        finally:
            self._end_all()
        (self._settings.data / living(self.id)).unlink(missing_ok=True)
        os.close(alive_fd)
        if self._lock_fd is not None:
            os.close(self._lock_fd)
        self._bell.close()
        _log.info("producer_ended")

    def stop(self) -> None:
        """End all runs, and then `run`."""
        self._is_stopping = True
        self._bell.ring()

    def _wait(self) -> None:
        fds = [self._bell.fileno()]
        if self._server is not None and self._lock_fd is not None:
            fds.append(self._server.exit_fd)
        select.select(fds, [], [], ROUND_S)
        self._bell.hush()

    # -- rounds ------------------------------------------------------------------------------------------------

    def _round(self) -> None:
        try:
            for run_id in self._store.cancelled(list(self._productions)) if self._productions else ():
                if run_id in self._productions:
                    self._productions[run_id].stop(AgentFailed(CANCELLED, "cancelled"))
            trace.send()
            if self._lock_fd is not None:
                self._claim()
                self._take_over()
        except SQLAlchemyError as error:
            _log.warning("database_not_answering", extra={"error": str(error)})
            gevent.sleep(0.2)
        except Exception:  # of one run; the others go on
            _log.exception("producer_stumbled")
            gevent.sleep(0.2)

    def _claim(self) -> None:
        room = max(0, self._own.answers - len(self._productions))
        for run in self._store.claim(self.id, room):
            self._start(run)

    def _take_over(self) -> None:
        """Go on with what dead producers left, and with what this one took while the database failed."""
        for run in self._store.unfinished(list(self._productions)):
            is_own = run.producer == self.id
            if run.producer is None or (not is_own and lock.is_held(self._settings.data, living(run.producer))):
                continue
            adopted = self._store.adopt(run, self.id)
            if adopted is not None:
                _log.info("run_lost_its_producer", extra={"run": run.id, "state": run.state})
                self._start(adopted, is_adopted=True)

    def _start(self, run: ChatRun, *, is_adopted: bool = False) -> None:
        teller = Teller(run.channel, self._publisher, self._settings.streaming.max_event_bytes)
        artifacts = Artifacts(self._settings.data, run.conversation_id, run.id, teller.max_event_bytes)
        production = Production(run, self._speakers, self._store, teller, artifacts, self._own)
        self._productions[run.id] = production
        if run.is_cancelled:
            production.stop(AgentFailed(CANCELLED, "cancelled"))
        elif run.is_live and self._is_stale(run):
            production.stop(AgentFailed(LOST, "lost"))
        gevent.spawn(self._produce, run, production, teller, is_adopted)

    def _is_stale(self, run: ChatRun) -> bool:
        """Asked so long ago that nobody waits any more: the server was down."""
        return self._now() - run.created_at > self._own.answer_s

    def _produce(self, run: ChatRun, production: Production, teller: Teller, is_adopted: bool) -> None:
        trail.begin("", run.id)
        try:
            if is_adopted:
                production.recall(patiently(lambda: in_thread(read_story, self._event_log, run.channel), math.inf))
            ended: ChatRun | None = run
            if run.is_live:
                if is_adopted and run.remote_task_id is None:
                    production.stop(AgentFailed(LOST, "lost"))
                ended = self._write_end(run, production.run(resumes=is_adopted), teller.story)
            if ended is not None:  # else it was deleted
                trace_end(ended)
                self._tell_end(ended, teller)
        except Exception:
            _log.exception("run_not_ended", extra={"run": run.id})
        finally:
            del self._productions[run.id]
            self._bell.ring()  # there is room for another one

    def _write_end(self, run: ChatRun, ending: Ending, story: Story) -> ChatRun | None:
        """However long the database takes: the next producer takes over what this one has not done by its end."""
        try:
            return patiently(lambda: self._store.end(run, ending.outcome(story)), math.inf)
        except Exception:  # nothing that an agent said may keep its answer from ending
            _log.exception("run_end_refused", extra={"run": run.id})
            bare = Outcome("failed", story.text, "agent_failed", NOT_WRITTEN)
            return patiently(lambda: self._store.end(run, bare), math.inf)

    def _tell_end(self, run: ChatRun, teller: Teller) -> None:
        """The row comes first: who hears of the end finds it there."""
        if teller.story.last is None:
            last = last_happening(run, teller.story, teller.max_event_bytes)
            with suppress(Conflict, KeyReused):  # it was told before, and the event log has forgotten it
                patiently(lambda: teller.tell([last], key=END_KEY), math.inf)
        with suppress(Conflict):  # it was closed before
            patiently(lambda: self._publisher.close_channel(run.channel), math.inf)
        patiently(lambda: self._store.note_told(run.id, teller.story), math.inf)
        _log.info("answer_ended", extra={"run": run.id, "agent": run.agent_id, "state": run.state, "code": run.code})

    # -- beginning and end -------------------------------------------------------------------------------------

    def _look_at_servers(self) -> None:
        if self._server is None or not select.select([self._server.exit_fd], [], [], 0)[0]:
            return
        if not lock.is_held(self._settings.data, lock.SERVER):
            self._is_stopping = True
        elif self._lock_fd is not None:
            _log.info("producer_hands_over", extra={"running": len(self._productions)})
            os.close(self._lock_fd)
            self._lock_fd = None

    def _end_all(self) -> None:
        running = list(self._productions.values())
        for production in running:
            production.stop(AgentFailed(LOST, "lost"))
        give_up_at = time.monotonic() + END_S
        while self._productions and time.monotonic() < give_up_at:
            gevent.sleep(0.02)
        give_up_at = time.monotonic() + LET_GO_S
        for production in running:
            production.wait_for_silence(max(0.0, give_up_at - time.monotonic()))

    def _remove_old_locks(self) -> None:
        """Of producers that were killed. A young file may be that of one that is about to lock it."""
        for path in (self._settings.data / FOLDER).glob("*.lock"):
            is_old = time.time() - path.stat().st_mtime > _OLD_LOCK_S
            if is_old and not lock.is_held(self._settings.data, f"{FOLDER}/{path.name}"):
                path.unlink(missing_ok=True)
