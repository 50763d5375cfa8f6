"""Reading outlines: files are handed to a few parsing processes; one that crashes or hangs costs the file that it was at."""

from __future__ import annotations

import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import msgspec

from services.process.control import DieWithParent
from services.scanning.files.source_file import SourceFile
from services.scanning.graph.outline import Outline
from services.scanning.graph.outline_process import TOO_SLOW, Request, read_frame, write_frame

PROCESSES = 2
FILE_CPU_S = 8.0
"""Above the parser's own limit, for what comes after parsing. Processor time: a busy server must not lose files."""
MAX_LOST = 20
"""A repository with more such files is meant to keep us busy."""
WATCH_S = 0.5
CRASHED = "the parser crashed on it"
GIVEN_UP = "too many files before it could not be parsed"
_PROJECT = Path(__file__).parents[3]
_ANSWER = msgspec.msgpack.Decoder(Outline | str)


def read_outlines(
    root: Path,
    files: Sequence[SourceFile],
    on_done: Callable[[int], None],
    *,
    file_cpu_s: float = FILE_CPU_S,
    max_lost: int = MAX_LOST,
) -> Iterator[tuple[SourceFile, Outline | str]]:
    """Each file with its outline, or with the reason why there is none; in no particular order.

    ``on_done`` is given the number of files done so far.
    """
    waiting = list(reversed(files))
    lost = 0
    with ExitStack() as stack, selectors.DefaultSelector() as selector:
        for _ in range(min(PROCESSES, len(files))):
            process = stack.enter_context(_Process(root))
            process.ask(waiting.pop())
            selector.register(process.answers, selectors.EVENT_READ, process)
        while selector.get_map():
            ready = {key.data for key, _ in selector.select(WATCH_S)}
            for process in [key.data for key in list(selector.get_map().values())]:
                if process not in ready and process.cpu_s() < file_cpu_s:
                    continue
                answer = process.answer() if process in ready else TOO_SLOW
                yield process.file, CRASHED if answer is None else answer
                selector.unregister(process.answers)
                if answer in (None, TOO_SLOW):
                    lost += 1
                    process.restart()
                if waiting and lost < max_lost:
                    process.ask(waiting.pop())
                    selector.register(process.answers, selectors.EVENT_READ, process)
                on_done(len(files) - len(waiting) - len(selector.get_map()))
    yield from ((file, GIVEN_UP) for file in waiting)


class _Process:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._running = self._start()
        self._cpu_s_before = 0.0
        self.file = SourceFile("", "", 0, "")

    def __enter__(self) -> _Process:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop()

    @property
    def answers(self) -> int:
        assert self._running.stdout is not None
        return self._running.stdout.fileno()

    def ask(self, file: SourceFile) -> None:
        assert self._running.stdin is not None
        self.file, self._cpu_s_before = file, self._cpu_s()
        try:
            write_frame(self._running.stdin, msgspec.msgpack.encode(Request(file.language, str(self._root / file.path))))
        except BrokenPipeError:
            return  # it has ended: reading the answer will show that

    def cpu_s(self) -> float:
        """Processor time that the present file has taken."""
        return self._cpu_s() - self._cpu_s_before

    def _cpu_s(self) -> float:
        try:
            return time.clock_gettime(~self._running.pid << 3 | 2)  # clock_getcpuclockid(3)
        except OSError:
            return 0.0  # it has ended: reading the answer will show that

    def answer(self) -> Outline | str | None:
        """The answer, or ``None`` if the process has ended instead, or talks nonsense."""
        assert self._running.stdout is not None
        frame = read_frame(self._running.stdout)
        try:
            return None if frame is None else _ANSWER.decode(frame)
        except msgspec.MsgspecError:
            return None

    def restart(self) -> None:
        self._stop()
        self._running = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-s", "-P", "-m", "services.scanning.graph.outline_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._root,
            env={"PYTHONPATH": str(_PROJECT), "PYTHONDONTWRITEBYTECODE": "1"},
            preexec_fn=DieWithParent(),
        )

    def _stop(self) -> None:
        self._running.kill()
        self._running.wait()
        for pipe in (self._running.stdin, self._running.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue  # a request that was still in the buffer
