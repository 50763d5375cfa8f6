"""What a command writes: passed on byte by byte, and looked at on the way.

A line ``::progress 0.4 4 of 10 files`` is progress. The last lines of standard error say why a command failed. However
much is written, and without a line end, only so much is remembered.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from typing import Callable

MARK = b"::progress "
_LONGEST_LINE = 2048
_LINES_KEPT = 20
_CHUNK = 65_536
_LEFT_OPEN_S = 0.5
"""How long what a command has written is waited for once it has ended. What it left behind may keep the pipe open."""

Progressed = Callable[[float, str], None]


class Lines:
    """Cuts bytes into lines, each only as far as it is of interest."""

    def __init__(self, progressed: Progressed) -> None:
        self._progressed = progressed
        self._line = bytearray()
        self._kept: deque[bytes] = deque(maxlen=_LINES_KEPT)

    def feed(self, chunk: bytes) -> None:
        *whole, rest = chunk.replace(b"\r", b"\n").split(b"\n")
        for part in whole:
            self._extend(part)
            self._end()
        self._extend(rest)

    def last(self) -> str:
        """The last lines, in one."""
        lines = [*self._kept, bytes(self._line)]
        return " ".join(line.decode("utf-8", "replace") for line in lines if line.strip() and not _is_mark(line))

    def _extend(self, part: bytes) -> None:
        self._line += part[: _LONGEST_LINE - len(self._line)]

    def _end(self) -> None:
        line, self._line = bytes(self._line), bytearray()
        if not line.strip():
            return
        self._kept.append(line)
        if _is_mark(line):
            told = progress_of(line)
            if told is not None:
                self._progressed(*told)


def _is_mark(line: bytes) -> bool:
    return line.startswith(MARK)


def progress_of(line: bytes) -> tuple[float, str] | None:
    """What ``::progress 0.4 message`` says; a number may be of a hundred (``40%``). None, if it says nothing."""
    number, _, message = line[len(MARK) :].decode("utf-8", "replace").strip().partition(" ")
    try:
        done = float(number[:-1]) / 100 if number.endswith("%") else float(number)
    except ValueError:
        return None
    return (done, message.strip()) if 0 <= done <= 1 else None


class Tap:
    """Passes on what comes out of a pipe, in a thread."""

    def __init__(self, into: int) -> None:
        self._from, self.end_for_command = os.pipe()
        self._into = into

    def start(self, lines: Lines) -> None:
        """Begin, once the command has its end of the pipe."""
        os.close(self.end_for_command)
        self._thread = threading.Thread(target=self._run, args=(lines,), name="tailrace-output", daemon=True)
        self._thread.start()

    def finish(self) -> None:
        self._thread.join(_LEFT_OPEN_S)

    def _run(self, lines: Lines) -> None:
        try:
            while True:
                chunk = os.read(self._from, _CHUNK)
                if not chunk:
                    return
                lines.feed(chunk)
                _write(self._into, chunk)
        except OSError:  # nobody reads any more: the command is told so by its pipe
            pass
        finally:
            os.close(self._from)


def _write(to: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[os.write(to, view) :]
