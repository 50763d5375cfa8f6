"""The type of a file is told by its content, whatever its name says."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from services.screening.reading.file_type import file_type
from tests.unit.screening.reading.reader import refusal


def damaged(method: int) -> bytes:
    """An archive whose first part cannot be unpacked."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", method) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text" * 4)
    content = bytearray(memory.getvalue())
    content[42:58] = b"\xff" * 16
    return bytes(content)


def dated(name: str) -> zipfile.ZipInfo:
    """Return an entry whose date does not depend on the clock: pytest names a case after its bytes."""
    return zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))


def archive(*names: str, mimetype: str | None = None) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as made:
        if mimetype is not None:
            made.writestr(dated("mimetype"), mimetype)
        for name in names:
            made.writestr(dated(name), b"x")
    return memory.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\r\njunk before\n%PDF-1.4\n", "pdf"),
        (b"{\\rtf1\\ansi hello}", "rtf"),
        (b"\n {\\rtf1 hello}", "rtf"),
        (b"<!DOCTYPE html><html><body>x", "html"),
        (b"\xef\xbb\xbf  <HTML><body>x", "html"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="x">', "html"),
        (b"<div><p>One</p><p>Two</p></div>", "html"),
        (b"# Ines Halvorsen\n\n## Experience\n", "md"),
        (b"**Ines Halvorsen**\n\n- **Python** and [site](https://x.example)\n", "md"),
        (b"Ines Halvorsen\n#1 in sales\n", "txt"),
        ("Бариста".encode("cp1251") * 9, "txt"),
        (archive("[Content_Types].xml", "word/document.xml"), "docx"),
        (archive("[Content_Types].xml", "_rels/.rels", "story.xml"), "docx"),
        (archive(mimetype="application/vnd.oasis.opendocument.text"), "odt"),
        (archive("a.pdf", "b.docx"), "zip"),
    ],
)
def test_a_type_is_told_by_content(content: bytes, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(content)
    assert file_type(path) == expected


@pytest.mark.parametrize(
    ("content", "code", "word"),
    [
        (b"", "empty", "empty"),
        (b"\x89PNG\r\n\x1a\n....", "unsupported", "PNG"),
        (b"\xff\xd8\xff\xe0..JFIF", "unsupported", "JPEG"),
        (b"\x00\x00\x00\x18ftypheic", "unsupported", "HEIC"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "unsupported", ".doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted", "password"),
        (archive("xl/workbook.xml", "[Content_Types].xml", "_rels/.rels"), "unsupported", "Excel"),
        (archive("Index/Document.iwa", "preview.jpg"), "unsupported", "Pages"),
        (archive("a.pdf"), "unsupported", "archive"),
        (archive("[Content_Types].xml", "word/document.xml")[:60], "corrupt", "cut off"),
        (damaged(zipfile.ZIP_DEFLATED), "corrupt", "cut off"),
        (damaged(zipfile.ZIP_BZIP2), "corrupt", "cut off"),
        (damaged(zipfile.ZIP_LZMA), "corrupt", "cut off"),
        (archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "unsupported", "spreadsheet"),
        (b"Rar!\x1a\x07\x00", "unsupported", "RAR"),
        (b"MZ\x90\x00\x03", "unsupported", "program"),
        (b"<?xml version='1.0'?><rss/>", "unsupported", "XML"),
    ],
)
def test_what_is_not_read_is_named(content: bytes, code: str, word: str, tmp_path: Path) -> None:
    path = tmp_path / "cv.pdf"
    path.write_bytes(content)
    found = refusal(path)
    assert found.code == code
    assert word in found.reason
    assert found.reason[0].isupper()
    assert found.reason.endswith(".")
