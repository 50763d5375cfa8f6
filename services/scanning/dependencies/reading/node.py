"""What npm's, yarn's and pnpm's files say of packages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from services.scanning.dependencies.package import Found
from services.scanning.dependencies.reading.text_line import LineIndex, lines_of
from services.scanning.dependencies.reading.value import json_object, string, table, within

_EXACT = re.compile(r"v?(\d{1,9}\.\d{1,9}\.\d{1,9}[\w.+-]{0,100})\Z")
_LOCAL = ("file:", "link:", "workspace:", "portal:", "./", "../", "/")
_FOLDER = "node_modules/"
_SECTIONS = ("dependencies", "devDependencies", "optionalDependencies")
_YARN_VERSION = re.compile(r'  version:? "?([^"\s]+)"?')
_YARN_RESOLUTION = re.compile(r'  resolution: "?(@?[^@"\s]+)@npm:')
_PNPM_KEY = re.compile(r"( *)'?([^'\s:][^':\s]*)'?:(?: +'?([^'\s]+)'?)?\s*\Z")
_PNPM_SLASHED = re.compile(r"/((?:@[^/]+/)?[^/@]+)/(\d[^/(]*)")


def read_package_json(text: str) -> Iterator[Found]:
    content, lines = json_object(text), LineIndex.of_json_keys(text)
    for section in _SECTIONS:
        for name, value in within(content, section).items():
            requirement, line = string(value), lines.first(name, after=section)
            if requirement.startswith(_LOCAL):
                continue
            if requirement.startswith("npm:"):
                name, _, requirement = requirement.removeprefix("npm:").rpartition("@")
            exact = _EXACT.match(requirement)
            yield Found(
                name=name,
                version=exact[1] if exact else "",
                requirement=requirement,
                line=line,
                relation="direct",
                is_dev=section == "devDependencies",
            )


def read_package_lock(text: str) -> Iterator[Found]:
    """``packages`` (since npm 7) lists folders, ``dependencies`` (before) a tree."""
    content, lines = json_object(text), LineIndex.of_json_keys(text)
    packages = within(content, "packages")
    if not packages:
        yield from _tree(within(content, "dependencies"), lines)
        return
    wanted = {
        name
        for folder, package in packages.items()
        if _FOLDER not in folder
        for section in _SECTIONS
        for name in within(package, section)
    }
    for folder, value in packages.items():
        package = table(value)
        before, is_installed, name = folder.rpartition(_FOLDER)
        if not is_installed or package.get("link"):
            continue
        is_direct = name in wanted and _FOLDER not in before
        yield Found(
            name=string(package.get("name")) or name,
            version=string(package.get("version")),
            line=lines.next(folder),
            relation="direct" if is_direct else "transitive",
            is_dev=package.get("dev") is True,
            licence=_licence(package.get("license")),
        )


def _tree(top: dict[str, Any], lines: LineIndex) -> Iterator[Found]:
    waiting = [top]
    while waiting:
        for name, value in waiting.pop().items():
            package = table(value)
            version = string(package.get("version"))
            if _EXACT.match(version):
                yield Found(name=name, version=version, line=lines.next(name), is_dev=package.get("dev") is True)
            waiting.append(within(package, "dependencies"))


def _licence(value: Any) -> str:
    """An SPDX expression; in old packages a table, or several."""
    if isinstance(value, list):
        return " OR ".join(filter(None, map(_licence, value)))
    return string(value) or string(table(value).get("type"))


def read_yarn_lock(text: str) -> Iterator[Found]:
    """Both forms: each block is headed by what was asked for, and says the version that was found."""
    name, line = "", 1
    for number, content in lines_of(text):
        if content and content[0] not in " #" and content.endswith(":"):
            name, line = _yarn_name(content.rstrip(":").strip('"')), number
        elif resolved := _YARN_RESOLUTION.match(content):
            name = resolved[1] if name else ""
        elif name and (version := _YARN_VERSION.match(content)):
            found = _yarn_found(name, version[1], line)
            if found:
                yield found


def _yarn_found(name: str, version: str, line: int) -> Found | None:
    return Found(name=name, version=version, line=line) if _EXACT.match(version) else None


def _yarn_name(header: str) -> str:
    """Of ``@scope/name@^1.0.0, @scope/name@^1.1.0``; empty for a package of the repository itself."""
    first = header.split(",", 1)[0].strip().strip('"')
    place = first.find("@", 1)
    if place < 0:
        return ""
    name, wanted = first[:place], first[place + 1 :]
    if wanted.startswith(_LOCAL):
        return ""
    alias = wanted.removeprefix("npm:").rpartition("@")[0] if wanted.startswith("npm:") else ""
    return alias or name


def read_pnpm_lock(text: str) -> Iterator[Found]:
    """Read by its indents alone: the file is written by a program, and needs nothing else of YAML.

    ``importers`` (or, in old files, the top) say what is direct, ``packages`` what there is.
    """
    trail: list[tuple[int, str]] = []
    direct, packages = set[tuple[str, str]](), list[tuple[str, str, int]]()
    for number, content in lines_of(text):
        match = _PNPM_KEY.match(content)
        if match is None:
            continue
        indent, key, value = len(match[1]), match[2], match[3] or ""
        while trail and trail[-1][0] >= indent:
            trail.pop()
        above = [name for _, name in trail]
        trail.append((indent, key))
        if above == ["packages"]:
            packages += [(*found, number) for found in [_pnpm_package(key)] if found]
        elif "packages" in above[:1] or "snapshots" in above[:1]:
            continue
        elif key == "version" and len(above) >= 2 and above[-2] in _SECTIONS:
            direct.add((above[-1], _without_peers(value)))
        elif above and above[-1] in _SECTIONS and value:
            direct.add((key, _without_peers(value)))
    for name, version, line in dict.fromkeys(packages):
        is_direct = (name, version) in direct
        yield Found(name=name, version=version, line=line, relation="direct" if is_direct else "transitive")


def _pnpm_package(key: str) -> tuple[str, str] | None:
    """``/name/1.0.0_peer``, ``/name@1.0.0(peer)`` or ``name@1.0.0``."""
    if slashed := _PNPM_SLASHED.match(key):
        return slashed[1], _without_peers(slashed[2])
    name, _, version = key.partition("(")[0].removeprefix("/").rpartition("@")
    return (name, version) if name and _EXACT.match(version) else None


def _without_peers(version: str) -> str:
    return version.partition("(")[0].partition("_")[0]
