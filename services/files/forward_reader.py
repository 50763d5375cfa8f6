"""A forward reader: a decompressed stream that cannot be read without end, nor made to run in circles.

``tarfile`` trusts headers. It reads a giant extended header into memory whole, and a negative size makes it go back and
read the same header for ever (CVE-2025-8194). Both need a read or a jump that no honest archive makes.
"""

from __future__ import annotations

import io
import tarfile
from typing import IO

from services.errors import BadRequest

MAX_READ_BYTES = 2**20
_SLACK_BYTES = 1024  # tarfile steps back by one byte to see whether the file ends


class ForwardReader(io.RawIOBase):
    def __init__(self, opened: IO[bytes], *, max_bytes: int) -> None:
        self._opened = opened
        self._max_bytes = max_bytes
        self._furthest = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._opened.tell()

    def read(self, size: int | None = -1) -> bytes:
        if size is None or not 0 <= size <= MAX_READ_BYTES:
            raise tarfile.ReadError("a header larger than any honest one")
        piece = self._opened.read(size)
        self._reached(self._opened.tell())
        return piece

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET or offset < self._furthest - _SLACK_BYTES:
            raise tarfile.ReadError("a header that leads backwards")
        self._reached(offset)
        return self._opened.seek(offset)

    def _reached(self, position: int) -> None:
        self._furthest = max(self._furthest, position)
        if position > self._max_bytes:
            raise BadRequest("The archive unpacks to far more than its size; unpacking was stopped.")
