"""A file of parts: one part is found and read by its name, without reading the others.

The parts stand one after the other. Behind them stands the index: a line for each part with its name as JSON (so
without a line end), where it begins and how many bytes it has. The file's last bytes say where the index begins.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

_FOOT_BYTES = 16


def part_file(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """The content of a file with these parts, by their names."""
    index = bytearray(b"\n")
    content = bytearray()
    for name, part in parts:
        index += b"%s\t%d\t%d\n" % (msgspec.json.encode(name), len(content), len(part))
        content += part
    return bytes(content + index) + b"%0*d" % (_FOOT_BYTES, len(content))


def read_part(path: Path, name: str) -> bytes | None:
    """One part of the file; None if it has none of that name, or if there is no such file."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    with file:
        end = file.seek(-_FOOT_BYTES, os.SEEK_END)
        file.seek(int(file.read()))
        index = file.read(end - file.tell())
        key = b"\n%s\t" % msgspec.json.encode(name)
        at = index.find(key)
        if at < 0:
            return None
        start, length = index[at + len(key) : index.index(b"\n", at + 1)].split(b"\t")
        file.seek(int(start))
        return file.read(int(length))
