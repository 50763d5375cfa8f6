"""Selection rates and impact ratios, as Local Law 144 defines them."""

from __future__ import annotations

import pytest

from services.errors import BadRequest
from services.screening.ranking.audit import Person, audit, read_categories


def people(*groups: tuple[str, int, int]) -> tuple[list[Person], dict[str, dict[str, str]]]:
    """Make ``(category, how many, how many of them selected)``; who is selected has a score of 80, the others 20."""
    made, table = [], {}
    for name, total, selected in groups:
        for index in range(total):
            person = Person(f"{name}{index}", 80.0 if index < selected else 20.0, index < selected)
            made.append(person)
            table[person.candidate_id] = {"sex": name}
    return made, table


def test_the_impact_ratio_is_the_rate_to_the_highest_rate() -> None:
    made, table = people(("Female", 40, 10), ("Male", 60, 30))
    (selection,) = audit(made, table).selection
    rows = {row.category: row for row in selection.rows}
    assert (rows["Male"].total, rows["Male"].chosen, rows["Male"].rate, rows["Male"].impact_ratio) == (60, 30, 0.5, 1.0)
    assert (rows["Female"].rate, rows["Female"].impact_ratio) == (0.25, 0.5)


def test_the_scoring_rate_counts_who_is_above_the_median() -> None:
    made = [Person(str(n), float(n), False) for n in range(1, 6)]
    table = {str(n): {"sex": "Female" if n > 2 else "Male"} for n in range(1, 6)}
    found = audit(made, table)
    assert found.median_score == 3
    assert {row.category: row.rate for row in found.scoring[0].rows} == {"Female": 2 / 3, "Male": 0.0}
    assert found.selection[0].rows[0].impact_ratio is None, "nobody was selected, so there is nothing to compare with"


def test_a_category_below_two_percent_is_counted_and_has_no_ratio() -> None:
    made, table = people(("Female", 99, 50), ("X", 1, 1))
    rows = {row.category: row for row in audit(made, table).selection[0].rows}
    assert (rows["X"].total, rows["X"].chosen, rows["X"].impact_ratio, rows["X"].is_small) == (1, 1, None, True)
    assert rows["Female"].impact_ratio == 1


def test_two_subjects_are_also_taken_together() -> None:
    made = [Person(str(n), 50.0, n % 2 == 0) for n in range(8)]
    table = {str(n): {"sex": "FM"[n % 2], "race": "ABAB"[n // 2]} for n in range(8)}
    found = audit(made, table)
    assert [rates.columns for rates in found.selection] == [("sex",), ("race",), ("sex", "race")]
    both = {row.category: (row.total, row.rate) for row in found.selection[2].rows}
    assert both == {"F / A": (2, 1.0), "F / B": (2, 1.0), "M / A": (2, 0.0), "M / B": (2, 0.0)}


def test_who_has_no_category_is_counted_apart() -> None:
    made, table = people(("Female", 3, 1), ("Male", 3, 1))
    del table["Male0"]
    table["Male1"] = {"sex": ""}
    table["nobody"] = {"sex": "Male"}
    found = audit(made, table)
    assert (found.candidates, found.missing, found.unmatched) == (6, 1, 1)
    assert found.selection[0].unknown == 2


def test_an_empty_ranking_has_no_rates() -> None:
    found = audit([], {})
    assert (found.candidates, found.median_score, found.selection) == (0, None, [])


def test_the_table_is_read_with_commas_or_semicolons() -> None:
    for text in ("candidate_id,sex,race\na,F,x\n\nb,M,\n", "\ufeffcandidate_id;sex;race\r\na;F;x\r\nb;M;\r\n"):
        assert read_categories(text) == {"a": {"sex": "F", "race": "x"}, "b": {"sex": "M", "race": ""}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "first line"),
        ("id,sex\na,F", "first line"),
        ("candidate_id\na", "first line"),
        ("candidate_id,sex,sex\n", "first line"),
        ("candidate_id,sex\na\n", "Row 2 of the table has 1 cells"),
        ("candidate_id,sex\na,F\na,M\n", "Row 3 of the table"),
        ("candidate_id,sex\n,F\n", "Row 2 of the table"),
        ('candidate_id,sex\na,"F\n', "not valid CSV"),
    ],
)
def test_a_wrong_table_is_refused_with_its_row(text: str, said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        read_categories(text)
