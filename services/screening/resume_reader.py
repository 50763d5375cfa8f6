"""The résumé reader: files to profiles, in processes that a hostile file can take down, and with them only itself.

Two are read at a time. A process stays for the next file until one kills it or makes it hang.
"""

from __future__ import annotations

import queue
import shutil
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from services.process.access import Access
from services.process.limits import Limits
from services.process.resident import RequestFailed, Resident, ResidentFailed
from services.screening.reading.limits import ReadingLimits
from services.screening.reading_work import Read, Task, Unread
from services.screening.settings import ScreeningSettings

AT_A_TIME = 2
_FUNCTION = "services.screening.reading_work:read"
_WRITTEN_BYTES = 64 * 2**20
_PROGRAM_FOLDERS = "/usr/local/bin:/usr/bin:/bin"
_CRASHED = Unread("crashed", "Reading the file failed. It may be damaged; ask for it in another format.")

Answer = Read | Unread


class ResumeReader:
    """Begins to read at once. ``files`` are keys with where their files lie; all of these lie in ``folder``."""

    def __init__(
        self, files: Iterable[tuple[str, Path]], folder: Path, as_of: str, settings: ScreeningSettings
    ) -> None:
        self._folder = folder
        self._settings = settings
        limits = ReadingLimits(
            file_bytes=settings.file_bytes,
            pages=settings.pages,
            tesseract=shutil.which("tesseract", path=_PROGRAM_FOLDERS),
        )
        self._task = Task("", as_of, limits, str(settings.own_terms) if settings.own_terms else None)
        self._waiting = queue.SimpleQueue[tuple[str, Path]]()
        self._done = queue.SimpleQueue[tuple[str, Answer] | Exception | None]()
        for file in files:
            self._waiting.put(file)
        self._working = min(AT_A_TIME, self._waiting.qsize())
        for number in range(self._working):
            threading.Thread(target=self._work, name=f"reader-{number}", daemon=True).start()

    def answers(self) -> Iterator[tuple[str, Answer]]:
        """Each file's key with what reading it came to, in the order in which they are done.

        Raises: what kept a process from being started.
        """
        while self._working:
            item = self._done.get()
            if isinstance(item, Exception):
                raise item
            if item is None:
                self._working -= 1
            else:
                yield item

    def _work(self) -> None:
        try:
            with self._resident() as resident:
                while True:
                    key, path = self._waiting.get_nowait()
                    self._done.put((key, self._read(resident, path)))
        except queue.Empty:
            self._done.put(None)
        except Exception as error:  # or the job would wait for ever
            self._done.put(error)

    def _resident(self) -> Resident[Answer]:
        seconds = self._settings.file_s
        limits = Limits(
            wall_s=seconds, cpu_s=seconds, memory_bytes=self._settings.file_memory_bytes, file_bytes=_WRITTEN_BYTES
        )
        own_terms = (self._settings.own_terms,) if self._settings.own_terms else ()
        return Resident(_FUNCTION, Answer, limits, Access(read=(self._folder, *own_terms)))

    def _read(self, resident: Resident[Answer], path: Path) -> Answer:
        try:
            return resident.ask(msgspec.structs.replace(self._task, path=str(path)))
        except RequestFailed:
            return _CRASHED
        except ResidentFailed as failed:
            match failed.cause:
                case "time" | "cpu":
                    return Unread("timeout", f"Reading the file {failed} and was stopped.")
                case "memory":
                    return Unread("memory", f"Reading the file {failed} and was stopped.")
                case _:
                    return _CRASHED
