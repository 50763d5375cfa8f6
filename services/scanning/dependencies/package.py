"""A package that a repository depends on, as one of its files names it."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import quote

import msgspec

Ecosystem = Literal["PyPI", "npm", "Go", "crates.io", "Maven", "Packagist", "RubyGems", "NuGet"]
"""Named as OSV names them."""

Relation = Literal["direct", "transitive", "unknown"]

_PURL_TYPES: dict[Ecosystem, str] = {
    "PyPI": "pypi",
    "npm": "npm",
    "Go": "golang",
    "crates.io": "cargo",
    "Maven": "maven",
    "Packagist": "composer",
    "RubyGems": "gem",
    "NuGet": "nuget",
}
_SEPARATORS = re.compile(r"[-_.]+")


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says of one package. ``version`` is empty where the file names only a range, ``requirement``.

    A name written as a Maven coordinate has a colon between group and artifact.
    """

    name: str
    version: str = ""
    requirement: str = ""
    line: int = 1
    relation: Relation = "unknown"
    is_dev: bool = False
    licence: str = ""


class Package(Found, frozen=True, kw_only=True):
    """``path`` is the file that names it, relative to the repository's root; ``purl`` its package URL (purl-spec):
    ``pkg:maven/group/artifact@1.0``.
    """

    ecosystem: Ecosystem
    path: str
    purl: str = ""

    def __post_init__(self) -> None:
        if not self.purl:
            msgspec.structs.force_setattr(self, "purl", _purl(self))

    @property
    def key(self) -> tuple[Ecosystem, str]:
        return self.ecosystem, plain_name(self.ecosystem, self.name)

    @property
    def label(self) -> str:
        return f"{self.name} {self.version or self.requirement}".rstrip()


def _purl(package: Package) -> str:
    name = package.key[1] if package.ecosystem in ("PyPI", "Packagist") else package.name
    parts = name.replace(":", "/") if package.ecosystem == "Maven" else name
    path = "/".join(quote(part, safe="") for part in parts.split("/"))
    version = f"@{quote(package.version, safe='')}" if package.version else ""
    return f"pkg:{_PURL_TYPES[package.ecosystem]}/{path}{version}"


def plain_name(ecosystem: Ecosystem, name: str) -> str:
    """The name as its registry compares it."""
    if ecosystem == "PyPI":
        return _SEPARATORS.sub("-", name).lower()
    return name.lower() if ecosystem in ("NuGet", "Packagist") else name
