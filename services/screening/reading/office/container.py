"""The archive that a DOCX or an ODT is: its parts, unpacked within bounds and read as XML that refers to nothing."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from pathlib import Path
from types import TracebackType
from typing import Self

from lxml import etree

from services.screening.reading.limits import ReadingLimits
from services.screening.reading.unreadable import UnreadableFile, corrupt, encrypted

_MOST_PARTS = 5000
_ENCRYPTED = 0x1
BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, OSError, RuntimeError, ValueError,
)  # fmt: skip
"""What zipfile and its decompressors raise for an archive that is damaged, encrypted or of an unknown kind."""


class Container:
    def __init__(self, path: Path, limits: ReadingLimits) -> None:
        try:
            self._archive = zipfile.ZipFile(path)
        except BROKEN_ARCHIVE:
            raise corrupt("its archive cannot be opened; it may have been cut off on the way") from None
        self._left = limits.unpacked_bytes
        self._most = limits.unpacked_bytes
        self._parts = {info.filename.lower(): info for info in self._archive.infolist()[:_MOST_PARTS]}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._archive.close()

    def read(self, name: str) -> bytes | None:
        """A part's bytes; None if there is no such part. Raises: UnreadableFile."""
        info = self._parts.get(name.lstrip("/").lower())
        if info is None:
            return None
        if info.flag_bits & _ENCRYPTED:
            raise encrypted()
        try:
            with self._archive.open(info) as part:
                content = part.read(self._left + 1)
        except BROKEN_ARCHIVE:
            raise corrupt(f"its part {name[:60]} cannot be unpacked") from None
        self._left -= len(content)
        if self._left < 0:
            raise UnreadableFile("too_large", f"The file unpacks to more than {self._most / 2**20:,.0f} MiB.")
        return content

    def xml(self, name: str) -> etree._Element | None:
        """A part's root element; None if there is no such part, or nothing in it. Raises: UnreadableFile."""
        content = self.read(name)
        if content is None:
            return None
        parser = etree.XMLParser(
            resolve_entities=False, huge_tree=False, no_network=True, load_dtd=False, remove_comments=True,
            remove_pis=True, recover=True,
        )  # fmt: skip
        try:
            return etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError):
            raise corrupt(f"its part {name[:60]} is no XML that can be read") from None


def name_of(element: etree._Element) -> str:
    """Without its namespace: Word writes two that mean the same. An entity that was left alone has none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The first child of this name, or the first child's first child of the next one, and so on."""
    for name in names:
        if element is None:
            return None
        element = next((found for found in element if name_of(found) == name), None)
    return element
