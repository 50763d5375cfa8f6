"""Zizmor: what strangers write is told apart from what those write who may start a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.scanning.engines.zizmor import Zizmor
from services.scanning.files.source_file import SourceFile

WORKFLOW = (
    "on: [pull_request_target, workflow_dispatch]\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: "
)
PATH = ".github/workflows/ci.yml"


def injections(root: Path, run: str) -> list[str]:
    path = root / PATH
    path.parent.mkdir(parents=True)
    path.write_text(WORKFLOW + run + "\n")
    file = SourceFile(PATH, "yaml", path.stat().st_size, "d", "ci")
    found = Zizmor().check(root, [file], 60)[PATH]
    return [issue.severity for issue in found if issue.rule == "template-injection"]


@pytest.mark.parametrize(
    "run",
    [
        'echo "${{ github.event.pull_request.title }}"',
        "|\n          git switch ${{ github.head_ref }}",
        "echo ${{ github.event.comment.body }} ${{ github.event.inputs.name }}",
    ],
)
def test_what_strangers_write_is_high(tmp_path: Path, run: str) -> None:
    assert "high" in injections(tmp_path, run)


@pytest.mark.parametrize(
    "run",
    [
        "./test ${{ github.event.inputs.arguments }}",
        "./test ${{ inputs.arguments }}",
        'test "${{ github.event.pull_request }}" != ""',
    ],
)
def test_inputs_of_those_who_may_start_a_run_are_low(tmp_path: Path, run: str) -> None:
    assert set(injections(tmp_path, run)) == {"low"}
