"""A meter file: what one process counts, in memory that it shares with a file, so that a ``kill -9`` loses nothing.

The file says which meters it holds, so another process reads it, or a later version of this program: a header in JSON,
then 64-bit floats, those of each series beside each other. While the process lives it holds a lock on its file, which
ends with it, however it ends. A file's name says nothing: process numbers are used again.
"""

from __future__ import annotations

import contextlib
import math
import mmap
import os
import struct
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from services.companion import lock
from services.identifier import new_id
from services.telemetry.meter import FLOAT_BYTES, KEPT, Labels, Meter, Shape

SUFFIX = ".meters"
NEW_SUFFIX = ".new"

_MAGIC = b"meters 1"
_HEAD = struct.Struct("<8sQ")


class Header(msgspec.Struct):
    """``folded`` names the files whose numbers are in this one already."""

    shapes: list[Shape]
    folded: list[str] = []


_header = msgspec.json.Decoder(Header)


class Unreadable(Exception):
    """What was left by a power failure, or is another version's. ``is_live``: its process lives."""

    def __init__(self, reason: str, *, is_live: bool) -> None:
        super().__init__(reason)
        self.is_live = is_live


@dataclass(frozen=True, slots=True)
class OwnFile:
    """The open file of this process. ``fd`` holds its lock."""

    path: Path
    fd: int
    memory: mmap.mmap


@dataclass(frozen=True, slots=True)
class MeterFile:
    """What a file holds."""

    is_live: bool
    shapes: list[Shape]
    values: array[float]
    folded: list[str]

    def series(self) -> Iterator[tuple[Shape, Labels, array[float]]]:
        first = 0
        for shape in self.shapes:
            width = shape.width
            for labels in shape.series():
                yield shape, labels, self.values[first : first + width]
                first += width

    def kept(self) -> MeterFile:
        """What of it still counts when its process is gone."""
        if self.is_live:
            return self
        shapes, values, first = [], array("d"), 0
        for shape in self.shapes:
            if shape.kind in KEPT:
                shapes.append(shape)
                values += self.values[first : first + shape.size]
            first += shape.size
        return MeterFile(False, shapes, values, self.folded)


def create(folder: Path, meters: Sequence[Meter]) -> OwnFile:
    """Give this process a file, and move its meters there. The file appears whole, and locked. Raises: OSError."""
    head = written_head(Header([meter.shape for meter in meters]))
    size = len(head) + sum(meter.shape.size for meter in meters) * FLOAT_BYTES
    new = folder / f"{new_id()}{NEW_SUFFIX}"
    fd = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        lock.hold(fd)
        # A page that a full disk has no room for would end the process (SIGBUS) when something is counted there.
        os.posix_fallocate(fd, 0, size)
        os.pwrite(fd, head, 0)
        memory = mmap.mmap(fd, size)
        path = new.with_suffix(SUFFIX)
        new.rename(path)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink()
        os.close(fd)
        raise
    slots, first = memoryview(memory)[len(head) :].cast("d"), 0
    for meter in meters:
        meter.move_to_file(slots, first)
        first += meter.shape.size
    return OwnFile(path, fd, memory)


def written_head(header: Header) -> bytes:
    text = msgspec.json.encode(header)
    text += b" " * (-(len(text) + _HEAD.size) % FLOAT_BYTES)
    return _HEAD.pack(_MAGIC, len(text)) + text


def read(path: Path) -> MeterFile:
    """Raises: FileNotFoundError, it has just been folded. Unreadable."""
    fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        return read_open(fd)
    finally:
        os.close(fd)


def read_open(fd: int) -> MeterFile:
    """Raises: Unreadable."""
    is_live = lock.is_held_elsewhere(fd)
    content = os.pread(fd, os.fstat(fd).st_size, 0)
    try:
        magic, length = _HEAD.unpack_from(content)
        if magic != _MAGIC:
            raise ValueError("it is no meter file")
        header = _header.decode(content[_HEAD.size : _HEAD.size + length])
        values = array("d", content[_HEAD.size + length :])
        if len(values) != sum(shape.size for shape in header.shapes):
            raise ValueError("it is not whole")
    except (struct.error, msgspec.DecodeError, ValueError) as error:
        raise Unreadable(str(error), is_live=is_live) from None
    # Damaged numbers would stay in every sum from now on.
    sound = array("d", (value if math.isfinite(value) else 0.0 for value in values))
    return MeterFile(is_live, header.shapes, sound, header.folded)
