"""The job's log file, ``<data>/job-logs/<job_id>.log``: what its processes wrote to standard output and error, limited
in size and without its secrets.

It is for operators; when a job dies without giving a reason, the last line becomes part of the reason.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

FOLDER = "job-logs"
MAX_BYTES = 1 * 2**20
FILES_KEPT = 200
_TAIL_BYTES = 4096
_KEPT_BACK_BYTES = 1024  # the longest secret that may have arrived in part
_CUT = b"\n[The rest is left out: a job's log holds 1 MiB.]\n"


class Redactor:
    """Replaces secrets in bytes. Values under 8 bytes are left alone: they would match by chance."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = sorted({secret.encode() for secret in secrets if len(secret) >= 8}, key=len, reverse=True)

    def __call__(self, text: bytes) -> bytes:
        for secret in self._secrets:
            text = text.replace(secret, b"[redacted]")
        return text


class JobLog:
    """Never raises and never outgrows its limit: a full disk or a talkative job costs the log, not the job."""

    def __init__(self, path: Path, redact: Redactor, heading: str = "") -> None:
        """``heading`` is a line that is not the job's own: it is never quoted."""
        self._redact = redact
        self._tail = b""
        self._unfinished = b""
        self._room = MAX_BYTES
        self._file: BinaryIO | None = None
        with contextlib.suppress(OSError):
            path.parent.mkdir(mode=0o700, exist_ok=True)
            self._file = path.open("ab", buffering=0)
            if heading:
                self._file.write(f"{heading}\n".encode())

    def write(self, output: bytes) -> None:
        """Add output as it came. A line is written once it is complete, so that a secret cut in two is found."""
        lines, newline, self._unfinished = (self._unfinished + output).rpartition(b"\n")
        self._append(lines + newline)
        if len(self._unfinished) > _TAIL_BYTES:
            unfinished = self._redact(self._unfinished)  # first, so that the cut below splits no secret
            self._append(unfinished[:-_KEPT_BACK_BYTES])
            self._unfinished = unfinished[-_KEPT_BACK_BYTES:]

    def last_line(self) -> str:
        """The last line that is not blank, to quote in a reason."""
        lines = (self._tail + self._redact(self._unfinished)).decode(errors="replace").splitlines()
        return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "")

    def close(self) -> None:
        self._append(self._unfinished)
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()

    def _append(self, text: bytes) -> None:
        text = self._redact(text)
        self._tail = (self._tail + text)[-_TAIL_BYTES:]
        if self._file is None or self._room < 0 or not text:
            return
        written = text if len(text) <= self._room else text[: self._room] + _CUT
        self._room -= len(text)
        with contextlib.suppress(OSError):
            self._file.write(written)


def forget_old_logs(data: Path) -> None:
    """Keep the newest `FILES_KEPT` log files."""
    with contextlib.suppress(OSError):
        paths = sorted((data / FOLDER).glob("*.log"), key=lambda path: path.stat().st_mtime)
        for path in paths[:-FILES_KEPT]:
            path.unlink(missing_ok=True)
