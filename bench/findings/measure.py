"""Measures recall and precision of the findings on the planted faults, per language and engine.

    python -m bench.findings.measure [--missed LANGUAGE]

A finding meets a label if file, line and kind are the same (`zip-slip` and `path-traversal` are one kind, CWE-22).
Recall is the share of faults that are met; precision is the share of faults among the labels that are met, near misses
included. A finding where no label is counts for nothing: the README says why.
"""

from __future__ import annotations

import argparse
import hashlib
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from services.scanning.analysis.batch import BatchError, BatchResult, analyse
from services.scanning.analysis.issue import Issue
from services.scanning.analysis.issue_room import IssueRoom
from services.scanning.analysis.kind import kind_of
from services.scanning.files.language import detect_language
from services.scanning.files.source_file import SourceFile

PLANTED = Path(__file__).resolve().parent / "planted"
SAME = {"zip-slip": "path-traversal"}
ALL = "all engines"


@dataclass(slots=True)
class Tally:
    faults: int = 0
    near_misses: int = 0
    met: int = 0  # faults that were found
    wrong: int = 0  # near misses that were reported

    def __iadd__(self, other: Tally) -> Tally:
        self.faults += other.faults
        self.near_misses += other.near_misses
        self.met += other.met
        self.wrong += other.wrong
        return self

    def row(self, name: str) -> str:
        recall = self.met / self.faults if self.faults else 0.0
        reported = self.met + self.wrong
        precision = f"{self.met / reported:.2f}" if reported else "–"
        return (
            f"| {name} | {self.faults} | {self.near_misses} | {self.met} | {self.wrong} | {recall:.2f} | {precision} |"
        )


@dataclass(slots=True)
class Found:
    """Findings by file and line: which engines reported which kind."""

    places: dict[tuple[str, int], set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    errors: list[str] = field(default_factory=list)
    project: str = ""

    def on_batch(self, result: BatchResult) -> None:
        for path, issues in result.issues_by_file.items():
            for issue in issues:
                self.places[f"{self.project}/{path}", issue.line].add((issue.engine, _same(_kind(issue))))

    def on_error(self, error: BatchError) -> None:
        self.errors.append(error.error)

    def engines_at(self, case: dict[str, object]) -> set[str]:
        lines = {case["line"], *case.get("lines", [])}  # type: ignore[misc]
        kind = _same(str(case["kind"]))
        found = (self.places.get((str(case["file"]), line), set()) for line in lines)  # type: ignore[arg-type]
        return {engine for pairs in found for engine, named in pairs if named == kind}


def _kind(issue: Issue) -> str:
    return kind_of(issue.engine, issue.rule)


def _same(kind: str) -> str:
    return SAME.get(kind, kind)


def source_files(root: Path) -> Iterator[SourceFile]:
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        content = path.read_bytes()
        language = detect_language(path.name, content)
        if language:
            name = path.relative_to(root).as_posix()
            yield SourceFile(name, language, len(content), hashlib.sha256(content).hexdigest())


def measured(language: str, *, shows_missed: bool) -> dict[str, Tally]:
    found = Found()
    for project in sorted(path for path in (PLANTED / language).iterdir() if path.is_dir()):
        found.project = project.name  # a repository of its own
        analyse(
            project,
            list(source_files(project)),
            batch_files=20,
            engine_timeout_s=600,
            cache=None,
            room=IssueRoom(10_000, 100_000),
            on_batch=found.on_batch,
            on_error=found.on_error,
        )
    for error in found.errors:
        print(f"{language}: {error}")
    tallies: dict[str, Tally] = defaultdict(Tally)
    for case in tomllib.loads((PLANTED / f"{language}.toml").read_text())["case"]:
        engines = found.engines_at(case)
        if shows_missed and bool(engines) != case["fault"]:
            print("missed" if case["fault"] else "wrong", case["id"], case["kind"], f"{case['file']}:{case['line']}")
        for engine in {ALL, *engines}:
            is_met = engine != ALL or bool(engines)
            tallies[engine] += Tally(
                case["fault"], not case["fault"], case["fault"] and is_met, not case["fault"] and is_met
            )
    for tally in tallies.values():  # what an engine did not meet counts for its recall, too
        tally.faults, tally.near_misses = tallies[ALL].faults, tallies[ALL].near_misses
    return tallies


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--missed", metavar="LANGUAGE", help="list what is missed or wrong in a language")
    parser.add_argument("languages", nargs="*", help="measure these only")
    chosen = parser.parse_args()
    languages = chosen.languages or sorted(path.stem for path in PLANTED.glob("*.toml"))
    total: dict[str, Tally] = defaultdict(Tally)
    print("| language | faults | near misses | found | wrong | recall | precision |\n|---|---|---|---|---|---|---|")
    for language in languages:
        tallies = measured(language, shows_missed=language == chosen.missed)
        print(tallies[ALL].row(language), flush=True)
        for engine, tally in tallies.items():
            total[engine] += tally
    faults = total[ALL]
    print(faults.row(f"**{ALL}**"))
    for engine in sorted(set(total) - {ALL}):
        total[engine].faults, total[engine].near_misses = faults.faults, faults.near_misses
        print(total[engine].row(engine))


if __name__ == "__main__":
    main()
