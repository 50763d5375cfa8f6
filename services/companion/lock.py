"""A companion's locks: at most one of a kind per data folder, however many servers, workers and commands want one.

The runner, for example, holds ``<data>/runner.lock``, a process about to become the runner holds
``<data>/runner.start``, and all living servers of the folder share ``<data>/server.lock``. They are locks of an open
file description (``F_OFD_SETLK``): they end with their holder, however it ends, and pass from a launcher to what it
launches. Unlike a `flock`, they can be tested without being taken (``F_OFD_GETLK``); a test that takes the lock would
make a starting companion believe that it came second.
"""

from __future__ import annotations

import fcntl
import os
import struct
from pathlib import Path

SERVER = "server.lock"
_FLOCK = "hhqqi4x"  # struct flock of 64-bit Linux: type, whence, start, length, pid


def take(data: Path, name: str) -> int | None:
    """Take the lock; the descriptor holds it until it is closed. None if it is taken."""
    fd = _open(data, name)
    try:
        hold(fd)
    except BlockingIOError:
        os.close(fd)
        return None
    except OSError:
        os.close(fd)
        raise
    return fd


def hold(fd: int) -> None:
    """Lock the open file for as long as the descriptor lives. Raises: BlockingIOError, it is locked."""
    fcntl.fcntl(fd, fcntl.F_OFD_SETLK, struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0))


def share(data: Path, name: str) -> int:
    """Take a lock that others may share; nobody takes such a lock alone. The descriptor holds it until every process
    that inherited it has closed it.
    """
    fd = _open(data, name)
    try:
        fcntl.fcntl(fd, fcntl.F_OFD_SETLK, struct.pack(_FLOCK, fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0))
    except OSError:
        os.close(fd)
        raise
    return fd


def is_held(data: Path, name: str) -> bool:
    """Whether the lock is taken. Takes 10 µs and disturbs nobody."""
    try:
        fd = _open(data, name)
    except OSError:
        return False
    try:
        return is_held_elsewhere(fd)
    finally:
        os.close(fd)


def is_held_elsewhere(fd: int) -> bool:
    """Whether somebody who opened the file by themselves, in this process or another, has it locked."""
    answer = fcntl.fcntl(fd, fcntl.F_OFD_GETLK, struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0))
    return bool(struct.unpack(_FLOCK, answer)[0] != fcntl.F_UNLCK)


def _open(data: Path, name: str) -> int:
    return os.open(data / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
