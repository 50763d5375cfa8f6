"""Zizmor: GitHub Actions workflows that outsiders can take over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from services.scanning.analysis.issue import Issue, Severity
from services.scanning.engines.engine import EngineFailed, Findings
from services.scanning.engines.tool_engine import ToolEngine, executable, run_tool
from services.scanning.files.source_file import SourceFile

_LEVELS: dict[str, Severity] = {"Low": "low", "Medium": "medium", "High": "high"}
_WORKFLOWS = ".github/workflows"
"""At the root. GitHub runs none that lies deeper, in a template or a test."""
_STRANGERS = re.compile(
    r"github\.head_ref|github\.event\.(?:pages|commits|head_commit"
    r"|(?:issue|pull_request|discussion)\.(?:title|body|head)"
    r"|(?:comment|review|review_comment)\.body|workflow_run\.(?:head_branch|display_title|head_commit))"
)
"""Text that anybody may write who opens an issue or a pull request. Inputs are written by those who may start a run."""
_NOTHING_TO_AUDIT = 3  # none of the files is a workflow


class Zizmor(ToolEngine):
    name = "zizmor"
    package = "zizmor"
    module = __file__

    def handles(self, file: SourceFile) -> bool:
        folder, _, name = file.path.rpartition("/")
        if name in ("action.yml", "action.yaml"):
            return file.role in ("product", "ci")
        return folder == _WORKFLOWS and name.endswith((".yml", ".yaml"))

    def run(self, root: Path, files: Sequence[SourceFile], timeout_s: float) -> Findings:
        argv = [executable("zizmor"), "--offline", "--no-config", "--no-progress", "--no-exit-codes", "--quiet"]
        argv += ["--format=json-v1", "--min-severity=low", "--collect=all", "--"]
        report = run_tool(
            argv + [file.path for file in files], cwd=root, timeout_s=timeout_s, accepted=(0, _NOTHING_TO_AUDIT)
        )
        findings: Findings = {file.path: [] for file in files}
        if not report:
            return findings
        try:
            for item in msgspec.json.decode(report):
                path, issue = _issue(item)
                if not item["ignored"]:
                    findings[path].append(issue)
        except (msgspec.DecodeError, KeyError, TypeError, StopIteration) as error:
            raise EngineFailed(f"zizmor's report could not be read: {type(error).__name__}") from error
        return findings


def _issue(item: dict[str, Any]) -> tuple[str, Issue]:
    primary = next(place for place in item["locations"] if place["symbolic"]["kind"] == "Primary")
    start = primary["concrete"]["location"]["start_point"]
    level = _LEVELS[item["determinations"]["severity"]]
    is_insiders = item["ident"] == "template-injection" and not _STRANGERS.search(primary["concrete"]["feature"])
    severity: Severity = "low" if item["determinations"]["confidence"] == "Low" or is_insiders else level
    message = f"{item['desc']}: {primary['symbolic']['annotation']}"
    path = primary["symbolic"]["key"]["Local"]["verbatim_path"]
    return path, Issue(start["row"] + 1, start["column"] + 1, item["ident"], severity, message, "zizmor")
