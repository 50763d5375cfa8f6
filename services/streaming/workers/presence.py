"""Presence: how many streams are open in all workers on one data folder, per kind and per user.

Each worker writes a small file twice a second; a worker whose file stops changing has died. Times are CLOCK_MONOTONIC,
which all processes of a host share and nobody can set back.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import msgspec

from services.identifier import new_id

BEAT_S = 0.5
EXPIRES_S = 1.5
_FORGOTTEN_S = 60.0


Spent = dict[str, dict[str, tuple[int, float]]]


class Beat(msgspec.Struct):
    """One worker's counts at ``at`` (monotonic seconds). ``key`` begins the client ids of its streams."""

    worker: str
    key: str
    at: float
    by_kind: dict[str, int]
    by_user: dict[str, int]
    by_address: dict[str, int]
    used: Spent = {}
    """What callers have used of limits that each worker counts for itself: so much, for so many more seconds."""


class Presence:
    def __init__(self, folder: Path, worker: str) -> None:
        self._folder = folder
        self._worker = worker
        self.key = new_id()  # not a process name: clients see it
        self._path = folder / f"{worker}.json"
        self._others: list[Beat] = []
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def beat(self, by_kind: Counter[str], by_user: Counter[str], by_address: Counter[str], used: Spent) -> None:
        """Write this worker's counts, and read the others'."""
        counts = (dict(by_kind), dict(by_user), dict(by_address), used)
        beat = Beat(self._worker, self.key, time.monotonic(), *counts)
        new = self._path.with_suffix(".new")
        with contextlib.suppress(OSError):  # a full disk must not end streams; others then count this worker as gone
            new.write_bytes(msgspec.json.encode(beat))
            new.replace(self._path)
        self._others = [other for other in read_beats(self._folder) if other.worker != self._worker]

    def elsewhere(self, attribute: str, key: str) -> int:
        """How many streams of a user or address the other workers had at the last beat."""
        return sum(getattr(beat, attribute).get(key, 0) for beat in self._others)

    def other_keys(self) -> set[str]:
        """The keys of all other workers that are alive."""
        return {beat.key for beat in read_beats(self._folder)} - {self.key}

    def leave(self) -> None:
        self._path.unlink(missing_ok=True)


def read_beats(folder: Path) -> list[Beat]:
    """The beats of all live workers. Removes the files of workers that are long gone."""
    now = time.monotonic()
    beats = []
    for path in folder.glob("*.json"):
        try:
            beat = msgspec.json.decode(path.read_bytes(), type=Beat)
        except (OSError, msgspec.DecodeError):
            continue
        if 0 <= now - beat.at <= EXPIRES_S:
            beats.append(beat)
        elif not 0 <= now - beat.at <= _FORGOTTEN_S:
            path.unlink(missing_ok=True)
    return beats


def total(beats: Iterable[Beat]) -> dict[str, object]:
    """``{"active_connections", "by_kind", "workers"}`` over all workers."""
    by_kind: Counter[str] = Counter()
    workers = 0
    for beat in beats:
        by_kind.update(beat.by_kind)
        workers += 1
    return {"active_connections": sum(by_kind.values()), "by_kind": dict(by_kind), "workers": workers}


def worker_name() -> str:
    return f"{os.uname().nodename}-{os.getpid()}"
