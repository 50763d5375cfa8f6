"""Duplicates: one fault that two engines report is one issue, with the highest severity."""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec
import pytest

from services.scanning.analysis.duplicate import without_duplicates
from tests.support.report import issue


def test_ruffs_port_of_a_bandit_rule_is_the_same_fault() -> None:
    ruff = issue(5, rule="S602", severity="medium", engine="ruff", column=9)
    bandit = issue(5, rule="B602", severity="high", engine="bandit")
    [only] = without_duplicates([bandit, ruff])
    assert (only.engine, only.rule, only.column, only.severity) == ("ruff", "S602", 9, "high")


def test_of_a_statement_over_several_lines_each_names_another() -> None:
    ruff = issue(10, rule="S608", engine="ruff")
    bandit = issue(12, rule="B608", engine="bandit")
    assert without_duplicates([ruff, bandit]) == [ruff]


def test_one_issue_stands_for_one_issue() -> None:
    ruff = issue(10, rule="S608", engine="ruff")
    near, far = issue(10, rule="B608", engine="bandit"), issue(12, rule="B608", engine="bandit")
    assert without_duplicates([ruff, near, far]) == [ruff, far]
    distant = issue(50, rule="B608", engine="bandit")
    assert without_duplicates([ruff, distant]) == [ruff, distant]


def test_a_secret_is_one_issue_a_line_and_its_kind_wins() -> None:
    named = issue(1, rule="AWSKey", severity="critical", engine="secrets")
    ruff = issue(1, rule="S105", severity="low", engine="ruff")
    bandit = issue(1, rule="B105", severity="low", engine="bandit")
    elsewhere = issue(2, rule="S105", severity="low", engine="ruff")
    assert without_duplicates([bandit, ruff, named, elsewhere]) == [named, elsewhere]


def test_different_faults_on_a_line_are_all_kept() -> None:
    found = [
        issue(1, rule="S602"),
        issue(1, rule="S105"),
        issue(1, rule="F821"),
        issue(1, rule="complexity", engine="metrics"),
    ]
    assert without_duplicates(found) == sorted(found)


def test_the_same_issue_twice_is_one() -> None:
    assert without_duplicates([issue(1), issue(1)]) == [issue(1)]


@pytest.mark.parametrize("line_of", [lambda number: number, lambda _number: 7], ids=["one a line", "all on one line"])
def test_a_file_with_thousands_of_issues_is_merged_at_once(line_of: Callable[[int], int]) -> None:
    ruff = [issue(line_of(number), rule="S602", engine="ruff", column=number) for number in range(20_000)]
    bandit = [issue(line_of(number), rule="B602", engine="bandit", column=number) for number in range(20_000)]
    began = time.monotonic()
    assert without_duplicates([*bandit, *ruff]) == sorted(ruff)
    assert time.monotonic() - began < 5


def test_partners_are_the_nearest_pairs_whatever_the_order() -> None:
    ruff = [issue(line, rule="S602", engine="ruff", column=2) for line in (1, 2, 3, 10)]
    bandit = [issue(line, rule="B602", engine="bandit") for line in (3, 4, 6, 20)]
    assert without_duplicates(ruff + bandit) == sorted([*ruff, bandit[2], bandit[3]])


def test_rules_of_one_kind_at_one_place_are_one_fault_whichever_engine_has_them() -> None:
    followed = issue(7, rule="python-sql-injection", engine="semgrep", severity="high")
    ruff = issue(5, rule="S608", engine="ruff", severity="medium")
    bandit = issue(6, rule="B608", engine="bandit", severity="medium")
    assert without_duplicates([bandit, ruff, followed]) == [msgspec.structs.replace(ruff, severity="high")]


def test_a_flow_makes_worse_what_a_linter_sees_and_never_better() -> None:
    ruff = issue(5, rule="S602", engine="ruff", severity="high")
    for told, severity in (("critical", "critical"), ("medium", "high")):
        followed = issue(5, rule="python-shell-injection", engine="semgrep", severity=told)
        assert without_duplicates([ruff, followed]) == [msgspec.structs.replace(ruff, severity=severity)]


def test_two_rules_of_one_engine_are_one_fault_on_one_line_alone() -> None:
    mark, safe = issue(3, rule="B308", engine="bandit"), issue(3, rule="B703", engine="bandit")
    elsewhere = issue(4, rule="B703", engine="bandit")
    assert without_duplicates([mark, safe, elsewhere]) == [mark, elsewhere]


def test_bugs_on_one_line_are_different_faults() -> None:
    found = [issue(1, rule="F821", engine="ruff"), issue(1, rule="B023", engine="ruff")]
    assert without_duplicates(found) == sorted(found)


def test_the_first_syntax_error_of_a_file_stands_for_all() -> None:
    found = [issue(line, rule="SC1073", engine="shellcheck") for line in (4, 2, 9)]
    assert without_duplicates(found) == [found[1]]
