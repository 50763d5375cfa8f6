"""The dependencies in the exports: a valid bill of materials, and a table that people read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from services.scanning.dependencies.vulnerability import Dependencies
from services.scanning.report.cyclonedx import to_cyclonedx
from services.scanning.report.html import to_html
from services.scanning.report.markdown import to_markdown
from services.scanning.report.package_table import MAX_ROWS
from services.scanning.report.report import Report
from tests.support.report import hostile_report, package, report

SUPPORT = Path(__file__).parents[3] / "support"


def schema(name: str) -> dict[str, Any]:
    return dict(json.loads((SUPPORT / f"cyclonedx-{name}.json").read_text()))


def others() -> Registry[Any]:
    """The schemas that the one of CycloneDX names, under the names that it gives them."""
    names = {"spdx.SNAPSHOT.schema.json": "spdx", "jsf-0.82.SNAPSHOT.schema.json": "jsf"}
    base = "http://cyclonedx.org/schema/"
    return Registry().with_resources(
        (base + name, Resource.from_contents(schema(short))) for name, short in names.items()
    )


VALIDATOR = jsonschema.Draft7Validator(schema("1.6"), registry=others(), format_checker=jsonschema.FormatChecker())
NONE = Dependencies()
REPORTS = {
    "plain": report(),
    "hostile": hostile_report(),
    "none": report(dependencies=NONE),
    "local": report(url="/srv/repo", commit=None),
    "several files": report(dependencies=Dependencies(packages=[package("a", "1"), package("a", "1", is_dev=True)])),
}


def bom(shown: Report) -> dict[str, Any]:
    return dict(json.loads(to_cyclonedx(shown)))


@pytest.mark.parametrize("name", REPORTS)
def test_a_bill_of_materials_is_valid_against_the_official_schema(name: str) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(bom(REPORTS[name]))] == []


def test_the_schema_would_refuse_what_is_wrong() -> None:
    wrong = bom(report()) | {"components": [{"type": "library", "name": "a", "licenses": [{"license": {"id": "Odd"}}]}]}
    assert list(VALIDATOR.iter_errors(wrong))


def test_it_names_each_package_once_with_licence_scope_and_place() -> None:
    components = {component["purl"]: component for component in bom(report())["components"]}
    lodash = components["pkg:npm/lodash@4.17.20"]
    assert (lodash["name"], lodash["version"], lodash["scope"]) == ("lodash", "4.17.20", "required")
    assert lodash["licenses"] == [{"expression": "MIT"}]
    assert lodash["evidence"] == {"occurrences": [{"location": "package-lock.json", "line": 3}]}
    assert components["pkg:npm/left-pad@1.3.0"]["scope"] == "excluded"
    scoped = components["pkg:npm/%40a/b"]
    assert (scoped["group"], scoped["name"], "version" in scoped) == ("@a", "b", False)
    assert [component["scope"] for component in bom(REPORTS["several files"])["components"]] == ["required"]


def test_it_says_what_the_repository_asks_for_itself() -> None:
    assert bom(report())["dependencies"] == [{"ref": "repository", "dependsOn": ["pkg:npm/lodash@4.17.20"]}]


def test_it_tells_vulnerabilities_where_somebody_was_asked() -> None:
    [found] = bom(report())["vulnerabilities"]
    assert (found["id"], found["affects"]) == ("CVE-2021-23337", [{"ref": "pkg:npm/lodash@4.17.20"}])
    assert found["ratings"][0] == {
        "severity": "high",
        "score": 7.2,
        "method": "CVSSv31",
        "vector": "CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H",
    }
    assert found["recommendation"] == "Update to lodash 4.17.21."
    assert "vulnerabilities" not in bom(report(dependencies=NONE))


def test_the_same_report_is_the_same_bill() -> None:
    assert to_cyclonedx(report()) == to_cyclonedx(report())
    assert bom(report())["serialNumber"] != bom(report(scan_id="another"))["serialNumber"]


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("Apache-2.0", {"expression": "Apache-2.0"}),
        ("(MIT OR Apache-2.0)", {"expression": "(MIT OR Apache-2.0)"}),
        ("Apache-2.0 WITH LLVM-exception", {"expression": "Apache-2.0 WITH LLVM-exception"}),
        ("MIT OR", {"license": {"name": "MIT OR"}}),
        ("MIT Apache-2.0", {"license": {"name": "MIT Apache-2.0"}}),
        ("SEE LICENSE IN LICENSE.md", {"license": {"name": "SEE LICENSE IN LICENSE.md"}}),
        ("((MIT", {"license": {"name": "((MIT"}}),
    ],
)
def test_a_licence_is_an_expression_only_if_it_is_one(licence: str, expected: dict[str, Any]) -> None:
    shown = report(dependencies=Dependencies(packages=[package("a", "1", licence=licence)]))
    assert bom(shown)["components"][0]["licenses"] == [expected]


def test_the_table_shows_the_vulnerable_first_and_then_what_was_asked_for() -> None:
    packages = [package("c"), package("b", relation="direct"), package("lodash", "4.17.20")]
    shown = report(dependencies=Dependencies(packages=packages, vulnerabilities=report().dependencies.vulnerabilities))
    text = to_markdown(shown)
    assert text.index("| lodash ") < text.index("| b ") < text.index("| c ")
    assert "CVE\\-2021" in text or "CVE-2021" in text


def test_the_reports_say_whether_anybody_was_asked() -> None:
    asked = "3 packages in 1 file, of which 1 has known vulnerabilities, says osv.example."
    assert asked in to_html(report())
    assert "No vulnerability database was asked." in to_html(report(dependencies=Dependencies(packages=[package("a")])))
    assert "Dependencies" not in to_html(report(dependencies=NONE)) + to_markdown(report(dependencies=NONE))


def test_licences_are_counted() -> None:
    assert "Licences: (WTFPL OR Odd-1.0) 1 · MIT 1" in to_html(report())


def test_a_long_list_says_what_it_leaves_out() -> None:
    many = report(dependencies=Dependencies(packages=[package(f"p{number}") for number in range(MAX_ROWS + 7)]))
    for page in (to_html(many), to_markdown(many)):
        assert " ".join(["7", "more", "packages", "are", "in", "the", "CycloneDX", "export."]) in " ".join(page.split())
