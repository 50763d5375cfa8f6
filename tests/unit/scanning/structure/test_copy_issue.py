"""Copies as issues: where one is told, how severe it is, and what it says."""

from __future__ import annotations

from services.scanning.analysis.issue import MAX_MESSAGE_CHARS, Issue
from services.scanning.analysis.risk import rated
from services.scanning.structure.duplicate.copy import Copy, Place
from services.scanning.structure.duplicate.copy_issue import copy_issues


def place(path: str, first: int = 1, lines: int = 12) -> Place:
    return Place(path, first, first + lines - 1, lines)


def issue_of(*places: Place, lines: int = 12, **fan_in: int) -> tuple[str, Issue]:
    depended = {f"{name}.py": count for name, count in fan_in.items()}
    [(path, [issue])] = copy_issues([Copy(list(places), lines)], depended, "structure").items()
    return path, issue


def test_it_says_how_much_and_where_else() -> None:
    path, issue = issue_of(place("a.py", 3), place("b.py", 40), place("c.py", 7, lines=9))
    assert (path, issue.line, issue.rule, issue.engine) == ("a.py", 3, "duplicated-code", "structure")
    assert issue.message.startswith("12 lines of code, to line 14, are repeated in b.py:40-51 and c.py:7-15. ")


def test_it_is_told_where_most_depends_on_it_and_nothing_is_missing() -> None:
    assert issue_of(place("a.py"), place("b.py"), b=2)[0] == "b.py"
    assert issue_of(place("a.py"), place("b.py", lines=9), place("c.py"), b=9, c=1)[0] == "c.py"


def test_two_places_of_one_file_are_one_issue_at_the_first() -> None:
    path, issue = issue_of(place("a.py", 1), place("a.py", 50))
    assert (path, issue.line) == ("a.py", 1)
    assert "a.py:50-61" in issue.message


def test_large_copies_within_one_file_are_worse() -> None:
    def severity(*places: Place) -> str:
        lines = sorted(place.lines for place in places)[-2]
        issue = issue_of(*places, lines=lines)[1]
        assert rated(issue, "product") == issue
        return issue.severity

    assert severity(place("a.py", 1, 39), place("a.py", 100, 39)) == "low"
    assert severity(place("a.py", 1, 40), place("a.py", 100, 40)) == "medium"
    assert severity(place("a.py", 1, 400), place("b.py", 1, 400)) == "low"
    assert severity(place("legacy/a.py", 1, 400), place("legacy/a.py", 500, 400)) == "low"
    assert severity(place("a.py", 1, 40), place("b.py", 1, 40), place("b.py", 100, 39)) == "low"
    assert severity(place("a.py", 1, 40), place("b.py", 1, 40), place("b.py", 100, 40)) == "medium"


def test_many_places_are_counted_and_the_longest_named() -> None:
    places = [place(f"{'long/' * 12}{number:03}.py", lines=12 + (number == 70)) for number in range(80)]
    message = issue_of(*places)[1].message
    assert len(message) < MAX_MESSAGE_CHARS
    assert "070.py:1-13, " in message
    assert "001.py:1-12" in message
    assert " and 75 more places. They differ at most in names of variables, in literals and in a few lines." in message


def test_a_path_without_end_is_cut() -> None:
    message = issue_of(place("a.py"), place("b" * 5000), place("c" * 5000))[1].message
    assert len(message) == MAX_MESSAGE_CHARS
