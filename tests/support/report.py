"""A small sample report: every field is filled, and names are as hostile as a repository can make them."""

from __future__ import annotations

from typing import Any

from services.scanning.analysis.issue import Issue
from services.scanning.dependencies.package import Package
from services.scanning.dependencies.vulnerability import Dependencies, Vulnerability
from services.scanning.files.source_file import SourceFile
from services.scanning.report.excerpt import Excerpt
from services.scanning.report.report import Dependence, EngineFailure, EngineVersion, GraphFacts, Report, UnparsedFile

HOSTILE_NAMES = (
    "<script>alert(1)</script>.py",
    "a|b`c`\n# heading\n.py",
    "](javascript:alert(1)) ![x](https://evil.example/p.png).py",
    "\u202egnp.exe\x1b[31m.py",
    '"onmouseover="alert(1).py',
    "[bold red]markup[/].py",
    "-rf {{ 7*7 }} {% raw %}.py",
    "www.evil.example @everyone $x$ ~~gone~~.py",
)


def issue(
    line: int = 1,
    *,
    rule: str = "S602",
    severity: Any = "high",
    message: str = "bad",
    engine: str = "ruff",
    column: int = 1,
) -> Issue:
    return Issue(line=line, column=column, rule=rule, severity=severity, message=message, engine=engine)


def package(name: str, version: str = "", **more: Any) -> Package:
    return Package(ecosystem="npm", name=name, version=version, path="package-lock.json", line=3, **more)


def hostile_dependencies() -> Dependencies:
    packages = [package(name, name, licence=name) for name in HOSTILE_NAMES]
    known = Vulnerability(
        id=HOSTILE_NAMES[0],
        source_id=HOSTILE_NAMES[1],
        aliases=list(HOSTILE_NAMES),
        summary=HOSTILE_NAMES[3],
        affects={one.purl: HOSTILE_NAMES[2] for one in packages},
    )
    return Dependencies(packages=packages, vulnerabilities=[known], asked="osv.example")


def report(**changes: Any) -> Report:
    values: dict[str, Any] = {
        "scan_id": "0123456789abcdef",
        "repo_name": "demo",
        "owner": "alice",
        "url": "https://git.example/alice/demo",
        "ref": "main",
        "commit": "a" * 40,
        "status": "succeeded",
        "started_at": 1_790_000_000.0,
        "finished_at": 1_790_000_012.5,
        "files": [SourceFile("src/a.py", "python", 10, "d1"), SourceFile("src/b.py", "python", 10, "d2")],
        "languages": {"python": 2},
        "issues_by_file": {
            "src/a.py": [issue(3), issue(7, rule="complexity", severity="low", engine="metrics")],
            "src/b.py": [issue(1, rule="AWSKey", severity="critical", engine="secrets")],
        },
        "fingerprints": {"src/a.py": ["f1", "f2"], "src/b.py": ["f3"]},
        "excerpts": {"ruff S602": Excerpt("src/a.py", 2, 3, ["import os", "os.system(name)", ""])},
        "summary": {"total_files": 2, "total_issues": 3},
        "graph": GraphFacts(
            4, 3, [["src/a.py", "src/b.py", "src/a.py"]], [Dependence("src/a.py", 1)], [UnparsedFile("c.py", "syntax")]
        ),
        "engines": [EngineVersion("metrics", "1.2"), EngineVersion("ruff", "0.1"), EngineVersion("secrets", "1.5")],
        "engine_failures": [EngineFailure(1, "metrics", "metrics took longer than 60 s")],
        "skipped": {"too_large": 1},
        "insight": "A demo.\nNothing more.",
        "dependencies": Dependencies(
            packages=[
                package("lodash", "4.17.20", relation="direct", licence="MIT"),
                package("left-pad", "1.3.0", is_dev=True, licence="(WTFPL OR Odd-1.0)"),
                package("@a/b", requirement="^1"),
            ],
            vulnerabilities=[
                Vulnerability(
                    id="CVE-2021-23337",
                    source_id="GHSA-35jh-r3h4-6jhm",
                    aliases=["GHSA-35jh-r3h4-6jhm"],
                    summary="Command injection",
                    severity="high",
                    score=7.2,
                    vector="CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H",
                    affects={"pkg:npm/lodash@4.17.20": "4.17.21"},
                )
            ],
            asked="osv.example",
        ),
    }
    return Report(**{**values, **changes})


def hostile_report() -> Report:
    """Return a report in which every text from a repository or an engine is hostile."""
    return report(
        repo_name=HOSTILE_NAMES[0],
        owner=HOSTILE_NAMES[5],
        ref=HOSTILE_NAMES[1],
        insight="\n".join(HOSTILE_NAMES),
        files=[SourceFile(name, "python", 1, str(index)) for index, name in enumerate(HOSTILE_NAMES)],
        issues_by_file={name: [issue(1, message=name, rule=name)] for name in HOSTILE_NAMES},
        fingerprints={},
        excerpts={f"ruff {name}": Excerpt(name, 1, 2, [name, "</pre>", "~~~~", "````"]) for name in HOSTILE_NAMES},
        graph=GraphFacts(1, 1, [list(HOSTILE_NAMES)], [Dependence(name, 1) for name in HOSTILE_NAMES]),
        engine_failures=[EngineFailure(1, "ruff", name) for name in HOSTILE_NAMES],
        skipped=dict.fromkeys(HOSTILE_NAMES, 1),
        notes=list(HOSTILE_NAMES),
        dependencies=hostile_dependencies(),
    )
