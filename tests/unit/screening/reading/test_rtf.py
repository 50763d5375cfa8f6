"""An RTF is read as a word processor shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.screening.reading.reader import read_bytes, refusal, texts

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset238 Arial CE;}}"
    r"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;\red32\green48\blue64;}"
    r"{\stylesheet{\s1 heading 1;}}{\info{\author Template Maker}}"
)


def rtf(body: str) -> bytes:
    return (HEAD + body + "}").encode("ascii")


def test_text_characters_and_code_pages(tmp_path: Path) -> None:
    body = r"\pard Ren\'e9e O\rquote Connor\par{\f1 \'a3ukasz}\par\uc1\u1048?\u1074? \u-10179?\u-8704?\par a\~b\_c\par"
    assert texts(read_bytes(tmp_path, rtf(body))) == ["Renée O’Connor", "Łukasz", "Ив 😀", "a b-c"]


def test_headers_fields_lists_headings_and_tables(tmp_path: Path) -> None:
    body = (
        r"{\header\pard Ines Halvorsen\par}{\footer\pard +47 22\par}"
        r"\pard\outlinelevel0\b\fs28 Experience\b0\fs22\par"
        r'\pard{\field{\*\fldinst HYPERLINK "https://x.example"}{\fldrslt site}}\par'
        r"{\pntext\bullet\tab}\pard one\par{\listtext\'b7\tab}two\par\pard after\par"
        r"\trowd\cellx100\cellx200\pard\intbl Tools\cell Docker, Git\cell\row\trowd\cellx100\cellx200"
        r"\pard\intbl 2019\cell Baker\par Bread.\cell\row\pard end\par"
        r"{\*\unknown nothing}{\pict 00ff}{\shp{\*\shpinst{\shptxt\pard in a box\par}}{\shprslt again}}"
    )
    document = read_bytes(tmp_path, rtf(body))
    assert texts(document) == [
        "Ines Halvorsen", "Experience", "site", "one", "two", "after", "Tools\tDocker, Git", "2019\tBaker", "Bread.",
        "end", "in a box", "+47 22",
    ]  # fmt: skip
    assert [line.text for line in document.lines if line.heading] == ["Experience"]
    assert [line.text for line in document.lines if line.bullet] == ["one", "two"]
    assert (document.lines[1].size, document.lines[1].bold) == (14, True)
    assert document.links == ["https://x.example"]


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        (r"\v Kubernetes", "marked as hidden"),
        (r"\cf2 Kubernetes", "background colour"),
        (r"\cf3\chcbpat3 Kubernetes", "background colour"),
        (r"\fs2 Kubernetes", "tiny"),
    ],
)
def test_what_is_not_shown_is_hidden(run: str, reason: str, tmp_path: Path) -> None:
    document = read_bytes(tmp_path, rtf(rf"\pard seen {{{run}}}\par{{\deleted gone}}"))
    assert texts(document) == ["seen"]
    assert [(hidden.text, hidden.reason) for hidden in document.hidden] == [("Kubernetes", reason)]


def test_white_on_dark_is_seen(tmp_path: Path) -> None:
    body = r"\pard\cbpat3{\cf2 panel}\par\trowd\clcbpat3\cellx9\pard\intbl{\cf2 cell}\cell\row{\cf2\cb3 run}\par"
    document = read_bytes(tmp_path, rtf(body))
    assert texts(document) == ["panel", "cell", "run"]
    assert not document.hidden


def test_groups_without_end_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "cv.rtf"
    path.write_bytes(b"{\\rtf1 " + b"{" * 50_000)
    assert refusal(path).code == "corrupt"


def test_binary_parts_are_passed_over(tmp_path: Path) -> None:
    content = HEAD.encode() + rb"{\pict\bin9 }}}{{{\par}\pard seen\par}"
    assert texts(read_bytes(tmp_path, content)) == ["seen"]
