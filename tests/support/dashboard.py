"""The dashboards for Grafana that we ship, and what they ask."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parents[2] / "deploy/grafana"

BOARDS: dict[str, dict[str, Any]] = {
    file.name: json.loads(file.read_text(encoding="utf-8")) for file in sorted(_FOLDER.glob("*.json"))
}
_GIVEN = {"__rate_interval": "1m", "__range": "6h"}
"""Grafana's own variables, with what it might put in their place."""


def panels(board: dict[str, Any]) -> list[dict[str, Any]]:
    """Return all but the headings."""
    return [panel for panel in board["panels"] if panel["type"] != "row"]


def queries(board: dict[str, Any]) -> Iterator[str]:
    """Yield every expression: of panels, of notes in them, of the choices above them."""
    for panel in panels(board):
        yield from (target["expr"] for target in panel["targets"])
    yield from (note["target"]["expr"] for note in board["annotations"]["list"])
    for variable in board["templating"]["list"]:
        if variable["type"] == "query":
            found = re.fullmatch(r"label_values\((.+), (\w+)\)", variable["query"]["query"])
            assert found, f"{variable['name']} asks for the values of a label"
            yield f"count by ({found[2]}) ({found[1]})"


def filled_in(query: str, names: Collection[str] = ("instance", "network_type", "user_segment")) -> str:
    """Put values in the place of these variables and of Grafana's own. ``names``: those with *All* as their choice."""
    for name, value in {**_GIVEN, **dict.fromkeys(names, ".*")}.items():
        query = query.replace(f"${name}", value)
    return query
