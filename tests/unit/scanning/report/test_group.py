"""Groups: one rule is one row, hygiene comes last, each rule has its explanation and a place in the code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from markupsafe import escape

from services.scanning.analysis.kind import SHAPES
from services.scanning.files.source_file import SourceFile
from services.scanning.report.excerpt import HIDDEN, MAX_EXCERPTS, Excerpt, excerpts
from services.scanning.report.group import GROUPINGS, ISSUES_LISTED, SECTION_TITLES, By, groups, to_groups
from services.scanning.report.html import to_html
from services.scanning.report.markdown import to_markdown
from services.scanning.report.report import Report
from tests.support.report import hostile_report, issue, report

ASSERTS = {f"t{number}.py": [issue(5, rule="S101", severity="low", message="Use of `assert`")] for number in range(112)}


def test_112_times_one_rule_are_one_group() -> None:
    found = groups(report(issues_by_file=ASSERTS))
    assert [(group.key, group.title, len(group.issues), group.files) for group in found] == [
        ("ruff S101", "Assert as a check", 112, 112)
    ]


def test_what_an_expert_would_look_at_comes_before_hints_however_many() -> None:
    shell, shape = issue(1), issue(2, rule="complexity", severity="medium", engine="metrics")
    hint, pins = issue(3, rule="B023", severity="low"), issue(4, rule="unpinned-uses", severity="high", engine="zizmor")
    found = groups(report(issues_by_file={"a.py": [hint, hint, pins, shape, shell], **ASSERTS}))
    assert [(group.key, group.section) for group in found] == [
        ("ruff S602", "first"),
        ("metrics complexity", "first"),
        ("ruff B023", "hints"),
        ("zizmor unpinned-uses", "hints"),
        ("ruff S101", "hints"),
    ]


def test_a_rule_has_a_group_in_each_section_where_it_has_issues() -> None:
    files = [SourceFile("a.py", "python", 1, "d"), SourceFile("tests/a.py", "python", 1, "d", "test")]
    large, small = (issue(2, rule="complexity", engine="metrics", severity=level) for level in ("medium", "low"))
    made = groups(report(files=files, issues_by_file={"a.py": [small, large], "tests/a.py": [large]}))
    assert [(group.section, [(path, found.severity) for path, found in group.issues]) for group in made] == [
        ("first", [("a.py", "medium")]),
        ("hints", [("a.py", "low")]),
        ("elsewhere", [("tests/a.py", "medium")]),
    ]


def test_what_is_in_tests_alone_comes_after_what_is_worth_tidying_up_in_the_product() -> None:
    files = [SourceFile("a.py", "python", 1, "d"), SourceFile("tests/a.py", "python", 1, "d", "test")]
    smell, shell, odd = issue(2, rule="complexity", engine="metrics", severity="low"), issue(1), issue(3, rule="B012")
    made = groups(report(files=files, issues_by_file={"a.py": [smell, odd], "tests/a.py": [shell]}))
    assert [group.key for group in made] == ["ruff B012", "metrics complexity", "ruff S602"]


def test_among_hints_the_shape_of_code_comes_before_a_linters_guess_and_hygiene() -> None:
    shape, guess = issue(2, rule="complexity", engine="metrics", severity="low"), issue(3, rule="S307", severity="low")
    pins = issue(4, rule="unpinned-uses", severity="low", engine="zizmor")
    sure = issue(5, rule="python-bug-swallowed-error", severity="low", engine="semgrep")
    made = groups(report(issues_by_file={"a.py": [pins, guess, sure, shape]}))
    assert [group.key for group in made] == [
        "metrics complexity",
        "semgrep python-bug-swallowed-error",
        "ruff S307",
        "zizmor unpinned-uses",
    ]


def test_a_shape_of_tests_does_not_come_before_what_is_worse_there() -> None:
    shape, key = (
        issue(2, rule="complexity", engine="metrics", severity="low"),
        issue(3, rule="Keyword", engine="secrets"),
    )
    pins = issue(4, rule="unpinned-uses", severity="low", engine="zizmor")
    made = groups(
        report(
            files=[SourceFile("tests/a.py", "python", 1, "d", "test")],
            issues_by_file={"tests/a.py": [pins, shape, key]},
        )
    )
    assert [group.key for group in made] == ["secrets Keyword", "metrics complexity", "zizmor unpinned-uses"]


@pytest.mark.parametrize("write", [to_html, to_markdown])
def test_reports_name_the_sections(write: Callable[[Report], str]) -> None:
    files = [SourceFile("a.py", "python", 1, "d"), SourceFile("tests/a.py", "python", 1, "d", "test")]
    shown = write(
        report(files=files, issues_by_file={"a.py": [issue(1), issue(2, severity="low")], "tests/a.py": [issue()]})
    )
    places = [shown.index(escape(title) if write is to_html else title) for title in SECTION_TITLES.values()]
    assert places == sorted(places)


def test_the_page_takes_the_same_kinds_for_shapes() -> None:
    script = (Path(__file__).parents[4] / "static/js/scanning/issue-group.js").read_text()
    listed = script.partition("const SHAPES = [")[2].partition("]")[0]
    assert {name.strip(' "') for name in listed.split(",") if name.strip()} == SHAPES


def test_a_group_of_a_broad_kind_is_called_by_its_message() -> None:
    found = groups(report(issues_by_file={"a.py": [issue(rule="B006", message="A list as default.")]}))
    assert (found[0].title, found[0].explanation and found[0].explanation.kind) == ("A list as default.", "bug")


def test_files_and_severities_are_groups_without_explanation() -> None:
    by_file, by_severity = groups(report(), "file"), groups(report(), "severity")
    assert [group.key for group in by_file] == ["src/b.py", "src/a.py"]
    assert [(group.key, group.title) for group in by_severity] == [
        ("critical", "Critical"),
        ("high", "High"),
        ("low", "Low"),
    ]
    assert not any(group.explanation or group.excerpt for group in by_file + by_severity)


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_issue_is_in_one_group(by: By) -> None:
    for each in (report(), hostile_report(), report(issues_by_file=ASSERTS)):
        assert sorted(found for group in groups(each, by) for found in group.issues) == list(each.issues())


def test_a_program_gets_the_first_of_each_group_and_the_number_of_the_rest() -> None:
    told = json.loads(to_groups(report(issues_by_file=ASSERTS), "rule"))
    (group,) = told["groups"]
    assert (told["group"], group["count"], len(group["issues"]), group["more"]) == ("rule", 112, ISSUES_LISTED, 12)
    assert group["issues"][0] == {"path": "t0.py"} | {
        "line": 5, "column": 1, "rule": "S101", "severity": "low", "message": "Use of `assert`", "engine": "ruff",
    }  # fmt: skip
    assert group["explanation"]["mend"]


def test_an_excerpt_has_the_lines_around_the_first_issue(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("".join(f"\tline {number}\n" for number in range(1, 10)))
    found = excerpts(tmp_path, [("a.py", issue(4)), ("a.py", issue(8)), ("gone.py", issue(1, rule="S608"))])
    lines = [f"    line {number}" for number in range(2, 7)]
    assert found == {"ruff S602": Excerpt("a.py", 2, 4, lines)}


def test_an_excerpt_is_bounded_and_valid_text(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_bytes(b"\xff" + b"x" * 100_000)
    rules = [issue(1, rule=f"r{number}", engine="oxlint") for number in range(MAX_EXCERPTS + 5)]
    found = excerpts(tmp_path, [("a.js", rule) for rule in rules])
    assert len(found) == MAX_EXCERPTS
    assert all(len(line) <= 160 for each in found.values() for line in each.lines)


def test_no_excerpt_holds_a_secret(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("key = 'AKIA'\nos.system(x)\n")
    found = excerpts(tmp_path, [("a.py", issue(2)), ("a.py", issue(1, rule="AWSKey", engine="secrets"))])
    assert found == {"ruff S602": Excerpt("a.py", 1, 2, [HIDDEN, "os.system(x)"])}


def test_reports_show_why_how_to_mend_and_the_code() -> None:
    page, text = to_html(report()), to_markdown(report())
    for shown in (page, text):
        assert "How to mend it:" in shown
        assert "CWE-78" in shown
        assert "os.system(name)" in shown
        assert shown.index("Key or password") < shown.index("Shell injection") < shown.index("Complex function")


def test_reports_can_group_by_file() -> None:
    page, text = to_html(report(), "file"), to_markdown(report(), "file")
    for shown in (page, text):
        assert shown.index("src/b") < shown.index("src/a")
        assert "How to mend it:" not in shown
