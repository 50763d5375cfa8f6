"""A resident: an engine written in Python, kept running in a process of its own between batches.

Importing such an engine costs more than checking a batch with it (bandit: 0.4 s against 0.3 s), so the process stays. It is
asked for one file at a time, one line of JSON each way: when a file kills or hangs it, that file is skipped, a new process takes
the rest, and what was found before is kept.
"""

from __future__ import annotations

import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

import services
from services.scanning.analysis.issue import Issue
from services.scanning.engines.engine import EngineFailed, Findings, LanguageEngine
from services.scanning.engines.tool import MAX_OUTPUT_BYTES, signal_name, start, stop
from services.scanning.files.source_file import SourceFile

_PROJECT = Path(services.__file__).resolve().parent.parent
_LIFETIME_CPU_S = 4 * 3600
_MAX_FAILURES = 3  # files that may kill or hang the engine in one batch before the rest of the batch is given up


class Answer(msgspec.Struct):
    """What the process says of one file: its issues, or why it could not be checked."""

    issues: list[Issue] = []
    error: str = ""


class Crashed(Exception):
    """The process ended in the middle of a file."""


class ResidentEngine(LanguageEngine):
    """Subclasses name the module whose ``check_file(path) -> list[Issue]`` runs in the process."""

    check_module: str

    def __init__(self) -> None:
        self._idle: list[Resident] = []  # more than one when two batches are under way
        self._lock = threading.Lock()

    def check(self, root: Path, files: Sequence[SourceFile], timeout_s: float) -> Findings:
        findings: Findings = {}
        problems: list[str] = []
        deadline = time.monotonic() + timeout_s
        resident: Resident | None = None
        failures = 0
        for number, file in enumerate(files, start=1):
            if resident is None:
                resident = self._take()
            left_s = deadline - time.monotonic()
            # Half the time as long as other files follow: one that hangs must not use up all of it.
            allowed_s = left_s if number == len(files) else left_s / 2
            try:
                answer = resident.ask(root / file.path, time.monotonic() + allowed_s)
            except (Crashed, TimeoutError) as failure:
                resident = None
                failures += 1
                how = f"took longer than {allowed_s:.3g} s" if isinstance(failure, TimeoutError) else str(failure)
                problems.append(f"{self.name} {how} on {Path(file.path).name}")
                if failures >= _MAX_FAILURES:
                    break
                continue
            if answer.error:
                problems.append(f"{self.name} could not check {Path(file.path).name}: {answer.error}")
            else:
                findings[file.path] = answer.issues
        if resident is not None:
            with self._lock:
                self._idle.append(resident)
        if problems:
            raise EngineFailed("; ".join(problems), findings)
        return findings

    def close(self) -> None:
        with self._lock:
            residents, self._idle = self._idle, []
        for resident in residents:
            resident.stop()

    def _take(self) -> Resident:
        with self._lock:
            while self._idle:
                resident = self._idle.pop()
                if resident.is_alive:
                    return resident
                resident.stop()
        return Resident(self.check_module)


class Resident:
    """One such process."""

    def __init__(self, module: str) -> None:
        # -P: the folder it starts in is never importable, so a repository cannot shadow a module of the engine.
        argv = [sys.executable, "-s", "-P", "-m", "services.scanning.engines.resident_process", module]
        self._process = start(
            argv,
            cwd=Path("/"),
            cpu_s=_LIFETIME_CPU_S,
            extra={"PYTHONPATH": str(_PROJECT), "PYTHONDONTWRITEBYTECODE": "1"},
            stderr=subprocess.DEVNULL,
        )

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, path: Path, deadline: float) -> Answer:
        """Have one file checked. After an exception the process is gone.

        Raises:
            Crashed: it ended instead of answering.
            TimeoutError: no answer before ``deadline`` (monotonic seconds).
        """
        assert self._process.stdin
        try:
            self._process.stdin.write(msgspec.json.encode(str(path)) + b"\n")
            self._process.stdin.flush()
            return msgspec.json.decode(self._read_line(deadline), type=Answer)
        except TimeoutError:
            self.stop()
            raise
        except (BrokenPipeError, EOFError):
            status = self._process.wait()
            self.stop()
            how = f"was ended by {signal_name(-status)}" if status < 0 else f"ended with status {status}"
            raise Crashed(how) from None
        except (msgspec.MsgspecError, OverflowError):
            self.stop()
            raise Crashed("answered nonsense") from None

    def stop(self) -> None:
        stop(self._process)

    def _read_line(self, deadline: float) -> bytes:
        assert self._process.stdout
        pieces: list[bytes] = []
        total = 0
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while True:
                left_s = deadline - time.monotonic()
                if left_s <= 0 or not selector.select(left_s):
                    raise TimeoutError
                piece = self._process.stdout.read1(65_536)  # type: ignore[attr-defined]
                if not piece:
                    raise EOFError
                pieces.append(piece)
                total += len(piece)
                if piece.endswith(b"\n"):
                    return b"".join(pieces)
                if total > MAX_OUTPUT_BYTES:
                    raise OverflowError
