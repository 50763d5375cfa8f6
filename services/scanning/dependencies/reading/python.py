"""What Python's files say of packages: requirements, pyproject.toml, Pipfile, locks of poetry, uv and pipenv."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from services.scanning.dependencies.package import Found, Relation
from services.scanning.dependencies.reading.text_line import LineIndex, lines_of
from services.scanning.dependencies.reading.value import json_object, string, strings, table, tables, toml_table, within

_REQUIREMENT = re.compile(r"([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(.*)")
_SPECIFIER = re.compile(r"\(?\s*(?:[=!~]=|[<>@])")
_EXACT = re.compile(r"\(?\s*={2,3}\s*([^\s,;*)]+)\s*\)?\Z")
_POETRY_EXACT = re.compile(r"={0,3}\s*(\d[\w.+!-]*)\Z")
_OPTION = re.compile(r"\s--\w")
_NAME_LINE = re.compile(r'name = "([^"]+)"')


def read_requirements(text: str, *, is_dev: bool = False) -> Iterator[Found]:
    """A file for pip. Where ``pip-compile`` or ``uv`` wrote it, ``# via`` says what asked for each package."""
    entries: list[tuple[Found, list[str]]] = []
    is_continued = False
    for number, line in lines_of(text):
        content, comment = _split_comment(line)
        found = None if is_continued else _requirement(content, number, is_dev=is_dev)
        if found:
            entries.append((found, []))
        if comment and entries and (found or is_continued or not content):
            entries[-1][1].append(comment)
        is_continued = content.endswith("\\")
    for found, comments in entries:
        yield msgspec.structs.replace(found, relation=_relation(comments))


def _split_comment(line: str) -> tuple[str, str]:
    """A number sign begins a comment at the start of a line and after a space; elsewhere it is part of an address."""
    content, _, comment = f" {line}".replace("\t", " ").partition(" #")
    return content.strip(), comment.strip()


def _relation(comments: list[str]) -> Relation:
    """Only comments from ``via`` on are about the package; people write others."""
    for place, comment in enumerate(comments):
        if comment.startswith("via"):
            parents = [comment.removeprefix("via"), *comments[place + 1 :]]
            return "direct" if any("-r " in parent for parent in parents) else "transitive"
    return "direct"


def _requirement(text: str, line: int, *, is_dev: bool = False) -> Found | None:
    """One requirement (PEP 508); None for an option, a path or an address without a name."""
    text = text.rstrip("\\").strip()
    match = _REQUIREMENT.match(_OPTION.split(text, maxsplit=1)[0])
    if match is None or text.startswith("-"):
        return None
    name, rest = match[1], match[2].partition(";")[0].strip()
    if rest and not _SPECIFIER.match(rest):
        return None
    exact = _EXACT.match(rest)
    version = exact[1] if exact else ""
    return Found(name=name, version=version, requirement=rest, line=line, relation="direct", is_dev=is_dev)


def read_pyproject(text: str) -> Iterator[Found]:
    """What PEP 621, PEP 735 and poetry declare."""
    content, lines = toml_table(text), LineIndex.of_words(text)
    project = within(content, "project")
    groups = [(strings(project.get("dependencies")), False)]
    groups += [(strings(group), False) for group in within(project, "optional-dependencies").values()]
    groups += [(strings(group), True) for group in within(content, "dependency-groups").values()]
    for group, is_dev in groups:
        for requirement in group:
            if found := _requirement(requirement, 1, is_dev=is_dev):
                yield msgspec.structs.replace(found, line=lines.first(found.name))
    poetry = within(content, "tool", "poetry")
    yield from _versions(within(poetry, "dependencies"), lines, is_dev=False)
    yield from _versions(within(poetry, "dev-dependencies"), lines, is_dev=True)
    for name, group in within(poetry, "group").items():
        yield from _versions(within(group, "dependencies"), lines, is_dev=name != "main")


def read_pipfile(text: str) -> Iterator[Found]:
    content, lines = toml_table(text), LineIndex.of_words(text)
    yield from _versions(within(content, "packages"), lines, is_dev=False)
    yield from _versions(within(content, "dev-packages"), lines, is_dev=True)


def _versions(wanted: dict[str, Any], lines: LineIndex, *, is_dev: bool) -> Iterator[Found]:
    """``name = "version"``, or a table with a version, or none for a package from elsewhere."""
    for name, value in wanted.items():
        if name == "python" or "path" in table(value):
            continue
        requirement = string(value) or string(table(value).get("version"))
        exact = _POETRY_EXACT.match(requirement)
        yield Found(
            name=name,
            version=exact[1] if exact else "",
            requirement=requirement,
            line=lines.first(name),
            relation="direct",
            is_dev=is_dev,
        )


def read_poetry_lock(text: str) -> Iterator[Found]:
    lines = LineIndex.of_matches(text, _NAME_LINE)
    for package in tables(toml_table(text).get("package")):
        name, groups = string(package.get("name")), strings(package.get("groups"))
        is_dev = package.get("category") == "dev" or bool(groups and "main" not in groups)
        if within(package, "source").get("type") not in ("directory", "file"):
            yield Found(name=name, version=string(package.get("version")), line=lines.next(name), is_dev=is_dev)


def read_uv_lock(text: str) -> Iterator[Found]:
    """The repository's own packages have no registry; what they ask for is direct."""
    lines = LineIndex.of_matches(text, _NAME_LINE)
    packages = list(tables(toml_table(text).get("package")))
    direct, runtime = set[str](), set[str]()
    for package in filter(_is_own, packages):
        wanted = {string(one.get("name")) for one in tables(package.get("dependencies"))}
        for group in within(package, "optional-dependencies").values():
            wanted |= {string(one.get("name")) for one in tables(group)}
        runtime |= wanted
        for group in within(package, "dev-dependencies").values():
            wanted |= {string(one.get("name")) for one in tables(group)}
        direct |= wanted
    for package in packages:
        name = string(package.get("name"))
        line = lines.next(name)
        if not _is_own(package):
            is_direct = name in direct
            yield Found(
                name=name,
                version=string(package.get("version")),
                line=line,
                relation="direct" if is_direct else "transitive",
                is_dev=is_direct and name not in runtime,
            )


def _is_own(package: dict[str, Any]) -> bool:
    return bool(table(package.get("source")).keys() & {"virtual", "editable", "directory"})


def read_pipfile_lock(text: str) -> Iterator[Found]:
    content, lines = json_object(text), LineIndex.of_json_keys(text)
    for section in ("default", "develop"):
        for name, value in within(content, section).items():
            exact = _EXACT.match(string(table(value).get("version")))
            if exact:
                yield Found(name=name, version=exact[1], line=lines.next(name), is_dev=section == "develop")
