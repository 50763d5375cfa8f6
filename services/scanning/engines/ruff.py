"""Ruff: bugs, security (bandit's rules in Rust) and error-prone Python; no style."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from services.scanning.analysis.issue import Issue, Severity
from services.scanning.engines.engine import EngineFailed, Findings
from services.scanning.engines.notebook import line_in_notebook
from services.scanning.engines.tool_engine import ToolEngine, executable, run_tool
from services.scanning.files.source_file import SourceFile
from services.scanning.files.template import has_template_marks

# pyflakes, bugbear, bandit, async, pylint's errors, debugger calls, version checks, dangling tasks, mutable defaults
SELECT = ",".join((
    "E9", "F", "B", "S", "ASYNC", "PLE", "T10", "YTT", "LOG", "RUF006", "RUF008", "RUF009", "PLW0127", "PLW0128",
    "PLW0129", "PLW0602", "PLW0711", "PLW1501", "PLW1508", "PLW2101",
))  # fmt: skip
IGNORE = ",".join(
    (
        "E902",  # not UTF-8: a fact about the file, not an issue
        "F401,F403,F405",  # unused and star imports: packages re-export
        "B007,B009,B010,B011,B027,B028,B904,B905,ASYNC109,ASYNC240",  # style, or opinions on API design
        "PLE0704,LOG004",  # "not in a handler": the function may be called by one, which is not looked at
        "S101,S110,S112",  # assert and swallowed exceptions: common in good code
        "S311,S403,S404,S603,S606,S607",  # imports and calls of what can be misused
    )
)
BUILTINS = frozenset((
    "get_ipython", "__IPYTHON__", "display", "reveal_type", "reveal_locals", "_", "ngettext", "WindowsError", "profile",
))  # fmt: skip
"""Names that a surrounding puts there: notebooks, type checkers, gettext, Windows, profilers."""

HIGH = frozenset((
    "S202", "S501", "S502", "S504", "S602", "S604", "S605", "S609", "S612", "S701", "S507", "S506", "F632", "F601",
    "F702",
    "F704", "F706", "B012", "invalid-syntax",
))  # fmt: skip
LOW = frozenset((
    "F504", "F522", "F523", "F541",
    "F811", "F841", "F842", "S104", "S105", "S106", "S107", "S108", "S113", "S610", "S611", "B008", "B015",
    "B018",
    "B020", "B024", "B026", "B033", "PLW0127", "PLW0602", "LOG015", "RUF009",
))  # fmt: skip


class Ruff(ToolEngine):
    name = "ruff"
    package = "ruff"
    languages = frozenset({"python", "notebook"})
    module = __file__

    def run(self, root: Path, files: Sequence[SourceFile], timeout_s: float) -> Findings:
        # --isolated: a repository's pyproject.toml could `extend` any file of the server, and an error would show it.
        argv = [
            executable("ruff"),
            "check",
            "--isolated",
            "--no-cache",
            "--exit-zero",
            "--quiet",
            "--output-format=json",
        ]
        argv += ["--config", f"builtins = {sorted(BUILTINS)}", "--select", SELECT, "--ignore", IGNORE]
        argv += ["--no-respect-gitignore", "--"]
        report = run_tool(
            argv + [file.path for file in files],
            cwd=root,
            timeout_s=timeout_s,
            environ={"RAYON_NUM_THREADS": "2"},
            accepted=(0,),
        )
        try:
            reported = msgspec.json.decode(report)
            findings: Findings = {file.path: [] for file in files}
            for item in reported:
                path = str(Path(item["filename"]).relative_to(root))
                issues = findings[path]
                if item["code"] in (None, "invalid-syntax") and has_template_marks((root / path).read_bytes()):
                    continue
                # One syntax error causes others: hundreds in a Python 2 file.
                if item["code"] not in (None, "invalid-syntax") or all(
                    issue.rule != "invalid-syntax" for issue in issues
                ):
                    issues.append(_in_notebook(_issue(item), item, root / path) if item.get("cell") else _issue(item))
        except (msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
            raise EngineFailed(f"ruff's report could not be read: {type(error).__name__}") from error
        return findings


def _issue(item: dict[str, Any]) -> Issue:
    rule = item["code"] or "invalid-syntax"
    place = item["location"]
    return Issue(
        line=place["row"],
        column=place["column"],
        rule=rule,
        severity=severity(rule),
        message=item["message"],
        engine="ruff",
    )


def _in_notebook(issue: Issue, item: dict[str, Any], path: Path) -> Issue:
    """Ruff counts lines within the cell; an issue has the line of the file, and says the cell."""
    cell, row = item["cell"], item["location"]["row"]
    line = line_in_notebook(path.read_bytes(), cell, row)
    message = f"{issue.message.rstrip('.')} (cell {cell}, line {row})"
    return msgspec.structs.replace(issue, line=line, message=message)


def severity(rule: str) -> Severity:
    if rule in HIGH:
        return "high"
    return "low" if rule in LOW or rule.startswith("YTT") else "medium"
