"""Flawfinder: C and C++ calls that overflow buffers, run commands or race."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from services.scanning.analysis.issue import Issue, Severity
from services.scanning.engines.engine import EngineFailed, Findings
from services.scanning.engines.tool_engine import ToolEngine, executable, run_tool
from services.scanning.files.source_file import SourceFile

MIN_LEVEL = 3  # levels 1 and 2 flag every array and every memcpy
CRITICAL = frozenset({"gets"})  # can never be used safely
FOLLOWED = frozenset((
    "strcpy", "strcat", "sprintf", "vsprintf", "wcscpy", "wcscat", "printf", "vprintf", "fprintf", "vfprintf",
    "snprintf", "vsnprintf", "syslog", "system", "popen", "execl", "execlp", "execle", "execv", "execvp", "access",
    "chmod", "chown", "getenv", "random", "srand", "drand48", "lrand48", "realpath", "readlink", "getopt",
    "getopt_long",
))  # fmt: skip
"""Names that alone say nothing. Rules of semgrep's engine look at what is given to them, and for a check before."""


class Flawfinder(ToolEngine):
    name = "flawfinder"
    package = "flawfinder"
    languages = frozenset({"c", "cpp"})
    module = __file__

    def run(self, root: Path, files: Sequence[SourceFile], timeout_s: float) -> Findings:
        argv = [
            executable("flawfinder"),
            "--csv",
            "--dataonly",
            "--quiet",
            f"--minlevel={MIN_LEVEL}",
            "--falsepositive",
            "--",
        ]
        report = run_tool(argv + [file.path for file in files], cwd=root, timeout_s=timeout_s, accepted=(0,))
        findings: Findings = {file.path: [] for file in files}
        csv.field_size_limit(2**20)  # a row quotes the whole line
        try:
            for row in csv.DictReader(io.StringIO(report.decode("utf-8", "replace"))):
                if row["Name"] not in FOLLOWED:
                    findings[row["File"]].append(_issue(row))
        except (csv.Error, KeyError, ValueError, TypeError) as error:
            raise EngineFailed(f"flawfinder's report could not be read: {type(error).__name__}") from error
        return findings


def _issue(row: dict[str, str]) -> Issue:
    # It knows names of calls alone, not sizes: whatever its level, most of its hits are checked by the code around.
    severity: Severity = "critical" if row["Name"] in CRITICAL else "low"
    message = f"{row['Name']}: {row['Warning']} {row['Suggestion']}".strip()
    return Issue(int(row["Line"]), max(1, int(row["Column"])), row["RuleId"], severity, message, "flawfinder")
