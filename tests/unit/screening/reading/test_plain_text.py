"""Text files in any common encoding, as people type them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.screening.reading.reader import LIMITS, read_bytes, refusal, texts

FRENCH = "Renée O’Connor-Brück\nrenee@example.org\nCafé manager, Maison Gaspard — Été 2019 – août 2023\n"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-8", "utf-32"])
def test_text_is_read_in_its_encoding(encoding: str, tmp_path: Path) -> None:
    document = read_bytes(tmp_path, FRENCH.encode(encoding))
    assert document.file_type == "txt"
    assert texts(document) == FRENCH.splitlines()


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (
            "gb18030",
            "王小明\n电子邮件 wang@example.org\n软件工程师，上海数据有限公司\n负责后台服务的设计与开发。\n" * 3,
        ),
        ("cp1251", "Иван Петров\nИнженер-программист в компании «Северный ветер»\nОбразование: университет\n" * 3),
        ("shift_jis", "山田太郎\nソフトウェア開発者として東京の会社で働いています。\n職務経歴書\n" * 3),
        ("cp1250", "Łukasz Żółć\nInżynier, Gdańsk — źródła, święta, ćwiczenia\nUmiejętności: zarządzanie\n" * 3),
    ],
)
def test_cp1252_takes_nothing_that_belongs_to_another_encoding(encoding: str, text: str, tmp_path: Path) -> None:
    assert texts(read_bytes(tmp_path, text.encode(encoding))) == text.splitlines()


def test_one_quotation_mark_of_windows_is_enough(tmp_path: Path) -> None:
    assert texts(read_bytes(tmp_path, b"Master\x92s degree\nSkills: C++\n")) == ["Master’s degree", "Skills: C++"]


def test_a_wide_run_of_blanks_is_a_gap_and_two_blanks_are_none(tmp_path: Path) -> None:
    content = b"Barista, Kaffe Nord      2015 - 2016\nServed coffee.  Cleaned.\nTools\tDocker\n"
    assert texts(read_bytes(tmp_path, content)) == [
        "Barista, Kaffe Nord\t2015 - 2016", "Served coffee. Cleaned.", "Tools\tDocker",
    ]  # fmt: skip


@pytest.mark.parametrize("label", ["Text", "Packer", "Testing", "Automation test"])
def test_a_tab_is_a_gap_wherever_its_stop_is(label: str, tmp_path: Path) -> None:
    assert texts(read_bytes(tmp_path, f"\t{label}\tDocker\n".encode())) == [f"{label}\tDocker"]


def test_empty_lines_and_rules_part_blocks(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, b"A\nB\n\nC\n------\nD\n=====\n")
    assert [(line.text, line.block) for line in document.lines] == [("A", 0), ("B", 0), ("C", 1), ("D", 2)]


def test_bullets_are_told_and_left_out(tmp_path: Path) -> None:
    typed = "- one\n  • two\n* three\no\tFour\n★ five\n-5 degrees\no de seis\n★★★☆ seven\n"
    document = read_bytes(tmp_path, typed.encode())
    assert [(line.text, line.bullet) for line in document.lines] == [
        ("one", True), ("two", True), ("three", True), ("Four", True), ("five", True), ("-5 degrees", False),
        ("o de seis", False), ("★★★☆ seven", False),
    ]  # fmt: skip


def test_case_d08_letters_that_were_spaced_are_words_again(tmp_path: Path) -> None:
    content = (
        b"Maren Vestergaard\nmaren@example.org\n\nE XPERIENCE\nHead Baker, Ostersol Bakery      Apr 2015 - Aug 2022\n\n"
        b"E D U C A T I O N\nJourneyman's certificate in baking, 2012\n"
    )
    found = texts(read_bytes(tmp_path, content))
    assert "EXPERIENCE" in found
    assert "EDUCATION" in found
    assert "Head Baker, Ostersol Bakery\tApr 2015 - Aug 2022" in found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("W O R K   E X P E R I E N C E", "WORK EXPERIENCE"),
        ("W ORK E XPERIENCE", "WORK EXPERIENCE"),
        ("W O R K E X P E R I E N C E", "WORK EXPERIENCE"),
        ("D A T O S P E R S O N A L E S", "DATOS PERSONALES"),
        ("B E R U F S E R F A H R U N G", "BERUFSERFAHRUNG"),
        ("ContaCt", "Contact"),
        ("work hiStory", "Work history"),
        ("PostgreSQL", "PostgreSQL"),
        ("A LEVELS", "A LEVELS"),
        ("C PROGRAMMING", "C PROGRAMMING"),
        ("A B C D", "A B C D"),
        ("I AM A BAKER", "I AM A BAKER"),
    ],
)
def test_only_spaced_words_are_joined(typed: str, meant: str, tmp_path: Path) -> None:
    assert texts(read_bytes(tmp_path, typed.encode())) == [meant]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"  \n\n\t ", "no_text"),
        (b"\0" * 500, "corrupt"),
        (bytes(range(256)) * 20, "unsupported"),
        (b"word " * (LIMITS.text_bytes // 4), "too_much_text"),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "cv.txt"
    path.write_bytes(content)
    assert refusal(path).code == code


def test_columns_that_blanks_hold_apart_are_read_one_after_the_other(tmp_path: Path) -> None:
    side = ["CONTACT", "ines.h@example.org", "+47 22 12 34 56", "", "SKILLS", "Python", "Go", "PostgreSQL"]
    main = ["EXPERIENCE", "Data Engineer, Fjordlys AS", "Mar 2019 - Present", "Built pipelines for tide forecasts.",
            "Analyst, Kystdata", "Jan 2016 - Feb 2019", "EDUCATION", "MSc Statistics"]  # fmt: skip
    rows = [f"{left:<28}{right}".rstrip() for left, right in zip(side, main, strict=True)]
    found = texts(read_bytes(tmp_path, "\n".join(["Ines Halvorsen", "", *rows]).encode()))
    assert found == ["Ines Halvorsen", *(text for text in side if text), *main]


def test_labels_and_dates_that_blanks_hold_apart_are_rows(tmp_path: Path) -> None:
    jobs = [f"{title:<40}{year} - {year + 2}" for year, title in enumerate(["Baker", "Clerk", "Aide"] * 3, 2001)]
    tools = [
        f"{label:<20}{value}" for label, value in [("Code", "Go, PHP"), ("Tools", "Git, Docker"), ("Text", "TeX")] * 3
    ]
    found = texts(read_bytes(tmp_path, "\n".join([*jobs, "", *tools]).encode()))
    assert all("\t" in text for text in found)
    assert len(found) == 18
