"""Manifests: what a repository's own files say of its folders. They are data of strangers: whatever is wrong in one
says nothing, and nothing of it is run.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from services.scanning.files.role import Role
from services.scanning.files.role_name import folder_role, is_test_name

MANIFESTS = frozenset(("package.json", "pyproject.toml", "composer.json", "Cargo.toml"))
MANIFEST_BYTES = 256 * 1024
_MOST = 1000
"""Folders that one manifest declares."""
_DIRECTORIES: dict[str, Role] = {
    "test": "test",
    "doc": "documentation",
    "example": "example",
    "lib": "product",
}


class Manifests:
    """Of one repository. ``contents`` are its manifests by path; ``paths`` are all files that are analysed."""

    def __init__(self, contents: Mapping[str, bytes], paths: Iterable[str]) -> None:
        self._packages: set[str] = set()
        self._tested: set[str] = set()
        for path in paths:
            folder, _, name = path.rpartition("/")
            if name == "__init__.py":
                self._packages.add(folder)
            elif name.endswith(".py") and is_test_name(name, "python"):
                self._tested.update(_with_ancestors(folder))
        self._declared: dict[str, Role] = {}
        for path in sorted(contents, key=lambda path: (-path.count("/"), path)):
            self._declared |= _declared(path, contents[path])

    def role(self, folder: str) -> Role | None:
        """What a manifest says of exactly this folder."""
        return self._declared.get(folder)

    def is_program_package(self, folder: str) -> bool:
        """Whether the folder is a Python package within another, and holds no test."""
        above = folder.rpartition("/")[0]
        return folder in self._packages and above in self._packages and folder not in self._tested


def _with_ancestors(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _declared(path: str, content: bytes) -> dict[str, Role]:
    """Folder -> role, from the repository's root."""
    base, _, name = path.rpartition("/")
    try:
        raw = tomllib.loads(content.decode("utf-8")) if name.endswith(".toml") else msgspec.json.decode(content)
        read = {"package.json": _npm, "composer.json": _composer, "pyproject.toml": _python, "Cargo.toml": _cargo}
        found = list(read[name](raw, base))[:_MOST]
    except (ValueError, msgspec.MsgspecError, AttributeError, TypeError, KeyError, RecursionError):
        return {}
    return {place: role for folder, role in found if (place := _place(base, folder))}


def _place(base: str, folder: Any) -> str:
    if folder == ".":
        return base
    inside = _clean(folder)
    return f"{base}/{inside}" if base and inside else inside


def _clean(folder: Any) -> str:
    """A plain folder, or nothing: no pattern, and nowhere outside."""
    text = str(folder).removeprefix("./").rstrip("/")
    return "" if not re.fullmatch(r"[\w@.+/ -]{1,300}", text) or ".." in text or text == "." else text


def _npm(raw: dict[str, Any], base: str) -> Iterator[tuple[str, Role]]:
    for entry in raw.get("files", ()):
        if not _speaks(entry):
            yield entry, "product"
    for key, folder in dict(raw.get("directories", {})).items():
        if key in _DIRECTORIES:
            yield folder, _DIRECTORIES[key]
    # A package that is published is a product, whatever words its folder's name has (packages/test-utils).
    folder = base.rpartition("/")[2]
    if base and raw.get("name") and not raw.get("private") and not _is_plain_word(folder):
        yield ".", "product"


def _composer(raw: dict[str, Any], _base: str) -> Iterator[tuple[str, Role]]:
    autoloads: tuple[tuple[str, Role], ...] = (("autoload", "product"), ("autoload-dev", "test"))
    for key, role in autoloads:
        for folders in dict(dict(raw.get(key, {})).get("psr-4", {})).values():
            for folder in folders if isinstance(folders, list) else [folders]:
                if role == "test" or not _speaks(folder):
                    yield folder, role


def _python(raw: dict[str, Any], _base: str) -> Iterator[tuple[str, Role]]:
    tool = dict(raw.get("tool", {}))
    poetry = dict(tool.get("poetry", {}))
    project = str(dict(raw.get("project", {})).get("name") or poetry.get("name") or "").lower()
    named = re.sub(r"[-.]+", "_", project)
    setuptools = dict(tool.get("setuptools", {})).get("packages", ())
    wheel = dict(dict(dict(dict(tool.get("hatch", {})).get("build", {})).get("targets", {})).get("wheel", {}))
    listed = [str(one).replace(".", "/") for one in setuptools] if isinstance(setuptools, list) else []
    listed += [one["include"] for one in poetry.get("packages", ()) if one.get("format") != "sdist"]
    listed += wheel.get("packages", ())
    for folder in listed:
        if not _speaks(folder):
            yield folder, "product"
    if named:
        yield named, "product"
        yield f"src/{named}", "product"


def _cargo(raw: dict[str, Any], _base: str) -> Iterator[tuple[str, Role]]:
    for member in dict(raw.get("workspace", {})).get("members", ()):
        if not _speaks(member):
            yield member, "product"


def _speaks(folder: Any) -> bool:
    """Whether the folder's own name says that it is no product: then a list of what is packed proves nothing."""
    return _is_plain_word(_clean(folder).rpartition("/")[2])


def _is_plain_word(name: str) -> bool:
    return folder_role(name, "", 0, "") is not None and re.search(r"[-_.]", name) is None
