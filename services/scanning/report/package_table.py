"""The table of packages in the exports that people read: the vulnerable first, then what was asked for itself."""

from __future__ import annotations

from typing import NamedTuple

from services.scanning.dependencies.package import Package
from services.scanning.dependencies.vulnerability import Dependencies, Vulnerability

MAX_ROWS = 500
"""The bill of materials has all of them."""

_RELATIONS = {"direct": 0, "unknown": 1, "transitive": 2}


class PackageRow(NamedTuple):
    package: Package
    known: list[Vulnerability]

    @property
    def relation(self) -> str:
        words = [self.package.relation] if self.package.relation != "unknown" else []
        return ", ".join([*words, *(["development"] if self.package.is_dev else [])]) or "–"

    @property
    def names(self) -> str:
        return ", ".join(one.id for one in self.known)


def package_rows(dependencies: Dependencies) -> list[PackageRow]:
    """The first `MAX_ROWS`."""
    vulnerable = dependencies.vulnerable
    rows = [PackageRow(package, vulnerable.get(package.purl, [])) for package in dependencies.packages]
    rows.sort(key=lambda row: (-len(row.known), _RELATIONS[row.package.relation]))
    return rows[:MAX_ROWS]


def dependency_sentence(dependencies: Dependencies) -> str:
    packages, files = len(dependencies.packages), len({package.path for package in dependencies.packages})
    counted = f"{_count(packages, 'package')} in {_count(files, 'file')}"
    if not dependencies.asked:
        return f"{counted}. No vulnerability database was asked."
    vulnerable = len({p.purl for p in dependencies.packages} & dependencies.vulnerable.keys())
    verb = "has" if vulnerable == 1 else "have"
    return f"{counted}, of which {vulnerable:,} {verb} known vulnerabilities, says {dependencies.asked}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
