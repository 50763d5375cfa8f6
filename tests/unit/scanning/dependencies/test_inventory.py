"""The packages of a repository, from all of its manifests together."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.scanning.dependencies import manifest_search, reader
from services.scanning.dependencies.inventory import take_stock
from services.scanning.dependencies.manifest_search import find_manifests
from services.scanning.dependencies.package import Ecosystem, Package
from services.scanning.dependencies.reader import read_manifests

YARN = 'lodash@^4:\n  version "4.17.20"\n\nunderscore@1:\n  version "1.8.0"\n'
GO_SUM = "example.com/a v1.0.0 h1:aa=\nexample.com/b v1.0.0 h1:aa=\n"


def stock(root: Path, **files: str) -> list[str]:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    found = find_manifests(root)
    packages, problems = read_manifests(root, found.paths)
    assert problems == {}
    return [
        f"{one.path}:{one.line} {one.label} {one.relation}{' dev' if one.is_dev else ''}"
        for one in take_stock(packages)
    ]


def test_a_lock_and_the_file_beside_it_tell_one_package_and_how_it_got_there(tmp_path: Path) -> None:
    manifest = '{"dependencies": {"lodash": "^4"}}'
    assert stock(tmp_path, **{"package.json": manifest, "yarn.lock": YARN}) == [
        "yarn.lock:1 lodash 4.17.20 direct",
        "yarn.lock:4 underscore 1.8.0 transitive",
    ]


def test_what_is_asked_for_to_develop_with_is_for_development(tmp_path: Path) -> None:
    manifest = '{"devDependencies": {"lodash": "^4"}}'
    assert stock(tmp_path, **{"package.json": manifest, "yarn.lock": YARN})[0].endswith("direct dev")


def test_a_lock_alone_does_not_tell_what_is_direct(tmp_path: Path) -> None:
    assert [line.split()[-1] for line in stock(tmp_path, **{"yarn.lock": YARN})] == ["unknown", "unknown"]


def test_the_lock_of_a_workspace_resolves_what_its_members_ask_for(tmp_path: Path) -> None:
    member = '{"dependencies": {"lodash": "^4", "elsewhere": "^1"}}'
    files = {"yarn.lock": YARN, "packages/a/package.json": member}
    assert stock(tmp_path, **files) == [
        "packages/a/package.json:1 elsewhere ^1 direct",
        "yarn.lock:1 lodash 4.17.20 direct",
        "yarn.lock:4 underscore 1.8.0 unknown",
    ]


def test_names_are_compared_as_their_registry_does(tmp_path: Path) -> None:
    lock = '[[package]]\nname = "typing-extensions"\nversion = "4.0"\n'
    manifest = '[project]\ndependencies = ["Typing_Extensions>=4"]\n'
    assert stock(tmp_path, **{"pyproject.toml": manifest, "poetry.lock": lock}) == [
        "poetry.lock:2 typing-extensions 4.0 direct"
    ]


def test_another_version_than_the_locks_is_another_package(tmp_path: Path) -> None:
    lock = '[[package]]\nname = "flask"\nversion = "3.0"\n'
    assert len(stock(tmp_path, **{"requirements.txt": "flask==2.0\n", "poetry.lock": lock})) == 2


@pytest.mark.parametrize(
    ("mod", "expected"),
    [
        ("require example.com/a v1.0.0\n", ["example.com/a", "example.com/b"]),
        (
            "require example.com/a v1.0.0\nrequire example.com/c v1.0.0 // indirect\n",
            ["example.com/a", "example.com/c"],
        ),
        (f"require example.com/d v1.0.0 // {'why ' * 60}\n", ["example.com/a", "example.com/b", "example.com/d"]),
    ],
)
def test_go_sum_counts_only_where_go_mod_leaves_something_out(tmp_path: Path, mod: str, expected: list[str]) -> None:
    assert [line.split()[1] for line in stock(tmp_path, **{"go.mod": mod, "go.sum": GO_SUM})] == expected


def test_installed_packages_and_links_are_not_looked_into(tmp_path: Path) -> None:
    secret = tmp_path / "outside.txt"
    secret.write_text("secret==1.0\n")
    root = tmp_path / "root"
    for folder in ("node_modules/a", "vendor", ".git"):
        (root / folder).mkdir(parents=True)
        (root / folder / "requirements.txt").write_text("a==1\n")
    (root / "requirements.txt").symlink_to(secret)
    (root / "sub").symlink_to(tmp_path)
    assert find_manifests(root).paths == []


def test_what_is_too_large_or_too_much_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest_search, "MAX_FILE_BYTES", 100)
    monkeypatch.setattr(manifest_search, "MAX_FILES", 1)
    monkeypatch.setattr(reader, "MAX_PACKAGES", 2)
    (tmp_path / "yarn.lock").write_text("#" * 101)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "requirements.txt").write_text("a==1\nb==1\nc==1\n")
    found = find_manifests(tmp_path)
    assert found.left_out["yarn.lock"] == "is too large"
    assert found.left_out[""].startswith("1 more")
    packages, problems = read_manifests(tmp_path, found.paths)
    assert [package.name for package in packages] == ["a", "b"]
    assert set(problems.values()) == {"names more packages than are kept"}


def test_a_file_that_cannot_be_read_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "package-lock.json").write_text("{")
    (tmp_path / "requirements.txt").write_text("flask==3.0\n")
    packages, problems = read_manifests(tmp_path, ["gone/yarn.lock", "package-lock.json", "requirements.txt"])
    assert [package.name for package in packages] == ["flask"]
    assert problems == {"gone/yarn.lock": "could not be read (FileNotFoundError)", "package-lock.json": "is not JSON"}


def test_names_that_no_registry_has_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text(f"{'a' * 251}==1\nb=={'1' * 101}\nc==1\n")
    assert [package.name for package in read_manifests(tmp_path, ["requirements.txt"])[0]] == ["c"]


@pytest.mark.parametrize(
    ("ecosystem", "name", "expected"),
    [
        ("PyPI", "Zope.Interface", "pkg:pypi/zope-interface@1.0%2Bx"),
        ("npm", "@a/b", "pkg:npm/%40a/b@1.0%2Bx"),
        ("Go", "golang.org/x/net", "pkg:golang/golang.org/x/net@1.0%2Bx"),
        ("Maven", "org.a:b", "pkg:maven/org.a/b@1.0%2Bx"),
        ("Packagist", "A/B", "pkg:composer/a/b@1.0%2Bx"),
    ],
)
def test_a_package_has_a_url_of_its_own(ecosystem: Ecosystem, name: str, expected: str) -> None:
    assert Package(ecosystem=ecosystem, name=name, version="1.0+x", path="x").purl == expected
