"""Clone progress: what people see while a repository is fetched, read from git's ``--progress`` output."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Phase = Literal[
    "connecting", "counting", "compressing", "receiving", "resolving", "checking_out", "unpacking", "copying",
]  # fmt: skip
OnProgress = Callable[["CloneProgress"], None]

MIN_INTERVAL_S = 0.2
_PHASES: dict[str, Phase] = {
    "Enumerating objects": "counting",
    "Counting objects": "counting",
    "Compressing objects": "compressing",
    "Receiving objects": "receiving",
    "Unpacking objects": "receiving",
    "Resolving deltas": "resolving",
    "Updating files": "checking_out",
    "Checking out files": "checking_out",
}
_SPANS: dict[Phase, tuple[float, float]] = {
    "connecting": (0.0, 0.0), "counting": (0.0, 0.05), "compressing": (0.05, 0.1), "receiving": (0.1, 0.8),
    "resolving": (0.8, 0.9), "checking_out": (0.9, 1.0), "unpacking": (0.0, 1.0), "copying": (0.0, 1.0),
}  # fmt: skip
"""Where each phase begins and ends within its stage."""

_LINE = re.compile(
    r"(?:remote: )?(?P<title>[A-Z][a-z]+ [a-z]+): +"
    r"(?:(?P<percent>\d+)% \((?P<done>\d+)/(?P<total>\d+)\)|(?P<count>\d+))(?P<rest>.*)"
)
_BYTES = re.compile(r", (?P<amount>\d+(?:\.\d+)?) (?P<unit>bytes|KiB|MiB|GiB)")
_UNITS = {"bytes": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}


@dataclass(frozen=True, slots=True)
class CloneProgress:
    """``percent`` is that of the phase; ``total`` is 0 while unknown. When unpacking or copying, objects are files."""

    phase: Phase
    percent: int = 0
    objects: int = 0
    total: int = 0
    bytes: int = 0

    @property
    def share(self) -> float:
        """How much of the whole is done, 0 to 1."""
        start, end = _SPANS[self.phase]
        return start + (end - start) * min(1.0, self.percent / 100)


def read_progress(line: str) -> CloneProgress | None:
    """The progress in one line of git's standard error, if there is any."""
    found = _LINE.match(line)
    if found is None or found["title"] not in _PHASES:
        return None
    size = _BYTES.search(found["rest"])
    return CloneProgress(
        phase=_PHASES[found["title"]],
        percent=int(found["percent"] or 0),
        objects=int(found["done"] or found["count"] or 0),
        total=int(found["total"] or 0),
        bytes=int(float(size["amount"]) * _UNITS[size["unit"]]) if size else 0,
    )


class ProgressThrottle:
    """Passes on at most one report per :data:`MIN_INTERVAL_S`, but always the start and the end of a phase."""

    def __init__(self, on_progress: OnProgress, clock: Callable[[], float] = time.monotonic) -> None:
        self._on_progress = on_progress
        self._clock = clock
        self._sent_at = float("-inf")
        self._sent: CloneProgress | None = None

    def __call__(self, progress: CloneProgress) -> None:
        now = self._clock()
        is_new = self._sent is None or progress.phase != self._sent.phase
        is_end = progress.percent == 100 and not is_new and self._sent is not None and self._sent.percent != 100
        if progress != self._sent and (is_new or is_end or now - self._sent_at >= MIN_INTERVAL_S):
            self._sent, self._sent_at = progress, now
            self._on_progress(progress)
