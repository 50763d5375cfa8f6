"""Compares ast-grep with semgrep's engine on the planted faults, for the kinds that both have rules for.

    python -m bench.findings.ast_grep.measure [FOLDER] [--missed]

ast-grep (https://ast-grep.github.io, version 0.51.1, MIT licence) is not one of Tailrace's engines. The rules beside
this file were written for the comparison alone, by somebody who had not seen ``planted``: their practice was a set of
other authors and the samples in ``tests/rule_samples``. Both engines are counted as ``bench.findings.measure`` counts:
by file, line and kind. FOLDER is laid out as ``planted``. Each engine runs alone, on one project after the other and in
one thread. Processor seconds are those of its program with its start; semgrep's engine reads the rules of all kinds.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.findings.measure import PLANTED, SAME, Found, Tally, source_files
from services.scanning.analysis.batch import analyse
from services.scanning.analysis.issue_room import IssueRoom
from services.scanning.engines.semgrep import Semgrep

VERSION = "0.51.1"
CONFIGURATION = Path(__file__).resolve().parent / "sgconfig.yml"
LANGUAGES = ("python", "javascript")
KINDS = frozenset((
    "sql-injection", "shell-injection", "code-injection", "path-traversal", "zip-slip", "ssrf", "open-redirect", "xss",
    "unsafe-deserialisation", "weak-crypto", "tls-verification-off", "hard-coded-key", "jwt-not-verified",
    "prototype-pollution",
))  # fmt: skip
_IGNORED_FILES = ("hidden", "dot", "exclude", "global", "parent", "vcs")
_TIMEOUT_S = 600


def ast_grep_program() -> str:
    """The command of that name on PATH."""
    program = shutil.which("ast-grep")
    if program is None:
        sys.exit(f"ast-grep is not on PATH: pip install ast-grep-cli=={VERSION}, in an environment of its own")
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]
    if said != VERSION:
        print(f"The rules were written for ast-grep {VERSION}; this is {said}.", file=sys.stderr)
    return program


def find_with_ast_grep(program: str) -> Callable[[Path, Found], None]:
    def find(project: Path, found: Found) -> None:
        argv = [program, "scan", "--config", str(CONFIGURATION), "--json=compact", "--include-metadata", "-j", "1"]
        argv += [part for name in _IGNORED_FILES for part in ("--no-ignore", name)]
        ended = subprocess.run(
            [*argv, "."], cwd=project, capture_output=True, text=True, check=False, timeout=_TIMEOUT_S
        )
        if not ended.stdout.strip():  # its status is 1 when it has found something
            found.errors.append(f"ast-grep failed on {project.name}: {ended.stderr.strip()[-300:]}")
            return
        for match in json.loads(ended.stdout):
            kind = match["metadata"]["kind"]
            path = f"{project.name}/{Path(match['file']).as_posix()}"
            found.places[path, match["range"]["start"]["line"] + 1].add(("ast-grep", SAME.get(kind, kind)))

    return find


def find_with_semgrep(project: Path, found: Found) -> None:
    found.project = project.name
    files, engine = list(source_files(project)), Semgrep()
    try:
        analyse(
            project,
            files,
            batch_files=max(1, len(files)),
            engine_timeout_s=_TIMEOUT_S,
            cache=None,
            room=IssueRoom(10_000, 100_000),
            on_batch=found.on_batch,
            on_error=found.on_error,
            engines=[engine],
        )
    finally:
        engine.close()


def measured(
    folder: Path, language: str, find: Callable[[Path, Found], None], *, shows_missed: bool
) -> tuple[Tally, float]:
    """What an engine finds in a language, and the processor seconds that it takes."""
    found, before = Found(), _seconds()
    for project in sorted(path for path in (folder / language).iterdir() if path.is_dir()):
        find(project, found)
    seconds = _seconds() - before
    for error in found.errors:
        print(f"{language}: {error}", file=sys.stderr)
    tally = Tally()
    for case in _cases(folder, language):
        is_met, is_fault = bool(found.engines_at(case)), bool(case["fault"])
        if shows_missed and is_met != is_fault:
            print("missed" if is_fault else "wrong", case["id"], case["kind"], f"{case['file']}:{case['line']}")
        tally += Tally(is_fault, not is_fault, is_fault and is_met, not is_fault and is_met)
    return tally, seconds


def _cases(folder: Path, language: str) -> Iterator[dict[str, Any]]:
    cases: list[dict[str, Any]] = tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8"))["case"]
    return (case for case in cases if case["kind"] in KINDS)


def _seconds() -> float:
    """Of the programs that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=PLANTED, help="laid out as planted, the default")
    parser.add_argument("--missed", action="store_true", help="list what is missed or wrong")
    chosen = parser.parse_args()
    engines = {"ast-grep": find_with_ast_grep(ast_grep_program()), "semgrep": find_with_semgrep}
    rows = []
    for language in LANGUAGES:
        for engine, find in engines.items():
            if chosen.missed:
                print(f"{language}, {engine}:")
            tally, seconds = measured(chosen.folder.resolve(), language, find, shows_missed=chosen.missed)
            rows.append(f"{tally.row(f'{language} | {engine}')} {seconds:.1f} |")
    print("| language | engine | faults | near misses | found | wrong | recall | precision | processor seconds |")
    print("|---|---|---|---|---|---|---|---|---|", *rows, sep="\n")


if __name__ == "__main__":
    main()
