"""Libraries: what a manifest tells the public of a package, and what it says of a program that is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.scanning.analysis.circumstance import Circumstances
from services.scanning.analysis.file_lines import FileLines
from services.scanning.analysis.library import Libraries
from services.scanning.files.source_file import SourceFile
from tests.support.report import issue
from tests.support.source_tree import write_tree

CLASSIFIERS = 'classifiers = ["Programming Language :: Python :: 3"]\n'
LIBRARIES: dict[str, dict[str, bytes | str]] = {
    "npm": {"package.json": '{"name": "a", "files": ["lib"]}'},
    "python": {"pyproject.toml": f"[project]\n{CLASSIFIERS}"},
    "setup.py": {"setup.py": f"setup({CLASSIFIERS})"},
    "a framework": {"setup.cfg": CLASSIFIERS, "src/deep/wsgi.py": "", "src/deep/asgi.py": ""},
    "python source release": {"PKG-INFO": "Name: a\n"},
    "maven": {"pom.xml": "<project><packaging>jar</packaging></project>"},
    "gradle": {"build.gradle": "plugins { id 'java-library' }"},
    "composer": {"composer.json": '{"name": "a/b", "type": "library", "autoload": {"psr-4": {"A": "src"}}}'},
    "gem": {"a.gemspec": ""},
    "nuget": {"A.csproj": "<Project><PackageId>A</PackageId></Project>"},
    "go": {"go.mod": "module a", "a.go": "package a\n"},
    "c": {"libfoo.pc.in": ""},
}
APPLICATIONS: dict[str, dict[str, bytes | str]] = {
    "nothing": {"README": ""},
    "npm private": {"package.json": '{"name": "a", "private": true, "files": ["lib"]}'},
    "npm started": {"package.json": '{"files": ["lib"], "scripts": {"start": "node server.js"}}'},
    "npm plain": {"package.json": '{"name": "a", "main": "index.js", "license": "ISC"}'},
    "npm broken": {"package.json": '{"files": ['},
    "python built": {"pyproject.toml": '[build-system]\nrequires = ["poetry-core"]\n'},
    "django": {"manage.py": "", "setup.py": CLASSIFIERS},
    "war": {"pom.xml": "<project><packaging>war</packaging></project>"},
    "spring": {"pom.xml": "<artifactId>spring-boot-starter-parent</artifactId>"},
    "composer project": {"composer.json": '{"name": "a/b", "type": "project", "autoload": {"psr-4": {"A": "src"}}}'},
    "composer without a name": {"composer.json": '{"autoload": {"psr-4": {"A": "src"}}}'},
    "maven parent": {"pom.xml": "<project><packaging>pom</packaging></project>"},
    "gradle application": {"build.gradle": "plugins { id 'java-library'\n id 'application' }"},
    "web": {"A.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"><PackageId>A</PackageId></Project>'},
    "go command": {"go.mod": "module a", "main.go": "// a\npackage main\n"},
    "go commands": {"go.mod": "module a", "a.go": "package a\n", "cmd/a/main.go": "package main\n"},
}


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_published_package_is_a_library(name: str, tmp_path: Path) -> None:
    write_tree(tmp_path, LIBRARIES[name])
    assert Libraries(tmp_path).hold("src/deep/a.x")


@pytest.mark.parametrize("name", APPLICATIONS)
def test_a_program_is_none(name: str, tmp_path: Path) -> None:
    write_tree(tmp_path, APPLICATIONS[name])
    assert not Libraries(tmp_path).hold("src/deep/a.x")


def test_the_nearest_manifest_says_it(tmp_path: Path) -> None:
    write_tree(
        tmp_path, {"package.json": '{"files": ["x"]}', "app/package.json": '{"private": true}', "app/lib/a.js": ""}
    )
    libraries = Libraries(tmp_path)
    assert libraries.hold("a.js")
    assert not libraries.hold("app/lib/a.js")


def test_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "other").write_text('{"files": ["x"]}')
    (tmp_path / "package.json").symlink_to("other")
    assert not Libraries(tmp_path).hold("a.js")


@pytest.mark.parametrize(
    ("rule", "severity", "engine", "expected"),
    [
        ("python-xss", "high", "semgrep", "low"),
        ("python-weak-random", "high", "semgrep", "low"),
        ("python-shell-injection", "critical", "semgrep", "critical"),
        ("python-bug-mutable-default", "medium", "semgrep", "medium"),
        ("python-hard-coded-key", "high", "semgrep", "high"),
        ("S321", "medium", "ruff", "low"),
        ("S602", "critical", "ruff", "critical"),
        ("SC2086", "medium", "shellcheck", "medium"),
        ("complexity", "medium", "metrics", "medium"),
    ],
)
@pytest.mark.parametrize("is_library", [True, False])
def test_in_a_library_the_callers_decide(
    rule: str, severity: str, engine: str, expected: str, is_library: bool, tmp_path: Path
) -> None:
    write_tree(tmp_path, LIBRARIES["npm"] if is_library else APPLICATIONS["npm plain"])
    circumstances = Circumstances(FileLines(tmp_path, SourceFile("a.py", "python", 1, "")), Libraries(tmp_path))
    found = circumstances.weighed(issue(rule=rule, severity=severity, engine=engine)).severity
    assert found == (expected if is_library else severity)


def test_pipelines_of_a_library_are_run_by_nobody_else(tmp_path: Path) -> None:
    write_tree(tmp_path, LIBRARIES["npm"])
    file = SourceFile("a.yml", "yaml", 1, "", "ci")
    circumstances = Circumstances(FileLines(tmp_path, file), Libraries(tmp_path))
    assert circumstances.weighed(issue(rule="template-injection", engine="zizmor")).severity == "high"
