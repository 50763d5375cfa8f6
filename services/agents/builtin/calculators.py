"""Calculators: processes that stand ready to compute a stranger's question, and the queue in front of them.

Each has a thread (in the producer: a greenlet) of its own that starts it, hands it one question after the other, and
replaces it when a question took it down. A question has a time in which it is answered, whatever it asks and however
many others wait; what cannot be answered in that time gets a sentence.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from concurrent.futures import CancelledError, Future
from typing import NamedTuple

from services.agents.builtin.reply import STOPPED, Reply
from services.process.limits import Limits
from services.process.resident import RequestFailed, Resident, ResidentFailed

ALL_S = 1.8
"""From the question to its answer."""
WORK_S = 1.4
"""Of that, at most in a process, and at least `_LEAST_S`; the rest may pass in the queue."""
_LEAST_S = 0.3
_KILL_S = 0.2
"""How much later a process is ended than it should have broken off by itself."""
LIMITS = Limits(
    wall_s=WORK_S, cpu_s=WORK_S, memory_bytes=300 * 2**20, output_bytes=256 * 1024, processes=2, open_files=64
)
"""A process takes about 90 MiB when it has loaded its libraries."""
START_S = 60.0
"""For the start of a process on a busy machine: imports take about a second."""
_PAUSE_S, _LONGEST_PAUSE_S = 2.0, 60.0
"""After a process that could not be started; longer each time, for it costs a processor's second."""

_FUNCTION = "services.agents.builtin.work:answer"
_WARM = "warm"
"""What `work` calls the request that loads its libraries; naming it there would load them here."""

BUSY = "Too many calculations are waiting at the moment; ask again in a few seconds."
BROKEN = "I could not work that out: the calculation broke off. Try to write it in another way."

_log = logging.getLogger(__name__)


class _Job(NamedTuple):
    agent: str
    user_id: str
    text: str
    earlier: str
    until: float
    future: Future[str]


class Calculators:
    """``count`` processes, one question at a time each. A user has at most all but one of them."""

    def __init__(self, count: int) -> None:
        self._at_once = max(1, count - 1)
        self._waiting: list[_Job] = []
        self._working: Counter[str] = Counter()
        self._served: Counter[str] = Counter()
        self._changed = threading.Condition()
        self._starting = threading.Lock()
        self._is_closed = False
        self._has_started = False
        self.ready = 0
        """Processes that are started and have loaded their libraries."""
        self._is_asked = False
        self._threads = [
            threading.Thread(target=self._work, args=(number,), name=f"calculator-{number}", daemon=True)
            for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def answer(self, agent: str, user_id: str, text: str, earlier: str) -> str:
        """A sentence or an answer in Markdown; it blocks for at most `ALL_S` once the first process is ready."""
        with self._changed:
            self._is_asked = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._has_started or self._is_closed, START_S)
        job = _Job(agent, user_id, text, earlier, time.monotonic() + ALL_S, Future())
        with self._changed:
            if self._is_closed:
                return BUSY
            self._waiting.append(job)
            self._changed.notify_all()
        try:
            return job.future.result(ALL_S - _LEAST_S)
        except CancelledError:
            return BUSY
        except TimeoutError:
            return BUSY if job.future.cancel() else job.future.result()
        finally:
            job.future.cancel()

    def close(self) -> None:
        """End the processes. Whoever waits is told that they are busy."""
        with self._changed:
            self._is_closed = True
            for job in self._waiting:
                job.future.cancel()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    # -- one process --------------------------------------------------------------------------------------------------

    def _work(self, number: int) -> None:
        """The first process stands ready before anybody asks; a server that nobody asks needs no more."""
        if number:
            with self._changed:
                self._changed.wait_for(lambda: self._is_asked or self._is_closed)
        resident: Resident[Reply] = Resident(_FUNCTION, Reply, LIMITS)
        pause_s = _PAUSE_S
        try:
            while not self._is_closed:
                if resident.pid is None and not self._start(resident):
                    with self._changed:
                        self._changed.wait_for(lambda: self._is_closed, pause_s)
                    pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
                    continue
                pause_s = _PAUSE_S
                job = self._next()
                if job is None:
                    break
                try:
                    self._ask(resident, job)
                finally:
                    with self._changed:
                        self._working[job.user_id] -= 1
                        self.ready -= resident.pid is None
                        self._changed.notify_all()
        finally:
            resident.stop()

    def _start(self, resident: Resident[Reply]) -> bool:
        """Start the process and let it load its libraries; one after the other, so that the first is ready soon."""
        try:
            with self._starting:
                resident.ask(_WARM, "", "", time.time(), START_S, within_s=START_S)
        except (OSError, ResidentFailed, RequestFailed) as failed:
            _log.error("calculator_start_failed", extra={"error": str(failed)})
            return False
        with self._changed:
            self._has_started = True
            self.ready += 1
            self._changed.notify_all()
        return True

    def _next(self) -> _Job | None:
        """The next one: of the user who got fewest of those that waited together. None when it is closed."""
        with self._changed:
            while not self._is_closed:
                if not self._waiting:
                    self._served.clear()
                job = min(filter(self._may_work, self._waiting), key=self._times_served, default=None)
                if job is None:
                    self._changed.wait()
                    continue
                self._waiting.remove(job)
                if not job.future.set_running_or_notify_cancel():
                    continue
                self._working[job.user_id] += 1
                self._served[job.user_id] += 1
                return job
        return None

    def _times_served(self, job: _Job) -> int:
        return self._served[job.user_id]

    def _may_work(self, job: _Job) -> bool:
        """Also for one that nobody waits for any more: it is only taken out."""
        return job.future.cancelled() or self._working[job.user_id] < self._at_once

    def _ask(self, resident: Resident[Reply], job: _Job) -> None:
        within_s = min(WORK_S, max(_LEAST_S, job.until - time.monotonic()))
        try:
            reply = resident.ask(job.agent, job.text, job.earlier, time.time(), within_s - _KILL_S, within_s=within_s)
        except ResidentFailed as failed:
            _log.info("calculation_ended", extra={"agent": job.agent, "cause": failed.cause or str(failed)})
            job.future.set_result(BROKEN if failed.cause is None else STOPPED)
        except RequestFailed as failed:
            _log.warning("calculation_failed", extra={"agent": job.agent, "error": str(failed)})
            job.future.set_result(BROKEN)
        except OSError as error:
            _log.error("calculator_start_failed", extra={"error": str(error)})
            job.future.set_result(BUSY)
        else:
            job.future.set_result(reply.text)
            if reply.is_spent:
                resident.stop()
