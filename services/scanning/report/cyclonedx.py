"""A report's dependencies as a CycloneDX 1.6 bill of materials (ECMA-424), with their known vulnerabilities.

Of the dependency graph it says what the repository asks for itself; locks do not agree on how to tell the rest.
"""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import msgspec

from services.scanning.dependencies.package import Package
from services.scanning.dependencies.vulnerability import Vulnerability
from services.scanning.report.report import Report
from services.visible import visible

_NAMESPACE = uuid.UUID("5f0c8f3e-6d0f-4a3c-9a51-3f1f7c2b9d10")
_ROOT = "repository"
_EXPRESSION = re.compile(r"[A-Za-z0-9.+() -]{1,200}\Z")
_WORD = re.compile(r"[A-Za-z0-9.+-]+")
_OPERATORS = frozenset(("AND", "OR", "WITH"))
_SPDX = frozenset((
    "0BSD", "AFL-2.1", "AFL-3.0", "AGPL-3.0", "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-1.1", "Apache-2.0",
    "Artistic-1.0", "Artistic-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSD-3-Clause-Clear", "BSL-1.0", "BlueOak-1.0.0",
    "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "CDDL-1.0", "CDDL-1.1", "EPL-1.0", "EPL-2.0", "EUPL-1.2",
    "GPL-2.0", "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0", "GPL-3.0-only", "GPL-3.0-or-later", "HPND", "ISC",
    "LGPL-2.0-or-later", "LGPL-2.1", "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0", "LGPL-3.0-only",
    "LGPL-3.0-or-later", "LLVM-exception", "MIT", "MIT-0", "MPL-1.1", "MPL-2.0", "MS-PL", "OFL-1.1", "OpenSSL",
    "PHP-3.01", "PSF-2.0", "PostgreSQL", "Python-2.0", "Ruby", "Unicode-3.0", "Unicode-DFS-2016", "Unlicense",
    "UPL-1.0", "W3C", "WTFPL", "X11", "Zlib", "ZPL-2.1", "Classpath-exception-2.0",
))  # fmt: skip
"""The licences that most packages have; any other is given by its name."""


def to_cyclonedx(report: Report) -> bytes:
    packages: dict[str, list[Package]] = {}
    for package in report.dependencies.packages:
        packages.setdefault(package.purl, []).append(package)
    bom: dict[str, Any] = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_NAMESPACE, report.scan_id)}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(report.finished_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "tools": {"components": [{"type": "application", "name": "Tailrace"}]},
            "component": _repository(report),
        },
        "components": [_component(purl, places) for purl, places in sorted(packages.items())],
        "dependencies": [{"ref": _ROOT, "dependsOn": sorted(_direct(packages))}],
        "compositions": [{"aggregate": "incomplete", "dependencies": [_ROOT]}],
    }
    if report.dependencies.asked:
        bom["vulnerabilities"] = [_vulnerability(found, packages) for found in report.dependencies.vulnerabilities]
    return msgspec.json.format(msgspec.json.encode(bom), indent=1) + b"\n"


def _repository(report: Report) -> dict[str, Any]:
    component: dict[str, Any] = {"type": "application", "bom-ref": _ROOT, "name": visible(report.repo_name)}
    if report.commit:
        component["version"] = visible(report.commit)
    if report.url.startswith(("https://", "http://")):
        component["externalReferences"] = [{"type": "vcs", "url": quote(report.url, safe=":/?#[]@!$&'()*+,;=%")}]
    return component


def _direct(packages: dict[str, list[Package]]) -> list[str]:
    return [purl for purl, places in packages.items() if any(place.relation == "direct" for place in places)]


def _component(purl: str, places: list[Package]) -> dict[str, Any]:
    package = places[0]
    group, name = _named(package)
    component: dict[str, Any] = {"type": "library", "bom-ref": purl, "name": visible(name), "purl": purl}
    if group:
        component["group"] = visible(group)
    if package.version:
        component["version"] = visible(package.version)
    component["scope"] = "excluded" if all(place.is_dev for place in places) else "required"
    licence = next((place.licence for place in places if place.licence), "")
    if licence:
        component["licenses"] = [_licence(licence)]
    component["evidence"] = {"occurrences": [{"location": visible(one.path), "line": one.line} for one in places]}
    return component


def _named(package: Package) -> tuple[str, str]:
    """Group and name, as the ecosystem divides them."""
    if package.ecosystem == "Maven":
        group, _, name = package.name.partition(":")
    elif package.ecosystem in ("npm", "Packagist", "Go"):
        group, _, name = package.name.rpartition("/")
    else:
        group, name = "", package.name
    return (group, name) if name else ("", package.name)


def _licence(text: str) -> dict[str, Any]:
    words = _WORD.findall(text)
    if _EXPRESSION.match(text) and text.count("(") == text.count(")") and _is_expression(words):
        return {"expression": text}
    return {"license": {"name": visible(text)}}


def _is_expression(words: list[str]) -> bool:
    """Licences that SPDX knows, with an operator between each two."""
    return len(words) % 2 == 1 and all(word in (_OPERATORS if place % 2 else _SPDX) for place, word in enumerate(words))


def _vulnerability(found: Vulnerability, packages: dict[str, list[Package]]) -> dict[str, Any]:
    rating: dict[str, Any] = {"severity": found.severity}
    if found.score is not None:
        rating |= {"score": found.score, "method": "CVSSv31" if "3.1" in found.vector else "CVSSv3"}
        rating["vector"] = found.vector
    shown: dict[str, Any] = {
        "bom-ref": found.id,
        "id": found.id,
        "source": {"name": "OSV", "url": f"https://osv.dev/vulnerability/{quote(found.source_id)}"},
        "references": [{"id": alias, "source": {"name": "OSV"}} for alias in found.aliases],
        "ratings": [rating],
        "affects": [{"ref": purl} for purl in found.affects if purl in packages],
    }
    if found.summary:
        shown["description"] = visible(found.summary)
    affected = [(packages[purl][0].name, version) for purl, version in found.affects.items() if purl in packages]
    mended = sorted({f"{name} {version}" for name, version in affected if version})
    if mended:
        shown["recommendation"] = visible(f"Update to {', '.join(mended)}.")
    return shown
