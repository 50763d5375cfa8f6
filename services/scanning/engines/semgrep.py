"""Semgrep's engine with our own rules: security faults and bugs, with data flow within a function.

Its core is a program of its own, run without the command line around it, which asks a server for updates and takes a
second to start. It is installed apart (``requirements-engines.txt``), because the package pins versions that ours
contradict.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import certifi
import msgspec

from services.process.access import Access
from services.scanning.analysis.issue import Issue, Severity
from services.scanning.engines import php_names, rule_set
from services.scanning.engines.engine import EngineFailed, Findings
from services.scanning.engines.tool_engine import ENGINES, PartlyChecked, ToolEngine, run_tool, version_apart
from services.scanning.files.source_file import SourceFile

CORE = ENGINES / "semgrep" / "bin" / "semgrep-core"
# Language -> folder of rules, and what the engine calls the language.
_ANALYSERS = {
    "python": ("python", "python"),
    "javascript": ("javascript", "js"),
    "typescript": ("javascript", "ts"),
    "tsx": ("javascript", "ts"),
    "go": ("go", "go"),
    "java": ("java", "java"),
    "php": ("php", "php"),
    "ruby": ("ruby", "ruby"),
    "c_sharp": ("csharp", "csharp"),
    "c": ("c", "c"),
    "cpp": ("c", "cpp"),
    "dockerfile": ("dockerfile", "dockerfile"),
    "terraform": ("terraform", "terraform"),
    "yaml": ("kubernetes", "yaml"),
}
_WORKFLOW = ("workflow", "yaml")
_RULE_S = 5  # for one rule on one file
_SLOW_RULES = 3  # so many rules may take longer on a file before the file is left
_MEMORY_MB = 800
_SEVERITIES: dict[str, Severity] = {
    "CRITICAL": "critical", "HIGH": "high", "MEDIUM": "medium", "LOW": "low",
}  # fmt: skip
# How authors vouch for a line, to this engine or to one that looks for the same faults.
_VOUCHED = re.compile(rb"\b(?:nosec|nosemgrep|NOSONAR|nolint: ?gosec|pragma: ?allowlist[ -]secret|noqa: ?S\d)")
# What the engine says of a file that it left; a file that it could not read in parts is checked in the others.
_LEFT = {
    "Timeout": "ran out of time",
    "Fixpoint timeout": "ran out of time",
    "Out of memory": "ran out of memory",
    "Stack overflow": "ran out of memory",
}


class _Position(msgspec.Struct):
    line: int
    col: int


class _Extra(msgspec.Struct):
    message: str
    severity: str
    is_ignored: bool = False


class _Result(msgspec.Struct):
    check_id: str
    path: str
    start: _Position
    extra: _Extra


class _Location(msgspec.Struct):
    path: str


class _Error(msgspec.Struct):
    error_type: Any
    message: str = ""
    location: _Location | None = None


class _Report(msgspec.Struct):
    results: list[_Result]
    errors: list[_Error]


class Semgrep(ToolEngine):
    name = "semgrep"
    languages = frozenset(_ANALYSERS)
    module = __file__
    follows_data = True

    @property
    def version(self) -> str:
        return version_apart(self.name)

    @property
    def configuration(self) -> str:
        return f"{super().configuration}-{rule_set.fingerprint()}"

    def run(self, root: Path, files: Sequence[SourceFile], timeout_s: float) -> Findings:
        if not CORE.is_file():
            raise EngineFailed("semgrep is not installed (make install)")
        with tempfile.TemporaryDirectory(prefix="rules-") as name:
            folder = Path(name).resolve()
            (folder / "rules.json").write_bytes(rule_set.encoded(frozenset(_analyser(file)[0] for file in files)))
            copies = php_names.copies(root, [file.path for file in files if file.language == "php"], folder)
            (folder / "targets.json").write_bytes(_targets(root, files, copies))
            argv = [str(CORE), "-rules", str(folder / "rules.json"), "-targets", str(folder / "targets.json")]
            argv += ["-json_nodots", "-j", "1", "-timeout", str(_RULE_S), "-timeout_threshold", str(_SLOW_RULES)]
            argv += ["-max_memory", str(_MEMORY_MB)]
            # It does not start without certificates, though it asks nobody: its libraries look for them.
            environ, access = {"SSL_CERT_FILE": certifi.where()}, Access(read=(folder,))
            report = run_tool(argv, cwd=root, timeout_s=timeout_s, environ=environ, accepted=(0,), access=access)
        originals = {copy: str(root / path) for path, copy in copies.items()}
        return self._read(report, root, files, originals)

    def _read(self, report: bytes, root: Path, files: Sequence[SourceFile], originals: dict[str, str]) -> Findings:
        findings: Findings = {file.path: [] for file in files}
        given = {file.path: file for file in files}
        try:
            read = msgspec.json.decode(report, type=_Report)
            for path, results in _by_path(root, read.results, originals).items():
                findings[path] = [_issue(result) for result in _meant(root, given[path], results)]
        except (msgspec.MsgspecError, KeyError, ValueError) as error:
            raise EngineFailed(f"semgrep's report could not be read: {type(error).__name__}") from error
        problems = _problems(read.errors, originals)
        if problems:
            raise PartlyChecked("; ".join(problems), findings)
        return findings


def _analyser(file: SourceFile) -> tuple[str, str]:
    return _WORKFLOW if "/.github/workflows/" in f"/{file.path}" else _ANALYSERS[file.language]


def _targets(root: Path, files: Sequence[SourceFile], copies: dict[str, str]) -> bytes:
    targets = []
    for file in files:
        path = {"fpath": copies.get(file.path, str(root / file.path)), "ppath": f"/{file.path}"}
        targets.append(("CodeTarget", {"path": path, "analyzer": _analyser(file)[1], "products": ["sast"]}))
    return msgspec.json.encode(("Targets", targets))


def _by_path(root: Path, results: Sequence[_Result], originals: dict[str, str]) -> dict[str, list[_Result]]:
    found: dict[str, list[_Result]] = {}
    for result in results:
        found.setdefault(Path(originals.get(result.path, result.path)).relative_to(root).as_posix(), []).append(result)
    return found


def _meant(root: Path, file: SourceFile, results: Sequence[_Result]) -> list[_Result]:
    """Without those of rules for other files in the same language (workflows are YAML, and so are manifests), and those
    on lines for which the author vouches."""
    rules = rule_set.names_of(_analyser(file)[0])
    lines = (root / file.path).read_bytes().splitlines()
    return [
        result
        for result in results
        if result.check_id in rules and not result.extra.is_ignored and not _is_vouched(lines, result.start.line)
    ]


def _is_vouched(lines: Sequence[bytes], number: int) -> bool:
    return number <= len(lines) and bool(_VOUCHED.search(lines[number - 1]))


def _issue(result: _Result) -> Issue:
    place, extra = result.start, result.extra
    severity = _SEVERITIES.get(extra.severity, "medium")
    return Issue(max(1, place.line), max(1, place.col), result.check_id, severity, extra.message, Semgrep.name)


def _problems(errors: Sequence[_Error], originals: dict[str, str]) -> list[str]:
    """One text for each file that was left, and one for what hit no file."""
    problems: dict[str, None] = {}
    for error in errors:
        kind = error.error_type if isinstance(error.error_type, str) else str(error.error_type[0])
        if kind in _LEFT:
            path = error.location.path if error.location else ""
            where = f" on {Path(originals.get(path, path)).name}" if path else ""
            problems[f"semgrep {_LEFT[kind]}{where}"] = None
        elif kind in ("Fatal error", "Rule parse error"):
            problems[f"semgrep failed: {error.message[:200]}"] = None
    return list(problems)
