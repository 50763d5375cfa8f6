"""What PHP's and Ruby's files say of packages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.scanning.dependencies.package import Found, Relation
from services.scanning.dependencies.reading.text_line import LineIndex, lines_of
from services.scanning.dependencies.reading.value import json_object, string, strings, tables, within

_NAME_LINE = re.compile(r'\s{0,80}"name": "([^"]{1,300})"')
_EXACT = re.compile(r"v?(\d{1,9}(?:\.\d{1,9}){1,3}[\w.-]{0,100})\Z")
_GEM = re.compile(r"    ([\w.-]+) \(([\w.]+)(?:-[\w.-]+)?\)\Z")
_GEM_WANTED = re.compile(r"  ([\w.-]+)")


def read_composer_lock(text: str) -> Iterator[Found]:
    content, lines = json_object(text), LineIndex.of_matches(text, _NAME_LINE)
    for section in ("packages", "packages-dev"):
        for package in tables(content.get(section)):
            name = string(package.get("name"))
            yield Found(
                name=name,
                version=string(package.get("version")).removeprefix("v"),
                line=lines.first(name),
                is_dev=section == "packages-dev",
                licence=" OR ".join(strings(package.get("license"))),
            )


def read_composer_json(text: str) -> Iterator[Found]:
    """A name without a vendor is PHP itself, or one of its extensions."""
    content, lines = json_object(text), LineIndex.of_json_keys(text)
    for section in ("require", "require-dev"):
        for name, value in within(content, section).items():
            exact = _EXACT.match(string(value))
            if "/" in name:
                yield Found(
                    name=name,
                    version=exact[1] if exact else "",
                    requirement=string(value),
                    line=lines.first(name, after=section),
                    relation="direct",
                    is_dev=section == "require-dev",
                )


def read_gemfile_lock(text: str) -> Iterator[Found]:
    """``GEM`` lists what comes from a registry, ``DEPENDENCIES`` what was asked for."""
    section, gems, wanted = "", list[tuple[str, str, int]](), set[str]()
    for number, line in lines_of(text):
        if line and not line.startswith(" "):
            section = line.strip()
        elif section == "GEM" and (gem := _GEM.match(line)):
            gems.append((gem[1], gem[2], number))
        elif section == "DEPENDENCIES" and (asked := _GEM_WANTED.match(line)):
            wanted.add(asked[1])
    seen = set[tuple[str, str]]()
    for name, version, number in gems:
        if (name, version) not in seen:  # once for each platform
            seen.add((name, version))
            relation: Relation = "direct" if name in wanted else "transitive"
            yield Found(name=name, version=version, line=number, relation=relation)
