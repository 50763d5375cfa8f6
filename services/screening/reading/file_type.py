"""What a file is, told by its content: its name may say anything."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal

from services.screening.reading.document import FileType
from services.screening.reading.office.container import BROKEN_ARCHIVE
from services.screening.reading.plain_text import UndecodableText, decode
from services.screening.reading.unreadable import UnreadableFile, corrupt, encrypted

_HEAD_BYTES = 4096
_PDF_HEADER_BYTES = 1024  # a reader of PDFs looks for the header within the first kilobyte (ISO 32000-1, annex H)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODT = "application/vnd.oasis.opendocument.text"

_SIGNATURES: list[tuple[bytes, str]] = [
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a BMP image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"%!PS", "a PostScript file"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"SQLite format 3\x00", "a database"),
    (b"ID3", "an audio file"),
    (b"OggS", "an audio file"),
    (b"wOFF", "a font"),
    (b"\xffWPC", "a WordPerfect document"),
    (b"{\\urtf", "an unknown kind of RTF"),
    (b"\xca\xfe\xba\xbe", "a program"),
]
_ZIPPED: list[tuple[str, str]] = [
    ("xl/workbook", "an Excel workbook"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("Index/Document.iwa", "a Pages document"),
    ("index.apxl", "a Keynote presentation"),
    ("META-INF/container.xml", "an e-book (EPUB)"),
    ("AndroidManifest.xml", "an Android app"),
    ("META-INF/MANIFEST.MF", "a Java archive"),
]
_OLE_STREAMS: list[tuple[str, str]] = [
    ("WordDocument", "a Word 97 document (.doc)"),
    ("Workbook", "an Excel 97 workbook (.xls)"),
    ("PowerPoint Document", "a PowerPoint 97 presentation (.ppt)"),
    ("__substg1.0_", "an Outlook message (.msg)"),
]
_HTML_STARTS = ("<!doctype html", "<html", "<head", "<body", "<!doctype xhtml")
_SAVE_AS = "Save it as PDF or DOCX and send that."


def file_type(path: Path) -> FileType | Literal["zip"]:
    """The type of a file, or ``zip`` for an archive that is none of the documents that are archives inside.

    Raises: UnreadableFile, if it is empty, encrypted, damaged beyond telling, or something that is not read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head:
        raise UnreadableFile("empty", "The file is empty.")
    if not head.strip(b"\x00"):
        raise corrupt("it holds only zeros, as after a broken transfer")
    if head.startswith(_OLE):
        raise _ole(path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zipped(path)
    if head.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if b"%PDF-" in head[:_PDF_HEADER_BYTES]:
        return "pdf"
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            raise _unsupported(name)
    if head[4:8] == b"ftyp":
        raise _unsupported("a HEIC image" if head[8:11] in (b"hei", b"mif", b"avi") else "a video or audio file")
    if head.startswith(b"RIFF"):
        raise _unsupported("a WebP image" if head[8:12] == b"WEBP" else "an audio or video file")
    return _text(head)


def _zipped(path: Path) -> FileType | Literal["zip"]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype").decode("ascii", "replace").strip()
                if kind in (_ODT, f"{_ODT}-template"):
                    return "odt"
                if kind.startswith("application/vnd.oasis.opendocument."):
                    raise _unsupported(f"an OpenDocument file of another kind ({kind.rpartition('.')[2][:20]})")
    except BROKEN_ARCHIVE:
        raise corrupt("its archive cannot be opened; it may have been cut off on the way") from None
    if _is_word(names):
        return "docx"
    for part, name in _ZIPPED:
        if any(found.startswith(part) for found in names):
            raise _unsupported(name)
    return "zip"


def _is_word(names: set[str]) -> bool:
    if any(name.lower().startswith("word/") for name in names):
        return "[Content_Types].xml" in names or "word/document.xml" in names
    return (
        "[Content_Types].xml" in names
        and "_rels/.rels" in names
        and not any(
            name.startswith(("xl/", "ppt/", "visio/", "3D/", "FixedDocumentSequence", "Documents/")) for name in names
        )
    )


def _ole(path: Path) -> UnreadableFile:
    """Word 97 and its kin, and documents of today that are encrypted: both lie in OLE's compound files."""
    with path.open("rb") as file:
        start = file.read(2**20)
    if "EncryptedPackage".encode("utf-16-le") in start or "EncryptionInfo".encode("utf-16-le") in start:
        return encrypted()
    for stream, name in _OLE_STREAMS:
        if stream.encode("utf-16-le") in start:
            return _unsupported(name)
    return _unsupported("an old Office document")


def _text(head: bytes) -> FileType:
    try:
        text = decode(head, is_whole=len(head) < _HEAD_BYTES)
    except UndecodableText:
        raise _unsupported("neither a document nor text") from None
    start = text.lstrip().lower()
    if start.startswith(_HTML_STARTS) or (start.startswith(("<?xml", "<!--")) and "<html" in start):
        return "html"
    if start.startswith(("<?xml", "<svg")):
        raise _unsupported("an XML file")
    if start.startswith("%!ps"):
        raise _unsupported("a PostScript file")
    if _is_html_fragment(start):
        return "html"
    return "md" if _is_markdown(text) else "txt"


def _is_html_fragment(start: str) -> bool:
    return start.startswith("<") and sum(start.count(f"</{tag}>") for tag in ("p", "div", "h1", "li", "td", "span")) > 1


def _is_markdown(text: str) -> bool:
    """Headings with ``#``, or at least two other marks that plain text seldom holds."""
    marks = 0
    for line in text.splitlines():
        stripped = line.strip()
        if stripped.startswith("#") and stripped.lstrip("#").startswith(" ") and len(stripped) < 100:
            marks += 2
        marks += stripped.count("**") // 2 + stripped.count("](http") + stripped.startswith("|--")
        marks += stripped.startswith(("```", "| ---", "|:--"))
    return marks >= 2


def _unsupported(name: str) -> UnreadableFile:
    return UnreadableFile("unsupported", f"The file is {name}, which is not read. {_SAVE_AS}")
