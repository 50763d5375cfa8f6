"""Suppression: a repository names rules and paths that it does not want to be told of; the report says so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from services.scanning.analysis.issue_room import IssueRoom
from services.scanning.analysis.suppression import MAX_BYTES, NAME, read_suppression
from tests.support.report import issue

ASSERT = issue(1, rule="S101", severity="low")
SHELL = issue(2, rule="S602")


def kept(folder: Path, text: str, path: str) -> tuple[list[str], list[str]]:
    """The rules that are kept of a file with an assertion and a shell, and the notes."""
    (folder / NAME).write_text(text)
    suppression = read_suppression(folder)
    room = IssueRoom(10, 10, suppression)
    return [found.rule for found in room.keep(path, [ASSERT, SHELL]).issues], suppression.notes


@pytest.mark.parametrize("rule", ["S101", "ruff:S101", "assert"])
@pytest.mark.parametrize("where", ['path = "tests/"', 'path = "tests/*"', 'path = "*/test_*.py"', ""])
def test_a_rule_is_suppressed_by_name_or_kind_and_by_folder_or_pattern(tmp_path: Path, rule: str, where: str) -> None:
    rules, notes = kept(tmp_path, f'[[suppress]]\nrule = "{rule}"\n{where}\n', "tests/unit/test_a.py")
    assert rules == ["S602"]
    assert len(notes) == 1 and notes[0].startswith(f".tailrace.toml suppressed 1 issue of {rule}")


def test_other_paths_and_other_rules_stay(tmp_path: Path) -> None:
    text = '[[suppress]]\nrule = "S101"\npath = "tests/"\n[[suppress]]\nrule = "bandit:S602"\n'
    assert kept(tmp_path, text, "src/tests/a.py") == (["S101", "S602"], [])


def test_the_note_says_how_many_where_and_why(tmp_path: Path) -> None:
    text = '[[suppress]]\nrule = "S602"\npath = "a*"\nreason = "only in our build"\n'
    assert kept(tmp_path, text, "a.py")[1] == [".tailrace.toml suppressed 1 issue of S602 in a* (only in our build)."]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("suppress = ", "Invalid value"),
        ('[[suppress]]\npath = "a"\n', "missing required field `rule`"),
        ('[[suppress]]\nrule = "S101"\nrun = "rm"\n', "unknown field `run`"),
        ('suppress = "all"\n', "Expected `array`"),
        ('[[suppress]]\nrule = ""\n', "length >= 1"),
        ('[[suppress]]\nrule = "S101"\n' * 101, "length <= 100"),
        ("#" * MAX_BYTES + "#", "larger than 16 KiB"),
        ("a = " + "[" * 5000, "nested too deeply"),
    ],
)
def test_a_bad_file_suppresses_nothing_and_the_report_says_why(tmp_path: Path, text: str, why: str) -> None:
    rules, notes = kept(tmp_path, text, "a.py")
    assert rules == ["S101", "S602"]
    assert len(notes) == 1 and notes[0].startswith(".tailrace.toml was not used: ") and why in notes[0]
    assert notes[0].endswith(".") and len(notes[0]) < 300


def test_what_is_no_text_or_no_file_is_not_read(tmp_path: Path) -> None:
    assert read_suppression(tmp_path).notes == []
    (tmp_path / NAME).write_bytes(b"\xff\xfe")
    assert "utf-8" in read_suppression(tmp_path).notes[0]
    for make, notes in ((lambda path: path.symlink_to("/etc/hostname"), 1), (os.mkfifo, 0), (Path.mkdir, 1)):
        (tmp_path / NAME).unlink(missing_ok=True)
        make(tmp_path / NAME)
        assert len(read_suppression(tmp_path).notes) == notes
