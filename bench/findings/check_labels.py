"""Checks the labels of the planted faults and counts them.

    python3.11 bench/findings/check_labels.py            # --help names the options

Reads every ``planted/<language>.toml``. A label must have all its fields and no other, an id of its own that begins
with the language, a known kind, and lines that exist and are not blank. Every fault found is printed, then a table of
faults and near misses per language; the exit status is 1 if there was a fault. The README explains the fields.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PLANTED = Path(__file__).resolve().parent / "planted"
REQUIRED: dict[str, type] = {
    "id": str,
    "file": str,
    "line": int,
    "kind": str,
    "cwe": str,
    "fault": bool,
    "note": str,
}
OPTIONAL: dict[str, type] = {"lines": list, "flow": str}
FLOWS = ("local", "helper")
CWE = re.compile(r"CWE-[1-9]\d*")
# In the README's order: programs, then C and C++, then descriptions of machines and pipelines.
KINDS = frozenset(
    """
    sql-injection shell-injection code-injection template-injection nosql-injection ldap-injection xpath-injection
    path-traversal ssrf open-redirect xss unsafe-deserialisation xxe weak-crypto weak-random tls-verification-off
    jwt-not-verified prototype-pollution hard-coded-key zip-slip header-injection log-of-secret insecure-cookie csrf-off
    cors-wildcard-with-credentials regex-dos bug

    buffer-overflow format-string use-after-free double-free null-dereference integer-overflow toctou
    memory-leak-of-secret uninitialised off-by-one

    excessive-capabilities excessive-permissions host-mount host-namespace insecure-transport open-ingress
    privileged-container public-bucket public-database remote-script root-user script-injection secrets-in-image
    self-hosted-runner unencrypted-storage unpinned-action unpinned-base unpinned-image untrusted-checkout
    world-writable
    """.split()  # noqa: SIM905 – as text it is readable
)


def wrong_fields(case: dict[str, Any]) -> Iterator[str]:
    """What is missing, superfluous or of the wrong type. ``bool`` is a kind of ``int``, so types must be equal."""
    for name, wanted in REQUIRED.items():
        if name not in case:
            yield f"{name} is missing"
        elif type(case[name]) is not wanted:
            yield f"{name} must be of type {wanted.__name__}"
        elif wanted is str and not case[name].strip():
            yield f"{name} is empty"
    for name, value in case.items():
        if name in OPTIONAL:
            if type(value) is not OPTIONAL[name]:
                yield f"{name} must be of type {OPTIONAL[name].__name__}"
        elif name not in REQUIRED:
            yield f"{name} is no known field"


def wrong_values(case: dict[str, Any], language: str) -> Iterator[str]:
    """What is wrong in fields that are all there and of the right type, the lines apart."""
    if not re.fullmatch(rf"{re.escape(language)}-\d+", case["id"]):
        yield f"the id must be {language}- and a number"
    if case["kind"] not in KINDS:
        yield f"unknown kind {case['kind']}"
    if not CWE.fullmatch(case["cwe"]):
        yield f"no CWE: {case['cwe']}"
    if case.get("flow", "local") not in FLOWS:
        yield f"unknown flow {case['flow']}"


def wrong_lines(case: dict[str, Any], folder: Path) -> Iterator[str]:
    """Whether the file lies below the language's folder and has the lines, none of them blank."""
    path = (folder / case["file"]).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        yield f"no such file: {case['file']}"
        return
    text = path.read_text(encoding="utf-8").splitlines()
    lines = case.get("lines", [case["line"]])
    if any(type(number) is not int for number in lines):
        yield "lines must be integers"
        return
    if case["line"] not in lines:
        yield "line is not among lines"
    if lines != sorted(set(lines)):
        yield "lines must rise, each once"
    for number in sorted({case["line"], *lines}):
        if not 1 <= number <= len(text):
            yield f"{case['file']} has no line {number}"
        elif not text[number - 1].strip():
            yield f"{case['file']}:{number} is blank"


def read_cases(labels: Path) -> tuple[list[dict[str, Any]], str]:
    """The cases of a label file, and what is wrong with the file as a whole (empty if nothing is)."""
    try:
        content = tomllib.loads(labels.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return [], str(error)
    cases = content.pop("case", [])
    if content:
        return [], f"unknown top-level entries: {', '.join(content)}"
    if not isinstance(cases, list) or not cases or not all(isinstance(case, dict) for case in cases):
        return [], "no list of cases"
    return cases, ""


def check(planted: Path) -> tuple[dict[str, Counter[bool]], list[str]]:
    """Counts of faults and near misses by language, and a text for everything that is wrong."""
    counts: dict[str, Counter[bool]] = {}
    problems: list[str] = []
    seen: set[str] = set()
    label_files = sorted(planted.glob("*.toml"))
    if not label_files:
        problems.append(f"no label files in {planted}")
    for labels in label_files:
        language, folder = labels.stem, labels.with_suffix("")
        cases, problem = read_cases(labels)
        if problem:
            problems.append(f"{labels.name}: {problem}")
        counts[language] = Counter()
        for number, case in enumerate(cases, 1):
            where = f"{labels.name}: {case.get('id', f'case {number}')}"
            found = list(wrong_fields(case))
            if not found:
                found = [*wrong_values(case, language), *wrong_lines(case, folder)]
                if case["id"] in seen:
                    found.append("the id is taken")
                seen.add(case["id"])
                counts[language][case["fault"]] += 1
            problems += [f"{where}: {text}" for text in found]
        labelled = {str(case.get("file")) for case in cases}
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            if path.relative_to(folder).as_posix() not in labelled:
                problems.append(f"{labels.name}: no case in {path.relative_to(folder).as_posix()}")
    for folder in sorted(path for path in planted.glob("*") if path.is_dir() and path.name not in counts):
        problems.append(f"{folder.name}: a folder without labels")
    return counts, problems


def table(counts: dict[str, Counter[bool]]) -> str:
    """One row per language and one for all."""
    rows = [f"{'language':12} {'faults':>8} {'near misses':>12} {'all':>6}"]
    total: Counter[bool] = Counter()
    for language, count in counts.items():
        rows.append(f"{language:12} {count[True]:8} {count[False]:12} {count.total():6}")
        total += count
    rows.append(f"{'all':12} {total[True]:8} {total[False]:12} {total.total():6}")
    return "\n".join(rows)


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks the labels of the planted faults and counts them.")
    parser.add_argument("planted", nargs="?", type=Path, default=PLANTED, help="the folder of the label files")
    counts, problems = check(parser.parse_args().planted)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(table(counts))
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
