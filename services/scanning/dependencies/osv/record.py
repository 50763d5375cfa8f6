"""A record of OSV (OSV schema 1.7): what it says of our packages. Whoever runs the endpoint wrote it, or a stranger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from services.scanning.analysis.issue import Severity
from services.scanning.dependencies.osv.cvss import base_score
from services.scanning.dependencies.package import Package, plain_name
from services.scanning.dependencies.vulnerability import Vulnerability

_MAX_SUMMARY = 300
_MAX_ALIASES = 20
_MAX_ID = 100
_MAX_VERSION = 100
_WORDS: dict[str, Severity] = {
    "LOW": "low",
    "MODERATE": "medium",
    "MEDIUM": "medium",
    "HIGH": "high",
    "CRITICAL": "critical",
}
_NUMBER = re.compile(r"\d{1,18}")


class Score(msgspec.Struct):
    type: str = ""
    score: str = ""


class Range(msgspec.Struct):
    type: str = ""
    events: list[dict[str, str]] = []


class AffectedPackage(msgspec.Struct):
    ecosystem: str = ""
    name: str = ""


class Affected(msgspec.Struct):
    package: AffectedPackage | None = None
    ranges: list[Range] = []
    severity: list[Score] = []


class Record(msgspec.Struct):
    id: str
    summary: str = ""
    details: str = ""
    aliases: list[str] = []
    withdrawn: str | None = None
    severity: list[Score] = []
    affected: list[Affected] = []
    database_specific: Any = None


def vulnerabilities_of(records: Iterable[tuple[Record, Sequence[Package]]]) -> list[Vulnerability]:
    """One for each fault: several databases describe the same one, and name one another as aliases."""
    groups: list[list[tuple[Record, Sequence[Package]]]] = []
    group_of: dict[str, list[tuple[Record, Sequence[Package]]]] = {}
    for record, packages in records:
        if record.withdrawn:
            continue
        names = [record.id, *record.aliases[:_MAX_ALIASES]]
        known = list({id(group): group for name in names if (group := group_of.get(name)) is not None}.values())
        merged = [one for group in known for one in group] + [(record, packages)]
        groups = [group for group in groups if all(group is not one for one in known)] + [merged]
        for one, _ in merged:
            group_of.update(dict.fromkeys([one.id, *one.aliases[:_MAX_ALIASES]], merged))
    return sorted(map(_vulnerability, groups), key=lambda one: one.id)


def _vulnerability(group: list[tuple[Record, Sequence[Package]]]) -> Vulnerability:
    records = [record for record, _ in group]
    names = sorted({name[:_MAX_ID] for one in records for name in (one.id, *one.aliases[:_MAX_ALIASES])})
    told = max(records, key=lambda one: (bool(one.summary), bool(one.severity), one.id))
    name = next((name for name in names if name.startswith("CVE-")), told.id[:_MAX_ID])
    vector, score = _score(records)
    affects: dict[str, str] = {}
    for record, packages in group:
        for package in packages:
            affects[package.purl] = affects.get(package.purl) or _mended_in(record, package)
    return Vulnerability(
        id=name,
        source_id=told.id[:_MAX_ID],
        aliases=[other for other in names if other != name],
        summary=_one_line(told.summary or told.details),
        severity=_severity(records, score),
        score=score,
        vector=vector,
        affects=dict(sorted(affects.items())),
    )


def _one_line(text: str) -> str:
    line = " ".join(text[: 4 * _MAX_SUMMARY].split())
    return line if len(line) <= _MAX_SUMMARY else f"{line[: _MAX_SUMMARY - 1]}…"


def _score(records: Iterable[Record]) -> tuple[str, float | None]:
    """The highest, with its vector."""
    found: list[tuple[float, str]] = []
    for record in records:
        for said in (*record.severity, *(one for affected in record.affected for one in affected.severity)):
            score = base_score(said.score) if said.type == "CVSS_V3" else None
            if score is not None:
                found.append((score, said.score[:200]))
    score, vector = max(found, default=(None, ""))
    return vector, score


def _severity(records: Iterable[Record], score: float | None) -> Severity:
    """As the database calls it, else by the score (CVSS 3.1, section 5); without either it is medium."""
    for record in records:
        said = record.database_specific
        word = said.get("severity") if isinstance(said, dict) else None
        if isinstance(word, str) and word.upper() in _WORDS:
            return _WORDS[word.upper()]
    if score is None:
        return "medium"
    return "critical" if score >= 9 else "high" if score >= 7 else "medium" if score >= 4 else "low"


def _mended_in(record: Record, package: Package) -> str:
    """The lowest version after the package's own in which it is mended."""
    own = _numbers(package.version)
    mended = {
        event["fixed"]
        for affected in record.affected
        if affected.package and _is_named(affected.package, package)
        for one in affected.ranges
        if one.type != "GIT"
        for event in one.events
        if len(event.get("fixed", "")) in range(1, _MAX_VERSION)
    }
    return min((version for version in mended if _numbers(version) > own), key=_numbers, default="")


def _is_named(affected: AffectedPackage, package: Package) -> bool:
    name = plain_name(package.ecosystem, affected.name[:300])
    return affected.ecosystem.partition(":")[0] == package.ecosystem and name == package.key[1]


def _numbers(version: str) -> list[int]:
    return [int(number) for number in _NUMBER.findall(version)]
