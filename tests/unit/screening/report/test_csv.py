"""The CSV export: opens right in spreadsheets, and no cell of it becomes a formula."""

from __future__ import annotations

import csv
import io

import pytest

from services.screening.report.csv import to_csv
from services.screening.shown import ShownScreening
from services.spreadsheet_cell import cell
from tests.unit.screening.report.sample import candidate, profile, screening


def rows(made: ShownScreening) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(to_csv(made).decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+47 22", "'+47 22"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r\n=1", "'=1"),
        ("  =1", "'=1"),
        ("\u00a0\u200b\ufeff=1", "\u200b\ufeff'=1"),
        ("\x00\x1b=1", "'=1"),
        ("\uff1d1", "'\uff1d1"),
        ("\uff0b1", "'\uff0b1"),
        ("\uff20A1", "'\uff20A1"),
        ("\u22121", "'\u22121"),
        ('"=1', "\"'=1"),
        ("\u201c=1", "\u201c'=1"),
        ("'=1", "''=1"),
        ("a; =HYPERLINK(1)", "a; '=HYPERLINK(1)"),
        ("a,=1", "a,'=1"),
        ("C++ & C#, e-mail a@b.example", "C++ & C#, e-mail a@b.example"),
        ("one\ntwo", "one two"),
        ("王小明", "王小明"),
    ],
)
def test_no_text_begins_a_formula_wherever_a_cell_may_begin(text: str, expected: str) -> None:
    assert cell(text) == expected


def test_own_numbers_stay_numbers() -> None:
    assert (cell(-1.5), cell(3), cell(None)) == (-1.5, 3, "")


def test_it_is_utf_8_with_a_mark_and_lines_that_spreadsheets_expect() -> None:
    made = to_csv(screening(candidate(), failed=[]))
    assert made.startswith(b"\xef\xbb\xbf") and made.count(b"\r\n") == 2 == made.count(b"\n")


def test_each_candidate_and_each_file_that_was_not_read_has_a_line() -> None:
    first, second, unread = rows(screening(candidate(1), candidate(2, profile=profile(name="王小明", years=None))))
    assert (first["rank"], first["name"], first["score"], first["recommendation"]) == (
        "1", "Ines Halvorsen", "80.0", "worth a talk",
    )  # fmt: skip
    assert (first["skills points"], first["education points"], first["domain points"]) == ("40.0", "", "")
    assert first["skills"] == "Python; C++"
    assert (first["Python"], first["'=SUM(A1)"]) == ("met, used in the last three years", "denied")
    assert first["phones"] == "'+4722123456"
    assert first["experience"] == "Data Engineer, Fjordlys AS (2019-03 – present); Analyst, Kystdata (2016)"
    assert (second["name"], second["years"]) == ("王小明", "")
    assert (unread["file"], unread["not read because"], unread["score"]) == ("scan.pdf", "It is a scan.", "")
