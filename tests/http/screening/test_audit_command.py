"""``flask screen-audit`` joins a ranking with the auditor's table, and keeps nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from services.container import Container


def entry(number: int, score: float, **more: Any) -> dict[str, Any]:
    return {"candidate_id": f"c{number}", "score": score, "recommendation": "HIRE", "rank": 1, **more}


RANKING = [
    entry(1, 90, decision="shortlist"), entry(2, 80, decision="shortlist"), entry(3, 70),
    entry(4, 60, decision="reject"), entry(5, 50, decision="shortlist"), entry(6, 40), entry(7, 30),
    entry(8, 20, recommendation="MAYBE"),
]  # fmt: skip
TABLE = "candidate_id;sex\n" + "".join(f"c{n};{'Female' if n > 4 else 'Male'}\n" for n in range(1, 9))


@pytest.fixture
def audited(app: Flask, tmp_path: Path) -> Any:
    def run(*arguments: str, ranking: object = None, table: str | bytes = TABLE) -> Result:
        (tmp_path / "ranking.json").write_text(json.dumps({"ranking": RANKING} if ranking is None else ranking))
        (tmp_path / "table.csv").write_bytes(table if isinstance(table, bytes) else table.encode("utf-8-sig"))
        paths = [str(tmp_path / name) for name in ("ranking.json", "table.csv")]
        return app.test_cli_runner().invoke(args=["screen-audit", *paths, *arguments])

    return run


def test_rates_and_impact_ratios_are_printed_by_the_shortlist(audited: Any) -> None:
    done = audited()
    assert done.exit_code == 0, done.output
    assert "8 candidates, 3 selected (on the shortlist)" in done.output
    rows = [line.split("│")[1:-1] for line in done.output.splitlines() if line.startswith("│")]
    by_name = {row[0].strip(): [cell.strip() for cell in row[1:]] for row in rows[:2]}
    assert by_name == {"Male": ["4", "2", "50.0%", "1.00"], "Female": ["4", "1", "25.0%", "0.50*"]}
    assert "Above the median score of 55.0" in done.output


def test_without_decisions_the_recommendation_selects(audited: Any) -> None:
    undecided = [{name: value for name, value in one.items() if name != "decision"} for one in RANKING]
    found = json.loads(audited("--format", "json", ranking={"ranking": undecided}).output)
    assert (found["selected_by"], found["selected"]) == ("recommendation", 7)
    rows = {row["category"]: row["impact_ratio"] for row in found["selection"][0]["rows"]}
    assert rows == {"Male": 1.0, "Female": 0.75}
    assert json.loads(audited("--format", "json", "--selected-by", "recommendation").output)["selected"] == 7


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"ranking": []}, "not the JSON export of a screening"),
        ({"ranking": {"ranking": [{"candidate_id": 1}]}}, "not the JSON export of a screening"),
        ({"table": "sex\nFemale\n"}, "first line must name its columns"),
        ({"table": b"candidate_id,sex\nc1,\xff\n"}, "table.csv"),
    ],
)
def test_files_that_are_none_are_refused_in_words(audited: Any, arguments: dict[str, Any], said: str) -> None:
    done = audited(**arguments)
    assert (done.exit_code, "Traceback" in done.output) == (2, False)
    assert said in done.output


def test_text_in_the_table_is_shown_as_text(audited: Any) -> None:
    done = audited(table="candidate_id,[red]sex\nc1,\x1b[31m[bold]X\n")
    assert "[bold]X" in done.output and "\x1b" not in done.output
    assert "7 candidates are not in the table" in done.output


def test_nothing_of_it_is_kept(audited: Any, container: Container) -> None:
    before = sorted(path for path in container.settings.data.rglob("*") if path.is_file())
    assert audited().exit_code == 0
    assert sorted(path for path in container.settings.data.rglob("*") if path.is_file()) == before
