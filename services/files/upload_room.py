"""The room for uploads: how many are on their way, of everybody and of one user, and how much they may still bring.

Each upload has a folder, which its worker keeps locked (``flock``) and deletes in the end. The kernel gives up the lock
of a worker that dies, so whoever looks next deletes what that one left, and its place is free. All workers of a data
folder count alike.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from services.errors import LimitReached, Unavailable
from services.files.free_space import FreeSpace
from services.files.sentence import readable_size
from services.identifier import new_id
from services.settings.settings import Settings

FOLDER = "arriving"
_LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Arriving:
    """Uploads on their way. ``bytes`` is what they announced, or the most that they may bring."""

    count: int = 0
    bytes: int = 0
    own_count: int = 0
    own_bytes: int = 0


class UploadRoom:
    def __init__(self, settings: Settings) -> None:
        self._folder = settings.data / FOLDER
        self._most = settings.files.uploads
        self._most_of_one = settings.files.uploads_per_user
        self._free_space = FreeSpace(settings)

    @contextmanager
    def place(
        self, owner_id: str, announced_bytes: int, *, most_of_owner: int, most_bytes_of_owner: int | None
    ) -> Iterator[Path]:
        """The folder of one upload, until the block ends. The owner may have that many on their way, with that many
        bytes in all; None: as many as they like.

        Raises:
            LimitReached: the owner has no room for another. Unavailable: the server has none, or the disk.
        """
        owner = hashlib.sha256(owner_id.encode()).hexdigest()[:32]
        with self._alone():
            arriving = self._arriving(owner)
            self._check(arriving, announced_bytes, most_of_owner, most_bytes_of_owner)
            folder = self._folder / f"{owner}.{announced_bytes}.{new_id()}"
            folder.mkdir(mode=0o700)
            held = _lock(folder)
        assert held is not None, "nobody else knows the folder yet"
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(held)

    def _check(self, arriving: Arriving, announced: int, most_of_owner: int, most_bytes_of_owner: int | None) -> None:
        most = min(most_of_owner, self._most_of_one)
        if arriving.own_count >= most:
            raise LimitReached(
                f"You have {arriving.own_count} uploads on their way, and there is room for {max(0, most)} of yours"
                " (TAILRACE_UPLOADS_PER_USER, TAILRACE_JOBS_PER_USER); wait for one to end.",
                code="user_uploads",
            )
        if most_bytes_of_owner is not None and arriving.own_bytes + announced > most_bytes_of_owner:
            raise LimitReached(
                f"This upload and those of yours on their way need {readable_size(arriving.own_bytes + announced)} of"
                f" disk, and you have {readable_size(max(0, most_bytes_of_owner))} left (TAILRACE_USER_DISK_BYTES);"
                " delete old runs first.",
                code="disk_quota",
                retry_after_s=60,
            )
        if arriving.count >= self._most:
            raise Unavailable(
                f"{arriving.count} uploads are on their way, as many as this server takes at a time"
                " (TAILRACE_UPLOADS); try again in a moment.",
                code="uploads_full",
                retry_after_s=10,
            )
        self._free_space.check(arriving.bytes + announced)

    def _arriving(self, owner: str) -> Arriving:
        """What is on its way. Deletes what workers that died have left."""
        count = total = own_count = own_total = 0
        for folder in self._folder.iterdir():
            if folder.name == _LOCK:
                continue
            abandoned = _lock(folder)
            if abandoned is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(abandoned)
                continue
            whose, announced, _ = folder.name.split(".")
            is_own = whose == owner
            count, total = count + 1, total + int(announced)
            own_count, own_total = own_count + is_own, own_total + is_own * int(announced)
        return Arriving(count, total, own_count, own_total)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One place is given at a time. Nothing in the block may wait: this stops the whole process, not a greenlet."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fd = os.open(self._folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            yield
        finally:
            os.close(fd)


def _lock(folder: Path) -> int | None:
    """The descriptor that holds the folder's lock; None if somebody else holds it, or if it is gone."""
    with suppress(OSError):
        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(fd)
            return None
        return fd
    return None
