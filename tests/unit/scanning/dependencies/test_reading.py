"""Each form of manifest and lock: what is read of it, and on which line it stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from services.scanning.dependencies.manifest import manifest_of
from services.scanning.dependencies.reading.value import Unreadable
from tests.support.lockfile import NODE, PYTHON
from tests.support.lockfile_compiled import COMPILED, JVM, WEB

SAMPLES = {**PYTHON, **NODE, **COMPILED, **JVM, **WEB}


def read(path: str, text: str) -> list[str]:
    manifest = manifest_of(path)
    assert manifest is not None
    return [
        f"{found.line} {found.name} {found.version or found.requirement or '-'} {found.relation}"
        f"{' dev' if found.is_dev else ''}{f' [{found.licence}]' if found.licence else ''}"
        for found in manifest.read(text)
    ]


@pytest.mark.parametrize("path", SAMPLES)
def test_a_file_tells_its_packages_with_version_line_and_relation(path: str) -> None:
    text, expected = SAMPLES[path]
    assert read(path, text) == expected


@pytest.mark.parametrize("path", SAMPLES)
def test_line_ends_of_windows_and_a_byte_order_mark_change_nothing(path: str) -> None:
    text, expected = SAMPLES[path]
    as_read = text.replace("\n", "\r\n").encode("utf-8-sig").decode("utf-8-sig")
    assert read(path, as_read) == expected


@pytest.mark.parametrize("path", SAMPLES)
@pytest.mark.parametrize(
    "text", ["", "{", "[[[", "'null'", "[1]", '{"packages": 3}', "<a>", "package = 3", "\0\0", "[package]\nname = 1"]
)
def test_nonsense_is_unreadable_or_empty(path: str, text: str) -> None:
    try:
        found = read(path, text)
    except Unreadable:
        found = []
    assert found == []


def test_values_of_another_kind_than_expected_are_passed_over() -> None:
    wrong = json.dumps({"packages": {"": 1, "node_modules/a": {"version": 1, "license": [3, {"type": "MIT"}]}}})
    assert read("package-lock.json", wrong) == ["1 a - transitive [MIT]"]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><project><name>&b;</name></project>',
        '<!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/passwd">]><project><name>&a;</name></project>',
        "<!DOCTYPE p><project/>",
    ],
)
def test_xml_with_a_document_type_is_not_read(text: str) -> None:
    with pytest.raises(Unreadable, match="document type"):
        read("pom.xml", text)


@pytest.mark.parametrize("path", ["package-lock.json", "Pipfile.lock", "uv.lock", "pom.xml"])
def test_deep_nesting_is_unreadable_and_not_a_crash(path: str) -> None:
    deep = {"package-lock.json": "[" * 10**5, "Pipfile.lock": '{"a":' * 10**5, "uv.lock": "a = " + "[" * 10**5}
    with pytest.raises(Unreadable):
        read(path, deep.get(path, "<a>" * 10**5))


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("requirements.txt", True),
        ("a/requirements-dev.txt", True),
        ("dev-requirements.txt", True),
        ("requirements/base.txt", True),
        ("docs/notes.txt", False),
        ("requirements/readme.md", False),
        ("src/App.csproj", True),
        ("Package.json", False),
        ("yarn.lock.bak", False),
    ],
)
def test_a_manifest_is_known_by_its_name(path: str, is_one: bool) -> None:
    assert (manifest_of(path) is not None) is is_one


def test_our_own_locks_are_read_in_full() -> None:
    root = Path(__file__).parents[4]
    text = (root / "requirements.txt").read_text()
    pinned = [line for line in text.splitlines() if "==" in line and not line.lstrip().startswith("#")]
    assert len(read("requirements.txt", text)) == len(pinned) > 50
