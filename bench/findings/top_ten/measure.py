"""Measures whether the findings shown first are worth an expert's look.

    python -m bench.findings.top_ten.measure collect ROUND FOLDER   # analyses every folder in FOLDER
    python -m bench.findings.top_ten.measure table ROUND            # sums up the labels

A round is a folder here: ``issues.json`` is what was collected, ``label_a.toml`` and ``label_b.toml`` are the labels.

What is shown first are the groups by rule of the first section that has any, which is the one that the page unfolds: of
each of its first ten groups the first issue counts, then their next ones. Two people
who have not seen each other's labels decide, from code and message alone, by the rubric in the README.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.scanning.local_scan import scan_locally
from services.scanning.report.group import groups
from services.scanning.report.report import Report
from services.scanning.settings import ScanningSettings
from services.settings.settings import read_settings

HERE = Path(__file__).resolve().parent
LABELS = ("label_a.toml", "label_b.toml")
FIRST = 10
AROUND = 6  # lines of code before and after, for the people who label


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    collecting = commands.add_parser("collect")
    collecting.add_argument("round")
    collecting.add_argument("folder", type=Path)
    commands.add_parser("table").add_argument("round")
    asked = parser.parse_args()
    folder = HERE / asked.round
    if asked.command == "collect":
        folder.mkdir(exist_ok=True)
        collect(asked.folder, folder / "issues.json")
    else:
        issues = json.loads((folder / "issues.json").read_text())
        print("\n".join(table(issues, [_labels(folder / name) for name in LABELS])))


def collect(folder: Path, target: Path) -> None:
    found: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as data:
        os.environ["TAILRACE_DATA"] = data
        settings = read_settings([ScanningSettings])
        for project in sorted(path for path in folder.iterdir() if path.is_dir()):
            report = scan_locally(
                str(project), settings, ref=None, access_token=None, on_progress=lambda _share, _message: None
            )
            shown = list(first(project, report))
            took_s = report.finished_at - report.started_at
            print(f"{project.name}: {len(report.files)} files, {took_s:.0f} s, {len(shown)} shown first")
            found += shown
    for number, issue in enumerate(found, start=1):
        issue["id"] = number
    target.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")


def first(project: Path, report: Report) -> Iterator[dict[str, Any]]:
    """Of the first groups the first issue each; if there are too few groups, the next issues of these."""
    every = groups(report)
    made = [group for group in every if group.section == every[0].section][:FIRST]
    depth = max((len(group.issues) for group in made), default=0)
    ordered = [group.issues[at] for at in range(depth) for group in made if at < len(group.issues)]
    roles = {file.path: file.role for file in report.files}
    for path, issue in ordered[:FIRST]:
        yield {
            "id": 0,
            "project": project.name,
            "path": path,
            "line": issue.line,
            "rule": f"{issue.engine} {issue.rule}",
            "severity": issue.severity,
            "role": roles.get(path, ""),
            "message": issue.message,
            "code": [] if issue.engine == "secrets" else code(project / path, issue.line),  # no keys in our repository
        }


def code(path: Path, line: int) -> list[str]:
    lines = path.read_bytes().decode("utf-8", "replace").splitlines()
    start = max(0, line - 1 - AROUND)
    return [f"{number}: {text[:200]}" for number, text in enumerate(lines[start : line + AROUND], start=start + 1)]


def _labels(path: Path) -> dict[int, dict[str, Any]]:
    return {label["id"]: label for label in tomllib.loads(path.read_text())["label"]}


def table(issues: list[dict[str, Any]], labels: list[dict[int, dict[str, Any]]]) -> list[str]:
    """Per project: issues shown, those about product code and worth a look by each label, and by both."""
    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for issue in issues:
        said = [bool(label[issue["id"]]["worth"] and label[issue["id"]]["product"]) for label in labels]
        for name in (issue["project"], "all"):
            row = rows[name]
            for at, value in enumerate((True, *said, all(said), said[0] == said[1])):
                row[at] += value
    lines = ["| project | shown | worth (a) | worth (b) | both | agree |", "|---|---|---|---|---|---|"]
    total = rows.pop("all")
    rows["all"] = total
    for name, row in rows.items():
        lines.append(f"| {name} | {' | '.join(map(str, row))} |")
    return [*lines, f"worth by both: {total[3] / total[0]:.0%}; agreement: {total[4] / total[0]:.0%}"]


if __name__ == "__main__":
    main()
