"""The error log: warnings and errors of the last day, in a few small files in the data folder, fit to be handed on.

A line says which of our events it was, where in the code, and the numbers and ids that belong to it. What a stranger
may have written is left out as it is logged: names, addresses, paths, messages of exceptions and of other libraries.
Standard error has all of that (`logging`).

Each hour has a file, to which all processes append. The oldest make room, and a disk that is full costs lines, nothing
else.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import time
import traceback
from collections.abc import Callable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

from services.telemetry import trail

FOLDER = "errors"
KEPT_S = 86_400.0

_LONGEST_LINE = 8192
_FRAMES = 40
_CAUSES = 5
_PARTS = 4
"""So many hours that are full fit into the limit."""

_ROOT = Path(__file__).resolve().parents[2]
_EVENT = re.compile(r"[a-z][a-z0-9_]{0,63}")
_WORD = re.compile(r"[a-z][a-z0-9_.]{0,31}")
_ID = re.compile(r"[0-9a-fA-F-]{8,64}")
_IDS = frozenset({"request_id", "client_id", "trace_id", "execution", "job", "run"})
_WORDS = frozenset({"code", "state", "status", "stage", "part", "reason", "level", "companion"})
"""Fields of our own lines whose values are words of the code."""

_OWN_ATTRIBUTES = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_OURS = ("services.", "blueprints.", "app", "gunicorn.")


class ErrorLog(logging.Handler):
    """``max_bytes`` is for all files together."""

    def __init__(self, folder: str, max_bytes: int, now: Callable[[], float] = time.time) -> None:
        super().__init__(logging.WARNING)
        self._folder = Path(folder)
        self._max_bytes = max_bytes
        self._now = now
        self._hour = ""

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._write(f"{json.dumps(told(record))[:_LONGEST_LINE]}\n".encode())

    def _write(self, line: bytes) -> None:
        hour = time.strftime("%Y%m%dT%H", time.gmtime(self._now()))
        if hour != self._hour:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            self._make_room()
            self._hour = hour
        fd = os.open(self._folder / f"{hour}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            if os.fstat(fd).st_size + len(line) <= self._max_bytes // _PARTS:
                os.write(fd, line)
        finally:
            os.close(fd)

    def _make_room(self) -> None:
        """For one more hour, whatever it brings."""
        total = 0
        for path in sorted(self._folder.glob("*.jsonl"), reverse=True):
            found = path.stat()
            total += found.st_size
            if total > self._max_bytes * (_PARTS - 1) // _PARTS or found.st_mtime < self._now() - KEPT_S - 3600:
                path.unlink(missing_ok=True)


def told(record: logging.LogRecord) -> dict[str, Any]:
    """What of a record may be handed on."""
    moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
    line: dict[str, Any] = {
        "at": f"{moment}.{int(record.msecs):03d}Z",
        "level": record.levelname.lower(),
        "logger": record.name[:100],
        "event": _event(record),
    }
    given = {name: value for name, value in vars(record).items() if name not in _OWN_ATTRIBUTES}
    for name, value in {**trail.fields(), **given}.items():
        if _may_be_told(name, value):
            line[name[:64]] = value
    if record.exc_info and record.exc_info[1] is not None:
        line["errors"] = list(_chain(record.exc_info[1]))
    return line


def read(folder: Path, since: float) -> bytes:
    """The lines from then on, the oldest first. What cannot be read is left out."""
    lines: list[tuple[str, bytes]] = []
    earliest = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(since))
    for path in sorted((folder / FOLDER).glob("*.jsonl")):
        with contextlib.suppress(OSError):
            for raw in path.read_bytes().splitlines():
                with contextlib.suppress(ValueError, TypeError, KeyError):  # cut short by a disk that was full
                    at = json.loads(raw)["at"]
                    if at >= earliest:
                        lines.append((at, raw))
    return b"".join(raw + b"\n" for _, raw in sorted(lines, key=itemgetter(0)))


def _event(record: logging.LogRecord) -> str:
    """Ours are constants. Of others, the constant that their values were put into."""
    message = str(record.msg)
    if record.name.startswith(_OURS) and _EVENT.fullmatch(message):
        return message
    if record.name.startswith("gunicorn.") and record.args:
        return message[:100]
    return "(a message of another library)"


def _may_be_told(name: str, value: object) -> bool:
    if isinstance(value, bool | int | float):
        return not name.startswith("address")
    if not isinstance(value, str):
        return False
    return bool(_ID.fullmatch(value)) if name in _IDS else name in _WORDS and bool(_WORD.fullmatch(value))


def _chain(error: BaseException | None) -> Iterator[dict[str, Any]]:
    """The error and what caused it: its type and where it was, without a word of its message."""
    for _ in range(_CAUSES):
        if error is None:
            return
        kind = type(error)
        frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
        where = [f"{_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
        yield {"type": f"{kind.__module__}.{kind.__qualname__}"[:200], "where": where}
        error = error.__cause__ or error.__context__


def _place(path: str) -> str:
    """A file of ours, or of a library: without the folders above, which may be named after people."""
    with contextlib.suppress(ValueError):
        below = Path(path).relative_to(_ROOT).as_posix()
        if ".venv" not in below:
            return below
    return "/".join(Path(path).parts[-3:]) if "site-packages" in path else Path(path).name
