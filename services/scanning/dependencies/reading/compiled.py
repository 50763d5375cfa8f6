"""What Go's, Rust's and .NET's files say of packages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from services.scanning.dependencies.package import Found, Relation
from services.scanning.dependencies.reading.text_line import LineIndex, lines_of
from services.scanning.dependencies.reading.value import json_object, string, strings, table, tables, toml_table, within
from services.scanning.dependencies.reading.xml_element import elements

_GO_REQUIRE = re.compile(r"(?:require\s{1,9})?([\w~/-]{1,200}\.[\w.~/-]{1,300})\s{1,9}(v\d\S{0,100})\s{0,9}(//.*)?\Z")
_GO_REPLACE = re.compile(r"(?:replace\s+)?(\S+)(?:\s+(v\S+))?\s+=>\s+(\S+)(?:\s+(v\S+))?")
_GO_SUM = re.compile(r"(\S+) (v[^\s/]+) h1:")
_NUMBERS = re.compile(r"\d+")
_NAME_LINE = re.compile(r'name = "([^"]+)"')
_NUGET_EXACT = re.compile(r"\[?(\d+(?:\.\d+){0,3}(?:-[\w.-]+)?)\]?\Z")


def read_go_mod(text: str) -> Iterator[Found]:
    """``replace`` puts another module, or another version, in a module's place."""
    replaced: dict[str, tuple[str, str]] = {}
    wanted: list[Found] = []
    block = ""
    for number, line in lines_of(text):
        content = line.strip()
        if content.endswith("("):
            block = content.rstrip("( ")
        elif content == ")":
            block = ""
        elif " => " in content and "replace" in (block, content.partition(" ")[0]):
            if match := _GO_REPLACE.match(content):
                replaced[match[1]] = match[3], match[4] or ""
        elif "require" in (block, content.partition(" ")[0]) and (match := _GO_REQUIRE.match(content)):
            is_indirect = "indirect" in (match[3] or "")
            relation: Relation = "transitive" if is_indirect else "direct"
            wanted.append(Found(name=match[1], version=match[2], line=number, relation=relation))
    for found in wanted:
        name, version = replaced.get(found.name, (found.name, found.version))
        if version:  # none: a folder of this machine is in its place
            yield Found(name=name, version=version, line=found.line, relation=found.relation)


def read_go_sum(text: str) -> Iterator[Found]:
    """It lists every version that was ever looked at: of each module, the newest whose files were fetched."""
    newest: dict[str, Found] = {}
    for number, line in lines_of(text):
        if match := _GO_SUM.match(line):
            known = newest.get(match[1])
            if known is None or _numbers(known.version) < _numbers(match[2]):
                newest[match[1]] = Found(name=match[1], version=match[2], line=number, relation="transitive")
    yield from newest.values()


def _numbers(version: str) -> list[int]:
    return [int(number) for number in _NUMBERS.findall(version[:100])]


def read_cargo_lock(text: str) -> Iterator[Found]:
    """The workspace's own packages have no source; what they ask for is direct."""
    lines = LineIndex.of_matches(text, _NAME_LINE)
    packages = list(tables(toml_table(text).get("package")))
    direct = {
        tuple(wanted.split(" ")[:2])
        for package in packages
        if not package.get("source")
        for wanted in strings(package.get("dependencies"))
    }
    for package in packages:
        name, version = string(package.get("name")), string(package.get("version"))
        line = lines.next(name)
        if package.get("source"):
            is_direct = (name,) in direct or (name, version) in direct
            yield Found(name=name, version=version, line=line, relation="direct" if is_direct else "transitive")


def read_cargo_toml(text: str) -> Iterator[Found]:
    content, lines = toml_table(text), LineIndex.of_words(text)
    places = [content, within(content, "workspace"), *map(table, within(content, "target").values())]
    for place in places:
        for section in ("dependencies", "build-dependencies", "dev-dependencies"):
            yield from _crates(within(place, section), lines, is_dev=section == "dev-dependencies")


def _crates(wanted: dict[str, Any], lines: LineIndex, *, is_dev: bool) -> Iterator[Found]:
    for key, value in wanted.items():
        said = table(value)
        requirement = string(value) or string(said.get("version"))
        if "path" in said or said.get("workspace") is True or not requirement:
            continue
        yield Found(
            name=string(said.get("package")) or key,
            version=requirement.removeprefix("=").strip() if requirement.startswith("=") else "",
            requirement=requirement,
            line=lines.first(key),
            relation="direct",
            is_dev=is_dev,
        )


def read_nuget_project(text: str) -> Iterator[Found]:
    """A project's ``PackageReference``, the ``PackageVersion`` that many share, ``package`` of packages.config."""
    for element in elements(text):
        if element.name not in ("PackageReference", "PackageVersion", "package"):
            continue
        said = {name.lower(): value for name, value in (*element.children.items(), *element.attributes.items())}
        name = said.get("include") or said.get("update") or said.get("id") or ""
        requirement = said.get("version", "")
        exact = _NUGET_EXACT.match(requirement)
        if name:
            yield Found(
                name=name,
                version=exact[1] if exact else "",
                requirement=requirement,
                line=element.line,
                relation="direct",
                is_dev=said.get("developmentdependency") == "true" or said.get("privateassets", "").lower() == "all",
            )


def read_nuget_lock(text: str) -> Iterator[Found]:
    content, lines = json_object(text), LineIndex.of_json_keys(text)
    seen = set[tuple[str, str]]()
    for framework in within(content, "dependencies").values():
        for name, value in table(framework).items():
            version, kind = string(table(value).get("resolved")), string(table(value).get("type"))
            if kind != "Project" and version and (name, version) not in seen:
                seen.add((name, version))
                relation: Relation = "direct" if kind == "Direct" else "transitive"
                yield Found(name=name, version=version, line=lines.first(name), relation=relation)
