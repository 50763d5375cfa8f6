"""What Maven's and Gradle's files say of packages. No build is run, so only what is written out is seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.scanning.dependencies.package import Found
from services.scanning.dependencies.reading.text_line import lines_of
from services.scanning.dependencies.reading.xml_element import Element, elements

_PROPERTY = re.compile(r"\$\{([\w.-]+)\}")
_CONFIGURATION = re.compile(
    r"\s*(?:\w*[iI]mplementation|\w*[aA]pi|\w*[cC]ompile(?:Only)?|\w*[rR]untime(?:Only)?|kapt|ksp|\w*[pP]rocessor"
    r"|classpath)\b[\s(]+(.*)"
)
_COORDINATE = re.compile(r"[^'\"]{0,40}['\"]([\w.-]{1,200}):([\w.-]{1,200})(?::([^'\":@]{1,100}))?[^'\"]{0,100}['\"]")
_NAMED = re.compile(r"\b(group|name|version)\s*[:=]\s*['\"]([^'\"]+)['\"]")
_LOCKED = re.compile(r"([\w.-]+):([\w.-]+):([^=\s]+)=(.*)")
_EXACT = re.compile(r"\[?(\d[\w.-]*)\]?\Z")
_DEPENDENCIES = ("project", "dependencies")
_OF_PROFILE = ("project", "profiles", "profile", "dependencies")
_MANAGED = ("project", "dependencyManagement", "dependencies")


def read_pom(text: str) -> Iterator[Found]:
    """Versions come from the dependency, or from what the same file manages; properties are filled in once."""
    found = list(elements(text))
    properties = {element.name: element.text for element in found if element.path == ("project", "properties")}
    for element in found:
        if element.path == () and element.name == "project":
            properties["project.version"] = element.children.get("version", "")
        elif element.path == ("project",) and element.name == "parent":
            properties["project.parent.version"] = element.children.get("version", "")
    named = [element for element in found if element.name == "dependency"]
    managed = {_artifact(one, properties): one for one in named if one.path == _MANAGED}
    for element in named:
        if element.path not in (_DEPENDENCIES, _OF_PROFILE):
            continue
        name = _artifact(element, properties)
        above = managed[name].children if name in managed else {}
        said = above | element.children
        requirement = _filled(said.get("version", ""), properties)
        exact = _EXACT.match(requirement)
        yield Found(
            name=name,
            version=exact[1] if exact else "",
            requirement=requirement,
            line=element.line,
            relation="direct",
            is_dev=said.get("scope") == "test",
        )


def _artifact(element: Element, properties: dict[str, str]) -> str:
    said = element.children
    return f"{_filled(said.get('groupId', ''), properties)}:{_filled(said.get('artifactId', ''), properties)}"


def _filled(text: str, properties: dict[str, str]) -> str:
    return _PROPERTY.sub(lambda match: properties.get(match[1], match[0]), text)


def read_gradle(text: str) -> Iterator[Found]:
    """The simple forms: ``implementation "group:name:1.0"`` and ``group: "…", name: "…", version: "…"``."""
    for number, line in lines_of(text):
        used = _CONFIGURATION.match(line)
        if used is None:
            continue
        if coordinate := _COORDINATE.match(used[1]):
            group, name, requirement = coordinate[1], coordinate[2], coordinate[3] or ""
        else:
            said = dict(_NAMED.findall(used[1]))
            group, name, requirement = said.get("group", ""), said.get("name", ""), said.get("version", "")
        exact = _EXACT.match(requirement)
        if group and name:
            yield Found(
                name=f"{group}:{name}",
                version=exact[1] if exact else "",
                requirement=requirement,
                line=number,
                relation="direct",
                is_dev=line.lstrip().startswith(("test", "androidTest")),
            )


def read_gradle_lock(text: str) -> Iterator[Found]:
    for number, line in lines_of(text):
        if match := _LOCKED.match(line):
            is_dev = all("test" in name.lower() for name in match[4].split(","))
            yield Found(name=f"{match[1]}:{match[2]}", version=match[3], line=number, is_dev=is_dev)
