"""The style sheets: text is readable on its background in both themes,
and readers can enlarge it (*WCAG 2.2*, AA).
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

SHEETS = Path(__file__).resolve().parents[2] / "static" / "css"
THEMES = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", (SHEETS / "tokens.css").read_text()
    )
}
GROUNDS = ("ground", "surface", "sunken", "hover")
ON_GROUNDS = ["text", "text-muted", "accent-text", "ok", "warn", "bad"]
ON_GROUNDS += [f"severity-{name}-text" for name in ("low", "medium", "high", "critical")]
CODE = [f"code-{name}" for name in ("keyword", "string", "number", "comment", "title", "type")]
SEVERITIES = [f"severity-{name}" for name in ("none", "low", "medium", "high", "critical")]
TEXT = [
    *itertools.product(ON_GROUNDS, GROUNDS),
    *itertools.product(CODE, ("surface", "sunken")),
    *((f"on-{name}", name) for name in SEVERITIES),
    *((name, f"{name}-soft") for name in ("ok", "warn", "bad", "idle")),
    ("accent-text", "accent-soft"),
    ("text-on-accent", "accent"),
    ("text-on-accent", "accent-strong"),
    ("text", "selected"),
]
EDGES = [
    *itertools.product(("line-strong", "focus"), ("ground", "surface", "sunken")),
    ("severity-pending-line", "severity-pending"),  # the hatch of files that were not read
]


def luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (EDGES, 3.0)], ids=["text", "edges of controls"])
def test_every_pair_of_colours_meets_aa_in_both_themes(pairs: list[tuple[str, str]], least: float) -> None:
    measured = {
        (*pair, theme): contrast(THEMES[pair[0]][theme], THEMES[pair[1]][theme]) for pair in pairs for theme in (0, 1)
    }
    assert {pair: round(ratio, 2) for pair, ratio in measured.items() if ratio < least} == {}


def test_a_selected_segment_stands_out_by_an_edge_and_not_by_a_grey() -> None:
    rules = re.findall(r"([^{}]*)\{([^{}]*)\}", (SHEETS / "components" / "button.css").read_text())
    selected = [body for selector, body in rules if ".segments" in selector and '[aria-selected="true"]' in selector]
    assert [re.search(r"box-shadow: 0 0 0 1px var\(--line-strong\)", body) is not None for body in selected] == [True]


def test_lengths_grow_with_the_readers_text() -> None:
    """Hairlines and shadows may use px. Boxes with text, and the breakpoint for narrow pages, may not."""
    wrong = [
        f"{sheet.name}: {' '.join(line.split())}"
        for sheet in SHEETS.rglob("*.css")
        for line in re.split(r"[;{}]", re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL))
        if not re.search(r"shadow|outline", line)
        and (re.search(r"(?<![\w.])([4-9]|\d\d+)(\.\d+)?px", line) or ("@media" in line and re.search(r"\dpx", line)))
    ]
    assert wrong == []
