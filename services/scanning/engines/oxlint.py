"""Oxlint: bugs in JavaScript and TypeScript. A program without Node, so it cannot run a repository's plugins."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from services.process.access import Access
from services.scanning.analysis.issue import Issue, Severity
from services.scanning.engines.engine import EngineFailed, Findings
from services.scanning.engines.tool_engine import ToolEngine, executable, run_tool
from services.scanning.files.source_file import SourceFile
from services.scanning.files.template import has_template_marks

CONFIGURATION = Path(__file__).with_name("oxlint.json")
HIGH = frozenset((
    "no-eval", "no-implied-eval", "no-new-func", "no-script-url", "no-danger", "no-invalid-html-attribute",
    "no-unsafe-finally",
))  # fmt: skip
LOW = frozenset((
    "no-unused-vars", "no-empty-pattern", "no-useless-escape", "no-useless-catch", "no-debugger",
))  # fmt: skip
_CODE = re.compile(r"^(?P<plugin>[\w@/-]+)\((?P<rule>[\w/-]+)\)$")

_REACT = re.compile(
    rb"[\"'](?:react|preact|next|react-[\w-]{1,60}|@remix-run|gatsby|ink)(?:/[\w/.-]{0,100})?[\"']"
    rb"|\bReact\.|createReactClass|dangerouslySetInnerHTML"
)
"""Names that only code with React has: a function with `this` is a component there, and nowhere else."""

_STRING = rb"(?:\"[^\"\\\n]*\"|'[^'\\\n]*'|`[^`\\$]*`)"
_CONSTANT_CODE = re.compile(rb"(?:new\s)?\s*[\w.$]+\(\s*" + _STRING + rb"\s*(?:,\s*" + _STRING + rb"\s*)*\)")
"""Code in a literal, such as ``Function("return this")()``: nobody else's text runs."""


class Oxlint(ToolEngine):
    name = "oxlint"
    package = "oxlint"
    languages = frozenset({"javascript", "typescript", "tsx", "vue", "svelte"})
    module = __file__

    @property
    def configuration(self) -> str:
        return super().configuration + hashlib.sha256(CONFIGURATION.read_bytes()).hexdigest()[:16]

    def handles(self, file: SourceFile) -> bool:
        return super().handles(file) and not file.path.endswith(".d.ts")

    def run(self, root: Path, files: Sequence[SourceFile], timeout_s: float) -> Findings:
        argv = [executable("oxlint"), f"--config={CONFIGURATION}", "--disable-nested-config", "--no-ignore"]
        argv += ["--threads=1", "--format=json", "--no-error-on-unmatched-pattern"]
        # Its option parser has no `--`: a prefix keeps names from looking like options.
        report = run_tool(
            argv + [f"./{file.path}" for file in files],
            cwd=root,
            timeout_s=timeout_s,
            access=Access(read=(CONFIGURATION,)),
        )
        findings: Findings = {file.path: [] for file in files}
        try:
            for item in msgspec.json.decode(report)["diagnostics"]:
                path = item["filename"].removeprefix("./")
                if not _is_false(item, path, root):
                    findings[path].append(_issue(item))
        except (msgspec.DecodeError, KeyError, TypeError, IndexError) as error:
            raise EngineFailed(f"oxlint's report could not be read: {type(error).__name__}") from error
        return findings


def _is_false(item: dict[str, Any], path: str, root: Path) -> bool:
    """A React rule where there is no React, the syntax of a template that is not filled in yet, or constant code."""
    coded = _CODE.match(item.get("code") or "")
    if coded is None:
        return has_template_marks((root / path).read_bytes())
    if coded["rule"] in ("no-new-func", "no-eval"):
        return _CONSTANT_CODE.match((root / path).read_bytes(), item["labels"][0]["span"]["offset"]) is not None
    if "react" not in coded["plugin"] or coded["rule"].startswith("jsx-"):  # JSX is in the file where these speak
        return False
    return not path.endswith((".jsx", ".tsx")) and _REACT.search((root / path).read_bytes()) is None


def _issue(item: dict[str, Any]) -> Issue:
    coded = _CODE.match(item.get("code") or "")
    rule = coded["rule"] if coded else "syntax"
    span = item["labels"][0]["span"] if item.get("labels") else {}
    message = item["message"].rstrip(".") + "."
    if item.get("help"):
        message += f" {item['help'].rstrip('.')}."
    return Issue(span.get("line", 1), span.get("column", 1), rule, severity(rule, item["severity"]), message, "oxlint")


def severity(rule: str, level: str) -> Severity:
    """Correctness rules are errors, suspicious ones warnings (``oxlint.json``)."""
    if rule in HIGH or rule == "syntax":
        return "high"
    return "low" if rule in LOW or level != "error" else "medium"
