"""Yamllint: YAML that is broken or contradicts itself.

Always run as a program of its own: its licence (GPL) does not reach a program that only reads its output.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from services.scanning.analysis.issue import Issue, Severity
from services.scanning.engines.engine import EngineFailed, Findings
from services.scanning.engines.tool_engine import ToolEngine, executable, run_tool
from services.scanning.files.source_file import SourceFile
from services.scanning.files.template import has_template_marks

CONFIGURATION = "rules: {key-duplicates: enable, octal-values: enable, anchors: enable}"
_SEVERITIES: dict[str, Severity] = {"key-duplicates": "medium", "anchors": "medium", "octal-values": "low"}
_AFTER_PATH = re.compile(r":([0-9]{1,9}):([0-9]{1,9}): \[(?:error|warning)\] ")


class Yamllint(ToolEngine):
    name = "yamllint"
    package = "yamllint"
    languages = frozenset({"yaml"})
    module = __file__

    def run(self, root: Path, files: Sequence[SourceFile], timeout_s: float) -> Findings:
        # With --config-data it reads no configuration from the tree.
        argv = [executable("yamllint"), "--format=parsable", f"--config-data={CONFIGURATION}", "--"]
        paths = [file.path for file in files]
        report = run_tool(argv + paths, cwd=root, timeout_s=timeout_s, is_silent=True)
        findings: Findings = {path: [] for path in paths}
        for path, issue in _issues(report.decode("utf-8", "replace"), paths):
            findings[path].append(issue)
        for path, issues in findings.items():
            if any(issue.rule == "syntax" for issue in issues) and has_template_marks((root / path).read_bytes()):
                findings[path] = [issue for issue in issues if issue.rule != "syntax"]
        return findings


def _issues(report: str, paths: Sequence[str]) -> Iterator[tuple[str, Issue]]:
    """Read ``PATH:LINE:COLUMN: [LEVEL] MESSAGE (RULE)``. Line ends may stand in the path and in the message."""
    heads = [(path, at) for at in _AFTER_PATH.finditer(report) if (path := _path_before(at.start(), report, paths))]
    for (path, at), following in zip_longest(heads, heads[1:]):
        end = following[1].start() - len(following[0]) if following else len(report)
        message, bracket, rule = report[at.end() : end].rstrip("\n").rpartition(" (")
        if not bracket:
            raise EngineFailed("yamllint's report could not be read: a message without a rule")
        rule = rule.removesuffix(")")
        yield path, Issue(int(at[1]), int(at[2]), rule, _SEVERITIES.get(rule, "high"), message, "yamllint")


def _path_before(end: int, report: str, paths: Sequence[str]) -> str | None:
    """The path that a line begins with and that ends here."""
    for path in paths:
        start = end - len(path)
        if start >= 0 and report.startswith(path, start) and (start == 0 or report[start - 1] == "\n"):
            return path
    return None
