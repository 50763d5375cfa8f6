"""Downloads: whatever a title or an uploaded file is called, the name under which a browser saves is safe."""

from __future__ import annotations

import pytest
from flask import Response
from werkzeug.http import parse_options_header

from blueprints.edge.download import as_download


def header(stem: str, ending: str = "pdf") -> str:
    return as_download(Response(), stem, ending).headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("stem", "saved_as"),
    [
        ("Data engineer", "Data engineer.pdf"),
        ('DevOps/SRE: "lead" <b>', "DevOps SRE lead b.pdf"),
        ("../../etc/passwd", "etc passwd.pdf"),
        ("a\r\nSet-Cookie: b\x00", "a Set-Cookie b.pdf"),
        ("x\u202efdp.exe", "x fdp.exe.pdf"),
        ("Pflegekraft (m/w/d) 100 %; sofort", "Pflegekraft (m w d) 100 %; sofort.pdf"),
        (" ... ", "download.pdf"),
        ("", "download.pdf"),
        ("C++ 'senior' it's", "C++ 'senior' it's.pdf"),
        ("Bäcker*in – Köln", "Bäcker in – Köln.pdf"),
        ("データエンジニア", "データエンジニア.pdf"),
        ("e\u0301cole", "école.pdf"),
        ("x" * 300, "x" * 150 + ".pdf"),
        ("ü" * 300, "ü" * 75 + ".pdf"),
    ],
)
def test_a_file_is_saved_under_a_safe_name(stem: str, saved_as: str) -> None:
    kind, told = parse_options_header(header(stem))
    assert kind == "attachment" and told["filename"] == saved_as
    assert len(saved_as.encode()) < 200


def test_a_program_that_reads_ascii_alone_gets_a_name_too() -> None:
    assert header("Bäcker – Köln") == (
        "attachment; filename=\"Backer Koln.pdf\"; filename*=UTF-8''B%C3%A4cker%20%E2%80%93%20K%C3%B6ln.pdf"
    )
    assert header("データ").startswith("attachment; filename=download.pdf; filename*=UTF-8''%E3")


@pytest.mark.parametrize(
    ("stem", "ending", "plain", "whole"),
    [
        ("Лена", "тхт", "download", "Лена.тхт"),
        ("Lena", "тхт", "Lena", "Lena.тхт"),
        ("Lena", "é", "Lena.e", "Lena.é"),
        ("data", "日本語" * 9, "data", "data." + "日本語日本語"),
    ],
)
def test_an_ending_in_other_letters_is_kept_and_breaks_no_header(
    stem: str, ending: str, plain: str, whole: str
) -> None:
    told = header(stem, ending)
    assert told.isascii() and f"filename={plain};" in told
    assert parse_options_header(told)[1]["filename"] == whole


def test_a_file_without_an_ending_gets_none() -> None:
    assert header("README", "") == "attachment; filename=README"
