"""A resident: a Python function in a process of its own that stays between requests, one line of JSON each way.

Starting Python and importing a library costs more than most requests, so the process is kept. One that hangs, dies,
takes too much or answers nonsense is ended, and the next request starts another: a hostile request costs only its own
answer.
"""

from __future__ import annotations

import os
import select
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

import msgspec

from services.process.access import Access, packages
from services.process.ending import Ending
from services.process.interpreter import python_command
from services.process.limits import Excess, Limits
from services.process.resident_process import Answer, Failure
from services.process.running import LOOK_S, PIPE, Running

_READ_BYTES = 65_536
_EXIT_S = 0.2
"""From the end of its output to its exit."""

T = TypeVar("T")


class ResidentFailed(Exception):
    """There is no answer, and the process is gone. The text is the rest of a sentence: "took longer than 5 s".

    ``cause`` is the limit that it went over; None if it ended by itself or answered nonsense.
    """

    def __init__(self, text: str, cause: Excess | None = None) -> None:
        super().__init__(text)
        self.cause = cause


class RequestFailed(Exception):
    """The function raised. The text is the exception's name: its message could quote a file, and in it a secret."""


class Resident(Generic[T]):
    """One process, one request at a time. The thread whose request starts it must live until `stop`.

    ``function`` is ``package.module:name``. It is called with a request's values, and its answer is read as
    ``returns``. It sees our code and what ``access`` adds; ``environ`` is added to a minimal environment. Of the
    limits, ``wall_s`` and ``cpu_s`` apply to each request, ``output_bytes`` to each answer.
    """

    def __init__(
        self,
        function: str,
        returns: Any,
        limits: Limits,
        access: Access = Access(),  # noqa: B008 - frozen
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self._function = function
        self._environ = environ
        self._access = access | Access(read=packages(function))
        self._decoder = msgspec.json.Decoder(Answer[returns] | Failure)
        self._limits = limits
        self._running: Running | None = None
        self._exchange: _Exchange | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """None while there is no process."""
        return None if self._running is None else self._running.pid

    def ask(self, *request: object, within_s: float | None = None) -> T:
        """Send a request and wait for its answer, at most for ``within_s`` or the limit's ``wall_s``. Who gives it more
        time than the processor's limit, to load what it needs, lets it compute for as long.

        Raises:
            RequestFailed: the function raised.
            ResidentFailed: the process hung, died, took too much or answered nonsense.
            OSError: it cannot be started.
        """
        self.send(*request, within_s=within_s)
        while not answered([self]):
            pass
        return self.take()

    def send(self, *request: object, within_s: float | None = None) -> None:
        """Begin a request; `answered` says when `take` has the answer."""
        if self._running is not None and self._running.has_ended():
            self.stop()
        if self._running is None:
            self._running = self._start()
        limits = self._limits if within_s is None else _longer(self._limits, within_s)
        self._exchange = _Exchange(self._running, msgspec.json.encode(request) + b"\n", limits)

    def take(self) -> T:
        """The answer. Raises: as `ask`."""
        exchange, self._exchange = self._exchange, None
        assert exchange is not None and exchange.is_over, "nothing was asked and answered"
        if exchange.line is None:
            running, self._running = self._running, None
            assert running is not None
            raise ResidentFailed(str(Ending(running.end(), exchange.cause, limits=exchange.limits)), exchange.cause)
        try:
            answer = self._decoder.decode(exchange.line)
        except msgspec.MsgspecError:
            self.stop()
            raise ResidentFailed("answered nonsense") from None
        if isinstance(answer, Failure):
            raise RequestFailed(answer.error)
        value: T = answer.value
        return value

    def stop(self) -> None:
        """End the process, if there is one; the next request starts another."""
        running, self._running = self._running, None
        if running is not None:
            running.end()

    def dismiss(self, within_s: float) -> None:
        """Close its input, so that it ends by itself: for one that this process may no longer kill, because it was
        confined since. If it does not end in time and cannot be killed, it ends with the tree of processes that both
        belong to.
        """
        running, self._running = self._running, None
        if running is not None:
            running.close_stdin()
            if running.has_ended(within_s) or running.can_be_killed():
                running.end()

    def _start(self) -> Running:
        running = Running(
            python_command("services.process.resident_process:main", self._function, modules=(self._function,)),
            cwd=Path("/"),
            limits=replace(self._limits, cpu_s=None),
            access=self._access,
            environ=self._environ,
            stdin=PIPE,
            stdout=PIPE,
        )
        os.set_blocking(running.stdin_fd, False)
        os.set_blocking(running.stdout_fd, False)
        return running


def _longer(limits: Limits, within_s: float) -> Limits:
    cpu_s = None if limits.cpu_s is None else max(limits.cpu_s, within_s)
    return replace(limits, wall_s=within_s, cpu_s=cpu_s)


class _Exchange:
    """One request and its answer, moved on whenever there is something to write or to read. It never blocks."""

    def __init__(self, running: Running, request: bytes, limits: Limits) -> None:
        self.running = running
        self.limits = limits
        self.line: bytes | None = None
        """The answer; None if there is none, for ``cause``, or because the process ended."""
        self.cause: Excess | None = None
        self.is_over = False
        self._unsent = memoryview(request)
        self._received = bytearray()
        self._deadline = time.monotonic() + limits.wall_s
        self._look_at = time.monotonic() + LOOK_S
        self._cpu_s_before = running.cpu_s()

    @property
    def wait_until(self) -> float:
        return min(self._deadline, self._look_at)

    def register(self, poll: select.poll) -> None:
        poll.register(self.running.exit_fd, select.POLLIN)
        poll.register(self.running.stdout_fd, select.POLLIN)
        if self._unsent:
            poll.register(self.running.stdin_fd, select.POLLOUT)

    def advance(self) -> None:
        is_open = self._write() and self._read()
        if self._received.endswith(b"\n"):
            self.line = bytes(self._received)
        elif len(self._received) > self.limits.output_bytes:
            self.cause = "output"
        elif is_open and not self.running.has_ended():
            self.cause = self._excess()
            self.is_over = self.cause is not None
            return
        else:
            self.running.has_ended(within_s=_EXIT_S)  # so that it has an exit status of its own
        self.is_over = True

    def _write(self) -> bool:
        try:
            while self._unsent:
                self._unsent = self._unsent[os.write(self.running.stdin_fd, self._unsent) :]
        except BlockingIOError:
            pass
        except BrokenPipeError:
            return False
        return True

    def _read(self) -> bool:
        try:
            while len(self._received) <= self.limits.output_bytes:
                part = os.read(self.running.stdout_fd, _READ_BYTES)
                if not part:
                    return False
                self._received += part
        except BlockingIOError:
            pass
        return True

    def _excess(self) -> Excess | None:
        now = time.monotonic()
        if now >= self._deadline:
            return "time"
        if now < self._look_at:
            return None
        self._look_at = now + LOOK_S
        if self.limits.cpu_s is not None and self.running.cpu_s() - self._cpu_s_before > self.limits.cpu_s:
            return "cpu"
        return self.running.excess()


def answered(residents: Iterable[Resident[T]]) -> list[Resident[T]]:
    """Wait a moment for residents that were sent a request; returns those that have an answer, perhaps none yet."""
    asked = [(resident, resident._exchange) for resident in residents if resident._exchange is not None]
    poll = select.poll()
    for _, exchange in asked:
        exchange.register(poll)
    left_s = min(exchange.wait_until for _, exchange in asked) - time.monotonic()
    poll.poll(1000 * max(0.0, left_s) + 1)
    for _, exchange in asked:
        exchange.advance()
    return [resident for resident, exchange in asked if exchange.is_over]
