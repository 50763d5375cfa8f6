"""Encodings: every text becomes UTF-8 with the lines it had."""

from __future__ import annotations

import pytest

from services.scanning.files.encoding import utf8

TEXT = "# Grüße, 世界\nx = 1\n\ny = 2\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_tells_the_encoding(encoding: str) -> None:
    assert utf8(TEXT.encode(encoding)) == TEXT.encode()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("# coding: gbk\n世界\n".encode("gbk"), "# coding: utf-8\n世界\n"),
        (
            '<?xml version="1.0" encoding="iso-8859-2"?>\nł\n'.encode("iso-8859-2"),
            '<?xml version="1.0" encoding="utf-8"?>\nł\n',
        ),
        (b"# coding: no-such\n\xe9\n", "# coding: utf-8\né\n"),
        (b"# coding: unicode_escape\n\xe9\\n\n", "# coding: utf-8\né\\n\n"),
        (b"# coding: base64\n\xe9\n", "# coding: utf-8\né\n"),
        (b"\x93quoted\x94 \x80\n", "“quoted” €\n"),
        (b"\x81\xe9\n", "\x81é\n"),
    ],
)
def test_a_declaration_is_believed_if_it_can_be_true(content: bytes, text: str) -> None:
    assert utf8(content) == text.encode()


def test_utf_8_is_left_alone_whatever_it_declares() -> None:
    assert utf8("# coding: latin-1\né\n".encode()) == "# coding: latin-1\né\n".encode()


@pytest.mark.parametrize("content", [b"\x00\x01", b"\x7fELF" + bytes(60), b"\xff\xfea", b"GIF89a\x00\x01" * 9])
def test_what_is_no_text_is_none(content: bytes) -> None:
    assert utf8(content) is None
