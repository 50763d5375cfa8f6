"""The meter folder, ``<data>/meters``: a file for each living process, and ``retired`` with what the dead have counted.

Whoever opens or reads the folder folds the files of dead processes into ``retired``, so that files never pile up and
no counter falls. A fold is a new file, which names those that it took in, and a rename: a crash in between leaves
files that are named, and counted once. Reading takes no lock and waits for nobody. If a fold comes in between, it
begins again.

Without the folder (it cannot be written, the disk is full) a process counts in its memory, and tries again every ten
seconds.
"""

from __future__ import annotations

import contextlib
import logging
import os
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from services.companion import lock
from services.telemetry import meter_file
from services.telemetry.meter import counted
from services.telemetry.meter_file import NEW_SUFFIX, SUFFIX, Header, MeterFile, OwnFile, Unreadable
from services.telemetry.meter_sum import MeterSum

_RETIRED = "retired"
_FOLD_LOCK = "fold.lock"
_AGAIN_S = 10.0
_ABANDONED_S = 60.0
_MOST_TRIES = 20

_log = logging.getLogger(__name__)
_own: OwnFile | None = None
"""Meters are values of modules, so a process has one file, whoever opens it."""


class MeterFolder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._try_at_s = 0.0
        self._has_failed = False

    # -- this process's own file -----------------------------------------------------------------------------------

    def open(self) -> None:
        """Count in a file from now on. Call it when all labels are known, and now and then afterwards: it does
        nothing while there is a file, and tries again where there could be none.
        """
        global _own
        if (_own is not None and _own.path.parent == self._folder) or time.monotonic() < self._try_at_s:
            return
        self.leave()
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            _own = meter_file.create(self._folder, counted())
        except OSError as error:
            self._try_at_s = time.monotonic() + _AGAIN_S
            if not self._has_failed:
                _log.warning("meters_not_kept", extra={"folder": str(self._folder), "error": error.strerror})
            self._has_failed = True
            return
        self._has_failed = False
        self.fold()

    def leave(self) -> None:
        """Count in memory again, from 0: what the file holds is that of a process that is gone."""
        global _own
        if _own is not None:
            os.close(_own.fd)
            _own = None
            for meter in counted():
                meter.leave_file()

    # -- reading -----------------------------------------------------------------------------------------------------

    def total(self) -> MeterSum:
        """What all processes of the folder have counted, with every series that this one declares."""
        for _ in range(_MOST_TRIES):
            total = MeterSum(meter.shape for meter in counted())
            has_dead = False
            with self._retired() as (retired, is_current):
                if retired is not None:
                    total.add(retired)
                for _path, file in self._files(() if retired is None else retired.folded):
                    has_dead = has_dead or not file.is_live
                    total.add(file.kept())
                if is_current():
                    break
        if _own is None or _own.path.parent != self._folder:
            for meter in counted():
                total.add_own(meter)
        if has_dead:
            self.fold()
        return total

    @contextlib.contextmanager
    def _retired(self) -> Iterator[tuple[MeterFile | None, Callable[[], bool]]]:
        """The numbers of the dead, and whether they are the newest still: another file has another inode as long as
        this one is open.
        """
        path = self._folder / _RETIRED
        try:
            fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            yield None, lambda: not path.exists()
            return
        try:
            try:
                retired = meter_file.read_open(fd)
            except Unreadable:
                retired = None
            yield retired, lambda: path.exists() and path.stat().st_ino == os.fstat(fd).st_ino
        finally:
            os.close(fd)

    def _files(self, folded: Collection[str]) -> Iterator[tuple[Path, MeterFile]]:
        """The processes' files, without those whose numbers have been folded."""
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            if path.name in folded:
                continue
            try:
                yield path, meter_file.read(path)
            except OSError:
                continue  # folded just now
            except Unreadable as error:
                _log.warning("meters_unreadable", extra={"file": path.name, "error": str(error)})
                if not error.is_live:
                    path.unlink(missing_ok=True)

    # -- folding -----------------------------------------------------------------------------------------------------

    def fold(self) -> None:
        """Take the numbers of dead processes into ``retired``. Returns at once if another process is at it."""
        try:
            fd = lock.take(self._folder, _FOLD_LOCK)
            if fd is None:
                return
            try:
                self._fold()
            finally:
                os.close(fd)
        except OSError as error:  # a full disk: the files stay, and count where they are
            _log.warning("meters_not_folded", extra={"folder": str(self._folder), "error": error.strerror})

    def _fold(self) -> None:
        with self._retired() as (retired, _is_current):
            folded = [] if retired is None else retired.folded
            self._remove(folded)
            dead = {path.name: file.kept() for path, file in self._files(folded) if not file.is_live}
            if dead:
                total = MeterSum()
                own = {meter.name: meter.shape for meter in counted()}
                for file in ([] if retired is None else [retired]) + list(dead.values()):
                    total.adopt(file.shapes, own)
                    total.add(file)
                self._write(total, list(dead))
                self._remove(list(dead))
        for abandoned in self._folder.glob(f"*{NEW_SUFFIX}"):
            with contextlib.suppress(OSError):
                if time.time() - abandoned.stat().st_mtime > _ABANDONED_S:
                    abandoned.unlink()

    def _write(self, total: MeterSum, folded: list[str]) -> None:
        shapes, values = total.as_file()
        new = self._folder / f"{_RETIRED}{NEW_SUFFIX}"
        try:
            with new.open("wb") as file:
                file.write(meter_file.written_head(Header(shapes, folded)) + values.tobytes())
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._folder / _RETIRED)
        except OSError:
            new.unlink(missing_ok=True)
            raise

    def _remove(self, names: list[str]) -> None:
        for name in names:
            (self._folder / name).unlink(missing_ok=True)
